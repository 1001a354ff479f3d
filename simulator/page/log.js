// The messages of the open channel. They stand in stretches; only those near the visible part are drawn, the others are
// empty boxes of the height that they had, so ten thousand messages cost what a few dozen cost.

import { el } from "./dom.js";
import { End } from "./end.js";
import { Stretch, order } from "./stretch.js";

/** Messages in one stretch. */
const LONG = 20;
/** How far outside the visible part stretches are drawn, in pixels. */
const MARGIN = 1_200;

/** The log. `older` loads what was before a message; `draw` makes a message's element. */
export class Log {
  #scroller;
  #stretches = [];
  #list = el("div", { class: "log-list" });
  #top = el("div", { class: "log-top" });
  /** For what stands below the messages and is none. */
  below = el("div", { class: "log-below" });
  #more = false;
  #loading = false;
  #end;
  #older;
  #draw;
  #near;
  #above;

  constructor(scroller, { older, draw }) {
    this.#scroller = scroller;
    this.#older = older;
    this.#draw = draw;
    scroller.append(this.#top, this.#list, this.below);
    this.#near = new IntersectionObserver((seen) => this.#seen(seen), { root: scroller, rootMargin: `${MARGIN}px 0px` });
    this.#above = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.#load(), { root: scroller, rootMargin: `${MARGIN}px 0px` });
    this.#above.observe(this.#top);
    this.#end = new End(scroller, (id) => this.#elementOf(id));
    for (const grows of [this.#list, scroller]) new ResizeObserver(() => this.#end.follow()).observe(grows);
    scroller.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Shows a channel's newest messages. */
  show(messages, more) {
    this.clear();
    this.#more = more;
    this.#add(messages, 0);
    for (const stretch of this.#stretches) stretch.show(this.#draw);
    this.end();
    this.#watchTop();
  }

  clear() {
    this.#near.disconnect();
    this.#stretches = [];
    this.#list.replaceChildren();
    this.#top.textContent = "";
    this.#more = false;
    this.#loading = false;
    this.#end.begin();
  }

  /** Keeps a message's beginning in sight, whatever comes below it, until the visitor scrolls. */
  hold(id) {
    this.#end.hold(id);
  }

  /** A new message, or one that changed. Says whether it is new. */
  put(message) {
    const stretch = this.#stretchOf(message.id);
    if (stretch?.replace(message, this.#draw)) {
      this.#end.follow();
      return false;
    }
    const first = this.#stretches[0]?.messages[0];
    if (first && this.#more && order(message.id, first.id) < 0) return false;
    this.#insert(message, stretch);
    return true;
  }

  /** Draws a message anew as it is. */
  redraw(id) {
    const message = this.find(id);
    if (message) this.put(message);
  }

  drop(id) {
    const stretch = this.#stretchOf(id);
    const reader = this.#elementOf(id)?.contains(document.activeElement);
    const beside = reader && this.#beside(id);
    if (!stretch?.drop(id, this.#draw)) return;
    const next = this.#stretches[this.#stretches.indexOf(stretch) + 1];
    if (stretch.messages.length === 0) this.#remove(stretch);
    next?.redrawFirst(this.#draw);
    if (reader) (this.#elementOf(beside) ?? this.#scroller).focus();
  }

  /** A message by its id, if it is loaded. */
  find(id) {
    return this.#stretchOf(id)?.messages.find((message) => message.id === id);
  }

  /** The newest message that fits. */
  newest(fits) {
    for (const stretch of this.#stretches.toReversed()) {
      const found = stretch.messages.findLast(fits);
      if (found) return found;
    }
    return undefined;
  }

  /** Goes to a message, loading what is older until it is there. */
  async reveal(id) {
    while (!this.find(id) && this.#more && (await this.#load()));
    const stretch = this.find(id) && this.#stretchOf(id);
    if (!stretch) return false;
    stretch.show(this.#draw);
    this.#end.leave();
    const element = this.#elementOf(id);
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    element.classList.add("revealed");
    return true;
  }

  /** Goes to the newest message. */
  end() {
    this.#end.reach();
  }

  /** Whether the newest message is in sight. */
  get atEnd() {
    return this.#end.isReached;
  }

  /** Whether what comes is followed. */
  get follows() {
    return this.#end.isFollowed;
  }

  #add(messages, at) {
    const parts = [];
    for (let start = messages.length; start > 0; start -= LONG) {
      parts.unshift(new Stretch(messages.slice(Math.max(0, start - LONG), start)));
    }
    const before = this.#stretches[at]?.element ?? null;
    for (const stretch of parts) {
      this.#list.insertBefore(stretch.element, before);
      this.#near.observe(stretch.element);
    }
    this.#stretches.splice(at, 0, ...parts);
    this.#link();
  }

  #insert(message, stretch) {
    if (stretch && (stretch.messages.length < LONG || stretch !== this.#stretches.at(-1))) stretch.insert(message, this.#draw);
    else {
      this.#add([message], this.#stretches.length);
      this.#stretches.at(-1).show(this.#draw);
    }
    this.#stretches[this.#stretches.indexOf(stretch) + 1]?.redrawFirst(this.#draw);
    this.#end.follow();
  }

  /** Each stretch knows the one before it, as what stands under whose name depends on it. */
  #link() {
    this.#stretches.forEach((stretch, index) => {
      stretch.before = this.#stretches[index - 1] ?? null;
    });
  }

  #remove(stretch) {
    this.#near.unobserve(stretch.element);
    stretch.element.remove();
    this.#stretches.splice(this.#stretches.indexOf(stretch), 1);
    this.#link();
  }

  /** The message at which somebody reads on when this one goes: the one after it, else the one before it. */
  #beside(id) {
    const all = [...this.#list.querySelectorAll("article")].map((it) => it.dataset.id);
    const at = all.indexOf(id);
    return all[at + 1] ?? all[at - 1];
  }

  #elementOf(id) {
    return this.#list.querySelector(`[data-id="${id}"]`);
  }

  /** The stretch in which a message is or would be. */
  #stretchOf(id) {
    return this.#stretches.findLast((stretch) => order(stretch.messages[0].id, id) <= 0) ?? this.#stretches[0];
  }

  #seen(entries) {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const stretch = this.#stretches.find((it) => it.element === target);
      if (isIntersecting) stretch?.show(this.#draw);
      else stretch?.hide(boundingClientRect.height);
    }
  }

  /** Says whether anything came. */
  async #load() {
    const first = this.#stretches[0]?.messages[0];
    if (!this.#more || this.#loading || !first) return false;
    this.#loading = true;
    this.#scroller.setAttribute("aria-busy", "true");
    const { messages, more } = await this.#older(first.id).catch(() => ({ messages: [], more: false }));
    this.#scroller.removeAttribute("aria-busy");
    // Another channel was opened meanwhile.
    if (this.#stretches[0]?.messages[0] !== first) return false;
    this.#loading = false;
    this.#more = more;
    this.#prepend(messages);
    return messages.length > 0;
  }

  #prepend(messages) {
    const { scrollHeight, scrollTop } = this.#scroller;
    this.#add(messages, 0);
    this.#stretches[Math.ceil(messages.length / LONG)]?.redrawFirst(this.#draw);
    // Browsers keep what is seen in its place, but not at the very top.
    if (scrollTop === 0) this.#scroller.scrollTop = this.#scroller.scrollHeight - scrollHeight;
    this.#watchTop();
  }

  /** Looks again whether the top is near: nothing may have moved since it was seen last. */
  #watchTop() {
    this.#top.textContent = this.#more ? "" : "This is the beginning of what was written here. Type / to see what the bot can do.";
    this.#above.unobserve(this.#top);
    this.#above.observe(this.#top);
  }

  /** Up and down walk from message to message. */
  #key(event) {
    const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const from = document.activeElement;
    if (!steps || (from !== this.#scroller && !from.matches("article"))) return;
    const all = [...this.#list.querySelectorAll("article")];
    const at = all.indexOf(from);
    const next = at < 0 ? all.at(-1) : all[at + steps];
    if (!next) return;
    event.preventDefault();
    this.#end.letGo();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}
