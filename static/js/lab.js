// What a lab's page does between two patches: how long frames are held, and addresses that fit a host.
// @ts-check

/** How far this page's clock is ahead of the session's, in milliseconds; what comes late makes it seem more. */
let ahead = Infinity;

/** Keeps telling how long each frame is held. */
export function lab() {
  count();
  setInterval(count, 1000);
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.name === "on" && target.form) fit(target.form, target.value);
  });
}

function count() {
  const now = performance.now();
  ahead = Math.min(ahead, now - Number(document.getElementById("lab")?.dataset.now ?? -Infinity));
  for (const place of document.querySelectorAll("[data-held]")) {
    if (!(place instanceof HTMLElement)) continue;
    const { held, says = "" } = place.dataset;
    place.textContent = says.replace("{n}", String(Math.max(0, Math.round((now - ahead - Number(held)) / 1000))));
  }
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
