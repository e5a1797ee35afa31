// The one row that is selected, and the ways to another.
// @ts-check

import { positionOf } from "./window.js";

/** @typedef {import("./elements/event-list.js").EventList} EventList */
/** @typedef {import("./details.js").Details} Details */

export class Selection {
  #list;
  #details;
  #seq = 0;
  #position = -1;
  #left = false;

  /** @param {EventList} list @param {Details} details */
  constructor(list, details) {
    this.#list = list;
    this.#details = details;
    list.rows.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("drawn", () => this.#mark());
    const seq = Number(/^#e(\d+)$/.exec(location.hash)?.[1]);
    if (seq) this.event(seq);
    else this.#mark();
  }

  /** The selected event; 0 for none. */
  get seq() {
    return this.#seq;
  }

  /** Selects the row so many rows on. @param {number} rows */
  async step(rows) {
    const from = this.#seq ? this.#position : this.#list.total;
    const row = await this.#list.row(from + rows);
    if (row) this.#choose(row);
  }

  /** Selects an event. @param {number} seq @param {boolean} [focus] */
  async event(seq, focus = true) {
    const row = await this.#list.event(seq);
    if (row) this.#choose(row, focus);
    return row !== undefined;
  }

  /** Shows the selected row, unless the reader has gone elsewhere since. */
  reveal() {
    if (this.#row && !this.#left) this.#list.reveal(this.#row);
  }

  /** The reader goes elsewhere; what is selected stays so. */
  leave() {
    this.#left = true;
  }

  /** Selects the row that has the focus, or would get it. */
  here() {
    const row = this.#list.rows.querySelector('[tabindex="0"]');
    if (row instanceof HTMLElement) this.#choose(row);
  }

  /** Selects nothing. */
  clear() {
    const row = this.#row;
    this.#seq = 0;
    row?.removeAttribute("aria-selected");
    row?.focus({ preventScroll: true });
    this.#details.close();
    history.replaceState(null, "", location.pathname + location.search);
  }

  get #row() {
    return this.#seq ? document.getElementById(`e${this.#seq}`) : null;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const row = event.target instanceof Element ? event.target.closest("[role=row]") : null;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!(row instanceof HTMLElement) || !plain || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    this.#choose(row);
  }

  /** @param {HTMLElement} row @param {boolean} [focus] */
  #choose(row, focus = true) {
    this.#left = false;
    this.#seq = Number(row.id.slice(1));
    this.#mark();
    this.#list.reveal(row);
    if (focus) row.focus({ preventScroll: true });
    history.replaceState(null, "", `${location.pathname}${location.search}#${row.id}`);
    this.#details.show(this.#seq);
  }

  /** Rows come and go; the selected one is marked whenever it is there, and one is in the tab order. */
  #mark() {
    const [row, rows] = [this.#row, this.#list.rows];
    for (const old of rows.querySelectorAll("[aria-selected]")) if (old !== row) old.removeAttribute("aria-selected");
    if (row) {
      row.ariaSelected = "true";
      this.#position = positionOf(row);
    }
    const stop = row ?? rows.querySelector('[tabindex="0"]') ?? rows.lastElementChild;
    for (const old of rows.querySelectorAll('[tabindex="0"]')) {
      if (old !== stop && old instanceof HTMLElement) old.tabIndex = -1;
    }
    if (stop instanceof HTMLElement) stop.tabIndex = 0;
  }
}
