// A command that is being called: its name, a field for each option, and what sends it.

import { el, fill, icon, iconButton } from "../dom.js";
import { nested, takenApart, typedValues } from "./commands.js";
import { FileField } from "./file.js";
import { FILE, OptionField } from "./option.js";

/** The strip in place of the line for messages. `leave` brings that back, `refused` hears why nothing came of it. */
export class Call {
  #session;
  #callable;
  #leave;
  #refused;
  #fields = [];
  #place = el("div", { class: "call-fields" });
  /** Takes the letters while there is no field: the Send button would be pressed by a space. */
  #loose = el("input", { type: "text", class: "call-loose", autocomplete: "off", spellcheck: "false" });
  #others = el("div", { class: "call-others" });
  #send = el("button", { type: "submit", class: "icon-button call-send", "aria-label": "Send the command", title: "Send" }, icon("send"));

  constructor(callable, session, { rest = "", leave, refused }) {
    this.#session = session;
    this.#callable = callable;
    this.#leave = leave;
    this.#refused = refused;
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
    this.#loose.addEventListener("input", () => this.#begun());
    this.#place.append(this.#loose);
    const typed = typedValues(rest, callable.options);
    for (const option of callable.options) {
      if (option.required || typed.has(option.name)) this.#add(option, typed.get(option.name));
    }
    this.#offer();
  }

  /** Puts the focus where writing goes on: the first field without a value. */
  focus() {
    const empty = this.#fields.find((field) => field.input.value === "") ?? this.#fields.at(-1);
    (empty?.input ?? this.#loose).focus();
  }

  #add(option, text = "") {
    const does = { suggest: (it) => this.#suggest(it), send: () => this.#call(), typed: (it) => this.#lead(it), text };
    const field = option.type === FILE ? new FileField(option, this.#session) : new OptionField(option, this.#session, does);
    this.#fields.push(field);
    this.#place.append(field.element);
    this.#loose.hidden = true;
    return field;
  }

  /** What was typed before there was a field goes to the first option that takes words. */
  #begun() {
    const text = this.#loose.value.trimStart();
    const option = this.#callable.options.find((it) => it.type !== FILE);
    if (text === "" || !option) return;
    this.#loose.value = "";
    this.#put(option, text);
    this.#offer();
  }

  /** Puts a text into the field of an option, as if it were typed there; what stood there gives way to what comes. */
  #put(option, text) {
    const field = this.#fields.find((it) => it.option === option) ?? this.#add(option);
    field.input.focus();
    if (text === "" || option.type === FILE) return field.input.select();
    field.input.value = text;
    return field.input.dispatchEvent(new Event("input"));
  }

  /** Whether what was typed in a field named options: their values go where they belong. */
  #lead(field) {
    const { options } = this.#callable;
    const { before, values, changed } = takenApart(field.input.value, field.option, options);
    if (!changed) return false;
    field.input.value = before;
    for (const [name, text] of values) this.#put(options.find((it) => it.name === name), text);
    this.#offer();
    return values.size > 0;
  }

  /** The options that are not filled in yet. */
  #offer() {
    const open = this.#callable.options.filter((option) => !this.#fields.some((field) => field.option === option));
    const add = (option) => () => {
      const field = this.#add(option);
      this.#offer();
      field.input.focus();
    };
    fill(this.#others, open.map((option) => el("button", { type: "button", class: "add-option", title: option.description, onclick: add(option) }, icon("plus"), option.name)));
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
    const empty = event.target.value === "" && this.#fields.every((field) => field.input.value === "");
    if (event.key === "Backspace" && empty && (this.#fields[0]?.input ?? this.#loose) === event.target) {
      event.preventDefault();
      this.#leave();
    }
  }
}
