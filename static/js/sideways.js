// Brings what a strip of the ladder says into sight, sideways: the selected one, or the newest as it comes.
// @ts-check

import { askedFor } from "./window.js";

/** @typedef {import("./elements/event-list.js").EventList} EventList */

/** @param {EventList} list */
export function sideways(list) {
  let [shown, tries] = ["", 0];
  list.addEventListener("drawn", () => {
    const row = list.dataset.face === "ladder" ? wanted(list) : undefined;
    // In another theme the same strip is wider.
    const look = row ? `${row.id} ${row.clientHeight}` : "";
    if (look !== shown) [shown, tries] = [look, TRIES];
    if (row && 0 < tries--) bring(row, list.scroller);
  });
}

/** The strip to show: that which the address asks for, or none, while the reader looks at older ones. @param {EventList} list */
function wanted(list) {
  const chosen = list.rows.querySelector('[aria-selected="true"]');
  if (chosen) return chosen;
  const { scrollHeight, clientHeight, scrollTop } = list.scroller;
  const last = list.rows.lastElementChild;
  if (last && scrollHeight - clientHeight - scrollTop < last.clientHeight) return last;
  const asked = askedFor();
  const [row, seen] = [asked, list.scroller].map((one) => one?.getBoundingClientRect());
  return asked && row && seen && seen.top <= row.top && row.bottom <= seen.bottom ? asked : undefined;
}

/** With it come the strips before it, as many as fit. @param {Element} row @param {HTMLElement} scroller */
function bring(row, scroller) {
  const seen = scroller.getBoundingClientRect();
  const stays = [...row.querySelectorAll(".rung-no, .rung-time")].filter((one) => getComputedStyle(one).position === "sticky");
  const start = seen.left + stays.reduce((width, one) => width + one.clientWidth, 0);
  const words = said(row, seen.right - start - 2 * SPARE);
  const [left, right] = [words.left - SPARE - start, words.right + SPARE - seen.right];
  if (left < 0) scroller.scrollLeft += left;
  else if (0 < right) scroller.scrollLeft += Math.min(right, left);
}

/** From where to where a strip and those before it say something. @param {Element} row @param {number} room */
function said(row, room) {
  let [left, right] = [Infinity, -Infinity];
  /** @type {Element | null} */
  let strip = row;
  for (let n = 0; strip && n < STRIPS; n++, strip = strip.previousElementSibling) {
    const words = strip.querySelector(".say")?.getBoundingClientRect();
    if (!words) continue;
    const from = Math.min(left, words.left);
    const to = Math.max(right, words.right);
    if (0 < n && room < to - from) break;
    left = from;
    right = to;
  }
  return { left, right };
}

/** How much is seen beside the words, in pixels. */
const SPARE = 24;
/** The list may be as wide as its newest strip only after it was drawn. */
const TRIES = 2;
/** How many strips are seen together. */
const STRIPS = 16;
