// Markup within lines: escapes, code, links, mentions, styles. What is code is never a style.

import { takeLink, takeUrl } from "./link.js";
import { inline, read } from "./parse.js";

/** Shown whole by clients, although its backslash would be an escape. */
const SHRUG = "¯\\_(ツ)_/¯";
/** Sign, kind, what may not follow the closing sign, and whether backslashes count. */
const DOUBLED = [
  ["**", "bold", "*", true],
  ["__", "underline", "_", true],
  ["~~", "strike", "_", false],
  ["||", "spoiler", "", false],
];

/** The markup at the head of a text, if there is any: its node and its length. */
export function takeInline(rest, scope) {
  switch (rest[0]) {
    case "\\": return scope.label ? null : escape(rest);
    case "¯": return rest.startsWith(SHRUG) ? { node: { kind: "text", text: SHRUG }, length: SHRUG.length } : null;
    case "`": return codeBlock(rest) || code(rest);
    case "<": return angle(rest);
    case "@": return everyone(rest);
    case "[": return scope.label ? null : takeLink(rest, scope);
    case "h":
    case "H": return scope.label ? null : takeUrl(rest);
    case "*":
    case "_":
    case "~":
    case "|": return styled(rest, scope);
    default: return null;
  }
}

function escape(rest) {
  const found = /^\\([^\p{White_Space}a-zA-Z0-9])/u.exec(rest);
  return found && { node: { kind: "text", text: found[1] }, length: found[0].length };
}

function codeBlock(rest) {
  if (!rest.startsWith("```")) return null;
  const end = rest.indexOf("```", 4);
  if (end < 0) return null;
  const body = rest.slice(3, end);
  const named = /^([\w+\-.#]+)\n([^]*\S[^]*)$/.exec(body);
  const text = (named ? named[2] : body).replace(/^\n+|\n+$/g, "");
  // The block stands on lines of its own, so the line break behind it is not another empty line.
  const length = end + 3 + (rest[end + 3] === "\n" ? 1 : 0);
  return text === "" ? null : { node: { kind: "block", language: named?.[1] ?? null, text }, length };
}

function code(rest) {
  const most = /^`+/.exec(rest)[0].length;
  for (let ticks = most; ticks > 0; ticks -= 1) {
    const found = new RegExp(`^\`{${ticks}}([^]*?[^\`]|\`+[^]*?[^\`])\`{${ticks}}(?!\`)`).exec(rest);
    if (found) return { node: { kind: "code", text: found[1] }, length: found[0].length };
  }
  return null;
}

function angle(rest) {
  const end = rest.indexOf(">");
  if (end < 0) return null;
  const inner = rest.slice(1, end);
  const node = mention(inner) || moment(inner) || emoji(inner) || bracketed(inner);
  return node && { node, length: end + 1 };
}

function mention(inner) {
  const entity = /^(@&|@!|@|#)(\d+)$/.exec(inner);
  if (entity) return { kind: { "@&": "role", "#": "channel" }[entity[1]] ?? "user", id: entity[2] };
  const command = /^\/([^>]+):(\d+)$/.exec(inner);
  return command && { kind: "command", name: command[1], id: command[2] };
}

function moment(inner) {
  const found = /^t:(-?\d{1,13})(?::([tTdDfFsSR]))?$/.exec(inner);
  return found && { kind: "moment", seconds: Number(found[1]), form: found[2] ?? "f" };
}

function emoji(inner) {
  const found = /^a?:(\w+):\d+$/.exec(inner);
  return found && { kind: "emoji", name: found[1] };
}

function bracketed(inner) {
  return /^[^:\s]+:\/\S+$/.test(inner) ? { kind: "url", url: inner } : null;
}

function everyone(rest) {
  const found = /^@(everyone|here)/.exec(rest);
  return found && { node: { kind: found[1] }, length: found[0].length };
}

function styled(rest, scope) {
  for (const style of DOUBLED) {
    const taken = doubled(rest, style, scope);
    if (taken) return taken;
  }
  return italic(rest, scope);
}

function doubled(rest, [sign, kind, never, escapes], scope) {
  if (!rest.startsWith(sign)) return null;
  const body = rest.slice(2);
  for (const at of unescaped(body, escapes)) {
    const closes = at > 0 && body.startsWith(sign, at) && (never === "" || body[at + 2] !== never);
    if (closes) return { node: { kind, nodes: read(body.slice(0, at), inline(scope)) }, length: at + 4 };
  }
  return null;
}

function italic(rest, scope) {
  const sign = rest[0];
  if (sign !== "*" && sign !== "_") return null;
  const body = rest.slice(1);
  const end = sign === "*" ? starEnd(body) : underscoreEnd(body);
  return end < 0 ? null : { node: { kind: "italic", nodes: read(body.slice(0, end), inline(scope)) }, length: end + 2 };
}

/** A star closes behind a non-blank; two in a row belong to something bold. */
function starEnd(body) {
  if (/^\s/.test(body)) return -1;
  return single(body, "*").find((at) => !/\s/.test(body[at - 1])) ?? -1;
}

/** An underscore closes before anything but a letter, so names in snake_case stay whole. */
function underscoreEnd(body) {
  return single(body, "_").find((at) => !/[a-zA-Z0-9]/.test(body[at + 1] ?? "")) ?? -1;
}

/** Where a sign stands alone, not at the start and not escaped. */
function single(body, sign) {
  const found = [];
  let pairUntil = 0;
  for (const at of unescaped(body, true)) {
    if (at < pairUntil || body[at] !== sign) continue;
    if (body[at + 1] === sign) pairUntil = at + 2;
    else if (at > 0) found.push(at);
  }
  return found;
}

/** Every position in a text but those behind a backslash, if `escapes` count. */
function* unescaped(body, escapes) {
  for (let at = 0; at < body.length; at += 1) {
    yield at;
    if (escapes && body[at] === "\\") at += 1;
  }
}
