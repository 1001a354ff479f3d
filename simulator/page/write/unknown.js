// What is said below a line that begins like a command and is none that its writer has.

import { el } from "../dom.js";

/** The words, for the eye and for screen readers. */
export class Unknown {
  #session;
  #element = el("p", { id: "unknown", class: "unknown", role: "status" });

  /** Below the line, which they describe. */
  constructor(line, place, session) {
    this.#session = session;
    place.after(this.#element);
    line.setAttribute("aria-describedby", `${line.getAttribute("aria-describedby")} ${this.#element.id}`);
  }

  /** Says it about this line. What stands already is left alone, or screen readers would say it at every letter. */
  say(line) {
    const words = this.#words(line);
    if (this.#element.textContent !== words) this.#element.textContent = words;
  }

  hide() {
    this.#element.textContent = "";
  }

  /** Who has the command that a line without its slash begins with, and how to be them; nothing if nobody has. */
  other(line) {
    const [name] = line.split(/\s/u);
    const who = this.#session.world.elsewhere[name];
    return who === undefined ? "" : ` ${who} has it: choose them under “You are”.`;
  }

  #words(line) {
    const sent = this.#session.channelOf(this.#session.channel)?.may_write ? " Enter posts this as a message." : "";
    return `You have no such command.${sent}${this.other(line.slice(1))}`;
  }
}
