// The connection to the simulator: asks with their answers, and everything that is told without having been asked.

/** The longest wait between two tries to connect, in milliseconds. */
const LONGEST_WAIT = 5_000;

/** Why an ask came to nothing, in words for people. */
export class Stuck extends Error {}

/** One person's line to the simulator. Frames that answer no ask go to `told`, the state of the line to `changed`. */
export class Live {
  #socket = null;
  #asks = new Map();
  #next = 1;
  #wait = 250;
  #closed = false;

  constructor({ as, guild, told, changed }) {
    this.#told = told;
    this.#changed = changed;
    const query = new URLSearchParams(Object.entries({ as, guild }).filter(([, value]) => value));
    this.#address = `${location.origin.replace(/^http/, "ws")}/page/live?${query}`;
    this.#connect();
  }

  #told;
  #changed;
  #address;

  /** What the simulator answers to a request; throws `Stuck` if it cannot be done. */
  ask(request) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Stuck("The simulator cannot be reached. Wait a moment and try again."));
    }
    const ask = this.#next;
    this.#next += 1;
    return new Promise((done, stuck) => {
      this.#asks.set(ask, { done, stuck });
      this.#socket.send(JSON.stringify({ ...request, ask }));
    });
  }

  /** Hangs up for good. What was asked is heard by nobody: whoever asked is somebody else by now. */
  close() {
    this.#closed = true;
    this.#asks.clear();
    // Browsers complain of a line that is cut before it was there.
    if (this.#socket.readyState !== WebSocket.CONNECTING) this.#socket.close();
  }

  #connect() {
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      if (this.#closed) return socket.close();
      this.#wait = 250;
      this.#changed("open");
      return undefined;
    });
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", () => this.#lost());
  }

  #take(frame) {
    const waiting = this.#asks.get(frame.ask);
    if (frame.type === "done" || frame.type === "stuck") {
      this.#asks.delete(frame.ask);
      if (frame.type === "done") waiting?.done(frame);
      else waiting?.stuck(new Stuck(frame.why));
    } else if (!this.#closed) {
      this.#told(frame);
    }
  }

  #lost() {
    for (const { stuck } of this.#asks.values()) stuck(new Stuck("The connection to the simulator was lost."));
    this.#asks.clear();
    if (this.#closed) return;
    this.#changed("lost");
    setTimeout(() => this.#closed || this.#connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
