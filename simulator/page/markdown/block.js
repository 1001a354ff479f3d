// Markup that takes a whole line or several: headings, subtext, list items, quotes.

import { inline, read } from "./parse.js";

/** What a line that starts here is, if it is more than text. The line's end is taken with it. */
export function takeBlock(rest, scope) {
  return heading(rest, scope) || subtext(rest, scope) || item(rest, scope) || quote(rest, scope);
}

function heading(rest, scope) {
  const found = /^ *(#{1,3})[ \t]+(\S[^\n]*)(?:\n|$)/.exec(rest);
  const words = found?.[2].trimEnd().replace(/#+$/, "").trimEnd();
  if (!words) return null;
  return { node: { kind: "heading", level: found[1].length, nodes: read(words, inline(scope)) }, length: found[0].length };
}

function subtext(rest, scope) {
  const found = /^ *-#[ \t]+(\S[^\n]*)(?:\n|$)/.exec(rest);
  return found && { node: { kind: "subtext", nodes: read(found[1], inline(scope)) }, length: found[0].length };
}

function item(rest, scope) {
  const found = /^( *)(?:[-*]|(\d{1,9})\.)[ \t]+(\S[^\n]*)(?:\n|$)/.exec(rest);
  if (!found) return null;
  const number = found[2] === undefined ? null : Number(found[2]);
  const node = { kind: "item", depth: Math.floor(found[1].length / 2), number, nodes: read(found[3], inline(scope)) };
  return { node, length: found[0].length };
}

function quote(rest, scope) {
  if (scope.quoted) return null;
  const inner = { ...scope, depth: scope.depth + 1, quoted: true };
  const all = /^ *>>> ([^]*)$/.exec(rest);
  if (all) return { node: { kind: "quote", nodes: read(all[1], inner) }, length: rest.length };
  const lines = /^(?: *> [^\n]*(?:\n|$))+/.exec(rest)?.[0];
  if (!lines) return null;
  const words = lines.replace(/\n$/, "").split("\n").map((line) => line.replace(/^ *> /, "")).join("\n");
  return { node: { kind: "quote", nodes: read(words, inner) }, length: lines.length };
}
