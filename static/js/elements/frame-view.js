// A captured frame: its fields, the boxes of its headers, and its bytes, each of which marks the others.
// @ts-check

import { HexView } from "./hex-view.js";

export class FrameView extends HTMLElement {
  /** Whether bytes are being selected for a field, which is marked already. */
  #telling = false;

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("pointerover", this.#over);
    this.addEventListener("pointerleave", this.#left);
    this.addEventListener("keydown", this.#typed);
    this.addEventListener("at", this.#at);
    this.#fields.forEach((field, nth) => (field.tabIndex = nth === 0 ? 0 : -1));
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.removeEventListener("pointerover", this.#over);
    this.removeEventListener("pointerleave", this.#left);
    this.removeEventListener("keydown", this.#typed);
    this.removeEventListener("at", this.#at);
  }

  // Actions

  #clicked = (/** @type {MouseEvent} */ event) => {
    const part = partOf(event);
    if (!part) return;
    this.#choose(part);
    const field = part.closest(".field-line") ?? this.#field(part);
    if (field instanceof HTMLElement) this.#stop(field);
  };

  #over = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") this.#mark("near", partOf(event));
  };

  #left = () => this.#mark("near", undefined);

  #typed = (/** @type {KeyboardEvent} */ event) => {
    const here = event.target instanceof Element ? event.target.closest(".field-line") : null;
    const step = STEPS[event.key];
    if (!here || event.ctrlKey || event.metaKey || event.altKey || step === undefined) return;
    const fields = this.#fields.filter((field) => field.checkVisibility());
    const field = fields[Math.max(0, Math.min(fields.length - 1, fields.indexOf(/** @type {HTMLElement} */ (here)) + step))];
    if (!field) return;
    event.preventDefault();
    event.stopPropagation();
    this.#stop(field);
    field.focus();
    this.#choose(field);
  };

  /** Bytes were selected: their innermost field is marked. */
  #at = (/** @type {Event} */ event) => {
    if (this.#telling || !(event instanceof CustomEvent)) return;
    const { from, end } = event.detail;
    const inside = this.#fields.filter((field) => begin(field) <= from && end <= finish(field));
    const [field] = inside.sort((one, two) => finish(one) - begin(one) - (finish(two) - begin(two)));
    this.#mark("lit", 0 <= from ? field : undefined);
    if (!field || from < 0) return;
    for (let fold = field.parentElement?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
    this.#stop(field);
    field.scrollIntoView({ block: "nearest" });
  };

  // Internal

  get #fields() {
    const fields = [...this.querySelectorAll(".field-line[data-from]")];
    return fields.filter((field) => field instanceof HTMLElement);
  }

  /** Marks a part, what else has its bytes, and the bytes. @param {Element} part */
  #choose(part) {
    this.#mark("lit", part);
    const hex = this.querySelector("hex-view");
    if (!(hex instanceof HexView)) return;
    this.#telling = true;
    hex.show(begin(part), finish(part));
    this.#telling = false;
  }

  /** Everything that has the same bytes is marked the same. @param {string} mark @param {Element | undefined} part */
  #mark(mark, part) {
    for (const old of this.querySelectorAll(`.${mark}[data-from]`)) old.classList.remove(mark);
    if (!part) return;
    for (const other of this.querySelectorAll(`[data-from="${begin(part)}"][data-to="${finish(part)}"]`)) {
      if (bits(part) === "" || bits(other) === "" || bits(part) === bits(other)) other.classList.add(mark);
    }
  }

  /** The field of a box. @param {Element} part */
  #field(part) {
    const same = this.#fields.filter((field) => begin(field) === begin(part) && finish(field) === finish(part));
    return same.find((field) => bits(field) === bits(part)) ?? same[0];
  }

  /** Puts a field in the tab order, in place of the one that was. @param {HTMLElement} field */
  #stop(field) {
    for (const old of this.#fields) old.tabIndex = old === field ? 0 : -1;
  }
}

/** @param {Event} event */
function partOf(event) {
  const part = event.target instanceof Element ? event.target.closest("[data-from]") : null;
  return part ?? undefined;
}

/** @param {Element} part */
function begin(part) {
  return Number(part.getAttribute("data-from"));
}

/** @param {Element} part */
function finish(part) {
  return Number(part.getAttribute("data-to"));
}

/** Which bits of its bytes a part has. @param {Element} part */
function bits(part) {
  return part.getAttribute("data-bits") ?? "";
}

/** @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -1000, End: 1000 };
