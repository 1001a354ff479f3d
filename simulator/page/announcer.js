// Tells screen readers what changed, one thing after the other, without moving the focus.

/** Longer queues are cut: who is told everything late is told nothing. */
const LONGEST = 5;
/** How long one announcement stands, in milliseconds, so that it is noticed as a change. */
const STANDS = 150;

/** Announces politely through an element of role `status`. */
export class Announcer {
  #element;
  #queue = [];
  #busy = false;

  constructor(element) {
    this.#element = element;
  }

  say(words) {
    this.#queue.push(words);
    if (this.#queue.length > LONGEST) this.#queue.shift();
    if (!this.#busy) this.#next();
  }

  #next() {
    const words = this.#queue.shift();
    this.#busy = words !== undefined;
    if (!this.#busy) return;
    this.#element.textContent = words;
    setTimeout(() => this.#next(), STANDS);
  }
}
