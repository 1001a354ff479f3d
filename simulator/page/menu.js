// What can be done with a message: the bot's own commands on messages, what everybody can do, and what its author can;
// with a person: the bot's commands on people; and with a thread, by those who may.

import { el, fill } from "./dom.js";
import { isStarter } from "./message/message.js";

/** The one menu of the page. `edit` begins to change a message. */
export class Menu {
  #session;
  #edit;
  #from = null;
  #element = el("div", { class: "menu", role: "menu", popover: "auto" });

  constructor(session, edit) {
    this.#session = session;
    this.#edit = edit;
    document.getElementById("main").append(this.#element);
    this.#element.addEventListener("keydown", (event) => this.#key(event));
    this.#element.addEventListener("toggle", (event) => event.newState === "closed" && this.#closed());
  }

  /** Opens it for a message, beside what was pressed. */
  open(message, from) {
    this.#show("Message", this.#items(message), from);
  }

  /** Opens it for a person. */
  openPerson(user, from) {
    const { channel } = this.#session;
    const member = this.#session.member(user.id);
    const { guild, me } = this.#session.world;
    const use = (command) => () => this.#session.send(command.name, { type: "user_command", channel, user: user.id, command: command.id }).catch((stuck) => this.#session.tell("problem", stuck.message));
    const items = [
      this.#session.commandsOnPeople().map((command) => this.#item(command.name, "Apps", use(command))),
      member && this.#item("Mention", null, () => this.#session.tell("mention", member)),
      // Discord has no such thing; here everybody is played by the visitor.
      member && !member.bot && member.id !== me && this.#item(`Act as ${member.name}`, null, () => this.#session.become({ guild, as: member.id })),
      this.#item("Copy user ID", null, () => navigator.clipboard.writeText(user.id)),
    ];
    this.#show("Person", items, from);
  }

  /** Opens it for the thread that is open. */
  openThread(from) {
    const session = this.#session;
    const { id, archived, locked } = session.channelOf(session.channel);
    const does = (request) => () => session.ask({ channel: id, ...request }).catch((stuck) => session.tell("problem", stuck.message));
    const items = [
      this.#item(archived ? "Open thread" : "Close thread", null, does({ type: "tend", archived: !archived })),
      this.#item(locked ? "Unlock thread" : "Lock thread", null, does({ type: "tend", locked: !locked })),
      this.#item("Delete thread", null, does({ type: "remove_thread" }), "danger"),
    ];
    this.#show("Thread", items, from);
  }

  #show(label, items, from) {
    this.#from = from;
    this.#element.setAttribute("aria-label", label);
    fill(this.#element, items);
    this.#element.showPopover();
    const box = from.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#element;
    this.#element.style.setProperty("left", `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`);
    this.#element.style.setProperty("top", `${Math.max(8, Math.min(box.bottom + 4, innerHeight - height - 8))}px`);
    from.setAttribute("aria-expanded", "true");
    this.#element.querySelector("[role=menuitem]").focus();
  }

  #items(message) {
    const session = this.#session;
    const again = isStarter(message);
    const mine = !again && message.author.id === session.world.me;
    const staff = !again && session.me()?.role !== "reader";
    const commands = message.only_you || again ? [] : session.commandsOnMessages();
    return [
      commands.map((command) => this.#item(command.name, "Apps", () => session.attempt(message, { type: "message_command", command: command.id }, command.name))),
      this.#item("Show what crossed the wire", null, () => session.choose(message)),
      this.#item("Copy text", null, () => navigator.clipboard.writeText((again ? message.referenced_message?.content : message.content) ?? "")),
      mine && this.#item("Edit message", null, () => this.#edit(message)),
      !message.only_you && (mine || staff) && this.#item("Delete message", null, () => session.attempt(message, { type: "delete" }), "danger"),
      message.only_you && this.#item("Dismiss message", null, () => session.attempt(message, { type: "dismiss" })),
    ];
  }

  #item(label, mark, act, style = null) {
    const chosen = () => {
      this.#element.hidePopover();
      act();
    };
    return el("button", { type: "button", role: "menuitem", tabindex: "-1", class: style, onclick: chosen }, el("bdi", {}, label), mark && el("span", { class: "option-group" }, mark));
  }

  #key(event) {
    const items = [...this.#element.querySelectorAll("[role=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Tab") this.#element.hidePopover();
    else if (next !== undefined) {
      event.preventDefault();
      items.at(next % items.length).focus();
    }
  }

  #closed() {
    this.#from?.removeAttribute("aria-expanded");
    if (!document.activeElement || document.activeElement === document.body) this.#from?.focus();
  }
}
