// The composer: shows what would be sent, keeps the bytes when the notation changes, and keeps drafts.
// @ts-check

import { fragment } from "./patch.js";
import { keep, restore } from "./draft.js";

/** The composer of this page, if it has one. @param {HTMLFormElement | null} form */
export function composer(form) {
  if (!form) return;
  restore(form);
  const [data, encoding] = [field(form, "data"), field(form, "encoding")];
  let before = encoding?.value ?? "";
  form.addEventListener("input", (event) => {
    if (event.target === data) note(form, "");
    if (event.target instanceof Element) excuse(form, event.target);
    if (event.target !== encoding) void look(form, QUIET);
  });
  form.addEventListener("change", (event) => {
    if (event.target === encoding) {
      void rewrite(form, before);
      before = encoding?.value ?? "";
    }
    aim(form);
    keep(form);
  });
  form.addEventListener("input", () => keep(form));
  data?.addEventListener("paste", (event) => pasted(form, /** @type {ClipboardEvent} */ (event)));
  form.addEventListener("composed", () => (before = encoding?.value ?? ""));
  const targets = document.getElementById("targets");
  if (targets) new MutationObserver(() => aim(form)).observe(targets, { childList: true });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-compose]") : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // A socket that is not in the list yet is there when the page is loaded again.
    if (!choose(form, link.dataset.compose ?? "")) return;
    event.preventDefault();
    data?.focus();
    form.scrollIntoView({ block: "nearest" });
  });
  aim(form);
  void look(form, 0);
}

/**
 * Puts bytes into the composer: as text if they are text, otherwise in hex.
 * @param {string} socket @param {string} hex
 */
export async function compose(socket, hex) {
  const form = document.getElementById("composer");
  if (!(form instanceof HTMLFormElement)) return;
  const [data, encoding, ending] = ["data", "encoding", "ending"].map((name) => field(form, name));
  const ways = await Promise.all(["text", "escaped"].map((as) => ask({ data: hex, encoding: "hex", as })));
  const [text, escaped] = ways.map((answer) => written(answer));
  const plain = escaped !== undefined && !escaped.includes("\\x") ? escaped : undefined;
  const spaced = hex.replace(/\s/g, "").replace(/..(?=.)/g, "$& ");
  if (!data || !encoding || !ending) return;
  encoding.value = text !== undefined ? "text" : plain !== undefined ? "escaped" : "hex";
  data.value = text ?? plain ?? spaced;
  ending.value = "none";
  form.dispatchEvent(new Event("composed"));
  choose(form, socket);
  note(form, "");
  keep(form);
  data.focus();
  form.scrollIntoView({ block: "nearest" });
  await look(form, 0);
}

/** Shows what would be sent, when nobody has typed for a moment. @param {HTMLFormElement} form @param {number} wait */
async function look(form, wait) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  await new Promise((resolve) => setTimeout(resolve, wait));
  if (signal.aborted) return;
  const names = ["data", "encoding", "ending"];
  const typed = Object.fromEntries(names.map((name) => [name, field(form, name)?.value ?? ""]));
  const answer = await ask(typed, signal);
  if (signal.aborted || answer === undefined) return;
  if (answer === null) note(form, "large");
  const [says, cells] = [form.querySelector("#preview output"), form.querySelector("#preview .preview-cells")];
  says?.replaceChildren(...(answer?.querySelectorAll("[data-says]") ?? []));
  cells?.replaceChildren(...(answer?.querySelectorAll(".hex") ?? []));
}

/** Writes the same bytes in another notation, if it has them. @param {HTMLFormElement} form @param {string} before */
async function rewrite(form, before) {
  const [data, encoding] = [field(form, "data"), field(form, "encoding")];
  note(form, "");
  // What reads as hex already was meant so: only its notation is named now.
  const meant = encoding?.value === "hex" && /^(?:[\s,:;-]*(?:0x)?[0-9a-f]{2})+[\s,:;-]*$/i.test(data?.value ?? "");
  if (!meant && data && encoding?.value && data.value !== "" && !(isText(form, before) && isText(form, encoding.value))) {
    const [typed, as] = [data.value, encoding.value];
    const answer = await ask({ data: typed, encoding: before, as });
    if (data.value !== typed || encoding.value !== as) return;
    const text = written(answer);
    if (text !== undefined) data.value = text;
    if (answer?.querySelector("[data-kept]")) note(form, "kept");
    keep(form);
  }
  await look(form, 0);
}

/** What was wrong with a field is wrong no longer when it is typed anew. @param {HTMLFormElement} form @param {Element} field */
function excuse(form, field) {
  field.removeAttribute("aria-invalid");
  const place = form.querySelector(`[data-error="${CSS.escape(field.getAttribute("name") ?? "-")}"]`);
  if (place) place.textContent = "";
}

/** Takes the \41 of other tools for the \x41 of ours. @param {HTMLFormElement} form @param {ClipboardEvent} event */
function pasted(form, event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const ours = text.replace(/\\(\\|x|[0-9a-f]{2})/gi, (whole, found) => (found.length === 2 ? `\\x${found}` : whole));
  const data = event.target;
  // \0a may be either; only an escape that ours does not have shows whose they are.
  const foreign = text.replaceAll("\\\\", "").search(/\\[1-9a-f][0-9a-f]/i) !== -1;
  if (field(form, "encoding")?.value !== "escaped" || !foreign || !(data instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  data.setRangeText(ours, data.selectionStart, data.selectionEnd, "end");
  data.dispatchEvent(new InputEvent("input", { bubbles: true }));
  note(form, "pasted");
}

/** Asks where to only of a socket that has no peer, and sends only if one can. @param {HTMLFormElement} form */
function aim(form) {
  const [socket, to, send] = [field(form, "socket"), field(form, "to"), document.getElementById("composer-do")];
  if (send instanceof HTMLButtonElement) send.disabled = !socket || socket.disabled;
  if (socket instanceof HTMLSelectElement && to) to.disabled = !socket.selectedOptions[0]?.dataset.to;
}

/** @param {HTMLFormElement} form @param {string} socket */
function choose(form, socket) {
  form.closest("details")?.setAttribute("open", "");
  const select = field(form, "socket");
  const option = select instanceof HTMLSelectElement ? [...select.options].find((one) => one.value === socket) : undefined;
  if (option) option.selected = true;
  aim(form);
  return option !== undefined;
}

/**
 * What the server says of a message; `null` where it is too large, and `undefined` where nobody answers.
 * @param {Record<string, string>} fields @param {AbortSignal} [signal]
 */
async function ask(fields, signal) {
  try {
    const body = new URLSearchParams(fields);
    const answer = await fetch(`/preview?lang=${document.documentElement.lang}`, { method: "POST", body, ...(signal && { signal }) });
    if (answer.status === 413) return null;
    return answer.ok ? fragment(await answer.text()) : undefined;
  } catch {
    // It was given up for a newer question, or the server is gone.
    return undefined;
  }
}

/** @param {DocumentFragment | null | undefined} answer */
function written(answer) {
  return answer?.querySelector("[data-written]")?.getAttribute("data-written") ?? undefined;
}

/** @param {HTMLFormElement} form @param {string} encoding */
function isText(form, encoding) {
  return form.querySelector(`option[value="${CSS.escape(encoding)}"][data-text]`) !== null;
}

/** @param {HTMLFormElement} form @param {string} key */
function note(form, key) {
  const place = form.querySelector("[data-note]");
  if (place instanceof HTMLElement) place.textContent = place.dataset[key] ?? "";
}

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  const found = form.elements.namedItem(name);
  const is = found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement;
  return is ? found : undefined;
}

let asking = new AbortController();

/** How long nobody types before the server is asked, in milliseconds. */
const QUIET = 120;
