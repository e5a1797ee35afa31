// What a lab's page does between two patches: how long frames are held, and addresses that fit a host.
// @ts-check

/** When this page first saw each held frame. @type {Map<string, number>} */
const held = new Map();

/** Keeps telling how long each frame is held. */
export function lab() {
  setInterval(count, 1000);
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.name === "on" && target.form) fit(target.form, target.value);
  });
}

function count() {
  const waiting = document.querySelectorAll("[data-held]");
  const now = performance.now();
  for (const place of waiting) {
    if (!(place instanceof HTMLElement)) continue;
    const { held: frame = "", says = "" } = place.dataset;
    const since = held.get(frame) ?? now;
    held.set(frame, since);
    place.textContent = says.replace("{n}", String(Math.round((now - since) / 1000)));
  }
  if (waiting.length === 0) held.clear();
}

/**
 * Puts the addresses that stand in a form onto the host that was chosen, as long as they are this
 * machine's or a host's; what somebody else is called stays.
 * @param {HTMLFormElement} form @param {string} on
 */
function fit(form, on) {
  const own = on === "host" ? "127.0.0.1" : on;
  const other = on === "host" ? "127.0.0.1" : on === "a" ? "b" : "a";
  for (const { name, host } of [{ name: "at", host: own }, { name: "to", host: other }]) {
    const field = form.elements.namedItem(name);
    const known = field instanceof HTMLInputElement && /^(127\.0\.0\.1|[abcd]):(\d+)$/.exec(field.value);
    if (known) field.value = `${host}:${known[2]}`;
  }
}
