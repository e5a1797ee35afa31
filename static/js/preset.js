// A preset in a session that is shown live acts without a reload, so that nothing typed is lost.
// @ts-check

/** @typedef {import("./connection.js").Connection} Connection */

/** @param {Connection} connection */
export function presets(connection) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("preset" in form.dataset)) return;
    if (connection.state !== "live") return;
    event.preventDefault();
    form.ariaBusy = "true";
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
    form.ariaBusy = null;
    // What came of it is told over the WebSocket; a page that says no is shown as a page.
    if (answer?.type !== "opaqueredirect") form.submit();
  });
}
