// Where the visitor writes: messages, changes of their own messages, and commands, which begin with a slash.

import { el, fill, straight } from "../dom.js";
import { Options } from "../options.js";
import { Call } from "./call.js";
import { called, callables, matching } from "./commands.js";
import { Unknown } from "./unknown.js";

/** Discord's longest message, in UTF-16 units. */
const LONGEST = 2_000;
/** The counter shows when so few characters are left. */
const SCARCE = 200;
/** What Discord says to who may read only. */
const NOT_HERE = "You do not have permission to send messages in this channel.";

/** The composer. `newest` finds the visitor's last message, `announce` speaks to screen readers. */
export class Composer {
  #session;
  #line;
  #place;
  #counter;
  #problem;
  #unknown;
  #editing = null;
  #call = null;
  /** The channel that is written for; `null` until it is known for somebody who has just come. */
  #where = null;
  #list;
  #newest;
  #announce;

  constructor({ line, place, counter, problem, banner }, session, { newest, announce }) {
    this.#session = session;
    Object.assign(this, { banner });
    this.#line = line;
    this.#place = place;
    this.#counter = counter;
    this.#problem = problem;
    this.#unknown = new Unknown(line, place, session);
    this.#newest = newest;
    this.#announce = announce;
    this.#list = new Options(line, { label: "Commands", pick: (option) => this.begin(option.value) });
    line.addEventListener("input", () => this.#typed());
    line.addEventListener("keydown", (event) => this.#key(event));
    line.addEventListener("blur", () => this.#list.hide());
    session.on("left", () => this.#drop(null));
    // Whoever the visitor is by now, these are their own words.
    session.on("anew", () => (this.#where = null));
    session.on("channel", () => this.#reset());
    session.on("renewed", () => this.#allow());
    session.on("problem", (words) => this.problem(words));
    session.on("command", (line) => this.#beginNamed(line));
    session.on("mention", (member) => this.#mention(member));
  }

  /** Goes to where writing goes on. */
  focus() {
    (this.#call ?? this.#line).focus();
  }

  /** Begins to call something, with what was typed behind its name. */
  begin(callable, rest = "") {
    const { channel } = this.#session;
    const leave = () => {
      this.#leaveCall();
      this.#line.focus();
    };
    const refused = (words) => {
      // What was filled in comes back, unless something else is being written or read by now.
      if (this.#session.channel === channel && !this.#call && this.#line.value === "") this.#show(call);
      this.problem(words);
    };
    const call = new Call(callable, this.#session, { rest, leave, refused, announce: this.#announce });
    this.#show(call);
  }

  #show(call) {
    this.#list.hide();
    this.#unknown.hide();
    this.#line.value = "";
    this.#leaveCall();
    this.#call = call;
    this.#line.hidden = true;
    this.#place.append(call.element);
    call.focus();
  }

  /** Begins to change one of the visitor's messages. */
  edit(message) {
    this.#leaveCall();
    this.#editing = message;
    this.#line.value = message.content;
    const cancel = el("button", { type: "button", class: "link", onclick: () => this.#stopEditing() }, "Cancel");
    fill(this.banner, "Editing a message · ", cancel);
    this.#line.focus();
    this.#size();
  }

  /** Shows why something came to nothing; the next thing that is typed takes it away. */
  problem(words) {
    this.#problem.textContent = words;
  }

  /** What was typed while nobody knew where it would be, is for where it is. */
  #reset() {
    const { channel } = this.#session;
    if (this.#where !== null && this.#where !== channel) this.#drop(channel);
    this.#where = channel;
    this.problem("");
    this.#allow();
    if (this.#line.value !== "" && !this.#editing) this.#typed();
  }

  /** Forgets what was being written; what comes is for this channel. */
  #drop(channel) {
    this.#where = channel;
    this.#leaveCall();
    this.#stopEditing();
    this.problem("");
  }

  #allow() {
    const channel = this.#session.channelOf(this.#session.channel);
    const may = channel?.may_write ?? false;
    const where = `${channel?.kind === "thread" ? "" : "#"}${straight(channel?.name ?? "")}`;
    // Commands go where messages do not, so the line stays open; what may not be said is refused when it is sent.
    this.#line.placeholder = may ? `Message ${where}, or / for commands` : `Only commands here: type /`;
  }

  #typed() {
    this.problem("");
    this.#size();
    const text = this.#line.value;
    if (!text.startsWith("/") || this.#editing || this.#where === null) {
      this.#unknown.hide();
      return this.#list.hide();
    }
    const all = callables(this.#session.world.commands);
    const found = called(all, text);
    const goesOn = found && all.some((it) => it.name.startsWith(`${found.callable.name} `));
    if (found && text.length > found.callable.name.length + 1 && !goesOn) return this.begin(found.callable, found.rest);
    const options = matching(all, text.slice(1).trimEnd());
    this.#list.show(options.map((it) => ({ value: it, label: `/${it.name}`, about: it.about, group: told(it.options) })));
    if (options.length === 0) return this.#unknown.say(text);
    this.#unknown.hide();
    return this.#announce(`${options.length} command${options.length === 1 ? "" : "s"}`);
  }

  #key(event) {
    if (event.key === "Tab" && this.#list.open && !event.shiftKey) {
      event.preventDefault();
      this.begin(this.#list.current().value);
    } else if (this.#list.key(event) || event.isComposing) {
      return;
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape" && this.#editing) {
      this.#stopEditing();
    } else if (event.key === "ArrowUp" && this.#line.value === "" && !this.#editing) {
      const last = this.#newest();
      if (last) {
        event.preventDefault();
        this.edit(last);
      }
    }
  }

  async #send() {
    const words = this.#line.value.trim();
    if (words === "" || this.#where === null) return;
    if (words.length > LONGEST) return this.problem(`Your message is too long: ${LONGEST.toLocaleString("en")} characters fit, and it has ${words.length.toLocaleString("en")}.`);
    const { channel } = this.#session;
    if (words.startsWith("/") && !this.#editing) {
      const found = called(callables(this.#session.world.commands), words);
      if (found) return this.begin(found.callable, found.rest);
    }
    const changed = this.#editing;
    if (!changed && !this.#session.channelOf(channel)?.may_write) return this.problem(NOT_HERE);
    const request = changed ? { type: "edit", channel, message: changed.id, words } : { type: "say", channel, words };
    this.#stopEditing();
    try {
      await this.#session.ask(request);
    } catch (stuck) {
      if (this.#session.channel === channel && this.#line.value === "" && !this.#call) {
        if (changed) this.edit(changed);
        this.#line.value = words;
        this.#size();
      }
      this.problem(stuck.message);
    }
    return undefined;
  }

  #mention({ id, name }) {
    if (this.#call) return this.focus();
    const before = this.#line.value;
    // Only a name of one word is read as one.
    const named = /^\S*[\p{L}\p{N}]$/u.test(name) ? `@${name}` : `<@${id}>`;
    this.#line.value = `${before}${before === "" || before.endsWith(" ") ? "" : " "}${named} `;
    this.#size();
    return this.#line.focus();
  }

  #beginNamed(line) {
    const found = called(callables(this.#session.world.commands), `/${line}`);
    if (found) this.begin(found.callable, found.rest);
    else this.problem(`You have no command /${line}.${this.#unknown.other(line)}`);
  }

  #leaveCall() {
    this.#call?.element.remove();
    this.#call = null;
    this.#line.hidden = false;
  }

  #stopEditing() {
    this.#editing = null;
    this.#unknown.hide();
    this.#line.value = "";
    fill(this.banner);
    this.#size();
  }

  #size() {
    const left = LONGEST - this.#line.value.length;
    this.#counter.textContent = left <= SCARCE ? String(left) : "";
    this.#counter.classList.toggle("over", left < 0);
  }
}

/** The options of a command, those in brackets that may be left out. */
function told(options) {
  return options.map(({ name, required }) => (required ? name : `[${name}]`)).join(" ");
}
