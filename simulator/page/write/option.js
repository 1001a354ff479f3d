// One option of a command: a field with suggestions, and the value that is sent for what stands in it.

import { el, freshId } from "../dom.js";
import { entities } from "../message/select.js";
import { Options } from "../options.js";

const TYPE = { string: 3, integer: 4, boolean: 5, user: 6, channel: 7, role: 8, mentionable: 9, number: 10 };
/** Discord's number for an option that takes a file. */
export const FILE = 11;
const ENTITY = { [TYPE.user]: "user", [TYPE.channel]: "channel", [TYPE.role]: "role", [TYPE.mentionable]: "mentionable" };
/** Suggestions are asked for when nothing was typed for so long, in milliseconds. */
const PAUSE = 120;
/** Discord's most suggestions. */
const MOST = 25;

/** The field. `suggest` asks the bot, `send` sends the command, `typed` may lead what was typed
 * elsewhere, `next` goes on behind it. */
export class OptionField {
  option;
  #session;
  #suggest;
  #send;
  #told;
  #next;
  #picked = null;
  #timer = null;
  #asked = 0;
  #list;

  constructor(option, session, { suggest, send, typed, next, text = "" }) {
    this.option = option;
    this.#session = session;
    this.#suggest = suggest;
    this.#send = send;
    this.#told = typed;
    this.#next = next;
    const id = freshId("option");
    this.input = el("input", { id, type: "text", role: "combobox", "aria-expanded": "false", autocomplete: "off", placeholder: option.description, spellcheck: "false", "aria-required": option.required ? "true" : null, title: option.description });
    this.problem = el("span", { id: freshId("problem"), class: "failure", role: "status" });
    this.input.setAttribute("aria-describedby", this.problem.id);
    this.element = el("div", { class: "option-field" }, el("label", { for: id }, option.name, option.required && el("span", { class: "required", "aria-hidden": "true" }, "*")), this.input, this.problem);
    this.#list = new Options(this.input, { label: `Suggestions for ${option.name}`, pick: (it) => this.#pick(it) });
    this.input.addEventListener("input", (event) => this.#typed(event));
    this.input.addEventListener("focus", () => this.#look());
    this.input.addEventListener("blur", () => this.#left());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.value = text;
  }

  /** What Discord would be sent, `null` if nothing was filled in; `wrong` is why it cannot be sent. */
  read() {
    const text = this.input.value.trim();
    if (text === "") return this.option.required ? { wrong: "This option is required." } : { value: null };
    // It stays picked while other options are named behind it.
    if (this.#picked?.label.trim() === text) return { value: this.#picked.value };
    const offered = this.#own();
    if (offered === null) return this.#plain(text);
    const wanted = sought(text);
    const found = offered.find((it) => isLabel(it, wanted)) ?? offered.find((it) => isValue(it, wanted));
    return found ? { value: found.value } : { wrong: "Choose one of the suggestions." };
  }

  /** What stands in it, without being held to anything: for the suggestions of others. */
  raw() {
    const { value } = this.read();
    return value ?? this.input.value;
  }

  #plain(text) {
    const { type, min_value: least, max_value: most, min_length: shortest, max_length: longest } = this.option;
    if (type === TYPE.string) {
      if (text.length < (shortest ?? 0)) return { wrong: `At least ${shortest} characters, please.` };
      return text.length > (longest ?? 6000) ? { wrong: `At most ${longest ?? 6000} characters.` } : { value: text };
    }
    const number = Number(text);
    if (!Number.isFinite(number) || (type === TYPE.integer && !Number.isSafeInteger(number))) return { wrong: "That is no number." };
    if (number < (least ?? -Infinity) || number > (most ?? Infinity)) return { wrong: `Between ${least ?? "any"} and ${most ?? "any"}.` };
    return { value: number };
  }

  /** What can be chosen without asking the bot, or `null`. */
  #own() {
    const { option } = this;
    if (option.choices?.length > 0) return option.choices.map(({ name, value }) => ({ label: name, value }));
    if (option.type === TYPE.boolean) return [{ label: "True", value: true }, { label: "False", value: false }];
    return option.type in ENTITY ? entities(ENTITY[option.type], this.#session, option.channel_types) : null;
  }

  #typed(event) {
    this.problem.textContent = "";
    if (event.isComposing || !this.#told(this)) this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    if (this.option.autocomplete) {
      this.#timer = setTimeout(() => this.#ask(), PAUSE);
      return;
    }
    const wanted = sought(this.input.value.trim());
    const offered = this.#own()?.filter((it) => it.label.toLowerCase().includes(wanted) || isValue(it, wanted)) ?? [];
    const exact = (it) => isLabel(it, wanted) || isValue(it, wanted);
    offered.sort((one, other) => exact(other) - exact(one));
    // Who typed a choice in full has chosen: the next Enter is for the command.
    this.#list.show(offered.slice(0, MOST), offered.length > 0 && exact(offered[0]) ? -1 : 0);
  }

  async #ask() {
    this.#asked += 1;
    const turn = this.#asked;
    const choices = await this.#suggest(this).catch(() => null);
    // Whoever typed on, or left, is not shown what belongs to an earlier text.
    if (turn !== this.#asked || document.activeElement !== this.input) return;
    this.#list.show((choices ?? []).map(({ name, value }) => ({ label: name, value })), -1);
    this.problem.textContent = choices === null ? "Loading options failed." : "";
    if (choices?.length === 0) this.problem.textContent = "No options match your search.";
  }

  #pick(option) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#picked = option;
    this.input.value = option.label;
    this.problem.textContent = "";
    this.#list.hide();
  }

  #left() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#list.hide();
  }

  #key(event) {
    if (event.isComposing) return;
    const chosen = this.#list.open && this.#list.current();
    if (event.key === "Tab" && this.#list.open && !event.shiftKey) {
      event.preventDefault();
      if (chosen) this.#pick(chosen);
      else this.#left();
      this.#next(this);
    } else if (event.key === "Enter" && !chosen) {
      event.preventDefault();
      this.#send();
    } else this.#list.key(event);
  }
}

/** What is looked for by a text: in small letters, without the sign before a name. */
function sought(text) {
  return text.replace(/^[@#]/, "").toLowerCase();
}

function isLabel(offered, wanted) {
  return offered.label.toLowerCase() === wanted;
}

/** Whether what is looked for is the value of something offered, rather than what it is called. */
function isValue(offered, wanted) {
  return String(offered.value).toLowerCase() === wanted;
}
