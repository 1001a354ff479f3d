// Turns nodes of Markdown into elements.

import { el } from "../dom.js";
import { link } from "../place.js";
import { momentElement } from "../time.js";
import { parse } from "./parse.js";

/** A text as Discord shows it. Without `session` nobody can be named and nothing opened. */
export function drawn(markdown, session) {
  return draw(parse(markdown), session);
}

/** What a text says, without its markup, in one line. */
export function spoken(markdown, session) {
  const holder = el("div", {}, drawn(markdown, session));
  return holder.textContent.replace(/\s+/g, " ").trim();
}

function draw(nodes, session) {
  const drawnNodes = [];
  for (let at = 0; at < nodes.length; at += 1) {
    if (nodes[at].kind === "item") {
      const end = nodes.findIndex((node, index) => index > at && node.kind !== "item");
      const items = nodes.slice(at, end < 0 ? nodes.length : end);
      drawnNodes.push(list(items, session));
      at += items.length - 1;
    } else {
      drawnNodes.push(one(nodes[at], session));
    }
  }
  return drawnNodes;
}

const WRAPPED = { bold: "strong", italic: "em", underline: "u", strike: "s", quote: "blockquote" };

function one(node, session) {
  if (node.kind in WRAPPED) return el(WRAPPED[node.kind], {}, draw(node.nodes, session));
  switch (node.kind) {
    case "text": return document.createTextNode(node.text);
    case "spoiler": return spoiler(draw(node.nodes, session));
    case "code": return el("code", {}, node.text);
    // It scrolls by itself, so a keyboard must be able to reach it.
    case "block": return el("pre", { tabindex: "0", "data-language": node.language }, el("code", {}, node.text));
    case "heading": return el("div", { class: `heading heading-${node.level}`, role: "heading", "aria-level": "3" }, draw(node.nodes, session));
    case "subtext": return el("div", { class: "subtext" }, draw(node.nodes, session));
    case "link": return link(node.url, draw(node.nodes, session), session);
    case "url": return link(node.url, node.url, session);
    case "moment": return momentElement(node.seconds, node.form);
    case "emoji": return el("span", { class: "emoji" }, `:${node.name}:`);
    default: return mention(node, session);
  }
}

function mention(node, session) {
  switch (node.kind) {
    case "everyone":
    case "here": return el("span", { class: "mention" }, `@${node.kind}`);
    case "user": return el("bdi", { class: "mention" }, `@${session?.userName(node.id) ?? "unknown-user"}`);
    case "role": return el("bdi", { class: "mention" }, `@${session?.roleName(node.id) ?? "unknown-role"}`);
    case "command": return commandMention(node, session);
    default: return channelMention(node, session);
  }
}

function channelMention(node, session) {
  const channel = session?.channelOf(node.id);
  if (!channel) return el("span", { class: "mention", "data-unknown": node.id }, "# unknown");
  const open = () => session.open(node.id);
  return el("button", { type: "button", class: "mention", onclick: open }, el("bdi", {}, `#${channel.name}`));
}

function commandMention(node, session) {
  if (!session) return el("span", { class: "mention" }, `/${node.name}`);
  return el("button", { type: "button", class: "mention", onclick: () => session.beginCommand(node.name) }, `/${node.name}`);
}

function spoiler(children) {
  const cover = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler, hidden", "aria-expanded": "false" });
  const words = el("span", { class: "spoiler-words", "aria-hidden": "true", inert: true }, children);
  const show = () => {
    cover.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) cover.removeAttribute(name);
    words.removeAttribute("aria-hidden");
    words.removeAttribute("inert");
  };
  cover.addEventListener("click", show, { once: true });
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  cover.append(words);
  return cover;
}

/** Items one after the other, nested as deep as they are indented. */
function list(items, session) {
  const root = listFor(items[0]);
  const open = [{ element: root, depth: items[0].depth }];
  for (const item of items) {
    while (open.length > 1 && item.depth < open.at(-1).depth) open.pop();
    if (item.depth > open.at(-1).depth && open.at(-1).element.lastChild) {
      const inner = listFor(item);
      open.at(-1).element.lastChild.append(inner);
      open.push({ element: inner, depth: item.depth });
    }
    const { element } = open.at(-1);
    const value = item.number === null || element.tagName !== "OL" ? null : String(item.number);
    element.append(el("li", { value }, draw(item.nodes, session)));
  }
  return root;
}

function listFor(item) {
  return el(item.number === null ? "ul" : "ol");
}
