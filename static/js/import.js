// Puts a file of captured frames into the journal, and says what came of it.
// @ts-check

/** Lets the form for a file send it. */
export function imports() {
  const form = document.querySelector("form[data-import]");
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [field, says] = [form.querySelector("input"), form.querySelector("output")];
    const file = field?.files?.[0];
    if (!file || !says) return;
    form.ariaBusy = "true";
    says.value = "";
    const headers = { "Content-Type": "application/octet-stream" };
    const answer = await fetch(form.action, { method: "POST", headers, body: file }).catch(() => undefined);
    form.ariaBusy = null;
    const { frames = 0, left_out = 0, code = "failed" } = (await answer?.json().catch(() => undefined)) ?? {};
    const { done = "", leftOut = "", failed = "" } = form.dataset;
    /** @type {(text: string, n: number) => string} */
    const count = (text, n) => text.replace("{n}", n.toLocaleString(document.documentElement.lang));
    if (!answer?.ok) says.value = form.getAttribute(`data-${code}`) ?? failed;
    else says.value = count(done, frames) + (left_out ? `\n${count(leftOut, left_out)}` : "");
  });
}
