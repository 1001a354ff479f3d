// How far down the messages are followed: to their end, but no further than a held one stays in sight.

/** So near to the end, in pixels, new messages keep it in view. */
const NEAR = 80;

/** The end of what scrolls. `elementOf` finds a message's element by its id. */
export class End {
  #scroller;
  #elementOf;
  #followed = true;
  /** The message that stays in sight when more comes below it. */
  #held = null;
  /** Where it was scrolled to last. */
  #was = 0;
  /** Where following led. */
  #led = 0;

  constructor(scroller, elementOf) {
    this.#scroller = scroller;
    this.#elementOf = elementOf;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Whoever scrolls decides what is in sight: by the wheel, a finger, or the bar itself.
    for (const kind of ["wheel", "touchmove"]) scroller.addEventListener(kind, () => this.letGo(), { passive: true });
    scroller.addEventListener("pointerdown", (event) => event.target === scroller && this.letGo());
  }

  /** Whether the newest message is in sight. */
  get isReached() {
    return this.#followed && (this.#held === null || this.#isNear());
  }

  /** Whether what comes is followed. */
  get isFollowed() {
    return this.#followed;
  }

  /** Goes on following, if that was not given up. */
  follow() {
    if (this.#followed) this.#go();
  }

  /** Goes to the very end, and follows from there. */
  reach() {
    this.begin();
    this.#go();
  }

  /** Follows what comes, as in a channel that was just opened. */
  begin() {
    this.#followed = true;
    this.#held = null;
  }

  /** Stays where the visitor is. */
  leave() {
    this.#followed = false;
  }

  /** Keeps a message's beginning in sight, until the visitor scrolls. */
  hold(id) {
    this.#held = id;
  }

  letGo() {
    this.#held = null;
  }

  #go() {
    const { scrollTop, scrollHeight } = this.#scroller;
    const held = this.#held && this.#elementOf(this.#held);
    const above = held ? scrollTop + held.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top : scrollHeight;
    this.#scroller.scrollTop = Math.min(scrollHeight, above);
    this.#led = this.#scroller.scrollTop;
  }

  /** Only going up leaves the end: what grows below is no wish of the visitor's. */
  #scrolled() {
    const near = this.#isNear();
    const { scrollTop } = this.#scroller;
    if (near || scrollTop < this.#was) this.#followed = near;
    if (near && scrollTop !== this.#led) this.letGo();
    this.#was = scrollTop;
  }

  #isNear() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }
}
