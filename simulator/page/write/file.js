// An option that takes a file: it is handed over as soon as it is chosen, and the command names it, as at Discord.

import { el, freshId } from "../dom.js";

/** Discord's largest file, in bytes. */
const LARGEST = 10 * 1024 * 1024;

/** The kinds of file that an option may ask for, as browsers write them; other types are endings of names. */
const KINDS = { audio: "audio/*", image: "image/*", video: "video/*" };

/** The field. It is asked for its value as `OptionField` is. */
export class FileField {
  option;
  #session;
  #file = null;
  #coming = null;

  constructor(option, session) {
    this.option = option;
    this.#session = session;
    const id = freshId("option");
    this.problem = el("span", { id: freshId("problem"), class: "failure", role: "status" });
    this.input = el("input", { id, type: "file", accept: accepted(option), "aria-required": option.required ? "true" : null, "aria-describedby": this.problem.id, title: option.description });
    this.element = el("div", { class: "option-field" }, el("label", { for: id }, option.name, option.required && el("span", { class: "required", "aria-hidden": "true" }, "*")), this.input, this.problem);
    this.input.addEventListener("change", () => this.#chosen(this.input.files[0]));
  }

  /** What Discord would be sent, `null` if nothing was chosen; `wrong` is why it cannot be sent. */
  read() {
    if (this.#coming) return { wrong: "The file is on its way. Try again in a moment." };
    if (this.#file === null && this.input.files.length > 0) return { wrong: this.problem.textContent };
    return this.#file === null && this.option.required ? { wrong: "This option is required." } : { value: this.#file };
  }

  raw() {
    return this.#file ?? "";
  }

  async #chosen(file) {
    this.#file = null;
    this.#coming = file ?? null;
    this.problem.textContent = "";
    if (!file) return;
    const came = file.size > LARGEST ? { wrong: "The file is larger than the 10 MB that fit." } : await upload(file, this.#session);
    // Another one was chosen meanwhile.
    if (this.#coming !== file) return;
    this.#coming = null;
    this.#file = came.file ?? null;
    this.problem.textContent = came.wrong ?? "";
  }
}

/** What a browser's own dialog offers first. Whoever chooses something else is refused when the command is sent. */
function accepted({ file_types: types = [] }) {
  return types.length > 0 ? types.map((type) => KINDS[type] ?? type).join(",") : null;
}

/** Hands a file over, for an option of a command: its id in `file`, or in `wrong` why it was not taken. */
async function upload(file, { world, channel }) {
  const query = new URLSearchParams({ as: world.me, guild: world.guild, channel, name: file.name });
  try {
    const got = await fetch(`file?${query}`, { method: "POST", body: file });
    return got.ok ? await got.json() : { wrong: await got.text() };
  } catch {
    return { wrong: "The simulator cannot be reached. Choose the file again in a moment." };
  }
}
