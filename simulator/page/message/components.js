// Buttons, selects, and the blocks of the newer layout of messages.

import { el, icon } from "../dom.js";
import { drawn } from "../markdown/draw.js";
import { ownPath, placeOf, webAddress } from "../place.js";
import { colour, pictureElement } from "./embed.js";
import { Select, emojiName, isSelect } from "./select.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

/** A message's components. */
export function componentElements(message, session) {
  return (message.components ?? []).map((component) => block(component, message, session));
}

function block(component, message, session) {
  const inner = () => (component.components ?? []).map((it) => block(it, message, session));
  switch (component.type) {
    case 1: return el("div", { class: "row" }, inner());
    case 2: return button(component, message, session);
    case 9: return el("div", { class: "section" }, el("div", {}, inner()), component.accessory && block(component.accessory, message, session));
    case 10: return el("div", { class: "content", dir: "auto" }, drawn(component.content ?? "", session));
    case 11: return media(component);
    case 12: return el("div", { class: "gallery" }, (component.items ?? []).map(media));
    case 13: return fileLink(component);
    case 14: return el("hr", { class: component.divider === false ? "gap" : null });
    case 17: return container(component, inner());
    default: return isSelect(component) ? select(component, message, session) : el("div", { class: "unknown" }, `[component of type ${component.type}]`);
  }
}

function container(component, inner) {
  const frame = el("div", { class: "embed container" }, inner);
  if (Number.isInteger(component.accent_color)) frame.style.setProperty("--bar", colour(component.accent_color));
  return frame;
}

function button(component, message, session) {
  const style = STYLES[component.style] ?? "secondary";
  const words = [component.emoji && el("span", { class: "emoji", "aria-hidden": component.label ? "true" : null }, emojiName(component.emoji)), component.label && el("bdi", {}, component.label)];
  if (style === "link") return linkButton(component, words, session);
  const press = async () => {
    if (pressed.getAttribute("aria-busy") === "true") return;
    pressed.setAttribute("aria-busy", "true");
    await session.attempt(message, { type: "press", custom_id: component.custom_id });
    pressed.removeAttribute("aria-busy");
  };
  const pressed = el("button", { type: "button", class: `button ${style}`, disabled: component.disabled ?? false, "data-key": component.custom_id, onclick: press }, words);
  return pressed;
}

function linkButton(component, words, session) {
  const place = placeOf(component.url);
  if (place) return el("button", { type: "button", class: "button link-button", disabled: component.disabled ?? false, onclick: () => session.go(place) }, words);
  const address = webAddress(component.url);
  if (component.disabled || !address) return el("button", { type: "button", class: "button link-button", disabled: true }, words);
  return el("a", { class: "button link-button", href: address, target: "_blank", rel: "noopener noreferrer nofollow", title: address }, words, icon("out"));
}

function select(component, message, session) {
  const chosen = (values) => session.attempt(message, { type: "pick", custom_id: component.custom_id, values });
  return new Select(component, session, { chosen }).element;
}

function media(item) {
  const url = item.media?.url ?? "";
  return pictureElement(url, item.description || url.split("/").at(-1) || "a picture");
}

function fileLink(component) {
  const path = ownPath(component.file?.url ?? "");
  const name = component.name ?? (component.file?.url ?? "file").split("/").at(-1);
  return path ? el("a", { class: "file", href: path, download: name }, icon("file"), el("bdi", {}, name)) : el("span", { class: "file" }, icon("file"), name);
}
