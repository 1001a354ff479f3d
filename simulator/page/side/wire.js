// What crossed the wire, for one message or for everything: interactions, answers, calls, and the events of the log.

import { el, fill } from "../dom.js";
import { exactClock } from "../time.js";

const KINDS = { interaction: "Interaction", reply: "Reply", rest: "REST call", event: "Event" };
/** Entries shown when no message is chosen. */
const NEWEST = 60;

/** The panel's list of entries. */
export class Wire {
  #session;
  #list = el("ol", { class: "wire-list" });
  #about = el("p", { class: "about" });
  #all = el("button", { type: "button", class: "link", onclick: () => this.#session.choose(null) }, "Show everything");
  #waiting = false;

  constructor(place, session) {
    this.#session = session;
    place.append(this.#about, this.#all, this.#list);
    for (const kind of ["wire", "chosen", "message", "world"]) session.on(kind, () => this.#soon());
    this.#draw();
  }

  /** Many things may happen within one frame; drawing once is enough. */
  #soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  #draw() {
    const { chosen, wire } = this.#session;
    const entries = chosen ? belonging([...wire.values()], chosen) : [...wire.values()].slice(-NEWEST);
    this.#all.hidden = !chosen;
    this.#about.textContent = aboutWords(chosen, entries.length);
    const known = new Map([...this.#list.children].map((item) => [item.dataset.number, item]));
    fill(this.#list, entries.map((entry) => known.get(String(entry.number)) ?? this.#item(entry)));
  }

  #item(entry) {
    const body = el("pre", { tabindex: "0", class: "wire-body" });
    // A body is only written out when somebody looks at it.
    const opened = ({ currentTarget }) => {
      if (currentTarget.open && body.textContent === "") body.textContent = JSON.stringify(entry.body, null, 2);
    };
    const failed = typeof entry.status === "number" && entry.status >= 400;
    const status = entry.status && el("span", { class: failed ? "status failed" : "status" }, String(entry.status));
    const head = el("summary", {}, el("span", { class: `kind kind-${entry.kind}` }, KINDS[entry.kind] ?? entry.kind), status, el("time", { datetime: entry.at }, exactClock(entry.at)), el("bdi", { class: "wire-title" }, entry.title));
    return el("li", { "data-number": String(entry.number) }, el("details", { ontoggle: opened }, head, body));
  }
}

/** What made the message or changed it, and all else that came of the same interactions. */
function belonging(entries, message) {
  const direct = (entry) => message.wire?.includes(entry.number) || entry.message === message.id;
  const causes = new Set(entries.filter(direct).map((entry) => entry.interaction));
  causes.add(message.interaction_metadata?.id);
  return entries.filter((entry) => direct(entry) || (entry.interaction && causes.has(entry.interaction)));
}

function aboutWords(chosen, count) {
  if (!chosen) return count === 0 ? "Nothing has crossed the wire yet. Use a command." : "Everything, the newest at the end. A message's own menu shows only what belongs to it.";
  return count === 0 ? "Nothing is known of this message: it may be older than this page." : `What belongs to the chosen message (${count}).`;
}
