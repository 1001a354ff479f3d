// The way that a visitor takes from channel to channel, in the browser's history: its buttons lead back and forth on it.

/** The way. Who somebody was in a channel is a part of where they were. */
export class Way {
  #led = false;

  constructor(session) {
    addEventListener("popstate", (event) => {
      if (!event.state) return;
      this.#led = true;
      session.back(event.state);
    });
  }

  /** Says where the visitor is now. Where the browser's buttons led adds nothing to the way. */
  goesOn(place) {
    const address = `?${new URLSearchParams(place)}`;
    const led = this.#led || !history.state;
    this.#led = false;
    if (led) history.replaceState(place, "", address);
    else if (address !== location.search) history.pushState(place, "", address);
  }
}
