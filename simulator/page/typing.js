// What is typed where nothing takes text is written all the same, as at Discord: nobody has to look for the field first.

/** What keeps its letters: it takes text. What is only pressed, as a switch is, has no use for them. */
const KEEPS = "input:not([type=checkbox], [type=radio], [type=file]), textarea, [contenteditable]";
/** What is chosen by letters. None of its choices begins with a slash, and a command does. */
const CHOSEN = "select, [role=combobox]";
/** What lies over the page and has the keys while it is there. */
const OVER = "dialog[open], :popover-open";

/**
 * Leads what is typed to the writing field, which stands in `frame`; `write` gives that the focus. The sign itself lands
 * there because the browser types it where the focus is once this is over.
 *
 * This is no shortcut of one character, as WCAG 2.1.4 has them: no letter does anything but stand in the field as it was
 * typed. Whoever speaks to a browser, or slips, finds words there that they can take away, and nothing is done by them.
 */
export function typing(frame, write) {
  document.addEventListener("keydown", (event) => {
    if (isSign(event) && isFree(document.activeElement, event.key) && isSeen(frame)) write();
  });
}

/** Whether a key types a sign that nothing else had a use for. A space scrolls, or presses what has the focus. */
function isSign(event) {
  const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = event;
  if (defaultPrevented || isComposing || key === " " || [...key].length !== 1) return false;
  // What stands on a key in the third place is typed with a modifier that some systems tell as two others.
  return event.getModifierState("AltGraph") || !(ctrlKey || metaKey || altKey);
}

/** Whether a sign would come to nothing where the focus is. */
function isFree(focused, key) {
  if (document.querySelector(OVER) || focused?.matches(KEEPS)) return false;
  return !focused?.matches(CHOSEN) || key === "/";
}

/** Whether the field can be seen: a forum has none, and on a narrow screen a list or the side panel may lie over it. */
function isSeen(frame) {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return width > 0 && frame.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}
