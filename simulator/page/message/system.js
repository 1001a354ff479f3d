// Messages that Discord itself writes: somebody began a thread, pinned something, joined.

import { el, icon } from "../dom.js";
import { stamp } from "../time.js";
import { authorName } from "./message.js";

/** Kinds by Discord's number, of which 0 is what people write, 19 a reply, 20 and 23 answers of commands. */
const WRITTEN = new Set([0, 19, 20, 21, 23, undefined, null]);

/** Whether nobody wrote the message. */
export function isSystem(message) {
  return !WRITTEN.has(message.type);
}

/** The message's one line. */
export function systemElement(message, session) {
  const head = `head-${message.id}`;
  return el(
    "article",
    { class: "message system", tabindex: "-1", "data-id": message.id, "aria-labelledby": head },
    icon(message.type === 18 ? "thread" : "announcement"),
    el("div", { id: head, class: "system-words" }, words(message, session), " ", stamp(message.timestamp)),
  );
}

function words(message, session) {
  const who = el("bdi", { class: "author" }, authorName(message.author));
  switch (message.type) {
    case 4: return [who, " changed the channel name: ", el("bdi", { class: "author" }, message.content)];
    case 6: return [who, " pinned a message to this channel."];
    case 7: return [who, " is here."];
    case 18: return [who, " started a thread: ", threadButton(message, session)];
    default: return [who, message.content ? ": " : " did something that is not shown here.", el("bdi", {}, message.content ?? "")];
  }
}

function threadButton(message, session) {
  const id = message.message_reference?.channel_id ?? message.thread?.id;
  const name = message.content || message.thread?.name || "a thread";
  if (!id) return el("bdi", { class: "author" }, name);
  return el("button", { type: "button", class: "link", onclick: () => session.go({ channel: id }) }, el("bdi", {}, name));
}
