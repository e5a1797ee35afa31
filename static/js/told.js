// A word to the reader about what was just done: seen for a moment, and read out.
// @ts-check

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Says what stands in an attribute of the place for it. @param {string} name */
export function tell(name) {
  const place = document.getElementById("told");
  if (!place) return;
  place.textContent = place.dataset[name] ?? "";
  clearTimeout(timer);
  timer = setTimeout(() => (place.textContent = ""), SHOWN);
}

/** How long it is seen, in milliseconds. */
const SHOWN = 4000;
