// Puts HTML from the server where it belongs; the only file that turns text into HTML.
// @ts-check

/** @typedef {import("./connection.js").Patch} Patch */

const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("playground", {
  createHTML: (/** @type {string} */ html) => html,
});

/** @param {Patch[]} patches */
export function apply(patches) {
  for (const patch of patches) {
    const target = document.getElementById(patch.target);
    if (patch.action === "remove") target?.remove();
    if (patch.action === "replace") replace(target, patch, fragment(patch.html).firstElementChild);
  }
}

/** HTML from the server as nodes. @param {string} html @returns {DocumentFragment} */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}

/** @param {Element | null} old @param {Patch} patch @param {Element | null} fresh */
function replace(old, patch, fresh) {
  if (!fresh) return;
  if (!old) {
    if (patch.within) document.getElementById(patch.within)?.append(fresh);
    return;
  }
  // Parts whose version is the same stay, and with them what somebody types there.
  const parts = [...fresh.querySelectorAll("[data-version]")];
  if (parts.length === 0) return whole(old, fresh);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  for (const part of parts) {
    const current = document.getElementById(part.id);
    if (current?.getAttribute("data-version") === part.getAttribute("data-version")) continue;
    const focused = current?.contains(document.activeElement) ? document.activeElement : null;
    if (current) carry(current, part);
    current?.replaceWith(part);
    if (focused) refocus(old, part, focused.id);
  }
}

/** Puts an element in the place of one that nobody types in; what is open and where the keyboard is stays. @param {Element} old @param {Element} fresh */
function whole(old, fresh) {
  for (const open of old.querySelectorAll("details[id][open]")) fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** @param {Element} old @param {Element} fresh */
function carry(old, fresh) {
  for (const field of old.querySelectorAll("input, textarea, select, details")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id || "-")}`);
    if (isField(field) && isField(same) && field.value !== field.defaultValue) same.value = field.value;
    if (field instanceof HTMLDetailsElement && same instanceof HTMLDetailsElement) same.open = field.open;
    if (field instanceof HTMLSelectElement && same instanceof HTMLSelectElement) choose(field, same);
  }
}

/** @param {HTMLSelectElement} old @param {HTMLSelectElement} fresh */
function choose(old, fresh) {
  const chosen = old.selectedOptions[0];
  const same = [...fresh.options].find((option) => option.value === chosen?.value);
  if (same && (!chosen?.defaultSelected || "keep" in old.dataset)) same.selected = true;
}

/**
 * Keeps the keyboard where it was: at the same control, at the first one, or at the card itself.
 * @param {Element} card @param {Element} part @param {string} id
 */
function refocus(card, part, id) {
  const same = id ? part.querySelector(`#${CSS.escape(id)}`) : null;
  const first = part.querySelector("button, input:not([type=hidden]), select, textarea");
  for (const control of [same, first]) {
    if (control instanceof HTMLElement) control.focus();
    if (control && document.activeElement === control) return;
  }
  if (!(card instanceof HTMLElement)) return;
  card.tabIndex = -1;
  card.focus();
}

/** @param {Element | null} field @returns {field is HTMLInputElement | HTMLTextAreaElement} */
function isField(field) {
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
}
