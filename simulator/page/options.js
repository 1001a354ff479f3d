// A list of options under something that keeps the focus: the options of selects, suggestions, commands.

import { el, fill, freshId } from "./dom.js";

/**
 * The list. An option is `{ value, label, about, mark, chosen, group }`. Its owner has the focus, points at the active
 * option with `aria-activedescendant`, and hands keys to `key`.
 */
export class Options {
  #owner;
  #pick;
  #options = [];
  #active = -1;

  constructor(owner, { label, pick, several = false, beside = null }) {
    this.#owner = owner;
    this.#pick = pick;
    this.list = el("ul", { id: freshId("options"), class: "options", role: "listbox", "aria-label": label, popover: "manual" });
    if (several) this.list.setAttribute("aria-multiselectable", "true");
    owner.setAttribute("aria-controls", this.list.id);
    owner.setAttribute("aria-autocomplete", "list");
    (beside ?? owner).after(this.list);
    // The focus stays where it is.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#clicked(event));
  }

  get open() {
    return this.list.matches(":popover-open");
  }

  get count() {
    return this.#options.length;
  }

  /** Shows these options, the first of them active unless `active` says which. */
  show(options, active = 0) {
    this.#options = options;
    if (options.length === 0) return this.hide();
    fill(this.list, options.map((option, index) => this.#element(option, index)));
    if (!this.open) this.list.showPopover();
    if (this.#owner.getAttribute("role") === "combobox") this.#owner.setAttribute("aria-expanded", "true");
    this.#place();
    this.#activate(Math.min(active, options.length - 1));
  }

  hide() {
    if (this.open) this.list.hidePopover();
    this.#active = -1;
    this.#owner.removeAttribute("aria-activedescendant");
    if (this.#owner.getAttribute("role") === "combobox") this.#owner.setAttribute("aria-expanded", "false");
  }

  /** Whether a key was for the list. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (steps) this.#move(steps);
    else if (event.key === "Enter" && this.#active >= 0) this.#pick(this.#options[this.#active]);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** The active option. */
  current() {
    return this.#options[this.#active];
  }

  /** Makes the first option active whose label begins with this. */
  seek(words) {
    const wanted = words.toLowerCase();
    const index = this.#options.findIndex((option) => option.label.toLowerCase().startsWith(wanted));
    if (index >= 0) this.#activate(index);
  }

  #move(steps) {
    const last = this.#options.length - 1;
    const next = this.#active + steps;
    if (Math.abs(steps) > 1) this.#activate(Math.max(0, Math.min(last, next)));
    else this.#activate(next > last ? 0 : next < 0 ? last : next);
  }

  #activate(index) {
    this.#active = index;
    for (const element of this.list.querySelectorAll(".active")) element.classList.remove("active");
    const element = this.list.querySelector(`[data-index="${index}"]`);
    if (!element) return;
    element.classList.add("active");
    element.scrollIntoView({ block: "nearest" });
    this.#owner.setAttribute("aria-activedescendant", element.id);
  }

  #element(option, index) {
    const properties = { id: `${this.list.id}-${index}`, role: "option", "data-index": String(index), class: "option" };
    return el(
      "li",
      { ...properties, "aria-selected": String(option.chosen ?? false) },
      option.mark && el("span", { class: "option-mark", "aria-hidden": "true" }, option.mark),
      el("span", { class: "option-words" }, el("bdi", { class: "option-label" }, option.label), option.about && el("bdi", { class: "option-about" }, option.about)),
      option.group && el("span", { class: "option-group" }, option.group),
    );
  }

  #clicked(event) {
    const index = event.target.closest("[data-index]")?.dataset.index;
    if (index !== undefined) this.#pick(this.#options[Number(index)]);
  }

  /** Below its owner, or above it where there is more room. */
  #place() {
    const box = (this.#owner.closest("[data-anchor]") ?? this.#owner).getBoundingClientRect();
    const below = innerHeight - box.bottom - 12;
    const above = box.top - 12;
    const up = below < Math.min(this.list.scrollHeight, 260) && above > below;
    const style = this.list.style;
    style.setProperty("left", `${Math.max(8, Math.min(box.left, innerWidth - box.width - 8))}px`);
    style.setProperty("width", `${Math.min(Math.max(box.width, 240), innerWidth - 16)}px`);
    style.setProperty("max-height", `${Math.min(up ? above : below, 360)}px`);
    style.setProperty("top", up ? "auto" : `${box.bottom + 4}px`);
    style.setProperty("bottom", up ? `${innerHeight - box.top + 4}px` : "auto");
  }
}
