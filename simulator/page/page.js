// Puts the page together: who is told of what.

import { Announcer } from "./announcer.js";
import { Channels } from "./channels.js";
import { Forum } from "./forum.js";
import { forms } from "./form.js";
import { Log } from "./log.js";
import { Members } from "./members.js";
import { Menu } from "./menu.js";
import { announced, messageElement, threadCount } from "./message/message.js";
import { notices } from "./notices.js";
import { people } from "./people.js";
import { sending } from "./sending.js";
import { Session } from "./session.js";
import { Faults } from "./side/faults.js";
import { Wire } from "./side/wire.js";
import { head, panels } from "./surroundings.js";
import { theme } from "./theme.js";
import { keepRelative } from "./time.js";
import { typing } from "./typing.js";
import { Composer } from "./write/composer.js";

/** Where a mouse is at hand there is a keyboard, too; elsewhere one would spring up over what is to be read. */
const KEYBOARD = matchMedia("(pointer: fine)");

const place = (id) => document.getElementById(id);
const session = new Session();
const announcer = new Announcer(place("announcer"));
const forum = new Forum(place("forum"), session);
const menu = new Menu(session, (message) => composer.edit(message));
const log = new Log(place("log"), {
  older: (before) => session.older(before),
  draw: (message, continued) => messageElement(message, { continued, session, menu }),
});
const composer = new Composer(
  { line: place("line"), place: place("composer-place"), counter: place("counter"), problem: place("problem"), banner: place("editing") },
  session,
  {
    newest: () => log.newest((message) => message.author.id === session.world.me && !message.only_you),
    announce: (words) => announcer.say(words),
  },
);

new Channels(place("channel-list"), session);
new Members({ list: place("members"), button: place("members-button") }, session, menu);
new Wire(place("wire"), session);
new Faults(place("faults"), session);
people(place("person"), session);
sending(log.below, session, () => {
  announcer.say("Sending command…");
  if (log.follows) log.end();
});
forms(place("form"), session);
theme(place("theme-button"));
notices(place("notices"), session);
head(session);
panels(session);
keepRelative();
typing(place("composer-frame"), () => composer.focus());

/** The channel that is open, or was until now. */
let wasOpen = null;

session.on("world", () => {
  // A message may name a thread that the world tells of a moment later.
  for (const told of place("log").querySelectorAll("[data-unknown]")) {
    if (session.channelOf(told.dataset.unknown)) log.redraw(told.closest("[data-id]").dataset.id);
  }
  for (const told of place("log").querySelectorAll("[data-thread]")) told.textContent = threadCount(told.dataset.thread, session);
});
// What somebody else saw goes at once, not when the next one's is there.
session.on("left", () => {
  log.clear();
  forum.clear();
});
session.on("channel", (channel) => {
  const led = [place("log"), place("forum")].some((it) => it.contains(document.activeElement));
  const came = channel?.id !== wasOpen;
  wasOpen = channel?.id;
  log.clear();
  place("newest-button").hidden = true;
  showForum(channel);
  // What led there is gone, or hidden with the drawer. Whoever came here by it writes, as at Discord; else reading goes on.
  if (led && came && KEYBOARD.matches) write();
  else if (led || !document.activeElement.checkVisibility()) reading().focus();
});
session.on("renewed", (channel) => place("forum").hidden || showForum(channel));
session.on("history", ({ messages, more, message, why }) => {
  log.show(messages, more);
  if (why) composer.problem(why);
  if (message) log.reveal(message);
});
session.on("message", (message) => {
  const known = log.find(message.id);
  const before = known && announced(known, session);
  // A long answer is read from its beginning.
  if (!known && isForMe(message)) log.hold(message.id);
  const fresh = log.put(message);
  if (fresh && !log.atEnd) place("newest-button").hidden = false;
  // Answers come as changes of what was thinking, and panels say by a change what a tap did.
  const now = announced(message, session);
  const news = fresh || (known && now !== before);
  if (news && message.author.id !== session.world.me) announcer.say(now);
});
session.on("gone", (id) => log.drop(id));
session.on("touched", (id) => log.redraw(id));
session.on("jump", (id) => log.reveal(id));
place("threads-button").addEventListener("click", () => showThreads(place("forum").hidden));
place("thread-menu").addEventListener("click", (event) => menu.openThread(event.currentTarget));
place("newest-button").addEventListener("click", () => log.end());
place("skip").addEventListener("click", (event) => {
  event.preventDefault();
  write();
});
place("log").addEventListener("scroll", () => log.atEnd && (place("newest-button").hidden = true), { passive: true });

const wish = new URLSearchParams(location.search);
session.become({ as: wish.get("as"), guild: wish.get("guild"), channel: wish.get("channel") });

/** Whether a message answers what the visitor did. */
function isForMe(message) {
  return Boolean(message.only_you) || message.interaction_metadata?.user?.id === session.world.me;
}

/** What fills the middle of the page: messages, or posts and threads. */
function reading() {
  return place("log").hidden ? place("forum") : place("log");
}

/** Goes to where writing goes on, or where there is no such place, reading. */
function write() {
  if (place("composer-frame").hidden) reading().focus();
  else composer.focus();
}

/** A forum's posts stand in place of messages. */
function showForum(channel) {
  const isForum = channel?.kind === "forum";
  const threads = !isForum && place("threads-button").getAttribute("aria-expanded") === "true";
  place("composer-frame").hidden = isForum;
  if (isForum || threads) forum.show(channel);
  place("log").hidden = isForum || threads;
  place("forum").hidden = !isForum && !threads;
}

/** The threads of a channel, or its messages again. */
function showThreads(shown) {
  place("threads-button").setAttribute("aria-expanded", String(shown));
  showForum(session.channelOf(session.channel));
}
