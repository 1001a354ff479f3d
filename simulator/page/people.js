// Who the visitor is: any member of any guild, in a list by guild.

import { el, fill, straight } from "./dom.js";

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
  return el("optgroup", { label: straight(guild.name) }, persons.map((member) => el("option", { value: keyOf(guild.id, member.id) }, label(member))));
}

/** Whose name says already what they are is not told it twice: a phone has room for little more than the name. */
function label({ name, role }) {
  const shown = straight(name);
  return shown.toLowerCase().startsWith(role.toLowerCase()) ? shown : `${shown} · ${role}`;
}

function keyOf(guild, person) {
  return `${guild}/${person}`;
}
