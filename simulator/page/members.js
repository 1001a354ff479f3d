// Who is in the server, beside the messages: by what they may do there, each with the menu of what can be done with a
// person. On a narrow screen it lies over the messages, until it is closed.

import { el, fill, icon, iconButton, walk } from "./dom.js";
import { avatar } from "./message/message.js";

/** What people may do, and what those who may are called. */
const GROUPS = [["administrator", "Administrators"], ["moderator", "Moderators"], ["reader", "Readers"]];
/** Where there is room for it beside the messages. */
const ROOM = matchMedia("(min-width: 901px)");

/** The list. `menu` opens what can be done with somebody. */
export class Members {
  #session;
  #list;
  #button;
  #menu;
  /** Whether the visitor wants it; where something else has its place, it waits. */
  #wanted = ROOM.matches;
  #known = null;

  constructor({ list, button }, session, menu) {
    this.#session = session;
    this.#list = list;
    this.#button = button;
    this.#menu = menu;
    fill(button, icon("people"), el("span", { class: "button-words" }, "Members"));
    button.addEventListener("click", () => this.#want(list.hidden));
    list.addEventListener("keydown", (event) => this.#key(event));
    session.on("world", () => this.#draw());
    session.on("side", (open) => this.#show(this.#wanted && !open));
    const gives = () => ROOM.matches || this.#want(false);
    session.on("left", gives);
    session.on("mention", gives);
    document.getElementById("main").addEventListener("click", (event) => button.contains(event.target) || event.target.closest("[role=menu]") || gives());
    ROOM.addEventListener("change", () => this.#want(ROOM.matches));
    this.#show(this.#wanted);
  }

  #want(wanted) {
    this.#wanted = wanted;
    this.#show(wanted);
    if (wanted) this.#session.tell("members");
    if (wanted && !ROOM.matches) this.#list.querySelector(".member")?.focus();
  }

  #show(shown) {
    this.#list.hidden = !shown;
    document.body.classList.toggle("with-members", shown);
    this.#button.setAttribute("aria-expanded", String(shown));
    for (const name of ["aria-label", "title"]) this.#button.setAttribute(name, "Members");
  }

  /** The world is told of with every message; who is in it seldom changes. */
  #draw() {
    const { world } = this.#session;
    const members = this.#session.guild()?.members ?? [];
    const known = JSON.stringify([world.me, members, world.application?.online]);
    if (known === this.#known) return;
    this.#known = known;
    const focused = this.#list.contains(document.activeElement) && document.activeElement.dataset.member;
    const people = GROUPS.map(([role, name]) => this.#group(name, members.filter((it) => !it.bot && it.role === role)));
    const close = iconButton("close", "Close the list", { onclick: () => this.#leave() });
    fill(this.#list, el("header", {}, el("h2", {}, "Members"), close), people, this.#group("Apps", members.filter((it) => it.bot)));
    if (focused) this.#list.querySelector(`[data-member="${focused}"]`)?.focus();
  }

  #group(name, members) {
    if (members.length === 0) return null;
    return [el("h3", {}, `${name} — ${members.length}`), el("ul", {}, members.map((member) => el("li", {}, this.#member(member))))];
  }

  #member(member) {
    const open = (event) => this.#menu.openPerson(member, event.currentTarget);
    const { me, application } = this.#session.world;
    const away = member.id === application?.id && !application.online;
    const user = { id: member.id, global_name: member.name };
    return el(
      "button",
      { type: "button", class: away ? "member away" : "member", "data-member": member.id, "aria-haspopup": "menu", onclick: open },
      avatar(user),
      el("bdi", { class: "member-name" }, member.name),
      member.bot && el("span", { class: "app-mark" }, "APP"),
      member.id === me && el("span", { class: "member-told" }, "you"),
      away && el("span", { class: "member-told" }, "offline"),
    );
  }

  #key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      this.#leave();
    } else walk(event, this.#list.querySelectorAll(".member"));
  }

  #leave() {
    this.#want(false);
    this.#button.focus();
  }
}
