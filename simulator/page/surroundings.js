// What stands around the messages: the head of the page and of the channel, the drawer of channels, the side panel.

import { el, fill, icon, straight } from "./dom.js";
import { Way } from "./way.js";

const place = (id) => document.getElementById(id);

/** Keeps the head, the title and the address true. */
export function head(session) {
  const way = new Way(session);
  const show = () => {
    const { world } = session;
    const channel = session.channelOf(session.channel);
    if (!world) return;
    const name = world.application?.name ?? "Playground";
    place("application").textContent = name;
    place("online").textContent = world.application ? (world.application.online ? "online" : "offline") : "";
    place("online").classList.toggle("off", !world.application?.online);
    place("guild").textContent = session.guild()?.name ?? "";
    showChannel(session, channel);
    document.title = channel ? `${straight(channel.name)} · ${name}` : name;
    if (channel) way.goesOn({ as: world.me, guild: world.guild, channel: channel.id });
  };
  session.on("world", show);
  session.on("channel", () => {
    place("threads-button").setAttribute("aria-expanded", "false");
    show();
  });
}

/** The drawer and the side panel, which opens for a chosen message. */
export function panels(session) {
  for (const [id, name] of [["drawer-button", "menu"], ["theme-button", "theme"], ["side-button", "wire"], ["side-close", "close"], ["thread-menu", "more"]]) {
    fill(place(id), icon(name), id === "side-button" && el("span", { class: "button-words" }, "Behind the scenes"));
  }
  label("drawer-button", "Channels");
  label("side-button", "Behind the scenes: faults and the wire");
  label("side-close", "Close the panel");
  label("thread-menu", "What can be done with this thread");
  const side = (open) => {
    place("side").hidden = !open;
    document.body.classList.toggle("with-side", open);
    place("side-button").setAttribute("aria-expanded", String(open));
    session.tell("side", open);
  };
  const drawer = (open) => {
    document.body.classList.toggle("drawer", open);
    place("drawer-button").setAttribute("aria-expanded", String(open));
  };
  place("drawer-button").addEventListener("click", () => {
    drawer(!document.body.classList.contains("drawer"));
    place("channel-list").querySelector("[aria-current]")?.focus();
  });
  leaveBy("Escape", "channels", "drawer-button", () => drawer(false));
  leaveBy("Escape", "side", "side-button", () => side(false));
  place("main").addEventListener("click", () => drawer(false));
  session.on("channel", () => drawer(false));
  // Both stand in one place.
  session.on("members", () => place("side").hidden || side(false));
  place("side-button").addEventListener("click", () => side(place("side").hidden));
  place("side-close").addEventListener("click", () => {
    side(false);
    session.choose(null);
    place("side-button").focus();
  });
  session.on("chosen", (message) => {
    mark(message);
    if (!message) return;
    side(true);
    // What is asked for stands at the top.
    place("faults-section").open = false;
  });
}

function showChannel(session, channel) {
  const parent = channel?.kind === "thread" ? session.channelOf(channel.parent) : null;
  const sign = { thread: "thread", forum: "forum", announcement: "announcement" }[channel?.kind] ?? "hash";
  fill(place("channel-name"), channel ? icon(sign) : null, el("bdi", {}, channel?.name ?? "No channel"));
  const told = [channel?.topic, parent && `in #${parent.name}`, channel?.archived && "archived", channel?.locked && "locked"].filter(Boolean);
  fill(place("channel-topic"), told.map((part, at) => [at > 0 && " · ", el("bdi", {}, part)]));
  place("thread-menu").hidden = !channel?.may_tend;
  const threads = session.world.channels.filter((it) => it.kind === "thread" && it.parent === channel?.id).length;
  place("threads-button").hidden = threads === 0 || channel?.kind === "forum";
  place("threads-button").textContent = `Threads (${threads})`;
}

function mark(message) {
  document.querySelector(".message.chosen")?.classList.remove("chosen");
  if (message) document.querySelector(`.message[data-id="${message.id}"]`)?.classList.add("chosen");
}

/** A key that closes a part of the page and leads back to the button that opened it. */
function leaveBy(key, part, button, close) {
  place(part).addEventListener("keydown", (event) => {
    if (event.key !== key) return;
    close();
    if (place(button).checkVisibility()) place(button).focus();
  });
}

function label(id, words) {
  place(id).setAttribute("aria-label", words);
  place(id).title = words;
}
