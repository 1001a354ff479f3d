// Builds elements out of values. Whatever somebody typed goes in as a child and becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Properties named `on…` are listeners; `true` is an empty attribute; `false` and `null` are none. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** Puts other children into an element. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

/** An attribute that is there or not, by its value as in `el`. */
export function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
}

/** What was drawn once: a copy costs a part of it, and every message has some. */
const drawings = new Map();

/** A drawing of 24 by 24, for the eye alone. */
export function icon(name) {
  if (!drawings.has(name)) drawings.set(name, drawing(name));
  return drawings.get(name).cloneNode(true);
}

function drawing(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", `icon icon-${name}`]]) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows a drawing and says its name. */
export function iconButton(name, label, properties = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...properties }, icon(name));
}

/** Up and down walk along a list of things that take the focus. */
export function walk(event, list) {
  const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...list];
  const next = steps && all[all.indexOf(document.activeElement) + steps];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** An id that no other element has. */
export function freshId(prefix) {
  fresh += 1;
  return `${prefix}-${fresh}`;
}

let fresh = 0;

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

const PATHS = {
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  hash: "M9 4L7 20M17 4l-2 16M4 9h16M3.5 15h16",
  thread: "M5 4v7a4 4 0 004 4h10M15 11l4 4-4 4",
  forum: "M4 5h11v8H8l-4 3zM18 9h2v10l-3-2h-6",
  announcement: "M4 10v4l11 4V6zM18 9a4 4 0 010 6",
  lock: "M7 11V8a5 5 0 0110 0v3M5 11h14v9H5z",
  chevron: "M7 10l5 5 5-5",
  out: "M9 5H5v14h14v-4M13 5h6v6M19 5l-8 8",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  send: "M4 12l16-8-6 16-3-6z",
  people: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7M2.5 20a6.5 6.5 0 0113 0M16 4.5a3.5 3.5 0 010 6.5M18 14a6.5 6.5 0 013.5 6",
  plus: "M12 5v14M5 12h14",
  wire: "M4 8h13l-3-3M20 16H7l3 3",
  theme: "M12 3a9 9 0 100 18zM12 3a9 9 0 010 18",
  eye: "M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6zM12 10a2 2 0 100 4 2 2 0 000-4",
  reply: "M10 5L4 11l6 6M4 11h9a6 6 0 016 6v1",
  down: "M12 5v14M6 13l6 6 6-6",
};

/** A name without the signs that turn writing around, for where no element would keep them to the name. */
export function straight(name) {
  return name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}
