// What this page knows: who the visitor is, the world as they see it, and the channel in front of them.

import { Live, Stuck } from "./live.js";
import { firstChannel } from "./place.js";

/** Discord's number for a command that is used on a person. */
const ON_PERSON = 2;
/** And for one that is used on a message. */
const ON_MESSAGE = 3;

/**
 * Tells by events: `world`, `left` (whoever the visitor was), `anew` (another simulator), `channel` (another one is open), `history`, `message`, `gone`,
 * `form`, `wire`, `notice`, `line` (`open` or `lost`), `chosen` (a message, for the side panel), `command` (one was begun by
 * its name), `sending` (one sets out, or has arrived), `mention` (somebody is to be named in what is being written), `side`
 * and `members` (what stands beside the messages was opened; the former also: closed).
 */
export class Session extends EventTarget {
  world = null;
  channel = null;
  chosen = null;
  wire = new Map();
  /** Commands on their way: `{ name, channel }`. */
  sending = new Set();
  #live = null;
  #jump = null;
  #again = false;
  #failures = new Map();

  /** Calls back on every event of a kind. */
  on(kind, callback) {
    this.addEventListener(kind, (event) => callback(event.detail));
  }

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  /** Becomes somebody, in a guild; the channel is opened once the world is known. Unless one is named they stay where they are,
   * or are on their way to. */
  become({ as, guild, channel = this.channel ?? this.#jump?.channel, message = null }) {
    this.#live?.close();
    this.wire.clear();
    this.sending.clear();
    this.world = null;
    this.channel = null;
    this.#jump = { channel, message };
    this.choose(null);
    this.tell("left");
    this.#live = new Live({
      as,
      guild,
      told: (frame) => this.#take(frame),
      changed: (state) => this.#line(state),
    });
  }

  /** What the simulator answers; throws `Stuck`. */
  ask(request) {
    return this.#live.ask(request);
  }

  /** Sends a command; `name` is what it is called. Until it is known what comes of it, it is among `sending`. */
  async send(name, request) {
    const command = { name, channel: this.channel };
    const told = (known) => {
      if (known) this.sending.add(command);
      else this.sending.delete(command);
      this.tell("sending", command);
    };
    told(true);
    try {
      return await this.ask(request);
    } finally {
      told(false);
    }
  }

  /** Opens a channel, at a message of it if one is named. */
  async open(id, message = null) {
    this.channel = id;
    this.choose(null);
    this.tell("channel", this.channelOf(id));
    if (this.channelOf(id)?.kind === "forum") return;
    try {
      const { messages, more } = await this.ask({ type: "open", channel: id, before: null, limit: 100 });
      if (this.channel === id) this.tell("history", { messages, more, message });
    } catch (stuck) {
      if (this.channel === id) this.tell("history", { messages: [], more: false, message: null, why: stuck.message });
    }
  }

  /** Older messages of the open channel. */
  older(before) {
    return this.ask({ type: "open", channel: this.channel, before, limit: 100 });
  }

  /** Goes to a place that an address names. What was made just now may be known a moment later only. */
  async go({ guild = this.world.guild, channel, message = null }) {
    if (guild === this.world.guild && !this.channelOf(channel)) await this.#news();
    if (this.channelOf(channel)) this.open(channel, message);
    else if (guild !== this.world.guild && this.world.guilds.some((it) => it.id === guild)) {
      this.tell("problem", "That is in another server. Choose one of its members above to go there.");
    } else this.tell("problem", GONE);
  }

  /** Goes back to where the visitor was, as whom they were there; where that is gone, they stay. */
  back({ as, guild, channel }) {
    if (as !== this.world?.me || guild !== this.world.guild) return this.become({ as, guild, channel });
    if (this.channelOf(channel)) return this.open(channel);
    this.open(this.channel);
    this.tell("problem", GONE);
    return undefined;
  }

  /** Chooses the message that the side panel is about, or none. */
  choose(message) {
    this.chosen = message;
    this.tell("chosen", message);
  }

  /** Begins a command by the line that a text mentions, without its slash. A forum has no place for one. */
  beginCommand(line) {
    if (this.channelOf(this.channel)?.kind === "forum") this.open(firstChannel(this.world).id);
    this.tell("command", line);
  }

  /** Why the last thing that was done with a message came to nothing, in words, or `undefined`. */
  failureOf(message) {
    return this.#failures.get(message);
  }

  /** Does something with a message; whatever goes wrong is shown below it, until the next attempt. `command` is the name of
   * the one that is used on it, if one is. */
  async attempt(message, request, command = null) {
    const failed = this.#failures.delete(message.id) || Boolean(message.failed);
    if (failed) {
      message.failed = null;
      this.tell("touched", message.id);
    }
    try {
      const whole = { ...request, channel: message.channel_id ?? this.channel, message: message.id };
      await (command ? this.send(command, whole) : this.ask(whole));
      // What only this page knows of, nobody else takes away.
      if (request.type === "dismiss") this.tell("gone", message.id);
    } catch (stuck) {
      if (!(stuck instanceof Stuck)) throw stuck;
      this.#failures.set(message.id, stuck.message);
      this.tell("problem", stuck.message);
      this.tell("touched", message.id);
    }
  }

  me() {
    return this.member(this.world.me);
  }

  guild() {
    return this.world.guilds.find((guild) => guild.id === this.world.guild);
  }

  member(id) {
    return this.guild()?.members.find((member) => member.id === id);
  }

  channelOf(id) {
    return this.world?.channels.find((channel) => channel.id === id);
  }

  /** The bot's commands on people. */
  commandsOnPeople() {
    return this.world.commands.filter((command) => command.type === ON_PERSON);
  }

  /** And those on messages. */
  commandsOnMessages() {
    return this.world.commands.filter((command) => command.type === ON_MESSAGE);
  }

  userName(id) {
    const all = this.world?.guilds.flatMap((guild) => guild.members) ?? [];
    return all.find((member) => member.id === id)?.name;
  }

  roleName(id) {
    return this.world?.roles.find((role) => role.id === id)?.name;
  }

  /** The next frame `world`, if one comes soon. */
  #news() {
    return new Promise((done) => {
      this.addEventListener("world", done, { once: true });
      setTimeout(done, NEWS);
    });
  }

  #line(state) {
    // A new line knows nothing of what was open on the one before.
    this.#again = state === "open";
    this.tell("line", state);
  }

  #take(frame) {
    switch (frame.type) {
      case "world": return this.#world(frame);
      case "message": return frame.channel === this.channel && this.tell("message", frame.message);
      case "gone": return frame.channel === this.channel && this.tell("gone", frame.message);
      case "wire": return this.#wire(frame.entries);
      case "form": return this.tell("form", frame);
      case "notice": return this.tell("notice", frame);
      default: return undefined;
    }
  }

  #world(world) {
    const again = this.#again;
    this.#again = false;
    const anew = again && this.world && this.world.me !== world.me;
    this.world = world;
    if (anew) this.tell("anew");
    this.tell("world", world);
    const there = this.channelOf(this.channel);
    if (there && !again) return this.tell("renewed", there);
    const gone = this.channel !== null && !there;
    const wanted = [this.#jump?.channel, this.channel].find((id) => this.channelOf(id)) ?? firstChannel(world)?.id;
    const message = wanted === this.#jump?.channel ? this.#jump.message : null;
    this.#jump = null;
    if (wanted) this.open(wanted, message);
    if (anew) this.tell("problem", `Another simulator has begun here, and you are ${this.me()?.name}.`);
    else if (gone) this.tell("problem", "The channel that you were in was deleted, or you may no longer see it.");
    return undefined;
  }

  #wire(entries) {
    for (const entry of entries) this.wire.set(entry.number, entry);
    for (const number of this.wire.keys()) {
      if (this.wire.size <= KEPT) break;
      this.wire.delete(number);
    }
    this.tell("wire", entries);
  }
}

/** Where nobody gets in any more. */
const GONE = "You don't have access to that channel, or it was deleted.";

/** How long news of the world may be on their way, in milliseconds. */
const NEWS = 500;
/** Entries of the wire log that are kept, the newest. */
const KEPT = 1_000;
