// The bytes and characters of a pane, found again in its HTML.
// @ts-check

/** @typedef {{ start: number, end: number, parts: Element[] }} Glyph */

export class Cells {
  /** The cell of each byte. @type {Element[]} */
  bytes = [];
  /** The character of each byte. @type {Glyph[]} */
  glyphs = [];
  /** The first byte of each cell. @type {Map<Element, number>} */
  places = new Map();
  values = new Uint8Array();

  /** @param {Element} hex */
  static of(hex) {
    const cells = new Cells();
    cells.bytes = [...hex.querySelectorAll("i")];
    cells.bytes.forEach((cell, at) => cells.places.set(cell, at));
    cells.values = Uint8Array.from(cells.bytes, (cell) => parseInt(cell.textContent ?? "", 16));
    /** @type {Glyph} */
    let glyph = { start: 0, end: 0, parts: [] };
    for (const part of hex.querySelectorAll("b")) {
      if (!part.classList.contains("on")) glyph = { start: glyph.end, end: glyph.end, parts: [] };
      cells.places.set(part, glyph.start);
      glyph.parts.push(part);
      for (let n = Number(/span-(\d)/.exec(part.className)?.[1] ?? 1); 0 < n; n--) cells.glyphs[glyph.end++] = glyph;
    }
    return cells;
  }

  /** Writes the bytes in bits, or in hex. @param {boolean} bits */
  spell(bits) {
    this.bytes.forEach((cell, at) => {
      const digits = (this.values[at] ?? 0).toString(bits ? 2 : 16).padStart(bits ? 8 : 2, "0");
      cell.textContent = bits ? digits.replace(/^..../, "$& ") : digits;
    });
  }

  /** @param {number} from @param {number} end */
  hex(from, end) {
    return [...this.values.subarray(from, end)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }
}
