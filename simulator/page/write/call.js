// A command that is being called: its name, a field for each option, and what sends it.

import { el, fill, icon, iconButton } from "../dom.js";
import { nested } from "./commands.js";
import { FileField } from "./file.js";
import { FILE, OptionField } from "./option.js";
import { takenApart } from "./typed.js";

/** The strip in place of the line for messages. `leave` brings that back, `refused` hears why nothing came of it,
 * `announce` speaks to screen readers. */
export class Call {
  #session;
  #callable;
  #leave;
  #refused;
  #announce;
  #fields = [];
  #place = el("div", { class: "call-fields" });
  /** Takes the letters while there is no field: the Send button would be pressed by a space. */
  #loose = el("input", { type: "text", class: "call-loose", autocomplete: "off", spellcheck: "false" });
  #others = el("div", { class: "call-others" });
  #send = el("button", { type: "submit", class: "icon-button call-send", "aria-label": "Send the command", title: "Send" }, icon("send"));

  constructor(callable, session, { rest = "", leave, refused, announce }) {
    this.#session = session;
    this.#callable = callable;
    this.#leave = leave;
    this.#refused = refused;
    this.#announce = announce;
    const submit = (event) => {
      event.preventDefault();
      this.#call();
    };
    const name = el("span", { class: "call-name" }, `/${callable.name}`);
    const cancel = iconButton("close", "Cancel the command", { onclick: leave });
    const head = el("div", { class: "call-head" }, name, el("span", { class: "about" }, callable.about), cancel);
    this.element = el("form", { class: "call", "aria-label": `/${callable.name}`, novalidate: true, onsubmit: submit }, head, el("div", { class: "call-line" }, this.#place, this.#others, this.#send));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.#loose.setAttribute("aria-label", `Options of /${callable.name}`);
    this.#loose.addEventListener("input", (event) => !event.isComposing && this.#begun());
    this.#loose.addEventListener("compositionend", () => this.#begun());
    this.#loose.addEventListener("blur", () => this.#away());
    this.#place.append(this.#loose);
    this.#fillIn(rest);
  }

  /** Puts the focus where writing goes on: the first field without a value. */
  focus() {
    const empty = this.#fields.find((field) => field.input.value === "") ?? this.#fields.at(-1);
    (this.#loose.value === "" && empty ? empty.input : this.#loose).focus();
  }

  /** The fields that a call begins with, with what was typed for them; what names no option is for the first one free. */
  #fillIn(rest) {
    const { options } = this.#callable;
    const { values } = takenApart(rest, options);
    const loose = values.get(null);
    const first = options.find((it) => it.type !== FILE && !values.get(it.name));
    if (loose && first) values.set(first.name, loose);
    for (const option of options) if (option.required || values.has(option.name)) this.#add(option, values.get(option.name));
    if (loose && !first) {
      this.#loose.hidden = false;
      this.#loose.value = loose;
    }
    this.#offer();
  }

  #add(option, text = "") {
    const does = { suggest: (it) => this.#suggest(it), send: () => this.#call(), typed: (it) => this.#lead(it), next: (it) => this.#next(it), text };
    const field = option.type === FILE ? new FileField(option, this.#session) : new OptionField(option, this.#session, does);
    this.#fields.push(field);
    this.#loose.before(field.element);
    this.#loose.hidden = true;
    return field;
  }

  #fieldOf(option) {
    return this.#fields.find((it) => it.option === option);
  }

  /** What was typed outside the fields goes to the first option free that takes words; where there is none, it stays. */
  #begun() {
    const text = this.#loose.value.trimStart();
    const free = (it) => it.type !== FILE && (this.#fieldOf(it)?.input.value ?? "") === "";
    const option = this.#callable.options.find(free);
    this.#refused("");
    if (text === "" || !option) return;
    this.#loose.value = "";
    this.#put(option, text);
    this.#offer();
  }

  /** Puts a text into the field of an option, as if it were typed there. */
  #put(option, text) {
    const field = this.#fieldOf(option) ?? this.#add(option);
    field.input.focus();
    if (text === "" || option.type === FILE) return undefined;
    field.input.value = text;
    return field.input.dispatchEvent(new Event("input"));
  }

  /** Whether what was typed in a field named others: their values go where they belong, unless those have one. */
  #lead(field) {
    const { option, input } = field;
    const open = this.#callable.options.filter((it) => it === option || !this.#fieldOf(it)?.input.value);
    const { values, named } = takenApart(input.value, open, option);
    if (!named) return false;
    input.value = values.get(option.name);
    values.delete(option.name);
    for (const [name, text] of values) this.#put(open.find((it) => it.name === name), text);
    if (values.size > 0 && input.value === "" && !option.required) this.#drop(field);
    // Where the focus moves, it is told by itself.
    if (values.size === 0) this.#announce(`Option ${option.name}`);
    this.#offer();
    return values.size > 0;
  }

  /** Goes on behind a field, never to a button: what is typed next is for the command. */
  #next(field) {
    const after = this.#fields[this.#fields.indexOf(field) + 1];
    if (after) return after.input.focus();
    if (this.#fields.length === this.#callable.options.length) return undefined;
    return this.#loosen();
  }

  #loosen() {
    this.#loose.hidden = false;
    this.#loose.focus();
  }

  /** Nobody needs it beside fields, unless there is something in it. */
  #away() {
    this.#loose.hidden = this.#fields.length > 0 && this.#loose.value === "";
  }

  #drop(field) {
    this.#fields = this.#fields.filter((it) => it !== field);
    field.element.remove();
  }

  /** The options that are not filled in yet. */
  #offer() {
    const open = this.#callable.options.filter((option) => !this.#fieldOf(option));
    this.#loose.placeholder = this.#asks(open);
    const add = (option) => () => {
      const field = this.#add(option);
      this.#offer();
      field.input.focus();
    };
    fill(this.#others, open.map((option) => el("button", { type: "button", class: "add-option", title: option.description, onclick: add(option) }, icon("plus"), option.name)));
  }

  /** What the field without a name says while it is empty. */
  #asks(open) {
    if (this.#fields.length > 0) return "Another option, or Enter";
    return open.length > 0 ? "Press Enter, or add options" : "Press Enter";
  }

  async #suggest(focused) {
    const options = this.#fields.filter((field) => field === focused || field.input.value !== "").map((field) => {
      const { name, type } = field.option;
      return field === focused ? { name, type, value: field.input.value, focused: true } : { name, type, value: field.raw() };
    });
    const { choices } = await this.#session.ask({ type: "suggest", ...this.#request(options) });
    return choices;
  }

  #call() {
    const values = [];
    let wrong = null;
    for (const field of this.#fields) {
      const read = field.read();
      field.problem.textContent = read.wrong ?? "";
      field.input.setAttribute("aria-invalid", String(Boolean(read.wrong)));
      if (read.wrong) wrong ??= field;
      else if (read.value !== null) values.push({ name: field.option.name, type: field.option.type, value: read.value });
    }
    if (wrong) return wrong.input.focus();
    if (this.#loose.value.trim() !== "") {
      this.#refused(`/${this.#callable.name} has no option for “${this.#loose.value.trim()}”. Take it away to send the command.`);
      return this.#loose.focus();
    }
    this.#leave();
    return this.#session.send(`/${this.#callable.name}`, { type: "command", ...this.#request(values) }).catch((stuck) => this.#refused(stuck.message));
  }

  #request(options) {
    return { channel: this.#session.channel, command: this.#callable.id, options: nested(this.#callable, options) };
  }

  #key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) this.#leave();
    if (event.key === "Enter" && event.target === this.#loose && !event.isComposing) {
      event.preventDefault();
      this.#call();
    }
    const letter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (letter && event.target.closest("button") && !event.isComposing) this.#loosen();
    if (event.key === "Backspace" && event.target.value === "" && !event.isComposing) this.#back(event);
  }

  /** Back from an empty field to the one before it; an option that may be left out goes, and with the last one the call. */
  #back(event) {
    const places = [...this.#fields.map((field) => field.input), this.#loose];
    const at = places.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    if (at === 0 && this.#fields.every((field) => field.input.value === "")) return this.#leave();
    const field = this.#fields[at];
    if (field && !field.option.required) this.#drop(field);
    this.#offer();
    const before = places[Math.max(at - 1, 0)];
    if (before.isConnected) before.focus();
    else this.focus();
  }
}
