// Files that a message carries, to look at or to take home.

import { el, icon } from "../dom.js";
import { ownPath } from "../place.js";
import { shows } from "./embed.js";

/** The message's files, but those that one of its embeds shows. */
export function fileElements(message) {
  const embeds = message.embeds ?? [];
  const shown = (file) => embeds.some((embed) => ["image", "thumbnail"].some((key) => shows(embed, key, file)));
  return (message.attachments ?? []).filter((file) => !shown(file)).map(fileElement);
}

/** A size in the largest unit that keeps it at one or more. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [unit, name] = bytes < 1_048_576 ? [1024, "KB"] : [1_048_576, "MB"];
  return `${(Math.floor((bytes * 10) / unit) / 10).toFixed(1)} ${name}`;
}

function fileElement(file) {
  const path = ownPath(file.url);
  const name = file.filename ?? "file";
  const words = [el("bdi", { class: "file-name" }, name), el("span", { class: "file-size" }, size(file.size ?? 0))];
  if (path && file.content_type?.startsWith("image/")) return el("img", { class: "upload", src: path, alt: file.description ?? name, loading: "lazy" });
  if (!path) return el("span", { class: "file" }, icon("file"), el("span", { class: "file-words" }, words));
  return el("a", { class: "file", href: path, download: name }, icon("file"), el("span", { class: "file-words" }, words), el("span", { class: "file-take" }, "Download"));
}
