// Forms that a bot opens: a dialog with the fields as the bot sent them, their limits, and counters.

import { el, fill, freshId, iconButton } from "./dom.js";
import { drawn } from "./markdown/draw.js";
import { Select, isSelect } from "./message/select.js";

/** Discord's longest text, in UTF-16 units, where a form names no limit. */
const LONGEST = 4_000;

/** Opens the forms that arrive, one at a time: another one takes the place of the first. */
export function forms(dialog, session) {
  let opened = null;
  session.on("form", (frame) => {
    opened = new Form(dialog, session, frame);
  });
  // Nobody else is asked in the place of who was asked.
  session.on("left", () => dialog.open && opened.cancel());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    opened?.cancel();
  });
}

class Form {
  #dialog;
  #session;
  #interaction;
  #fields = [];
  #problem = el("p", { class: "failure", role: "alert" });
  #back = wayBack(document.activeElement);

  constructor(dialog, session, { interaction, form }) {
    this.#dialog = dialog;
    this.#session = session;
    this.#interaction = interaction;
    const title = el("h2", { id: freshId("form"), dir: "auto" }, form.title);
    const parts = (form.components ?? []).map((component) => this.#part(component));
    const submit = el("button", { class: "button primary" }, "Submit");
    const cancel = el("button", { type: "button", class: "button secondary", onclick: () => this.cancel() }, "Cancel");
    const send = (event) => {
      event.preventDefault();
      this.#send(submit);
    };
    dialog.setAttribute("aria-labelledby", title.id);
    fill(
      dialog,
      el("form", { novalidate: true, onsubmit: send }, el("header", {}, title, iconButton("close", "Close", { onclick: () => this.cancel() })), el("div", { class: "form-fields" }, parts, this.#problem), el("footer", {}, cancel, submit)),
    );
    if (!dialog.open) dialog.showModal();
    this.#fields[0]?.focus();
  }

  /** Closes it without sending anything. What was left, or gave way to another form, does not hear that it was taken. */
  cancel() {
    if (!this.#dialog.open || !this.#problem.isConnected) return;
    this.#dialog.close();
    this.#back().focus();
  }

  #part(component) {
    if (component.type === 1) return (component.components ?? []).map((input) => this.#field(input.label, null, input));
    if (component.type === 18) return this.#field(component.label, component.description, component.component);
    if (component.type === 10) return el("div", { class: "content", dir: "auto" }, drawn(component.content ?? "", this.#session));
    return el("p", { class: "unknown" }, `[component of type ${component.type}]`);
  }

  #field(label, about, component) {
    const field = isSelect(component) ? selectField(label, component, this.#session) : textField(component);
    field.required = component.required !== false;
    this.#fields.push(field);
    const problem = el("span", { id: freshId("problem"), class: "failure" });
    field.problem = problem;
    const aboutId = about ? freshId("about") : null;
    field.control.setAttribute("aria-describedby", [aboutId, field.counter?.id, problem.id].filter(Boolean).join(" "));
    if (field.required) field.control.setAttribute("aria-required", "true");
    return el(
      "div",
      { class: "field" },
      el("label", { for: field.control.id, dir: "auto" }, label, field.required && el("span", { class: "required", "aria-hidden": "true" }, " *")),
      about && el("p", { id: aboutId, class: "about", dir: "auto" }, about),
      field.element,
      el("div", { class: "field-foot" }, problem, field.counter),
    );
  }

  async #send(submit) {
    const wrong = this.#fields.filter((field) => {
      const why = field.wrong();
      field.problem.textContent = why;
      field.control.setAttribute("aria-invalid", String(why !== ""));
      return why !== "";
    });
    if (wrong.length > 0) return wrong[0].focus();
    // A disabled button would lose the focus, and with it the way to try again.
    if (submit.getAttribute("aria-busy") === "true") return undefined;
    submit.setAttribute("aria-busy", "true");
    this.#problem.textContent = "";
    const fields = Object.fromEntries(this.#fields.map((field) => [field.id, field.value()]));
    try {
      await this.#session.ask({ type: "submit", interaction: this.#interaction, fields });
      this.cancel();
    } catch (stuck) {
      this.#problem.textContent = stuck.message;
    }
    submit.removeAttribute("aria-busy");
    return undefined;
  }
}

/** Where the focus goes when the form closes: what had it, or what took its place since, or the line for messages. */
function wayBack(from) {
  const message = from?.closest("[data-id]")?.dataset.id;
  const key = from?.dataset.key;
  const again = () => [...document.querySelectorAll(`[data-id="${message}"] [data-key]`)].find((it) => it.dataset.key === key);
  const line = () => document.querySelector("#line:not([hidden])") ?? document.body;
  return () => (from?.isConnected && from !== document.body ? from : ((message && again()) ?? line()));
}

function textField(component) {
  const id = freshId("field");
  const shared = { id, placeholder: component.placeholder, dir: "auto", autocomplete: "off" };
  const control = component.style === 2 ? el("textarea", { ...shared, rows: "4" }) : el("input", { ...shared, type: "text" });
  control.value = component.value ?? "";
  const most = component.max_length ?? LONGEST;
  const least = component.min_length ?? 0;
  const counter = el("span", { id: freshId("counter"), class: "counter" });
  const count = () => {
    const length = control.value.length;
    counter.textContent = `${length} / ${most}`;
    counter.classList.toggle("over", length > most);
  };
  control.addEventListener("input", count);
  count();
  const field = { id: component.custom_id, control, counter, element: control, value: () => control.value, focus: () => control.focus() };
  field.wrong = () => {
    const length = control.value.length;
    if (length === 0) return field.required ? "This field is required." : "";
    if (length < least) return `At least ${least} characters, please.`;
    return length > most ? `At most ${most} characters: ${length - most} too many.` : "";
  };
  return field;
}

function selectField(label, component, session) {
  const select = new Select(component, session, { chosen: () => {}, label });
  select.button.id = freshId("field");
  const field = { id: component.custom_id, control: select.button, counter: null, element: select.element, value: () => select.values, focus: () => select.button.focus() };
  field.wrong = () => (field.required && select.values.length === 0 ? "Choose something, please." : "");
  return field;
}
