// Moments, in the visitor's own zone and words.

import { el } from "./dom.js";

const FORMS = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
/** The last moment that a date can be. */
const FARTHEST = 8.64e12;

/** A moment in one of the forms of Discord's timestamps. */
export function momentElement(seconds, form) {
  if (Math.abs(seconds) > FARTHEST) return el("span", { class: "moment" }, "Invalid Date");
  const at = new Date(seconds * 1000);
  const words = form === "R" ? relative(seconds) : written(at, form);
  const properties = { class: "moment", datetime: at.toISOString(), title: written(at, "F") };
  return el("time", { ...properties, "data-relative": form === "R" ? String(seconds) : null }, words);
}

/** The moment of a message, short. */
export function stamp(iso) {
  const at = new Date(iso);
  const today = isSameDay(at, new Date());
  return el("time", { datetime: iso, title: written(at, "F") }, written(at, today ? "t" : "s"));
}

/** The hour and minute of a moment. */
export function clock(iso) {
  return written(new Date(iso), "t");
}

/** Hour, minute and second of a moment. */
export function exactClock(iso) {
  return written(new Date(iso), "T");
}

/** The day of a moment, in words. */
export function dayOf(iso) {
  return written(new Date(iso), "D");
}

/** Whether two moments are of one day; much quicker than to write both days out. */
export function isSameDay(one, other) {
  return one.getDate() === other.getDate() && one.getMonth() === other.getMonth() && one.getFullYear() === other.getFullYear();
}

/** Keeps what is told relative to now true. */
export function keepRelative() {
  setInterval(() => {
    for (const element of document.querySelectorAll("time[data-relative]")) {
      element.textContent = relative(Number(element.dataset.relative));
    }
  }, 15_000);
}

const formats = new Map();

function written(at, form) {
  if (!formats.has(form)) formats.set(form, new Intl.DateTimeFormat("en-GB", FORMS[form]));
  return formats.get(form).format(at);
}

function relative(seconds) {
  const away = seconds - Date.now() / 1000;
  const [unit, length] = UNITS.find((it) => Math.abs(away) >= it[1]) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(Math.round(away / length), unit);
}
