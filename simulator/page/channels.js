// The places of a guild, with the open threads below their channels, and a dot where something is new.

import { el, fill, icon, walk } from "./dom.js";

/** Fills the navigation, and keeps it true. */
export class Channels {
  #session;
  #list;
  /** How many messages each channel had when it was last looked at. */
  #read = new Map();

  constructor(list, session) {
    this.#list = list;
    this.#session = session;
    session.on("world", () => this.#draw());
    session.on("channel", () => this.#draw());
    list.addEventListener("keydown", (event) => walk(event, list.querySelectorAll("button")));
  }

  #draw() {
    const { world, channel: open } = this.#session;
    if (!world) return this.#read.clear();
    for (const { id, messages } of world.channels) {
      if (id === open || !this.#read.has(id)) this.#read.set(id, messages);
    }
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
    const tops = world.channels.filter((channel) => channel.kind !== "thread");
    fill(this.#list, tops.map((channel) => this.#item(channel, threadsOf(world, channel.id, open))));
    if (focused) this.#list.querySelector(`[data-channel="${focused}"]`)?.focus();
  }

  #item(channel, threads) {
    const inner = threads.length > 0 && el("ul", {}, threads.map((thread) => this.#item(thread, [])));
    return el("li", {}, this.#link(channel), inner);
  }

  #link(channel) {
    const current = channel.id === this.#session.channel;
    const fresh = !current && channel.messages > (this.#read.get(channel.id) ?? 0);
    const open = () => this.#session.open(channel.id);
    const sign = { text: "hash", thread: "thread", forum: "forum", announcement: "announcement" }[channel.kind] ?? "hash";
    return el(
      "button",
      { type: "button", class: fresh ? "channel fresh" : "channel", "data-channel": channel.id, "aria-current": current ? "page" : null, onclick: open },
      icon(sign),
      el("span", { class: "unseen" }, `${KINDS[channel.kind] ?? "channel"} `),
      el("bdi", { class: "channel-name" }, channel.name),
      (channel.locked || !channel.may_write) && icon("lock"),
      fresh && el("span", { class: "unseen" }, " (new messages)"),
    );
  }
}

const KINDS = { text: "channel", thread: "thread", forum: "forum", announcement: "announcements" };

/** The threads that are listed below a channel: open ones, and the one in front of the visitor. */
function threadsOf(world, parent, open) {
  return world.channels.filter((it) => it.kind === "thread" && it.parent === parent && (!it.archived || it.id === open));
}
