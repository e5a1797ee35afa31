// Lets the times of samples go on: what a timer has left, and how long ago it was asked.
// @ts-check

/** When each time was first seen, in milliseconds. @type {WeakMap<Element, number>} */
const seen = new WeakMap();

/** Counts from what the server said, ten times a second, or once where motion is not wanted. */
export function countdown() {
  const often = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 100;
  setInterval(() => {
    if (document.hidden) return;
    for (const place of document.querySelectorAll("[data-left], [data-age]")) if (place instanceof HTMLElement) tell(place);
  }, often);
}

/** @param {HTMLElement} place */
function tell(place) {
  const now = performance.now();
  const since = seen.get(place) ?? now;
  seen.set(place, since);
  const { left, age, says = "" } = place.dataset;
  const time = left === undefined ? Number(age) + now - since : Math.max(0, Number(left) - (now - since));
  // Tenths while they are few, as the server writes them.
  const seconds = time < 10_000 ? (time / 1000).toFixed(1) : String(Math.floor(time / 1000));
  const text = says.replace("{time}", says.includes("{time} s") ? seconds : `${seconds} s`);
  if (place.textContent !== text) place.textContent = text;
}
