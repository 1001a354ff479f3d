// Switches for what can go wrong. They act on the running bot.

import { el, fill, freshId } from "../dom.js";

/** The panel's switches. */
export class Faults {
  #session;
  #list = el("ul", { class: "fault-list" });
  #problem = el("p", { class: "failure", role: "alert" });
  #drawn = "";

  constructor(place, session) {
    this.#session = session;
    place.append(el("p", { class: "about" }, "Let something go wrong and see what the bot makes of it."), this.#list, this.#problem);
    session.on("world", (world) => this.#draw(world.faults));
    // Nobody hears what came of a switch any more.
    session.on("left", () => (this.#drawn = ""));
  }

  #draw(faults) {
    const now = JSON.stringify(faults);
    if (now === this.#drawn) return;
    this.#drawn = now;
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.fault : null;
    fill(this.#list, faults.map((fault) => this.#item(fault)));
    if (focused) this.#list.querySelector(`[data-fault="${focused}"]`)?.focus();
  }

  #item(fault) {
    const about = freshId("fault");
    const flip = (event) => this.#flip(fault, event.currentTarget);
    const box = el("input", { type: "checkbox", role: "switch", checked: fault.on, "data-fault": fault.name, "aria-describedby": about, onchange: flip });
    const once = fault.once && el("span", { class: "option-group" }, "once");
    return el("li", {}, el("label", {}, box, el("span", {}, fault.label), once), el("p", { id: about, class: "about" }, fault.about));
  }

  async #flip(fault, box) {
    this.#problem.textContent = "";
    box.setAttribute("aria-busy", "true");
    try {
      await this.#session.ask({ type: "fault", name: fault.name, on: box.checked });
    } catch (stuck) {
      this.#problem.textContent = stuck.message;
    }
    box.removeAttribute("aria-busy");
    // What strikes at once is off again without the world ever having told that it was on.
    box.checked = this.#session.world?.faults.find((it) => it.name === fault.name)?.on ?? false;
  }
}
