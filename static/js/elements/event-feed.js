// A list of events that follows its end if the reader is there, and stays small.
// @ts-check

export class EventFeed extends HTMLElement {
  #rows = new MutationObserver((changes) => this.#grew(changes));
  #end = new IntersectionObserver(([entry]) => this.#looked(entry?.isIntersecting ?? false));
  #news = 0;
  #atEnd = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saying;

  connectedCallback() {
    const [list, end] = [this.querySelector(".events"), this.querySelector("[data-end]")];
    if (!list || !end) return;
    this.#rows.observe(list, { childList: true });
    this.#end.observe(end);
    this.querySelector("[data-follow]")?.addEventListener("click", () => this.#follow());
    if (this.dataset.live && !location.hash && matchMedia("(min-width: 60rem)").matches) this.#follow();
  }

  disconnectedCallback() {
    this.#rows.disconnect();
    this.#end.disconnect();
    clearTimeout(this.#saying);
  }

  /** @param {MutationRecord[]} changes */
  #grew(changes) {
    const added = changes.reduce((sum, change) => sum + change.addedNodes.length, 0);
    if (added === 0) return;
    this.#news += added;
    this.#trim();
    if (this.#atEnd) this.#follow();
    else this.#show(".follow", true);
    this.#saying ??= setTimeout(() => this.#say(), 5000);
  }

  #trim() {
    const list = this.querySelector(".events");
    const extra = (list?.children.length ?? 0) - EventFeed.most;
    for (let i = 0; i < extra; i++) list?.firstElementChild?.remove();
    const first = Number(list?.firstElementChild?.id.slice(1));
    const link = this.querySelector(".older a");
    if (extra <= 0 || !(first > 1) || !(link instanceof HTMLAnchorElement)) return;
    link.textContent = (this.dataset.older ?? "").replace("{n}", String(first - 1));
    link.search = new URLSearchParams({ before: String(first) }).toString();
    this.#show(".older", true);
  }

  #follow() {
    this.querySelector("[data-end]")?.scrollIntoView({ block: "end" });
    this.#looked(true);
  }

  /** @param {boolean} atEnd */
  #looked(atEnd) {
    this.#atEnd = atEnd;
    if (atEnd) this.#show(".follow", false);
  }

  #say() {
    this.#saying = undefined;
    const status = this.querySelector("[data-status]");
    if (status) status.textContent = (this.dataset.news ?? "").replace("{n}", String(this.#news));
    this.#news = 0;
  }

  /** @param {string} part @param {boolean} visible */
  #show(part, visible) {
    const element = this.querySelector(part);
    if (element instanceof HTMLElement) element.hidden = !visible;
  }

  /** How many rows the page holds. */
  static most = 2000;
}
