// One part of the page at a time, where there is no room for all of them.
// @ts-check

/**
 * @param {HTMLElement} bench @param {HTMLElement} nav
 * @returns {(pane: string) => void} shows a part
 */
export function panes(bench, nav) {
  const links = /** @type {HTMLElement[]} */ ([...nav.querySelectorAll("a[data-pane]")]);
  const show = (/** @type {string} */ pane) => {
    bench.dataset.pane = pane;
    for (const link of links) {
      if (link.dataset.pane === pane) link.ariaCurrent = "true";
      else link.removeAttribute("aria-current");
    }
  };
  nav.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-pane]") : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.dataset.pane ?? "");
  });
  const compose = document.getElementById("compose");
  if (narrow.matches && compose instanceof HTMLDetailsElement) compose.open = false;
  show(bench.dataset.pane ?? "events");
  return (pane) => narrow.matches && show(pane);
}

const narrow = matchMedia("(max-width: 59.99rem)");
