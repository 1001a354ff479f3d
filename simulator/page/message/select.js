// Selects, in messages and in forms: a button that opens its options. Several are sent together when it closes.

import { el, fill, icon } from "../dom.js";
import { Options } from "../options.js";

/** Select kinds by Discord's number: what they offer besides what the bot wrote. */
const ENTITIES = { 5: "user", 6: "role", 7: "mentionable", 8: "channel" };

/** What a command begins with; where no choice is being made it is one that is meant. */
const COMMAND = "/";

/** Whether a component is a select of any kind. */
export function isSelect(component) {
  return component.type === 3 || component.type in ENTITIES;
}

/** A select. `chosen` is called with the values when the choice is made; `label` names it where nothing else does. */
export class Select {
  #component;
  #options;
  #values;
  #before;
  #chosen;
  #list;

  constructor(component, session, { chosen, label = null, describedBy = null }) {
    this.#component = component;
    this.#chosen = chosen;
    this.#options = offered(component, session);
    this.#values = preset(component);
    const placeholder = component.placeholder || "Make a selection";
    const properties = { role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": label ?? placeholder };
    this.button = el("button", { type: "button", class: "select", ...properties, "aria-describedby": describedBy, disabled: component.disabled ?? false, "data-key": component.custom_id });
    this.element = el("div", { class: "select-frame" }, this.button);
    this.#list = new Options(this.button, { label: label ?? placeholder, several: this.#several(), pick: (option) => this.#pick(option) });
    this.button.addEventListener("click", () => (this.#list.open ? this.#close() : this.#open()));
    this.button.addEventListener("keydown", (event) => this.#key(event));
    this.button.addEventListener("blur", () => this.#list.open && this.#close());
    this.#label();
  }

  /** What is chosen now. */
  get values() {
    return [...this.#values];
  }

  #several() {
    return (this.#component.max_values ?? 1) > 1;
  }

  #open() {
    this.#before = [...this.#values];
    const first = this.#options.findIndex((option) => this.#values.includes(option.value));
    this.#show(Math.max(first, 0));
  }

  #show(active) {
    const marked = this.#options.map((option) => ({ ...option, chosen: this.#values.includes(option.value) }));
    this.#list.show(marked, active);
  }

  #close() {
    this.#list.hide();
    const changed = this.#before.join() !== this.#values.join();
    if (!changed) return;
    if (this.#values.length < (this.#component.min_values ?? 1)) {
      this.#values = this.#before;
      this.#label();
    } else this.#chosen(this.values);
  }

  #pick(option) {
    const held = this.#values.includes(option.value);
    if (!this.#several()) {
      const clear = held && (this.#component.min_values ?? 1) === 0;
      this.#values = clear ? [] : [option.value];
      this.#label();
      // Choosing what was chosen is a choice, too, as it is in Discord's menus.
      this.#list.hide();
      this.#chosen(this.values);
      return;
    }
    const most = this.#component.max_values ?? 1;
    if (held) this.#values = this.#values.filter((value) => value !== option.value);
    else if (this.#values.length < most) this.#values = [...this.#values, option.value];
    this.#label();
    this.#show(this.#options.findIndex((it) => it.value === option.value));
  }

  #key(event) {
    if (event.key === " " && this.#list.open) {
      event.preventDefault();
      this.#pick(this.#list.current());
    } else if (event.key === "Escape" && this.#list.open) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (this.#list.key(event)) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#open();
    } else if (event.key.length === 1 && /\S/.test(event.key) && !event.ctrlKey && !event.metaKey && (this.#list.open || event.key !== COMMAND)) {
      if (!this.#list.open) this.#open();
      this.#list.seek(event.key);
    }
  }

  #label() {
    const chosen = this.#options.filter((option) => this.#values.includes(option.value));
    const words = chosen.length > 0
      ? el("span", { class: "select-chosen" }, el("bdi", {}, chosen.map((option) => [option.mark, option.label].filter(Boolean).join(" ")).join(", ")))
      : el("span", { class: "select-empty" }, el("bdi", {}, this.#component.placeholder || "Make a selection"));
    fill(this.button, words, icon("chevron"));
  }
}

function preset(component) {
  if (component.type === 3) return (component.options ?? []).filter((option) => option.default).map((option) => option.value);
  return (component.default_values ?? []).map((value) => String(value.id));
}

function offered(component, session) {
  if (component.type === 3) {
    return (component.options ?? []).map(({ value, label, description, emoji }) => ({ value, label, about: description, mark: emoji && emojiName(emoji) }));
  }
  return entities(ENTITIES[component.type], session, component.channel_types);
}

/** What a select of people, roles or channels, or an option of a command, may name. */
export function entities(kind, session, channelTypes = null) {
  const people = () => session.guild().members.map(({ id, name }) => ({ value: id, label: name, mark: "@" }));
  const roles = () => session.world.roles.map(({ id, name }) => ({ value: id, label: name, mark: "@", about: "role" }));
  if (kind === "user") return people();
  if (kind === "role") return roles();
  if (kind === "mentionable") return [...people(), ...roles()];
  const fits = (channel) => !channelTypes?.length || channelTypes.includes(TYPES[channel.kind]) || (channel.kind === "thread" && channelTypes.some((type) => type >= 10 && type <= 12));
  return session.world.channels.filter(fits).map(({ id, name }) => ({ value: id, label: name, mark: "#" }));
}

const TYPES = { text: 0, announcement: 5, thread: 11, forum: 15 };

/** An emoji as it can be shown without fetching anything. */
export function emojiName(emoji) {
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}
