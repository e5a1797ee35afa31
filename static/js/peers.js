// Offers a new client the newest listener, unless somebody has typed another address.
// @ts-check

/** To be called when the page may have another list of listeners. */
export function offer() {
  const newest = document.querySelector("#peers option");
  if (!(newest instanceof HTMLOptionElement)) return;
  for (const field of document.querySelectorAll("input[list=peers]")) {
    const untouched = field instanceof HTMLInputElement && field.value === field.defaultValue && field.value !== "";
    if (!untouched) continue;
    field.value = field.defaultValue = newest.value;
    const on = field.form?.elements.namedItem("on");
    if (on instanceof HTMLSelectElement && newest.dataset.on) on.value = newest.dataset.on;
  }
}
