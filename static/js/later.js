// The menu, the palette, and the saved messages are fetched when they are first wanted; here is what asks for them.
// @ts-check

/**
 * The menu of an event: by the pointer on its row, or by a key or a button for the selected one.
 * @param {HTMLElement} rows
 * @param {() => number} selected
 * @param {(seq: number) => Promise<import("./menu.js").Facts | undefined>} choose
 */
export function menus(rows, selected, choose) {
  const made = once(async () => (await import("./menu.js")).menu(choose));
  let held = false;
  // Some systems select the word under the pointer before they ask for a menu.
  rows.addEventListener("pointerdown", ({ target }) => {
    const chosen = getSelection();
    held = chosen?.isCollapsed === false && target instanceof Node && chosen.containsNode(target, true);
  });
  rows.addEventListener("contextmenu", async (event) => {
    const row = event.target instanceof Element ? event.target.closest("[role=row]") : null;
    if (!row || event.shiftKey || held || /** @type {Element} */ (event.target).closest("a, button, input, select, textarea")) return;
    event.preventDefault();
    const at = { x: event.clientX, y: event.clientY };
    (await made()).open(Number(row.id.slice(1)), at, () => document.getElementById(row.id));
  });
  const here = () => {
    const [button, focused] = [menuButton(), document.activeElement];
    const row = focused?.closest("#events > [role=row]");
    const origin = row ?? (focused === document.body || focused === button ? button : undefined);
    const seq = row ? Number(row.id.slice(1)) : selected();
    if (!seq || !(origin instanceof HTMLElement)) return false;
    const { left, bottom } = origin.getBoundingClientRect();
    void made().then(({ open }) => open(seq, { x: left + INDENT, y: bottom }, () => (row ? document.getElementById(row.id) : menuButton())));
    return true;
  };
  return { menu: here, link: () => void made().then(({ link }) => link(selected())) };
}

/** The palette of what a page does. @param {import("./palette.js").Page} does */
export function palettes(does) {
  const made = once(async () => (await import("./palette.js")).palette(does));
  return () => void made().then((open) => open());
}

/** The messages that the browser keeps, if it keeps any. */
export function saves() {
  const button = document.querySelector(".composer-save");
  const made = once(async () => (await import("./saved.js")).saved());
  try {
    if (localStorage.getItem("saved-messages")) void made();
    if (button instanceof HTMLElement) button.hidden = false;
  } catch {
    // Storage is blocked: nothing can be saved.
    return () => false;
  }
  return () => void made().then((ask) => ask());
}

/** The button in the details that opens the menu. @returns {HTMLElement | null} */
export function menuButton() {
  return document.querySelector("#details [data-act=menu]");
}

/** @template T @param {() => Promise<T>} load @returns {() => Promise<T>} */
function once(load) {
  /** @type {Promise<T> | undefined} */
  let loaded;
  return () => (loaded ??= load());
}

/** How far from the beginning of its row the menu opens, in pixels. */
const INDENT = 24;
