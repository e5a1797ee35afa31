// Ways out: Escape and a click elsewhere close what is open, and Escape leaves the composer.
// @ts-check

/** @param {HTMLElement} list */
export function leave(list) {
  const more = document.querySelector("details.ending");
  if (more instanceof HTMLDetailsElement) {
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && !more.contains(event.target)) more.open = false;
    });
    more.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !more.open) return;
      event.stopPropagation();
      more.open = false;
      more.querySelector("summary")?.focus();
    });
  }
  document.getElementById("composer")?.addEventListener("keydown", (event) => {
    // Escape that gives up a candidate of an input method stays in the field.
    if (event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
    const row = list.querySelector('#events [tabindex="0"]');
    if (row instanceof HTMLElement) row.focus();
    else if (event.target instanceof HTMLElement) event.target.blur();
    event.stopPropagation();
  });
}
