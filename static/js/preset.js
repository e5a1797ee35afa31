// A preset in a session that is shown live acts without a reload, so that nothing typed is lost.
// @ts-check

import { fragment } from "./patch.js";

/** @typedef {import("./connection.js").Connection} Connection */

/** @param {Connection} connection */
export function presets(connection) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("preset" in form.dataset)) return;
    // A scene has its own face and says what to look at: it is shown as a page of its own.
    if (connection.state !== "live" || form.closest("#scenes")) return;
    event.preventDefault();
    form.ariaBusy = "true";
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
    form.ariaBusy = null;
    // What came of it is told over the WebSocket; what was refused is said in a page.
    if (answer?.type === "opaqueredirect") return;
    const says = answer && fragment(await answer.text()).querySelector(".banner-error");
    // Whoever answers in another way has done nothing.
    if (!says) return form.submit();
    document.querySelector(".banner-error")?.remove();
    document.querySelector("h1")?.after(says);
  });
}
