// Discord's Markdown as its clients read it: a text becomes nodes, each `{ kind, … }`. Knows nothing of the page.
//
// Kinds: text (text) · bold, italic, underline, strike, spoiler, quote, subtext (nodes) · heading (level, nodes) ·
// item (depth, number, nodes) · code (text) · block (language, text) · link (nodes, url) · url (url) ·
// user, role, channel, command (id, name) · everyone, here · moment (seconds, form) · emoji (name)

import { takeBlock } from "./block.js";
import { takeInline } from "./inline.js";

/** Deepest nesting; what is deeper stays text. */
const DEEPEST = 12;
/** What cannot begin markup, as long as it goes on, or else one character. */
const PLAIN = /[^\\¯`<@[hH*_~|\n]+|[^]/uy;

/** Reads a text. */
export function parse(markdown) {
  return read(markdown, { depth: 0, blocks: true, quoted: false, label: false });
}

/** Reads a text in what surrounds it: how deep, whether lines may be blocks, in a quote, in the label of a link. */
export function read(source, scope) {
  if (scope.depth > DEEPEST) return source === "" ? [] : [{ kind: "text", text: source }];
  const nodes = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const lineStart = at === 0 || source[at - 1] === "\n";
    const taken = (scope.blocks && lineStart && takeBlock(rest, scope)) || takeInline(rest, scope) || plain(source, at);
    at += taken.length;
    push(nodes, taken.node);
  }
  return nodes;
}

/** The scope inside a styled run or a line of its own. */
export function inline(scope) {
  return { ...scope, depth: scope.depth + 1, blocks: false };
}

function plain(source, at) {
  PLAIN.lastIndex = at;
  const [text] = PLAIN.exec(source);
  return { node: { kind: "text", text }, length: text.length };
}

function push(nodes, node) {
  const last = nodes.at(-1);
  if (last?.kind === "text" && node.kind === "text") last.text += node.text;
  else nodes.push(node);
}
