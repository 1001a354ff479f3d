// Links in Markdown: masked ones, and addresses that show themselves.

import { inline, read } from "./parse.js";

/** `[label](address)`, if the address is one that Discord makes a link of. */
export function takeLink(rest, scope) {
  const end = closingBracket(rest);
  if (end < 0 || rest[end + 1] !== "(") return null;
  const target = targetOf(rest.slice(end + 2));
  const label = rest.slice(1, end);
  if (!target || !/^(?:https?|discord):\/\//.test(target.url) || label.trim() === "") return null;
  const nodes = read(label, { ...inline(scope), label: true });
  return { node: { kind: "link", nodes, url: target.url }, length: end + 2 + target.length };
}

/** An address as it stands in a sentence, without the sentence's own signs at its end. */
export function takeUrl(rest) {
  const found = /^https?:\/\/[^\s<]+/i.exec(rest);
  if (!found) return null;
  let url = found[0];
  for (;;) {
    let shorter = url.replace(/[.,:;"'\]]+$/, "");
    if (shorter.endsWith(")") && count(shorter, ")") > count(shorter, "(")) shorter = shorter.slice(0, -1);
    if (shorter === url) break;
    url = shorter;
  }
  return /^https?:\/\/./i.test(url) ? { node: { kind: "url", url }, length: url.length } : null;
}

function count(text, sign) {
  return text.split(sign).length - 1;
}

function closingBracket(rest) {
  let open = 0;
  for (let at = 0; at < rest.length; at += 1) {
    if (rest[at] === "\\") at += 1;
    else if (rest[at] === "[") open += 1;
    else if (rest[at] === "]") {
      open -= 1;
      if (open === 0) return at;
    }
  }
  return -1;
}

/** The address behind `(`, and the length up to and including `)`; a quoted title in between is dropped. */
function targetOf(target) {
  const start = target.length - target.trimStart().length;
  const pointed = /^<([^>]*)>/.exec(target.slice(start));
  const bare = bareEnd(target.slice(start));
  if (!pointed && bare < 0) return null;
  const url = pointed ? pointed[1] : target.slice(start, start + bare);
  const after = start + (pointed ? pointed[0].length : bare);
  const tail = /^\s*(?:"[^"]*"|'[^']*')?\s*\)/.exec(target.slice(after));
  return tail && { url, length: after + tail[0].length };
}

/** Where an address without brackets ends: at white space or at the parenthesis that it did not open. */
function bareEnd(address) {
  let open = 0;
  for (let at = 0; at < address.length; at += 1) {
    if (address[at] === "(") open += 1;
    else if (address[at] === ")" && open === 0) return at;
    else if (address[at] === ")") open -= 1;
    else if (/\s/.test(address[at])) return at;
  }
  return -1;
}
