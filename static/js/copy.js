// Copies what a link leads to, instead of going there.
// @ts-check

/** @param {Document | HTMLElement} root */
export function copies(root) {
  root.addEventListener("click", (event) => {
    if (!(event instanceof MouseEvent) || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[data-copy]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    void follow(link);
  });
}

/** @param {HTMLAnchorElement} link */
async function follow(link) {
  const text = await fetched(link.href);
  if (text === undefined || !(await put(text))) return location.assign(link.href);
  tell(link);
}

/** @param {string} address @returns {Promise<string | undefined>} */
async function fetched(address) {
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const bytes = await answer.arrayBuffer().catch(() => undefined);
  // A byte order mark at the beginning is one of the bytes.
  return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Puts text on the clipboard, if that can be done. @param {string} text @returns {Promise<boolean>} */
export async function put(text) {
  // Plain HTTP from another machine is no secure context, and has no clipboard.
  if (!navigator.clipboard) return old(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => old(text),
  );
}

/** @param {string} text @returns {boolean} */
function old(text) {
  const area = document.createElement("textarea");
  area.className = "sr";
  area.value = text;
  const focused = document.activeElement;
  // A text area changes line ends; what is copied is the text itself.
  const exact = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.body.append(area);
  document.addEventListener("copy", exact, { capture: true });
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", exact, { capture: true });
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}

/** @param {HTMLAnchorElement} link */
function tell(link) {
  link.dataset.copied = "";
  const status = link.closest(".copy")?.querySelector("[role=status][data-copied]");
  if (status instanceof HTMLElement) status.textContent = status.dataset.copied ?? "";
  setTimeout(() => {
    delete link.dataset.copied;
    if (status) status.textContent = "";
  }, SHOWN);
}

/** How long the tick stays, in milliseconds. */
const SHOWN = 1000;
