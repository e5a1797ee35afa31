// Keys for what buttons do; the table of them is the one that people read.
// @ts-check

/** @param {HTMLElement} sheet @param {Record<string, () => unknown>} actions each says `false` where it has nothing to do */
export function keys(sheet, actions) {
  /** @type {Map<string, string>} */
  const table = new Map();
  for (const row of sheet.querySelectorAll("[data-action]")) {
    if (!(row instanceof HTMLElement)) continue;
    for (const key of row.dataset.keys?.split(" ") ?? []) table.set(key, row.dataset.action ?? "");
  }
  const single = sheet.querySelector("[data-single]");
  if (single instanceof HTMLInputElement) remember(single);
  document.addEventListener("keydown", (event) => {
    // A key that goes to an input method is not one of ours.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey) return;
    const place = event.target instanceof Element ? event.target : document.body;
    const modified = event.ctrlKey || event.metaKey;
    const inList = place.closest("[data-list]") !== null;
    if (!modified && place.closest(ELSEWHERE)) return;
    if (!modified && !inList && (NATIVE.has(event.key) && place.closest("a, button, summary, [tabindex]"))) return;
    if (!modified && !inList && single instanceof HTMLInputElement && !single.checked) return;
    const act = actions[table.get(named(event, modified)) ?? ""];
    if (act && act() !== false) event.preventDefault();
  });
}

/** A key as the table has it. @param {KeyboardEvent} event @param {boolean} modified */
function named({ key, shiftKey }, modified) {
  if (modified) return `Ctrl+${key}`;
  return shiftKey && /^F\d/.test(key) ? `Shift+${key}` : key;
}

/** Keeps a choice where the browser lets us. @param {HTMLInputElement} box */
function remember(box) {
  try {
    box.checked = localStorage.getItem("single-keys") !== "off";
    box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
  } catch {
    // Storage is blocked; the choice lasts as long as the page.
  }
}

/** Where keys are typed, or mean something else. */
const ELSEWHERE = "input, textarea, select, [contenteditable], dialog, [data-keys-own]";
/** Keys that controls have a use of their own for. */
const NATIVE = new Set(["Enter", " ", "ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"]);
