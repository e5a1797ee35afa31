// Sends a form again and again, until it was enough, somebody stops it, or it fails.
// @ts-check

/** @param {Element | null} fold */
export function repeat(fold) {
  const form = fold?.closest("form");
  if (!(fold instanceof HTMLElement) || !form) return;
  const [start, stop] = [button(fold, "[data-start]"), button(fold, "[data-stop]")];
  if (!start || !stop) return;
  fold.hidden = false;
  let running = new AbortController();
  stop.addEventListener("click", () => running.abort());
  addEventListener("pagehide", () => running.abort());
  start.addEventListener("click", async () => {
    running = new AbortController();
    [start.hidden, stop.hidden] = [true, false];
    stop.focus();
    await run(fold, form, running.signal);
    const held = document.activeElement === stop;
    [start.hidden, stop.hidden] = [false, true];
    if (held) start.focus();
  });
}

/** @param {HTMLElement} fold @param {HTMLFormElement} form @param {AbortSignal} signal */
async function run(fold, form, signal) {
  const [times, every] = [number(fold, "#repeat-count", 1, 100_000), number(fold, "#repeat-every", 0, 3_600_000)];
  const says = fold.querySelector("[data-count]");
  for (let sent = 1; sent <= times && !signal.aborted; sent++) {
    const rest = new Promise((resolve) => {
      const timer = setTimeout(resolve, sent < times ? every : 0);
      signal.addEventListener("abort", () => (clearTimeout(timer), resolve(undefined)), { once: true });
    });
    // Without a live connection the form would leave the page.
    if (document.getElementById("connection")?.dataset.state !== "live") return;
    const answered = new Promise((resolve) => {
      form.addEventListener("answered", resolve, { once: true });
      // An answer that never comes does not keep anybody from stopping.
      signal.addEventListener("abort", resolve, { once: true });
    });
    form.requestSubmit();
    const answer = await answered;
    if (!(answer instanceof CustomEvent) || !answer.detail?.ok) return;
    if (says) says.textContent = (fold.dataset.says ?? "").replace("{n}", String(sent)).replace("{of}", String(times));
    await rest;
  }
}

/** @param {HTMLElement} fold @param {string} name @param {number} least @param {number} most */
function number(fold, name, least, most) {
  const input = fold.querySelector(name);
  const typed = input instanceof HTMLInputElement ? Math.trunc(Number(input.value)) : NaN;
  const found = Number.isFinite(typed) ? Math.min(most, Math.max(least, typed)) : least;
  if (input instanceof HTMLInputElement) input.value = String(found);
  return found;
}

/** @param {HTMLElement} fold @param {string} name */
function button(fold, name) {
  const found = fold.querySelector(name);
  return found instanceof HTMLButtonElement ? found : undefined;
}
