// The menu of an event: at the pointer, at its row, or at the button in its details.
// @ts-check

import { put } from "./copy.js";
import { menuButton } from "./later.js";

/**
 * @typedef {Record<string, string | undefined>} Facts What is known of an event, by the names that the items ask for.
 * @typedef {{ x: number, y: number }} Place
 */

/**
 * @param {(seq: number) => Promise<Facts | undefined>} choose selects an event, and says what is known of it
 * @returns what opens the menu of an event at a place, with where the keyboard goes back to, and what copies its link
 */
export function menu(choose) {
  const box = /** @type {HTMLElement} */ (document.getElementById("menu"));
  /** @type {() => HTMLElement | null} */
  let home = () => null;
  /** @type {Place} */
  let where = { x: 0, y: 0 };

  const close = () => {
    if (!box.matches(":popover-open")) return;
    const inside = box.contains(document.activeElement);
    box.hidePopover();
    if (inside) back(home());
  };
  box.addEventListener("contextmenu", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    // What the item does comes after the keyboard is back, and may take it elsewhere.
    if (event.target instanceof Element && event.target.closest("[role^=menuitem]")) close();
  });
  box.addEventListener("keydown", (event) => typed(box, event, close));
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !box.contains(relatedTarget)) close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !box.contains(target)) close();
  });
  addEventListener("blur", close);
  addEventListener("resize", () => place(box, where));

  const open = async (/** @type {number} */ seq, /** @type {Place} */ at, /** @type {() => HTMLElement | null} */ origin) => {
    const facts = await choose(seq);
    if (!facts) return;
    [home, where] = [origin, at];
    fill(box, seq, facts);
    box.showPopover();
    place(box, at);
    items(box)[0]?.focus();
  };
  return { open, link: copied };
}

/** Copies the address of an event, and says so for a moment. @param {number} seq */
async function copied(seq) {
  const place = document.getElementById("told");
  if (!seq || !place || !(await put(`${location.origin}${location.pathname}#e${seq}`))) return;
  place.textContent = place.dataset.link ?? "";
  setTimeout(() => (place.textContent = ""), SHOWN);
}

/** How long it is said that something was copied, in milliseconds. */
const SHOWN = 4000;

/** A row that is not seen, as on a phone, leaves the keyboard to the details. @param {HTMLElement | null} home */
function back(home) {
  (home?.checkVisibility() ? home : menuButton())?.focus({ preventScroll: true });
}

/** @param {HTMLElement} box @returns {HTMLElement[]} */
function items(box) {
  const all = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[role^=menuitem]")]);
  return all.filter((item) => !item.hidden);
}

/** Makes the menu the one of an event. @param {HTMLElement} box @param {number} seq @param {Facts} facts */
function fill(box, seq, facts) {
  const title = box.querySelector("[data-says]");
  if (title instanceof HTMLElement) title.textContent = (title.dataset.says ?? "").replace("{seq}", String(seq));
  for (const item of box.querySelectorAll("[role^=menuitem]")) {
    if (!(item instanceof HTMLElement)) continue;
    const { when, filter, checked } = item.dataset;
    item.hidden = when !== undefined && facts[when] === undefined;
    if (checked) item.ariaChecked = String(facts[checked] !== undefined);
    if (!filter || item.hidden) continue;
    item.dataset.follow = filter.replace(/\{(\w+)\}/, (_, name) => facts[name] ?? "");
    const says = item.querySelector("code");
    if (says) says.textContent = item.dataset.follow;
  }
  const link = box.querySelector("a[data-own-page]");
  if (link instanceof HTMLAnchorElement) link.href = link.pathname.replace(/\d*$/, String(seq));
}

/** Keeps the menu on the screen. @param {HTMLElement} box @param {Place} at */
function place(box, { x, y }) {
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = box.getBoundingClientRect();
  box.style.setProperty("--menu-x", `${Math.max(0, Math.min(x, clientWidth - width))}px`);
  box.style.setProperty("--menu-y", `${Math.max(0, Math.min(y, clientHeight - height))}px`);
}

/** @param {HTMLElement} box @param {KeyboardEvent} event @param {() => void} close */
function typed(box, event, close) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = items(box);
  const at = all.findIndex((item) => item === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  const letter = event.key.toLocaleLowerCase();
  const begins = (/** @type {HTMLElement} */ item) => item.textContent?.trim().toLocaleLowerCase().startsWith(letter);
  if (event.key === "Tab" || event.key === "Escape") close();
  else if (event.key === " ") all[at]?.click();
  else if (to !== undefined) all.at(to % all.length)?.focus();
  else if (letter.length === 1) [...all.slice(at + 1), ...all].find(begins)?.focus();
  else return;
  event.preventDefault();
}
