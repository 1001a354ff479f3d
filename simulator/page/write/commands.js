// The commands that a member may use, one for each thing that can be called: groups are flattened as Discord lists them.

const CHAT = 1;
const SUBCOMMAND = 1;
const GROUP = 2;

/** Every callable: its full name, what it does, its options, and how its call is nested. */
export function callables(commands) {
  return commands.filter((command) => (command.type ?? CHAT) === CHAT).flatMap((command) => inner(command, { command, path: [] }));
}

/** Those whose name or description has what was typed behind the slash; names that begin with it come first. */
export function matching(all, typed) {
  const wanted = typed.toLowerCase();
  const rank = (it) => (it.name.startsWith(wanted) ? 0 : it.name.includes(wanted) ? 1 : it.about.toLowerCase().includes(wanted) ? 2 : 3);
  return all.filter((it) => rank(it) < 3).sort((one, other) => rank(one) - rank(other));
}

/** The callable that a line names, and what stands behind its name, or `null`. */
export function called(all, line) {
  const fits = all.filter((it) => line.startsWith(`/${it.name} `) || line === `/${it.name}`);
  const longest = fits.sort((one, other) => other.name.length - one.name.length)[0];
  return longest ? { callable: longest, rest: line.slice(longest.name.length + 1) } : null;
}

/** The options of a call as Discord sends them, nested in the subcommand. */
export function nested(callable, values) {
  return callable.path.toReversed().reduce((options, { name, type }) => [{ name, type, options }], values);
}

function inner(part, { command, path }) {
  const options = part.options ?? [];
  const deeper = options.filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (deeper.length > 0) return deeper.flatMap((it) => inner(it, { command, path: [...path, { name: it.name, type: it.type }] }));
  const name = [command.name, ...path.map((it) => it.name)].join(" ");
  return [{ name, about: part.description ?? "", options, path, id: command.id }];
}
