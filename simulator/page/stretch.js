// Some messages in a row, drawn or not.

import { el } from "./dom.js";
import { continues } from "./message/message.js";
import { dayOf, isSameDay } from "./time.js";

/** What a message that was not drawn yet is taken to be high, in pixels. */
const GUESS = 56;

/** Which of two ids is older: negative if the first one is. Ids are numbers too large for numbers. */
export function order(one, other) {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

/** The stretch. `before` is the stretch above it. */
export class Stretch {
  element = el("div", { class: "stretch" });
  before = null;
  #shown = false;

  constructor(messages) {
    this.messages = messages;
    this.#height(messages.length * GUESS);
  }

  /** Draws it. */
  show(draw) {
    if (this.#shown) return;
    this.#shown = true;
    this.element.replaceChildren(...this.messages.flatMap((_, index) => this.#drawn(index, draw)));
    this.element.style.removeProperty("height");
  }

  /** Empties it, unless somebody is at work in it. `height` is how high it was: to ask for it here would have all that
   * was just drawn laid out at once. */
  hide(height) {
    if (!this.#shown || this.element.contains(document.activeElement)) return;
    this.#shown = false;
    this.#height(height);
    this.element.replaceChildren();
  }

  /** Takes a newer state of a message; says whether it was here. */
  replace(message, draw) {
    const index = this.#indexOf(message.id);
    if (index < 0) return false;
    this.messages[index] = message;
    this.#redraw(index, draw);
    return true;
  }

  insert(message, draw) {
    const index = this.messages.findLastIndex((it) => order(it.id, message.id) < 0) + 1;
    this.messages.splice(index, 0, message);
    if (!this.#shown) return;
    const next = this.#element(this.messages[index + 1]?.id);
    const added = this.#drawn(index, draw);
    if (next) (dividerOf(next) ?? next).before(...added);
    else this.element.append(...added);
    this.#redraw(index + 1, draw);
  }

  /** Takes a message away; says whether it was here. */
  drop(id, draw) {
    const index = this.#indexOf(id);
    if (index < 0) return false;
    this.messages.splice(index, 1);
    const element = this.#element(id);
    if (element) {
      dividerOf(element)?.remove();
      element.remove();
    }
    this.#redraw(index, draw);
    return true;
  }

  /** Draws its first message anew, as what is above it changed. */
  redrawFirst(draw) {
    this.#redraw(0, draw);
  }

  #indexOf(id) {
    return this.messages.findIndex((message) => message.id === id);
  }

  #element(id) {
    return id && this.element.querySelector(`[data-id="${id}"]`);
  }

  #redraw(index, draw) {
    const old = this.#element(this.messages[index]?.id);
    if (!old || !this.#shown) return;
    const focus = keyOfFocus(old);
    dividerOf(old)?.remove();
    const fresh = this.#drawn(index, draw);
    old.replaceWith(...fresh);
    if (focus !== null) focusKey(fresh.at(-1), focus);
  }

  /** A message's element, behind the day if it is the first of its day. */
  #drawn(index, draw) {
    const message = this.messages[index];
    const before = this.messages[index - 1] ?? this.before?.messages.at(-1);
    const newDay = !before || !isSameDay(new Date(before.timestamp), new Date(message.timestamp));
    const article = draw(message, !newDay && continues(message, before));
    const day = newDay && dayOf(message.timestamp);
    return newDay ? [el("div", { class: "day", role: "separator", "aria-label": day }, el("span", {}, day)), article] : [article];
  }

  #height(pixels) {
    this.element.style.setProperty("height", `${pixels}px`);
  }
}

function dividerOf(article) {
  const before = article.previousElementSibling;
  return before?.classList.contains("day") ? before : null;
}

/** What in an element has the focus, so that it can have it again: a component's own id, or the element itself. */
function keyOfFocus(element) {
  const focused = document.activeElement;
  if (!element.contains(focused)) return null;
  return focused.dataset.key ?? "";
}

function focusKey(element, key) {
  const again = [...element.querySelectorAll("[data-key]")].find((it) => it.dataset.key === key && !it.disabled);
  (again ?? element).focus({ preventScroll: true });
}
