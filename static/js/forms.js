// A form is a command: over the WebSocket when there is one, as a plain post when not.
// @ts-check

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./connection.js").Answer} Answer */

/** @param {Connection} connection */
export function commands(connection) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("command" in form.dataset)) return;
    if (connection.state !== "live") return;
    event.preventDefault();
    show(form, undefined);
    form.ariaBusy = "true";
    const answer = await connection.send(fields(form, event.submitter));
    form.ariaBusy = null;
    if (answer && !answer.ok) show(form, answer);
    form.dispatchEvent(new CustomEvent("answered", { detail: answer }));
  });
  document.addEventListener("keydown", (event) => {
    // Enter that chooses a candidate of an input method is not a command.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target instanceof Element) event.target.closest("form")?.requestSubmit();
  });
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} by the button that was pressed @returns {Record<string, string>} */
function fields(form, by) {
  const pairs = [...new FormData(form, by)].map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(pairs.filter(([name, value]) => value !== "" || name === "data"));
}

/** @param {HTMLFormElement} form @param {Answer | undefined} answer */
function show(form, answer) {
  for (const place of form.querySelectorAll("[data-error]")) place.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  if (!answer) return;
  const name = CSS.escape(answer.field ?? "");
  const place = form.querySelector(`[data-error="${name}"]`) ?? form.querySelector('[data-error=""]');
  if (place) place.textContent = answer.message ?? "";
  const field = answer.field ? form.querySelector(`[name="${name}"]:not([type=hidden])`) : null;
  field?.setAttribute("aria-invalid", "true");
  if (field instanceof HTMLElement) field.focus();
}
