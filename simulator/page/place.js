// Where an address leads: out of the page, to a file of the simulator, or to a channel or message in here.

import { el } from "./dom.js";

const INSIDE = /^https?:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(\d+)\/(\d+)(?:\/(\d+))?\/?$/;

/** The place in here that an address names, if it names one: `{ guild, channel, message }`. */
export function placeOf(url) {
  const found = INSIDE.exec(url ?? "");
  return found && { guild: found[1], channel: found[2], message: found[3] ?? null };
}

/** Where whoever names no channel comes to: the first one that they may write in. */
export function firstChannel(world) {
  const open = world.channels.filter((channel) => channel.kind === "text" || channel.kind === "announcement");
  return open.find((channel) => channel.may_write) ?? open[0] ?? world.channels[0];
}

/** The path of a file that the simulator itself serves, or `null`: nothing else is ever loaded. */
export function ownPath(address) {
  const url = parsed(address);
  const own = url && (url.origin === location.origin || isLoopback(url.hostname)) && url.pathname.startsWith("/attachments/");
  return own ? url.pathname + url.search : null;
}

/** A link. What is neither the web nor in here is shown as text. */
export function link(url, words, session) {
  const place = placeOf(url);
  if (place && session) return placeButton(place, words === url ? null : words, session);
  const address = webAddress(url);
  if (!address) return el("span", {}, words);
  const away = { href: address, target: "_blank", rel: "noopener noreferrer nofollow", title: address };
  return el("a", away, el("bdi", {}, words));
}

/** An address of the web as a browser writes it, or `null`. */
export function webAddress(url) {
  const found = parsed(url);
  return found && (found.protocol === "https:" || found.protocol === "http:") ? found.href : null;
}

function placeButton(place, words, session) {
  const channel = session.channelOf(place.channel);
  const label = words ?? [`#${channel?.name ?? "unknown"}`, place.message ? " › message" : ""].join("");
  const open = () => session.go(place);
  const unknown = !words && !channel && place.channel;
  return el("button", { type: "button", class: words ? "link" : "mention", "data-unknown": unknown, onclick: open }, el("bdi", {}, label));
}

function isLoopback(host) {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function parsed(address) {
  try {
    return new URL(address, location.href);
  } catch {
    return null;
  }
}
