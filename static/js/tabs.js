// Sections of which one is seen, by the pattern that the ARIA practices call tabs.
// @ts-check

/** @type {string} What was seen last, so that the next sections begin with it. */
let chosen = "";

/** Makes tabs of the sections in an element. @param {HTMLElement} root @param {(section: HTMLElement) => void} seen */
export function tabs(root, seen) {
  const sections = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-tab]")]);
  if (sections.length === 0) return;
  const list = document.createElement("div");
  list.role = "tablist";
  list.className = "tablist";
  for (const section of sections) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.role = "tab";
    tab.id = `${section.id}-tab`;
    tab.textContent = section.dataset.tab ?? "";
    tab.setAttribute("aria-controls", section.id);
    section.role = "tabpanel";
    section.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => show(root, section.id, seen));
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    const at = sections.findIndex((section) => !section.hidden);
    const next = sections[(at + step + sections.length) % sections.length];
    if (next) show(root, next.id, seen)?.focus();
  });
  sections[0]?.before(list);
  const first = sections.find((section) => section.id === chosen) ?? sections[0];
  if (first) show(root, first.id, seen);
}

/** Shows one section. @param {HTMLElement} root @param {string} id @param {(section: HTMLElement) => void} seen */
export function show(root, id, seen) {
  const section = root.querySelector(`#${id}`);
  if (!(section instanceof HTMLElement)) return undefined;
  chosen = id;
  for (const other of root.querySelectorAll("[data-tab]")) {
    if (other instanceof HTMLElement) other.hidden = other !== section;
  }
  for (const tab of root.querySelectorAll("[role=tab]")) {
    const current = tab.id === `${id}-tab`;
    tab.ariaSelected = String(current);
    if (tab instanceof HTMLElement) tab.tabIndex = current ? 0 : -1;
  }
  seen(section);
  return /** @type {HTMLElement | null} */ (root.querySelector(`#${id}-tab`));
}
