// What is said where everybody looks: a broken library file, a bot that is down, a line that is cut.

import { el, fill } from "./dom.js";

const TITLES = { library: "The library cannot be read as it is", bot: "The bot", line: "The simulator cannot be reached" };

/** Shows notices until they are taken back. */
export function notices(place, session) {
  const said = new Map();
  const show = () => fill(place, [...said].map(([kind, text]) => notice(kind, text)));
  const say = (kind, text) => {
    if (text) said.set(kind, text);
    else said.delete(kind);
    show();
  };
  session.on("notice", ({ kind, text }) => say(kind, text));
  session.on("line", (state) => say("line", state === "lost" ? "Trying again. What you see may be old." : ""));
}

function notice(kind, text) {
  return el("div", { class: `notice notice-${kind}` }, el("strong", {}, TITLES[kind] ?? kind), el("pre", { tabindex: text.includes("\n") ? "0" : null }, text));
}
