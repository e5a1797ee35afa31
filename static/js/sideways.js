// Brings what a strip of the ladder says into sight, sideways: the selected one, or the newest as it comes.
// @ts-check

/** @typedef {import("./elements/event-list.js").EventList} EventList */

/** @param {EventList} list */
export function sideways(list) {
  let shown = "";
  list.addEventListener("drawn", () => {
    const row = list.dataset.face === "ladder" ? wanted(list) : undefined;
    // In another theme the same strip is wider.
    const look = row ? `${row.id} ${row.clientHeight}` : shown;
    if (row === undefined || look === shown) return;
    shown = look;
    bring(row, list.scroller);
  });
}

/** The strip to show: none while the reader looks at older ones. @param {EventList} list */
function wanted(list) {
  const chosen = list.rows.querySelector('[aria-selected="true"]');
  if (chosen) return chosen;
  const { scrollHeight, clientHeight, scrollTop } = list.scroller;
  const last = list.rows.lastElementChild;
  return last && scrollHeight - clientHeight - scrollTop < last.clientHeight ? last : undefined;
}

/** @param {Element} row @param {HTMLElement} scroller */
function bring(row, scroller) {
  const words = row.querySelector(".say")?.getBoundingClientRect();
  if (!words) return;
  const seen = scroller.getBoundingClientRect();
  const stays = [...row.querySelectorAll(".rung-no, .rung-time")].filter((one) => getComputedStyle(one).position === "sticky");
  const gutter = stays.reduce((width, one) => width + one.clientWidth, 0);
  const [left, right] = [words.left - SPARE - seen.left - gutter, words.right + SPARE - seen.right];
  if (left < 0) scroller.scrollLeft += left;
  else if (0 < right) scroller.scrollLeft += Math.min(right, left);
}

/** How much is seen beside the words, in pixels. */
const SPARE = 24;
