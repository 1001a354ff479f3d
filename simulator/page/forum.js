// A forum: its posts with their tags, and a form for a new one, where the visitor may write one.

import { el, fill, icon } from "./dom.js";

/** Shows a forum, or the threads of a channel, in a place of the page. */
export class Forum {
  #session;
  #place;
  #begin = null;

  constructor(place, session) {
    this.#session = session;
    this.#place = place;
  }

  /** Forgets what was shown, and what was being written. */
  clear() {
    this.#begin = null;
    fill(this.#place);
  }

  /** Draws the posts of a forum. What is being written in the form stays. */
  show(forum) {
    const posts = this.#session.world.channels.filter((it) => it.kind === "thread" && it.parent === forum.id);
    posts.sort((one, other) => Number(one.archived) - Number(other.archived) || (BigInt(other.id) > BigInt(one.id) ? 1 : -1));
    const list = posts.length > 0
      ? el("ul", { class: "posts" }, posts.map((post) => el("li", {}, this.#post(post, forum))))
      : el("p", { class: "empty" }, forum.kind === "forum" ? "No posts yet." : "No threads yet.");
    if (this.#begin?.dataset.forum !== forum.id) this.#begin = null;
    const writes = forum.kind === "forum" && forum.may_write;
    this.#begin = writes ? (this.#begin ?? this.#form(forum)) : null;
    if (this.#begin?.isConnected) this.#place.replaceChildren(this.#begin, list);
    else fill(this.#place, this.#begin, list);
  }

  #post(post, forum) {
    const tags = forum.tags.filter((tag) => post.applied_tags.includes(tag.id));
    const told = [`${post.messages} message${post.messages === 1 ? "" : "s"}`, post.archived && "archived", post.locked && "locked"].filter(Boolean).join(" · ");
    return el(
      "button",
      { type: "button", class: "post", onclick: () => this.#session.open(post.id) },
      tags.length > 0 && el("span", { class: "tags" }, tags.map((tag) => el("bdi", { class: "tag" }, tag.emoji && `${tag.emoji} `, tag.name))),
      el("span", { class: "post-title" }, icon(post.locked ? "lock" : "thread"), el("bdi", {}, post.name)),
      el("span", { class: "post-told" }, told),
    );
  }

  #form(forum) {
    const title = el("input", { type: "text", name: "title", maxlength: "100", required: true, autocomplete: "off" });
    const words = el("textarea", { name: "words", maxlength: "2000", rows: "3", required: true });
    const tags = forum.tags.map((tag) => el("label", { class: "tag-choice" }, el("input", { type: "checkbox", value: tag.id }), el("bdi", {}, tag.name)));
    const problem = el("p", { class: "failure", role: "alert" });
    const send = async (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") === "true") return;
      problem.textContent = [title, words].some((it) => it.value.trim() === "") ? "A post needs a title and a message." : "";
      if (problem.textContent !== "") return;
      form.setAttribute("aria-busy", "true");
      const chosen = [...form.querySelectorAll("input:checked")].map((it) => it.value);
      try {
        const { channel } = await this.#session.ask({ type: "post", forum: forum.id, title: title.value, words: words.value, tags: chosen });
        this.#begin = null;
        this.#session.go({ channel: String(channel) });
      } catch (stuck) {
        problem.textContent = stuck.message;
      }
      form.removeAttribute("aria-busy");
    };
    const form = el(
      "form",
      { class: "new-post", onsubmit: send },
      el("label", {}, "Title", title),
      el("label", {}, "Message", words),
      tags.length > 0 && el("fieldset", {}, el("legend", {}, "Tags"), tags),
      problem,
      el("button", { class: "button primary" }, "Post"),
    );
    const opened = (event) => event.target.open && title.focus();
    return el("details", { class: "begin-post", "data-forum": forum.id, ontoggle: opened }, el("summary", {}, icon("plus"), "New post"), form);
  }
}
