// What stands below the messages while a command is on its way: who used it, and that nothing has come of it yet.

import { el, fill } from "./dom.js";
import { authorName, avatar, usedLine } from "./message/message.js";

/** So long, in milliseconds, a command may be on its way before anybody needs to know. */
const BLINK = 250;

/** Shows the commands that are on their way in the open channel. `shown` hears that something is there now. */
export function sending(place, session, shown) {
  const show = () => {
    const here = [...session.sending].filter((it) => it.channel === session.channel && it.late);
    fill(place, here.map((it) => line(it.name, session)));
  };
  session.on("sending", (command) => {
    if (session.sending.has(command)) setTimeout(() => session.sending.has(command) && late(command), BLINK);
    show();
  });
  session.on("channel", show);
  session.on("left", show);

  function late(command) {
    command.late = true;
    show();
    if (command.channel === session.channel) shown();
  }
}

function line(name, session) {
  const me = { id: session.world.me, global_name: session.me()?.name };
  const bot = { id: session.world.application?.id, global_name: session.world.application?.name };
  const head = el("div", { class: "head" }, el("bdi", { class: "author" }, authorName(bot)), el("span", { class: "app-mark" }, "APP"));
  return el(
    "div",
    { class: "message sending" },
    usedLine(me, name),
    el("div", { class: "message-body" }, avatar(bot), el("div", { class: "message-words" }, head, el("div", { class: "thinking" }, "Sending command…"))),
  );
}
