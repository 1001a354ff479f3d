// One message, from who wrote it down to its files.

import { el, icon } from "../dom.js";
import { drawn, spoken } from "../markdown/draw.js";
import { clock, stamp } from "../time.js";
import { componentElements } from "./components.js";
import { embedElements } from "./embed.js";
import { fileElements } from "./files.js";
import { isSystem, systemElement } from "./system.js";

const SUPPRESS_EMBEDS = 1 << 2;
const LOADING = 1 << 7;
const SILENT = 1 << 12;
/** A thread's first message: it is the message that the thread hangs on, shown once more. */
const STARTER = 21;
/** And for one that answers another. */
const REPLY = 19;
/** What can be seen of a name; signs that turn writing around cannot. */
const SHOWN = /[\p{L}\p{N}\p{S}\p{P}]/u;
/** How long a person's messages stand under one name, in milliseconds. */
const TOGETHER = 7 * 60 * 1000;

/** Whether a message stands under the name above the one before it. */
export function continues(message, before) {
  if (!before || isSystem(message) || isSystem(before) || opening(message)) return false;
  const near = Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER;
  return near && message.author.id === before.author.id && Boolean(message.only_you) === Boolean(before.only_you);
}

/** The message's element. `menu` opens what can be done with it, and with who wrote it. */
export function messageElement(sent, { continued, session, menu }) {
  if (isSystem(sent)) return systemElement(sent, session);
  const message = meant(sent);
  const headId = `head-${message.id}`;
  const classes = ["message", continued && "continued", message.only_you && "only-you", mentionsMe(message, session) && "for-me"];
  return el(
    "article",
    { class: classes.filter(Boolean).join(" "), tabindex: "-1", "data-id": message.id, "aria-labelledby": headId },
    replyLine(message, session),
    el("div", { class: "message-body" }, continued ? sideClock(message) : avatar(message.author), el("div", { class: "message-words" }, head(message, headId, continued, { session, menu }), body(message, session))),
    menu && menuButton(message, menu),
  );
}

/** What a screen reader says when the message arrives, and when it says something else than before. */
export function announced(sent, session) {
  const message = meant(sent);
  const parts = [message.content, ...(message.embeds ?? []).flatMap((embed) => [embed.title, embed.description])];
  const words = waits(message) ? "is thinking" : spoken(parts.filter(Boolean).join("\n"), session);
  const files = (message.attachments ?? []).map((file) => `file ${file.filename}`);
  const told = [message.failed ?? words.slice(0, 400), ...files].filter(Boolean).join(", ");
  return `${authorName(message.author)}: ${told || "a message"}${message.only_you ? " (only you can see this)" : ""}`;
}

/** Whether a message only shows again what stands elsewhere: nothing can be done with it here. */
export function isStarter(message) {
  return message.type === STARTER;
}

/** How much was written in a thread. */
export function threadCount(id, session) {
  const count = session.channelOf(id)?.messages;
  return count === undefined ? "Open thread" : `${count} message${count === 1 ? "" : "s"} ›`;
}

/** What somebody is called. */
export function authorName(author) {
  return author?.global_name || author?.username || "somebody";
}

function body(message, session) {
  const flags = message.flags ?? 0;
  const embeds = flags & SUPPRESS_EMBEDS ? [] : (message.embeds ?? []);
  const failure = session.failureOf(message.id);
  return [
    waits(message) && el("div", { class: "thinking" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span", {}, el("bdi", {}, authorName(message.author)), " is thinking…")),
    words(message, session),
    embedElements(embeds, message.attachments ?? [], session),
    fileElements(message),
    componentElements(message, session),
    message.thread && threadLine(message.thread, session),
    flags & SILENT ? el("div", { class: "note" }, "Sent without notification") : null,
    message.failed && el("div", { class: "failure" }, message.failed),
    failure && el("div", { class: "failure" }, failure),
    message.only_you && onlyYou(message, session),
  ];
}

/** What a thread begins with has no words of its own. What can be pressed stays where it can be answered. */
function meant(message) {
  const shown = isStarter(message) && message.referenced_message;
  return shown ? { ...shown, id: message.id, type: STARTER, message_reference: null, components: [], thread: null } : message;
}

function waits(message) {
  return message.thinking || ((message.flags ?? 0) & LOADING) !== 0;
}

function words(message, session) {
  const edited = message.edited_timestamp && el("span", { class: "edited", title: clock(message.edited_timestamp) }, "(edited)");
  if (!message.content) return edited && !waits(message) ? el("div", { class: "content" }, edited) : null;
  const jumbo = /^(?:\p{RGI_Emoji}|\s){1,60}$/v.test(message.content);
  return el("div", { class: jumbo ? "content jumbo" : "content", dir: "auto" }, drawn(message.content, session), edited && " ", edited);
}

function onlyYou(message, session) {
  const dismiss = () => session.attempt(message, { type: "dismiss" });
  return el("div", { class: "note" }, icon("eye"), "Only you can see this · ", el("button", { type: "button", class: "link", onclick: dismiss }, "Dismiss message"));
}

function threadLine(thread, session) {
  const open = () => session.go({ channel: thread.id });
  const told = el("span", { class: "thread-count", "data-thread": thread.id }, threadCount(thread.id, session));
  return el("button", { type: "button", class: "thread-line", onclick: open }, icon("thread"), el("bdi", { class: "thread-name" }, thread.name), told);
}

function opening(message) {
  return refers(message) || Boolean(askedBy(message));
}

/** Whether a message shows the one that it refers to: an answer of a form names one, too, and does not. */
function refers(message) {
  return Boolean(message.message_reference) && (message.type === REPLY || isStarter(message));
}

function askedBy(message) {
  return message.interaction_metadata?.type === 2 ? message.interaction_metadata.user : null;
}

/** Who used a command, and which. */
export function usedLine(asker, name) {
  return el("div", { class: "reply" }, tiny(asker), el("bdi", { class: "author" }, authorName(asker)), " used ", el("bdi", { class: "mention" }, name));
}

/** Only what is typed has a slash. */
function usedName({ interaction, interaction_metadata: asked }) {
  const name = interaction?.name ?? asked.command_name ?? asked.name;
  if (!name) return "a command";
  return asked.target_user || asked.target_message_id ? name : `/${name}`;
}

function replyLine(message, session) {
  const asker = askedBy(message);
  if (asker) {
    return usedLine(asker, usedName(message));
  }
  if (!refers(message)) return null;
  const before = message.referenced_message;
  if (!before) return el("div", { class: "reply" }, icon("reply"), el("em", {}, missing(message)));
  const said = spoken(before.content ?? "", session).slice(0, 160) || "Click to see the message";
  return el("div", { class: "reply" }, tiny(before.author), el("bdi", { class: "author" }, authorName(before.author)), el("button", { type: "button", class: "reply-words", onclick: () => session.tell("jump", before.id) }, el("bdi", {}, said)));
}

/** Why the message that another one answers is not there. What was for somebody else alone is not sent along. */
function missing(message) {
  if (message.referenced_message === undefined) return "Message could not be loaded";
  return isStarter(message) ? "The message that this thread began with was deleted" : "Original message was deleted";
}

function head(message, id, continued, { session, menu }) {
  const author = message.author ?? {};
  const words = el("bdi", { class: "author" }, session.userName(author.id) ?? authorName(author));
  const person = !continued && menu && session.commandsOnPeople().length > 0;
  const open = (event) => menu.openPerson(author, event.currentTarget);
  const name = person ? el("button", { type: "button", class: "author-button", "data-key": "author", "aria-haspopup": "menu", onclick: open }, words) : words;
  const mark = author.bot && el("span", { class: "app-mark" }, "APP");
  return el("div", { id, class: continued ? "head unseen" : "head" }, name, mark, " ", stamp(message.timestamp));
}

function sideClock(message) {
  return el("span", { class: "side-clock", "aria-hidden": "true" }, clock(message.timestamp));
}

/** A person's sign: the first letter of their name on a colour that stays theirs. */
export function avatar(author) {
  const name = authorName(author);
  return el("span", { class: `avatar tone-${tone(author?.id ?? "0")}`, "aria-hidden": "true" }, [...name].find((it) => SHOWN.test(it))?.toUpperCase() ?? "?");
}

function tiny(author) {
  const sign = avatar(author);
  sign.classList.add("tiny");
  return sign;
}

function tone(id) {
  return [...id].reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % 8;
}

function mentionsMe(message, session) {
  return (message.mentions ?? []).some((user) => user.id === session.world.me);
}

function menuButton(message, menu) {
  const open = (event) => menu.open(message, event.currentTarget);
  return el("button", { type: "button", class: "icon-button message-menu", "aria-label": "What can be done with this message", "aria-haspopup": "menu", title: "More", onclick: open }, icon("more"));
}
