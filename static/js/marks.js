// Marks on events, and the event that time is counted from; both last as long as the tab.
// @ts-check

/** @typedef {import("./elements/event-list.js").EventList} EventList */
/** @typedef {import("./selection.js").Selection} Selection */

export class Marks {
  #list;
  #key;
  /** @type {Set<number>} */
  #marked = new Set();
  /** @type {{ seq: number, at: number } | undefined} When it was, in microseconds. */
  #reference;
  /** Words for what is drawn. */
  #words = document.getElementById("told")?.dataset ?? {};

  /** @param {EventList} list */
  constructor(list) {
    this.#list = list;
    this.#key = `marks ${list.dataset.session}`;
    this.#restore();
    list.addEventListener("drawn", () => this.#draw());
    this.#draw();
  }

  /** What keys and buttons do. @param {Selection} selection @returns {Record<string, () => void>} */
  actions(selection) {
    const go = async (/** @type {1 | -1} */ way) => {
      for (const seq of this.#from(selection.seq, way)) if (await selection.event(seq)) return;
    };
    return {
      mark: () => this.#mark(selection.seq),
      reference: () => this.#refer(selection.seq),
      "next-mark": () => void go(1),
      "previous-mark": () => void go(-1),
    };
  }

  /** What the menu asks of an event. @param {number} seq */
  facts(seq) {
    const others = [...this.#marked].some((other) => other !== seq);
    return {
      ...(this.#marked.has(seq) && { marked: "" }),
      ...(this.#reference?.seq === seq && { reference: "" }),
      ...(others && { others: "" }),
    };
  }

  /** Marks an event, or takes its mark off. @param {number} seq */
  #mark(seq) {
    if (!seq) return;
    if (!this.#marked.delete(seq)) this.#marked.add(seq);
    this.#changed();
  }

  /** Counts time from an event, or from the beginning again. @param {number} seq */
  #refer(seq) {
    const row = document.getElementById(`e${seq}`);
    const clock = row && clockOf(row);
    if (!clock) return;
    this.#reference = this.#reference?.seq === seq ? undefined : { seq, at: micros(clock) };
    this.#changed();
  }

  /** The marks before or after an event, the nearest first, and then those of the other end. @param {number} seq @param {1 | -1} way */
  #from(seq, way) {
    const sorted = [...this.#marked].sort((one, other) => (one - other) * way);
    const ahead = sorted.filter((other) => 0 < (other - seq) * way);
    return [...ahead, ...sorted.filter((other) => !ahead.includes(other) && other !== seq)];
  }

  #changed() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ marked: [...this.#marked], reference: this.#reference }));
    } catch {
      // Storage is blocked or full: the marks live as long as the page.
    }
    this.#draw();
  }

  #restore() {
    try {
      const { marked = [], reference } = JSON.parse(sessionStorage.getItem(this.#key) ?? "{}");
      this.#marked = new Set(marked.map(Number));
      if (reference) this.#reference = { seq: Number(reference.seq), at: Number(reference.at) };
    } catch {
      // Storage is blocked, or somebody wrote something else there.
    }
  }

  /** Rows come and go; each says what is known of it. */
  #draw() {
    const since = String(this.#reference?.seq ?? "");
    for (const row of this.#list.rows.children) {
      if (!(row instanceof HTMLElement)) continue;
      const seq = Number(row.id.slice(1));
      const marked = this.#marked.has(seq);
      if (marked === "marked" in row.dataset && since === (row.dataset.since ?? "")) continue;
      row.toggleAttribute("data-marked", marked);
      if (since) row.dataset.since = since;
      else delete row.dataset.since;
      row.toggleAttribute("data-reference", since === String(seq));
      const says = [marked && this.#words.mark, since === String(seq) && this.#words.reference].filter(Boolean);
      if (says.length > 0) row.setAttribute("aria-description", says.join(", "));
      else row.removeAttribute("aria-description");
      const clock = clockOf(row);
      if (clock) clock.textContent = this.#time(seq, micros(clock), clock.dataset.at ?? "");
    }
    this.#head();
  }

  /** @param {number} seq @param {number} at @param {string} absolute */
  #time(seq, at, absolute) {
    if (!this.#reference) return absolute;
    if (this.#reference.seq === seq) return this.#words.sign ?? "";
    const past = at - this.#reference.at;
    return `${past < 0 ? "−" : "+"}${(Math.abs(past) / SECOND).toFixed(6)}`;
  }

  /** The head of the column says what its numbers are. */
  #head() {
    const head = this.#list.querySelector(".columns > :nth-child(2)");
    if (!(head instanceof HTMLElement)) return;
    head.dataset.says ??= head.textContent ?? "";
    const says = this.#reference ? (this.#words.since ?? "").replace("{seq}", String(this.#reference.seq)) : head.dataset.says;
    if (head.textContent !== says) head.textContent = says;
  }
}

/** Where a row says when it was; what the server wrote there is kept beside it. @param {HTMLElement} row */
function clockOf(row) {
  const cell = row.querySelector(".event-time");
  const clock = cell?.querySelector(":scope > span:last-child") ?? cell;
  if (!(clock instanceof HTMLElement)) return undefined;
  clock.dataset.at ??= clock.textContent ?? "";
  return clock;
}

/** @param {HTMLElement} clock */
function micros(clock) {
  return Math.round(Number(clock.dataset.at) * SECOND);
}

const SECOND = 1_000_000;
