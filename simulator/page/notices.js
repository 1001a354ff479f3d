// What is said where everybody looks: a broken library file, a bot that is down, a line that is cut.

import { el, fill } from "./dom.js";

const TITLES = { library: "The library cannot be read as it is", bot: "The bot", line: "The simulator cannot be reached" };
/** Where the steps would fill the screen, they are folded up until somebody wants them. */
const NARROW = "(max-width: 600px), (max-height: 600px)";

/** Shows notices until they are taken back. */
export function notices(place, session) {
  const said = new Map();
  // Whoever has read the steps once does not want them back with the next notice.
  let open = !matchMedia(NARROW).matches;
  const unfold = (event) => (open = event.target.open);
  const show = () => fill(place, [...said].map(([kind, text]) => (kind === "steps" ? steps(text, session, { open, ontoggle: unfold }) : notice(kind, text))));
  const say = (kind, text) => {
    if (text) said.set(kind, text);
    else said.delete(kind);
    show();
  };
  session.on("notice", ({ kind, text }) => say(kind, text));
  session.on("line", (state) => say("line", state === "lost" ? "Trying again. What you see may be old, and is gone if the program was ended." : ""));
}

function steps(text, session, properties) {
  const lines = text.split("\n").map((line) => el("li", {}, ...step(line, session)));
  return el("details", { class: "notice notice-steps", ...properties }, el("summary", {}, "What to try first"), el("ol", {}, lines));
}

/** What it is about stands out; a command between backticks is begun by pressing it. */
function step(line, session) {
  const [, head, rest] = /^([^:`]+:)(.*)$/u.exec(line) ?? [null, "", line];
  const typed = (words) => (words.startsWith("/") ? command(words, session) : el("code", {}, words));
  return [el("strong", {}, head), ...rest.split("`").map((part, at) => (at % 2 === 1 ? typed(part) : part))];
}

function command(words, session) {
  return el("button", { type: "button", class: "mention", onclick: () => session.beginCommand(words.slice(1)) }, words);
}

function notice(kind, text) {
  return el("div", { class: `notice notice-${kind}` }, el("strong", {}, TITLES[kind] ?? kind), el("pre", { tabindex: text.includes("\n") ? "0" : null }, text));
}
