// The filter's field and chips: a new filter needs no new page.
// @ts-check

import { fragment } from "./patch.js";

/**
 * Calls `apply` with the text of every filter that the server understood and the reader chose.
 * @param {(text: string) => void} apply
 * @returns {{ show: (text: string) => void, refresh: () => void }} `show` puts another filter into the bar;
 *   `refresh` asks for its chips again, because sockets came or went
 */
export function filters(apply) {
  const form = document.getElementById("filter");
  const field = document.getElementById("filter-q");
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return { show() {}, refresh() {} };
  const bar = new Bar(form, field, apply);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!bar.composing) bar.choose(field.value);
  });
  form.addEventListener("click", (event) => {
    const chip = event.target instanceof Element ? event.target.closest("a.chip-filter") : null;
    if (!(chip instanceof HTMLAnchorElement) || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    bar.choose(new URL(chip.href).searchParams.get("q") ?? "");
  });
  field.addEventListener("input", () => bar.soon());
  // The cross in a search field empties it, and is a choice.
  field.addEventListener("search", () => field.value === "" && bar.choose(""));
  field.addEventListener("compositionend", () => bar.soon());
  field.addEventListener("keydown", (event) => {
    // Enter that chooses a candidate of an input method sends nothing.
    bar.composing = event.isComposing || event.keyCode === 229;
    if (bar.composing || event.key !== "Escape" || field.value === "") return;
    event.preventDefault();
    event.stopPropagation();
    bar.choose("");
  });
  // Enter sends before the key is up; a button that is pressed later has nothing to do with it.
  field.addEventListener("keyup", () => (bar.composing = false));
  return { show: (text) => bar.show(text), refresh: () => bar.soon() };
}

/** How long somebody pauses who wants to read what is wrong, in milliseconds. */
const PAUSE = 250;

class Bar {
  composing = false;
  /** @type {HTMLFormElement} */ #form;
  /** @type {HTMLInputElement} */ #field;
  /** @type {(text: string) => void} */ #apply;
  /** @type {AbortController | undefined} */ #asking;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #applied;

  /** @param {HTMLFormElement} form @param {HTMLInputElement} field @param {(text: string) => void} apply */
  constructor(form, field, apply) {
    this.#form = form;
    this.#field = field;
    this.#apply = apply;
    this.#applied = field.value;
  }

  /** Checks what is being written, after a pause. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(this.#field.value), PAUSE);
  }

  /** Applies a filter that the server understands. @param {string} text */
  async choose(text) {
    this.#field.value = text;
    if (!(await this.#check(text)) || text === this.#applied) return;
    this.#applied = text;
    this.#apply(text);
  }

  /** Shows a filter that is applied already. @param {string} text */
  show(text) {
    this.#applied = text;
    this.#field.value = text;
    this.#check(text);
  }

  /** Whether the server understands a text; the bar says so. @param {string} text */
  async #check(text) {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = new AbortController();
    try {
      const place = new URL(this.#form.dataset.check ?? "", location.href);
      for (const input of this.#form.querySelectorAll("input")) {
        if (input.type === "hidden") place.searchParams.set(input.name, input.value);
      }
      place.searchParams.set("q", text);
      place.searchParams.set("lang", document.documentElement.lang);
      const answer = await fetch(place, { signal: this.#asking.signal });
      return answer.ok && this.#take(fragment(await answer.text()));
    } catch {
      // A newer question took its place, or the server is away, which the page says elsewhere.
      return false;
    }
  }

  /** @param {DocumentFragment} fresh */
  #take(fresh) {
    const focused = document.activeElement?.id;
    for (const id of ["filter-says", "filter-chips"]) {
      const old = document.getElementById(id);
      const part = fresh.getElementById(id);
      if (!old || !part) return false;
      // The elements stay, so that a screen reader hears what is new in them.
      if (old.textContent !== part.textContent || id === "filter-chips") old.replaceChildren(...part.childNodes);
      old.dataset.state = part.dataset.state ?? "";
    }
    const wrong = fresh.getElementById("filter-q")?.getAttribute("aria-invalid") === "true";
    if (wrong) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
    if (focused && !document.activeElement?.id) (document.getElementById(focused) ?? this.#field).focus();
    return !wrong;
  }
}
