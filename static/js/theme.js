// Changes the theme and other looks at once: the link is fetched for its cookie, and nothing typed is lost.
// @ts-check

/** Makes the links that carry `data-set` change the page they are on. */
export function tastes() {
  document.addEventListener("click", async (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[data-set]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    const kept = await fetch(link.href, { method: "HEAD" }).catch(() => undefined);
    if (kept) apply(link);
    else location.assign(link.href);
  });
}

/** Makes the links to other languages keep the event that is selected. */
export function languages() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[hreflang]") : null;
    if (link instanceof HTMLAnchorElement) link.hash = location.hash;
  });
}

/** @param {HTMLAnchorElement} link */
function apply(link) {
  const { set = "", value = "", schemes } = link.dataset;
  document.documentElement.dataset[set] = value;
  const meta = document.querySelector("meta[name=color-scheme]");
  if (schemes) meta?.setAttribute("content", schemes);
  for (const other of document.querySelectorAll(`a[data-set="${set}"]`)) {
    const same = other instanceof HTMLElement && other.dataset.value === value;
    if (same) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  forget(set);
}

/** What was chosen last must not be undone by the address when the page is reloaded. @param {string} name */
function forget(name) {
  const url = new URL(location.href);
  if (!url.searchParams.has(name)) return;
  url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}
