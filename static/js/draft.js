// Keeps what is typed into a form, so that it survives a reload of the page.
// @ts-check

/** @param {HTMLFormElement} form */
export function keep(form) {
  try {
    sessionStorage.setItem(key(form), JSON.stringify(Object.fromEntries(new FormData(form))));
  } catch {
    // Storage is blocked or full: the draft lives as long as the page.
  }
}

/** Puts a draft back, unless the server has filled the form in. @param {HTMLFormElement} form */
export function restore(form) {
  const data = form.elements.namedItem("data");
  if (!(data instanceof HTMLTextAreaElement) || data.defaultValue !== "" || form.querySelector("[aria-invalid]")) return;
  for (const [name, value] of Object.entries(draft(form))) {
    const field = form.elements.namedItem(name);
    // An address that names a socket has chosen it.
    if (name === "socket" && new URLSearchParams(location.search).has("to")) continue;
    if (field instanceof HTMLSelectElement) {
      if ([...field.options].some((option) => option.value === value)) field.value = value;
    } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.value = value;
    }
  }
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function draft(form) {
  try {
    return JSON.parse(sessionStorage.getItem(key(form)) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {HTMLFormElement} form */
function key(form) {
  return `draft ${form.dataset.draft ?? ""}`;
}
