// The page of a session: what its buttons, links, and keys do.
// @ts-check

import { asked, links, suffix } from "./address.js";
import { compose } from "./composer.js";
import { Details } from "./details.js";
import { filters } from "./filter.js";
import { keys } from "./keys.js";
import { menus, palettes, saves } from "./later.js";
import { Marks } from "./marks.js";
import { panes } from "./panes.js";
import { Selection } from "./selection.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./elements/event-list.js").EventList} EventList */
/** @typedef {import("./window.js").Lens} Lens */

/** @param {EventList} list @param {Connection} connection */
export function bench(list, connection) {
  const pane = document.getElementById("details");
  const sheet = document.getElementById("keys");
  if (!pane || !(sheet instanceof HTMLDialogElement)) return;
  const details = new Details(pane, list.dataset.session ?? "");
  const selection = new Selection(list, details);
  const [parts, nav] = [document.querySelector(".bench"), document.querySelector(".jump")];
  const turn = parts instanceof HTMLElement && nav instanceof HTMLElement ? panes(parts, nav) : () => {};
  details.addEventListener("shown", () => turn(details.seq ? "details" : "events"));
  // The details take room from the list; what they are of stays in sight.
  new ResizeObserver(() => selection.reveal()).observe(list.scroller);

  /** @param {Partial<Lens>} lens */
  const look = async (lens) => {
    const next = { ...list.lens, ...lens };
    const held = list.contains(document.activeElement);
    const query = asked(next);
    connection.look(query);
    history.replaceState(null, "", `${location.pathname}${suffix(query)}${location.hash}`);
    links(next);
    await list.look(lens);
    // What was selected stays so if it can still be seen; otherwise the newest rows are.
    if (selection.seq && !(await selection.event(selection.seq, held))) await list.follow();
  };
  const bar = filters((q) => void look({ q }));
  const filter = (/** @type {string} */ q) => {
    bar.show(q);
    void look({ q });
  };

  const targets = document.getElementById("targets");
  if (targets) new MutationObserver(() => bar.refresh()).observe(targets, { childList: true });

  const marks = new Marks(list);
  const choose = async (/** @type {number} */ seq) => {
    if (!(await selection.event(seq))) return undefined;
    await details.show(seq);
    return { ...document.getElementById(`e${seq}`)?.dataset, ...details.facts, ...marks.facts(seq) };
  };

  /** @type {Record<string, () => unknown>} */
  const actions = {
    ...marks.actions(selection),
    ...menus(list.rows, () => selection.seq, choose),
    next: () => selection.step(1),
    previous: () => selection.step(-1),
    "page-down": () => selection.step(list.screen),
    "page-up": () => selection.step(-list.screen),
    home: () => selection.step(-Infinity),
    end: () => {
      selection.leave();
      void list.follow();
    },
    "next-related": () => related("next"),
    "previous-related": () => related("prev"),
    open: () => (selection.seq ? pane.querySelector("[role=tab][aria-selected=true]")?.closest("button")?.focus() : selection.here()),
    close: () => (sheet.open ? sheet.close() : selection.clear()),
    filter: () => document.getElementById("filter-q")?.focus(),
    pause: () => list.pause(!list.paused),
    clear: () => look({ from: connection.after }),
    unclear: () => look({ from: 0 }),
    "close-details": () => selection.clear(),
    unexplain: () => (document.getElementById("scene")?.remove(), look({})),
    face: () => look({ face: FACES[(FACES.indexOf(list.lens.face) + 1) % FACES.length] ?? "list" }),
    goto: () => goto(),
    follow: () => pane.querySelector("[data-follow]")?.closest("a")?.click(),
    duplicate: () => void compose(details.facts.socket ?? "", details.facts.hex ?? ""),
    resend: () => void resend(details.facts, connection),
    copy: () => details.part("part-copy"),
    compose: () => write(),
    keys: () => (sheet.open ? sheet.close() : sheet.showModal()),
    save: saves(),
  };
  /** @param {string} rel */
  const related = (rel) => {
    const link = pane.querySelector(`a[rel=${rel}]`);
    if (link instanceof HTMLElement && link.dataset.seq) selection.event(Number(link.dataset.seq));
  };
  const write = () => {
    turn("events");
    document.getElementById("compose")?.setAttribute("open", "");
    document.getElementById("composer-data")?.focus();
  };
  const goto = () => {
    const field = document.getElementById("goto");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  };
  actions.palette = palettes({ actions, filter, go: (seq) => void selection.event(seq), message: write });

  keys(sheet, actions);
  document.addEventListener("click", (event) => {
    const control = event.target instanceof Element ? event.target.closest("[data-act], [data-face], a[data-row], a[data-seq], [data-follow], [data-keys]") : null;
    if (!(control instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { act = "keys" in control.dataset ? "keys" : "", face, row, seq, follow } = control.dataset;
    if (control.localName === "event-list" || control.id === "keys") return;
    event.preventDefault();
    if (face) look({ face });
    else if (row) turn("events"), void look({ face: "kernel", row });
    else if (seq) selection.event(Number(seq));
    else if (follow !== undefined) filter(follow);
    else actions[act]?.();
  });
  document.querySelector("form.goto")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById("goto");
    if (field instanceof HTMLInputElement && field.value) selection.event(Number(field.value));
  });
  list.addEventListener("drawn", () => tell(list, connection.after));
  tell(list, connection.after);
}

/** What can be chosen above the journal. */
const FACES = ["list", "ladder", "kernel"];

/** Says what there is beyond what is seen. @param {EventList} list @param {number} after */
function tell(list, after) {
  const unseen = list.unseen;
  const pill = list.querySelector(".follow");
  if (pill instanceof HTMLElement) pill.hidden = unseen === 0;
  const count = list.querySelector("[data-new]");
  if (count) count.textContent = (list.dataset.news ?? "").replace("{n}", unseen.toLocaleString(document.documentElement.lang));
  const pause = document.querySelector('[data-act="pause"]');
  if (pause) pause.ariaPressed = String(list.paused);
  const badge = pause?.querySelector("[data-unseen]");
  if (badge) badge.textContent = list.paused && 0 < unseen ? `+${unseen}` : "";
  const shown = document.getElementById("shown");
  if (shown) shown.textContent = list.lens.q ? counted(shown.dataset.says ?? "", list.total, after - list.lens.from) : "";
}

/** @param {string} says @param {number} shown @param {number} all */
function counted(says, shown, all) {
  const number = (/** @type {number} */ n) => n.toLocaleString(document.documentElement.lang);
  return says.replace("{shown}", number(shown)).replace("{all}", number(all));
}

/** @param {DOMStringMap} facts @param {Connection} connection */
async function resend(facts, connection) {
  const { socket, hex, to } = facts;
  if (!socket || hex === undefined) return;
  await connection.send({ do: "send", socket, data: hex, encoding: "hex", ...(to ? { to } : {}) });
}
