// What is known of one event, beside the list.
// @ts-check

import { fragment } from "./patch.js";
import { show, tabs } from "./tabs.js";

export class Details extends EventTarget {
  /** The event that is shown; 0 for none. */
  seq = 0;
  #pane;
  #session;
  #showing = Promise.resolve();
  /** What is being fetched: an event, and what one of its sections shows. @type {Map<string, AbortController>} */
  #fetching = new Map();

  /** @param {HTMLElement} pane @param {string} session */
  constructor(pane, session) {
    super();
    this.#pane = pane;
    this.#session = session;
    pane.addEventListener("click", (event) => this.#switched(event));
  }

  /** Facts of the event that is shown. @returns {DOMStringMap} */
  get facts() {
    const shown = this.#pane.querySelector(`[data-event="${this.seq}"]`);
    return shown instanceof HTMLElement ? shown.dataset : {};
  }

  /** Shows an event. @param {number} seq @returns {Promise<void>} settled when it is there, or cannot be */
  show(seq) {
    if (seq !== this.seq) this.#showing = this.#load(seq);
    return this.#showing;
  }

  /** @param {number} seq */
  async #load(seq) {
    this.seq = seq;
    const html = await this.#fetch("event", `/s/${this.#session}/events/${seq}?part=details`);
    if (this.seq !== seq) return;
    // What did not come can be asked for once more.
    if (html === undefined) return void (this.seq = 0);
    this.#pane.replaceChildren(fragment(html));
    this.#pane.hidden = false;
    this.#pane.scrollTop = 0;
    tabs(this.#pane, (section) => this.#fill(section));
    this.dispatchEvent(new Event("shown"));
  }

  /** Shows a part of it. @param {string} id */
  part(id) {
    show(this.#pane, id, (section) => this.#fill(section))?.focus();
  }

  close() {
    this.seq = 0;
    for (const fetching of this.#fetching.values()) fetching.abort();
    this.#pane.hidden = true;
    this.#pane.replaceChildren();
    this.dispatchEvent(new Event("shown"));
  }

  /** Fetches what a section shows only when it is looked at. @param {HTMLElement} section */
  async #fill(section) {
    const place = section.dataset.src;
    if (!place) return;
    const html = await this.#fetch("section", place);
    if (html !== undefined) section.replaceChildren(fragment(html));
  }

  /** Shows the program in another language, where it is. @param {MouseEvent} event */
  #switched(event) {
    const link = event.target instanceof Element ? event.target.closest("a[data-program]") : null;
    const section = link?.closest("section[data-src]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!plain || !(link instanceof HTMLAnchorElement) || !(section instanceof HTMLElement)) return;
    event.preventDefault();
    section.dataset.src = `${link.pathname}${link.search}&part=1`;
    void this.#fill(section);
  }

  /** @param {string} what @param {string} place @returns {Promise<string | undefined>} */
  async #fetch(what, place) {
    this.#fetching.get(what)?.abort();
    const fetching = new AbortController();
    this.#fetching.set(what, fetching);
    const url = new URL(place, location.origin);
    url.searchParams.set("lang", document.documentElement.lang);
    try {
      const answer = await fetch(url, { signal: fetching.signal });
      return answer.ok ? await answer.text() : undefined;
    } catch {
      // Another event took its place, or the server is away; the connection says so.
      return undefined;
    }
  }
}
