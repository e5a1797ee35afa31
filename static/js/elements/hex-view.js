// Bytes that can be pointed at: outlines characters, selects ranges, and reads numbers.
// @ts-check

import { Cells } from "../cells.js";
import { numbers } from "../numbers.js";
import { fragment } from "../patch.js";

export class HexView extends HTMLElement {
  #cells = new Cells();
  /** Where the selection began, and where it is. */
  #anchor = -1;
  #head = -1;

  connectedCallback() {
    const hex = this.#hex;
    this.addEventListener("click", this.#clicked);
    if (!hex || 0 < this.#cells.bytes.length) return;
    this.#cells = Cells.of(hex);
    hex.setAttribute("role", "application");
    hex.setAttribute("aria-description", hex.dataset.help ?? "");
    hex.addEventListener("pointerdown", (event) => this.#pressed(event));
    hex.addEventListener("pointerover", (event) => this.#over(event));
    hex.addEventListener("pointerleave", () => this.#outline(-1));
    hex.addEventListener("keydown", (event) => this.#typed(event));
    hex.addEventListener("copy", (event) => this.#copied(event));
    const bits = this.querySelector("[data-bits]");
    if (bits instanceof HTMLElement) bits.hidden = false;
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
  }

  /** Selects the bytes of a range, or none. @param {number} from @param {number} end */
  show(from, end) {
    if (from < end) this.#pick(from, end - 1);
    else this.#pick(-1, -1);
    this.#cells.bytes[from]?.scrollIntoView({ block: "nearest" });
  }

  // Actions

  #clicked = (/** @type {MouseEvent} */ event) => {
    const target = event.target instanceof Element ? event.target.closest("a, button") : null;
    if (target?.matches("[data-bits]")) this.#switchBits(target.getAttribute("aria-pressed") !== "true");
    if (!(target instanceof HTMLAnchorElement) || !target.dataset.gutter) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void this.#switchGutter(target);
  };

  /** @param {HTMLAnchorElement} link */
  async #switchGutter(link) {
    const url = new URL(link.href);
    url.searchParams.set("part", "bytes");
    url.searchParams.set("lang", document.documentElement.lang);
    const html = await fetch(url).then((answer) => (answer.ok ? answer.text() : ""), () => "");
    const fresh = fragment(html).querySelector("hex-view");
    if (!fresh) return location.assign(link.href);
    const bits = this.#hex?.classList.contains("hex-bits") ?? false;
    const [top, anchor, head] = [this.#hex?.scrollTop ?? 0, this.#anchor, this.#head];
    const held = this.contains(document.activeElement);
    this.replaceWith(fresh);
    if (!(fresh instanceof HexView)) return;
    if (bits) fresh.#switchBits(true);
    if (0 <= head) fresh.#pick(anchor, head);
    fresh.#hex?.scrollTo({ top });
    const same = fresh.querySelector(`a[data-gutter="${CSS.escape(link.dataset.gutter ?? "")}"]`);
    if (held && same instanceof HTMLElement) same.focus();
  }

  /** @param {boolean} on */
  #switchBits(on) {
    this.querySelector("[data-bits]")?.setAttribute("aria-pressed", String(on));
    this.#hex?.classList.toggle("hex-bits", on);
    this.#cells.spell(on);
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const at = this.#at(event);
    if (at < 0 || event.button !== 0) return;
    const glyph = this.#cells.glyphs[at];
    const whole = glyph && event.target instanceof Element && event.target.matches("b");
    if (event.shiftKey && 0 <= this.#anchor) this.#pick(this.#anchor, at);
    else this.#pick(at, whole ? glyph.end - 1 : at);
  }

  /** @param {PointerEvent} event */
  #over(event) {
    const at = this.#at(event);
    this.#outline(at);
    if (0 <= at && event.buttons === 1 && event.pointerType === "mouse" && 0 <= this.#anchor) this.#pick(this.#anchor, at);
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && 0 <= this.#head) this.#pick(-1, -1);
    else {
      const step = STEPS[event.key];
      if (step === undefined) return;
      const last = this.#cells.bytes.length - 1;
      const to = this.#head < 0 ? 0 : Math.max(0, Math.min(last, this.#head + step));
      this.#pick(event.shiftKey && 0 <= this.#anchor ? this.#anchor : to, to);
      this.#cells.bytes[to]?.scrollIntoView({ block: "nearest" });
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {ClipboardEvent} event */
  #copied(event) {
    if (this.#head < 0 || !event.clipboardData) return;
    const [from, to] = this.#range();
    event.clipboardData.setData("text/plain", this.#cells.hex(from, to + 1));
    event.preventDefault();
  }

  // Internal

  get #hex() {
    const hex = this.querySelector(".hex");
    return hex instanceof HTMLElement ? hex : null;
  }

  /** @param {Event} event */
  #at(event) {
    return event.target instanceof Element ? (this.#cells.places.get(event.target) ?? -1) : -1;
  }

  /** Outlines the character of a byte, and its bytes. @param {number} at */
  #outline(at) {
    for (const near of this.querySelectorAll(".near")) near.classList.remove("near");
    const glyph = this.#cells.glyphs[at];
    if (!glyph) return;
    for (const part of [...glyph.parts, ...this.#cells.bytes.slice(glyph.start, glyph.end)]) part.classList.add("near");
  }

  /** The first and the last byte that is selected. @returns {[number, number]} */
  #range() {
    return [Math.min(this.#anchor, this.#head), Math.max(this.#anchor, this.#head)];
  }

  /** Touches only what changed, because thousands of cells can be selected. @param {[number, number]} before @param {[number, number]} now */
  #mark(before, now) {
    const { bytes, glyphs } = this.#cells;
    const inside = (/** @type {number} */ at, /** @type {[number, number]} */ [from, to]) => from <= at && at <= to;
    for (let at = Math.max(0, Math.min(before[0], now[0])); at <= Math.max(before[1], now[1]); at++) {
      if (inside(at, before) === inside(at, now)) continue;
      bytes[at]?.classList.toggle("in", inside(at, now));
      const glyph = glyphs[at];
      const touched = glyph !== undefined && glyph.start <= now[1] && now[0] < glyph.end;
      for (const part of glyph?.parts ?? []) part.classList.toggle("in", touched);
    }
  }

  /** @param {number} anchor @param {number} head */
  #pick(anchor, head) {
    const before = this.#range();
    [this.#anchor, this.#head] = [anchor, head];
    const [from, to] = this.#range();
    this.#mark(before, [from, to]);
    const shown = this.querySelector(".pane-picked");
    if (shown instanceof HTMLElement) shown.hidden = head < 0;
    this.#outline(head);
    this.dispatchEvent(new CustomEvent("at", { bubbles: true, detail: { from, end: to + 1 } }));
    if (head < 0) return;
    const glyphs = new Set(this.#cells.glyphs.slice(from, to + 1));
    const place = `0x${from.toString(16).padStart(4, "0")} = ${from}`;
    const where = (this.dataset.picked ?? "").replace("{at}", place).replace("{n}", String(to - from + 1));
    this.#say("[data-where]", where);
    this.#say("[data-text]", [...glyphs].map((glyph) => glyph.parts[0]?.textContent ?? "").join(""));
    const found = numbers(this.#cells.values, from);
    for (const place of this.querySelectorAll("[data-number]")) {
      place.textContent = found[place.getAttribute("data-number") ?? ""] ?? "–";
    }
  }

  /** @param {string} place @param {string} text */
  #say(place, text) {
    const element = this.querySelector(place);
    if (element) element.textContent = text;
  }
}

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -16, ArrowDown: 16, PageUp: -256, PageDown: 256, Home: -65536, End: 65536 };
