// What is typed behind a command's name, taken apart as Discord's client and the terminal do: which words are for which
// option.

/** What may be an option's name, where a word begins. */
const PREFIX = /(?<=^|\s)([^\s:]+):/gu;

/**
 * Texts by the names of options, and whether any option was named. What stands before the first name is for `own`, whose
 * field it was typed in (or for nobody yet: `null`). Text stays what names no option, and what names one again.
 */
export function takenApart(text, options, own = null) {
  const parts = [{ name: own?.name ?? null, at: 0, from: 0 }];
  for (const { index, 0: prefix, 1: name } of text.matchAll(PREFIX)) {
    const last = parts.at(-1);
    const filled = (part, end) => text.slice(part.from, end).trim() !== "";
    const again = parts.some((part, at) => part.name === name && filled(part, parts[at + 1]?.at ?? index));
    if (!again && options.some((option) => option.name === name)) {
      // A name without a text gives way to itself.
      if (last.name === name) parts.pop();
      parts.push({ name, at: last.name === name ? last.at : index, from: index + prefix.length });
    }
  }
  const values = new Map(parts.map(({ name, from }, at) => [name, text.slice(from, parts[at + 1]?.at).trim()]));
  return { values, named: parts.length > 1 || parts[0].from > 0 };
}
