// How the page is looked at, as the query of its address and of the links on it.
// @ts-check

/** @typedef {import("./window.js").Lens} Lens */

/** What of a lens an address has to say. @param {Lens} lens */
export function asked({ face, q, from, row }) {
  /** @type {Record<string, string>} */
  const query = {};
  if (face !== "list") query.face = face;
  const { scene } = document.getElementById("scene")?.dataset ?? {};
  if (scene) query.scene = scene;
  if (q) query.q = q;
  if (row) query.row = row;
  if (from) query.from = String(from);
  return query;
}

/** A query with its question mark. @param {Record<string, string>} query */
export function suffix(query) {
  const text = new URLSearchParams(query).toString();
  return text && `?${text}`;
}

/** Lets links lead to what is seen now. @param {Lens} lens */
export function links(lens) {
  for (const link of document.querySelectorAll("a[data-face]")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    const face = link.dataset.face ?? "list";
    link.search = suffix(asked({ ...lens, face }));
    if (face === lens.face) link.ariaCurrent = "true";
    else link.removeAttribute("aria-current");
  }
  for (const link of document.querySelectorAll("a[data-set], a[hreflang]")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    const { set = "lang", value = link.hreflang } = link.dataset;
    link.search = suffix({ ...asked(lens), [set]: value });
  }
  const form = document.getElementById("filter");
  for (const old of form?.querySelectorAll("input[type=hidden]") ?? []) old.remove();
  for (const [name, value] of Object.entries(asked({ ...lens, q: "" }))) {
    const field = document.createElement("input");
    [field.type, field.name, field.value] = ["hidden", name, value];
    form?.prepend(field);
  }
  const undo = document.querySelector('[data-act="unclear"]');
  if (undo instanceof HTMLElement) undo.hidden = lens.from === 0;
}
