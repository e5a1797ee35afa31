// The palette: finds what the page can do by its name, and fills in what is typed as a command.
// @ts-check

import { compose } from "./composer.js";

/**
 * @typedef {{ says: string, group: string, also?: string, run: () => void, option?: HTMLElement }} Item
 * @typedef {{ actions: Record<string, () => unknown>, filter: (q: string) => void, go: (seq: number) => void, message: () => void }} Page
 */

/** @param {Page} does @returns {() => boolean} opens the palette */
export function palette(does) {
  const box = document.getElementById("palette");
  const [field, list] = [document.getElementById("palette-q"), document.getElementById("palette-list")];
  if (!(box instanceof HTMLDialogElement) || !(field instanceof HTMLInputElement) || !list) return () => false;
  const acts = actions(list, does);
  /** @type {Item[]} */
  let all = [];
  /** @type {Item[]} */
  let found = [];
  let at = 0;

  const choose = (/** @type {number} */ next) => {
    found[at]?.option?.setAttribute("aria-selected", "false");
    at = found.length ? (next + found.length) % found.length : 0;
    const option = found[at]?.option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };
  const search = () => {
    const typed = command(box, field.value, does);
    found = [...(typed ? [typed] : []), ...matching(all, field.value)];
    list.replaceChildren(...found.map((item, place) => option(item, place)));
    const none = box.querySelector("[data-none]");
    if (none instanceof HTMLElement) none.textContent = found.length ? "" : (none.dataset.none ?? "");
    choose(0);
  };
  const run = (/** @type {Item | undefined} */ item) => {
    if (!item) return;
    box.close();
    item.run();
  };

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    // Keys that choose a candidate of an input method choose nothing here.
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: SCREEN, PageUp: -SCREEN }[event.key];
    if (event.key === "Enter") run(found[at]);
    else if (step && Math.abs(step) === 1) choose(at + step);
    else if (step) choose(Math.max(0, Math.min(found.length - 1, at + step)));
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", ({ target }) => run(found.find(({ option }) => target instanceof Node && option?.contains(target))));
  box.addEventListener("click", (event) => event.target === box && box.close());

  return () => {
    if (box.open) box.close();
    else {
      for (const other of document.querySelectorAll("dialog[open]")) if (other instanceof HTMLDialogElement) other.close();
      all = [...acts, ...places(box)];
      field.value = "";
      box.showModal();
      field.focus();
      search();
    }
    return true;
  };
}

/** What keys do. @param {HTMLElement} list @param {Page} does @returns {Item[]} */
function actions(list, does) {
  const options = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-run]")]);
  return options.map((option) => {
    const { run: name = "" } = option.dataset;
    return { says: text(option.firstElementChild), group: "", also: name, run: () => void does.actions[name]?.(), option };
  });
}

/** What stands on the page now: what it says there, it says here. @param {HTMLElement} box @returns {Item[]} */
function places(box) {
  const words = box.dataset;
  /** @type {[string, string, (element: HTMLElement) => Partial<Item>][]} */
  const kinds = [
    [words.preset ?? "", ".opening button.preset", (button) => ({ says: text(button.querySelector("b")) })],
    [words.form ?? "", ".opening .form-title", (title) => ({ run: () => fill(title.closest("form")) })],
    ["", "#sockets .socket:not([data-state=closed]) :is([id$=-compose], [id$=-close-do])", ({ id, textContent }) => ({ says: `${id.split("-")[0]}: ${textContent?.trim()}` })],
    [words.page ?? "", ".top .pages a", () => ({})],
    [words.theme ?? "", ".top .themes a", (link) => ({ says: link.ariaLabel ?? "", also: link.dataset.value })],
    [words.language ?? "", ".top .languages a", () => ({})],
  ];
  return kinds.flatMap(([group, selector, more]) => {
    const found = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
    return found.map((element) => ({ says: text(element), group, also: element.id, run: () => element.click(), ...more(element) }));
  });
}

/** Whose words have every word that is typed; those that begin with it first. @param {Item[]} all @param {string} typed */
function matching(all, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const has = (/** @type {Item} */ { says, group, also = "" }) => words.every((word) => `${says} ${group} ${also}`.toLocaleLowerCase().includes(word));
  const begins = (/** @type {Item} */ { says }) => Number(words.length > 0 && says.toLocaleLowerCase().startsWith(words.join(" ")));
  return all.filter(has).sort((one, other) => begins(other) - begins(one));
}

/** What a typed command fills in. @param {HTMLElement} box @param {string} typed @param {Page} does @returns {Item | undefined} */
function command(box, typed, does) {
  const [, word = "", rest = ""] = /^\s*(filter|go|open|send)\s+(.*\S)\s*$/i.exec(typed) ?? [];
  const name = word.toLowerCase();
  const [, kind = "", address = ""] = /^([\w-]+)(?::(.*))?$/.exec(rest) ?? [];
  const form = box.querySelector(`[data-word="${CSS.escape(kind.toLowerCase())}"]`);
  /** @type {Record<string, (() => void) | undefined>} */
  const runs = {
    filter: () => does.filter(rest),
    go: /^\d+$/.test(rest) ? () => does.go(Number(rest)) : undefined,
    open: form instanceof HTMLElement ? () => fill(document.getElementById(form.dataset.field ?? ""), address) : undefined,
    send: () => {
      does.message();
      void compose("", [...new TextEncoder().encode(rest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    },
  };
  const run = runs[name];
  return run && { says: (box.dataset[name] ?? "").replace("{rest}", () => rest), group: box.dataset.command ?? "", run };
}

/** Goes to a form, or to one of its fields with an address. @param {HTMLElement | null} place @param {string} [address] */
function fill(place, address) {
  document.querySelector('[data-pane="sockets"]:is(a)')?.closest("a")?.click();
  place?.closest("details")?.setAttribute("open", "");
  const field = place?.matches("input") ? place : place?.querySelector("input:not([type=hidden]), select");
  if (field instanceof HTMLInputElement && address) field.value = address;
  if (!(field instanceof HTMLElement)) return;
  field.scrollIntoView({ block: "center" });
  field.focus();
}

/** @param {Item} item @param {number} place @returns {HTMLElement} */
function option(item, place) {
  if (item.option?.dataset.run) return item.option;
  item.option = document.createElement("li");
  item.option.role = "option";
  item.option.id = `palette-at-${place}`;
  item.option.ariaSelected = "false";
  for (const words of [item.says, item.group]) {
    const part = document.createElement("span");
    part.textContent = words;
    item.option.append(part, " ");
  }
  return item.option;
}

/** @param {Element | null | undefined} element */
function text(element) {
  return element?.textContent?.trim() ?? "";
}

/** How far a page goes. */
const SCREEN = 8;
