// A list of events that is longer than the page: it follows its end, or stays where the reader is.
// @ts-check

import { Announcer } from "../announcer.js";
import { Window, askedFor, positionOf } from "../window.js";

/** @typedef {import("../window.js").News} News */
/** @typedef {import("../window.js").Lens} Lens */

export class EventList extends HTMLElement {
  paused = false;
  #following = true;
  /** How far the journal is, whether or not it is shown; and how far the reader has seen it. */
  #newest = 0;
  #seen = 0;
  #height = 28;
  #drawing = 0;
  #announcer = /** @type {Announcer | undefined} */ (undefined);
  #resized = new ResizeObserver(() => this.measure());
  /** @type {Window} */
  #window = /** @type {any} */ (undefined);

  connectedCallback() {
    this.#window = new Window(this, this.rows);
    const [{ start, end, total }, asked] = [this.#window, askedFor()];
    this.#newest = this.#seen = total;
    this.#announcer = new Announcer(this.querySelector("[data-status]"), this.dataset.news ?? "", total);
    this.#following = end === total && !location.hash && !asked;
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#resized.observe(this.scroller);
    this.measure();
    // One row is seen before the one that is asked for.
    if (!this.#following) this.#scrollTo(asked ? positionOf(asked) - 1 : start);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#window.stop();
  }

  get rows() {
    return /** @type {HTMLElement} */ (this.querySelector("#events"));
  }

  get scroller() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-list]"));
  }

  get lens() {
    return this.#window.lens;
  }

  get total() {
    return this.#window.total;
  }

  /** How many rows came that the reader has not seen. */
  get unseen() {
    return this.#following && !this.paused ? 0 : Math.max(0, this.#newest - this.#seen);
  }

  /** How many rows fit. */
  get screen() {
    return Math.max(1, Math.floor(this.#seenHeight / this.#height));
  }

  /** The height that rows are seen in: what stands above them whatever is scrolled hides the rest. */
  get #seenHeight() {
    return this.scroller.clientHeight - (this.querySelector("[data-heads]")?.clientHeight ?? 0);
  }

  /** Takes what came; shows it if the reader is at the end. @param {News} news */
  hear(news) {
    if (this.#window.hold(news) || news.total <= this.#newest) return;
    this.#newest = news.total;
    if (this.#following && !this.paused) {
      this.#window.append(news);
      this.#seen = news.total;
    }
    if (!this.paused) this.#window.total = news.total;
    this.#announcer?.heard(news.total);
    this.#soon();
  }

  /** Looks through another lens, from the newest row back. @param {Partial<Lens>} lens */
  async look(lens) {
    this.#window.turn(lens);
    this.dataset.face = this.lens.face;
    await this.follow();
  }

  /** Goes to the newest rows and stays there. */
  async follow() {
    this.paused = false;
    this.#following = true;
    await this.#fetch("", true);
    this.#seen = this.#newest;
    this.#announcer?.knows(this.#newest);
    this.measure();
  }

  /** Stands still while the journal grows, or goes on. @param {boolean} paused */
  async pause(paused) {
    if (this.paused && !paused) return this.follow();
    this.paused = paused;
    this.#soon();
  }

  /** The row at a position, fetched if need be. @param {number} position */
  async row(position) {
    const { base, start, end, total } = this.#window;
    const wanted = Math.max(base, Math.min(position, total - 1));
    if (wanted < start || end <= wanted) await this.#fetch(`at=${Math.max(base, wanted - SPARE)}`);
    return this.#window.row(wanted);
  }

  /** The row of an event, fetched if need be. @param {number} seq */
  async event(seq) {
    if (!document.getElementById(`e${seq}`)) await this.#fetch(`seq=${seq}`);
    return document.getElementById(`e${seq}`) ?? undefined;
  }

  /** Scrolls no further than needed to show a row. @param {HTMLElement} row */
  reveal(row) {
    this.#place();
    const top = (positionOf(row) - this.#window.base) * this.#height;
    const bottom = top + this.#height - this.#seenHeight;
    this.scroller.scrollTop = Math.min(top, Math.max(bottom, this.scroller.scrollTop));
    this.#scrolled();
  }

  /** Takes the height of rows from the style sheet, which has one for each theme and face. */
  measure() {
    const first = this.#first();
    this.#height = this.rows.firstElementChild?.getBoundingClientRect().height || this.#height;
    if (!this.#following) this.#scrollTo(first);
    this.#soon();
  }

  /** The position of the first row that is seen. */
  #first() {
    return this.#window.base + Math.floor(this.scroller.scrollTop / this.#height);
  }

  #scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    this.#following = scrollHeight - clientHeight - scrollTop < this.#height;
    if (this.#following && !this.paused) this.#seen = this.#newest;
    this.#soon();
  }

  #soon() {
    if (!this.#drawing) this.#drawing = requestAnimationFrame(() => this.#draw());
  }

  /** Makes the page fit what is known: heights, places, and rows that are missing. */
  #draw() {
    this.#drawing = 0;
    this.#place();
    if (this.#following && !this.paused) this.scroller.scrollTop = this.scroller.scrollHeight;
    const { base, start, end, total, fetching } = this.#window;
    this.#window.most = Math.max(this.#window.most, this.screen + 2 * SPARE + NEAR);
    const first = this.#first();
    const last = Math.min(total, first + this.screen + 1);
    const missing = (base < start && first - NEAR < start) || (end < total && end < last + NEAR);
    if (missing && !fetching) this.#fetch(`at=${Math.max(base, first - SPARE)}`);
    this.dispatchEvent(new Event("drawn"));
  }

  #place() {
    const rows = this.#window;
    rows.base = Math.max(rows.base, rows.total - TALLEST);
    const space = /** @type {HTMLElement} */ (this.rows.parentElement);
    space.style.blockSize = `${(rows.total - rows.base) * this.#height}px`;
    this.rows.style.transform = `translateY(${(rows.start - rows.base) * this.#height}px)`;
    space.ariaRowCount = String(rows.total);
    const empty = rows.base < rows.total ? "" : this.lens.q !== "" || this.lens.from > 0 ? "hidden" : "nothing";
    for (const says of this.querySelectorAll("[data-empty]")) says.toggleAttribute("hidden", !says.matches(`[data-empty="${empty}"]`));
  }

  /** Fetches rows, and then takes what came meanwhile, which they may lack. @param {string} place */
  async #fetch(place, anew = false) {
    const total = this.#window.total;
    const came = await this.#window.fetch(place);
    if (came && this.paused) this.#window.total = total;
    else if (came) this.#newest = Math.max(anew ? 0 : this.#newest, this.#window.total);
    for (const news of this.#window.held()) this.hear(news);
    this.#soon();
  }

  /** @param {number} position */
  #scrollTo(position) {
    this.scroller.scrollTop = (position - this.#window.base) * this.#height;
  }
}

/** How many rows are fetched before those that are seen; and so few beyond them call for more. */
const [SPARE, NEAR] = [40, 15];
/** How many rows a list is tall at most; browsers do not draw beyond some ten million pixels. */
const TALLEST = 300_000;
