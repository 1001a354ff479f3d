// Embeds: a bar of the bot's colour, columns of three, and pictures in words where they are not the simulator's own.

import { el, icon } from "../dom.js";
import { drawn } from "../markdown/draw.js";
import { link, ownPath, webAddress } from "../place.js";
import { momentElement } from "../time.js";

/** Embeds as they are shown: those that lead to one address are one, with the pictures of all of them. */
export function embedElements(embeds, files, session) {
  const shown = [];
  for (const embed of embeds) {
    const first = embed.url && shown.find((it) => it[0].url === embed.url);
    if (first) first.push(embed);
    else shown.push([embed]);
  }
  return shown.map(([embed, ...others]) => embedElement(embed, others, files, session));
}

/** An embed; `files` are the message's attachments, which tell what its pictures show. */
function embedElement(embed, others, files, session) {
  const frame = el("div", { class: "embed", role: "group", "aria-label": `Embed${embed.title ? `: ${embed.title}` : ""}` });
  if (Number.isInteger(embed.color)) frame.style.setProperty("--bar", colour(embed.color));
  const thumbnail = picture(embed, "thumbnail", files);
  const words = el(
    "div",
    { class: "embed-words" },
    author(embed, session),
    title(embed, session),
    embed.description && el("div", { class: "embed-description", dir: "auto" }, drawn(embed.description, session)),
    fields(embed.fields ?? [], session),
  );
  frame.append(el("div", { class: "embed-top" }, words, thumbnail));
  const pictures = [embed, ...others].map((it) => picture(it, "image", files));
  frame.append(...[...pictures, footer(embed)].filter(Boolean));
  return frame;
}

/** Whether the picture under a key is this uploaded file: by name as the bot wrote it, or by address. */
export function shows(embed, key, file) {
  const url = embed[key]?.url;
  return url !== undefined && (url === `attachment://${file.filename}` || url === file.url);
}

/** A picture of the simulator's own, or a frame that says what another one shows. */
export function pictureElement(url, told, properties = {}) {
  const own = ownPath(url);
  if (own) return el("img", { src: own, alt: told, loading: "lazy", ...properties });
  const away = webAddress(url);
  const words = [icon("eye"), el("span", {}, el("span", { class: "unseen" }, "Picture, not loaded: "), el("bdi", {}, told))];
  return away
    ? el("a", { class: "picture", href: away, target: "_blank", rel: "noopener noreferrer nofollow" }, words)
    : el("span", { class: "picture" }, words);
}

/** The number that Discord gives colours by, for a style sheet. */
export function colour(number) {
  return `#${(number & 0xffffff).toString(16).padStart(6, "0")}`;
}

function author({ author: by }, session) {
  if (!by?.name) return null;
  return el("div", { class: "embed-author" }, by.url ? link(by.url, by.name, session) : el("bdi", {}, by.name));
}

function title(embed, session) {
  if (!embed.title) return null;
  const words = drawn(embed.title, embed.url ? null : session);
  return el("div", { class: "embed-title", dir: "auto" }, embed.url ? link(embed.url, words, null) : words);
}

function fields(all, session) {
  if (all.length === 0) return null;
  return el("div", { class: "embed-fields" }, rows(all).map((row) => row.map((field) => fieldElement(field, row.length, session))));
}

/** Fields as they stand beside each other: up to three in a row, a wide one alone. */
function rows(all) {
  const found = [];
  for (const field of all) {
    const last = found.at(-1);
    if (field.inline && last?.[0].inline && last.length < 3) last.push(field);
    else found.push([field]);
  }
  return found;
}

function fieldElement(field, beside, session) {
  return el(
    "div",
    { class: `embed-field beside-${field.inline ? beside : 1}` },
    el("div", { class: "embed-field-name", dir: "auto" }, drawn(field.name, session)),
    el("div", { class: "embed-field-value", dir: "auto" }, drawn(field.value, session)),
  );
}

function picture(embed, key, files) {
  const url = embed[key]?.url;
  if (!url) return null;
  const file = files.find((it) => shows(embed, key, it));
  const name = url.split(/[?#]/)[0].split("/").at(-1);
  const told = embed[key].description ?? file?.description ?? (name || "a picture");
  return el("div", { class: `embed-${key}` }, pictureElement(file?.url ?? url, told));
}

function footer(embed) {
  const words = embed.footer?.text && el("bdi", {}, embed.footer.text);
  const at = embed.timestamp && momentElement(Date.parse(embed.timestamp) / 1000, "f");
  return words || at ? el("div", { class: "embed-footer" }, words, words && at && " · ", at) : null;
}
