// The rows that are in the page, out of all that the server has.
// @ts-check

import { fragment } from "./patch.js";

/** @typedef {{ seq: number, at: number, total: number, rows: string }} News */
/** @typedef {{ face: string, q: string, from: number, row?: string }} Lens */

export class Window {
  /** Positions of rows: the first there is, and the one after the last there is. */
  base = 0;
  total = 0;
  /** Positions of the rows in the page: the first, and the one after the last. */
  start = 0;
  end = 0;
  /** How many rows are in the page at most. */
  most = MOST;
  /** How the server is asked for rows. @type {Lens} */
  lens;
  #list;
  #rows;
  /** @type {AbortController | undefined} */
  #fetching;
  /** @type {News[]} */
  #held = [];

  /** @param {HTMLElement} list @param {HTMLElement} rows */
  constructor(list, rows) {
    const { at, base, total, face = "", q = "", from } = list.dataset;
    this.#list = list;
    this.#rows = rows;
    [this.start, this.base, this.total] = [Number(at), Number(base), Number(total)];
    this.end = this.start + rows.children.length;
    this.lens = { face, q, from: Number(from) };
    this.#number([...rows.children], this.start);
  }

  /** Adds rows at the end, and drops as many at the beginning. @param {News} news */
  append(news) {
    const fresh = [...fragment(news.rows).children];
    if (this.end < news.at || fresh.length === 0) {
      this.#rows.replaceChildren();
      this.start = this.end = news.at;
    }
    const added = fresh.slice(Math.max(0, this.end - news.at));
    this.#number(added, this.end);
    this.#rows.append(...added);
    this.end += added.length;
    for (; this.most < this.end - this.start; this.start++) this.#rows.firstElementChild?.remove();
  }

  /** The row at a position, if it is in the page. @param {number} position */
  row(position) {
    const row = this.#rows.children[position - this.start];
    return row instanceof HTMLElement ? row : undefined;
  }

  get fetching() {
    return this.#fetching !== undefined;
  }

  /** Holds news back while rows are fetched, and says whether it does. @param {News} news */
  hold(news) {
    if (this.fetching) this.#held.push(news);
    return this.fetching;
  }

  /** What was held back, once nothing is fetched any more. */
  held() {
    return this.fetching ? [] : this.#held.splice(0);
  }

  /** Looks through another lens; what was seen through the old one is of no use. @param {Partial<Lens>} lens */
  turn(lens) {
    this.lens = { ...this.lens, ...lens };
    this.#held = [];
  }

  /**
   * Fetches rows; the last ones asked for are the ones that count.
   * @param {string} place `at=…`, `seq=…`, or nothing for the newest
   * @returns {Promise<boolean>} whether they came
   */
  async fetch(place) {
    this.#fetching?.abort();
    const fetching = (this.#fetching = new AbortController());
    const { face, q, from } = this.lens;
    const lang = document.documentElement.lang;
    const query = new URLSearchParams({ lang, face, q, from: String(from), n: String(this.most) });
    try {
      const answer = await fetch(`/s/${this.#list.dataset.session}/rows?${query}&${place}`, { signal: fetching.signal });
      if (!answer.ok) return false;
      const html = await answer.text();
      if (this.#fetching !== fetching) return false;
      this.#show(fragment(html));
      return true;
    } catch {
      // Another fetch took its place, or the server is away; the connection says so.
      return false;
    } finally {
      if (this.#fetching === fetching) this.#fetching = undefined;
    }
  }

  stop() {
    this.#fetching?.abort();
  }

  /** @param {DocumentFragment} fresh */
  #show(fresh) {
    const { at, base, total } = /** @type {HTMLElement} */ (fresh.firstElementChild).dataset;
    const rows = [...(fresh.querySelector("[data-rows]")?.children ?? [])];
    this.#number(rows, Number(at));
    this.#rows.replaceChildren(...rows);
    for (const part of ["gap", "heads"]) {
      const news = fresh.querySelector(`[data-${part}]`);
      this.#list.querySelector(`[data-${part}]`)?.replaceChildren(...(news?.childNodes ?? []));
    }
    [this.base, this.start, this.total] = [Number(base), Number(at), Number(total)];
    this.end = this.start + rows.length;
  }

  /** Numbers rows for assistive technology; one of all is in the tab order. @param {Element[]} rows @param {number} at */
  #number(rows, at) {
    for (const [place, row] of rows.entries()) {
      row.ariaRowIndex = String(at + place + 1);
      if (row instanceof HTMLElement) row.tabIndex = -1;
      for (const link of row.querySelectorAll("a")) link.tabIndex = -1;
    }
  }
}

/** The position of a row. @param {Element} row */
export function positionOf(row) {
  return Number(row.ariaRowIndex) - 1;
}

/** The row that the address asks for, if it is in the page. */
export function askedFor() {
  return document.getElementById(`e${new URLSearchParams(location.search).get("seq")}`);
}

/** How many rows are in the page, unless the screen is so tall that it needs more. */
const MOST = 140;
