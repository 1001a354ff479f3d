// Who the visitor is: any member of any guild, in a list by guild.

import { el, fill } from "./dom.js";

/** Fills the list of people, and becomes whoever is chosen. */
export function people(select, session) {
  session.on("world", (world) => {
    const chosen = keyOf(world.guild, world.me);
    const now = JSON.stringify(world.guilds);
    if (select.dataset.known !== now) {
      select.dataset.known = now;
      fill(select, world.guilds.map(group));
    }
    select.value = chosen;
  });
  select.addEventListener("change", () => {
    const [guild, as] = select.value.split("/");
    session.become({ guild, as });
  });
}

function group(guild) {
  const persons = guild.members.filter((member) => !member.bot);
  return el("optgroup", { label: guild.name }, persons.map((member) => el("option", { value: keyOf(guild.id, member.id) }, `${member.name} · ${member.role}`)));
}

function keyOf(guild, person) {
  return `${guild}/${person}`;
}
