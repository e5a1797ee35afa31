// Filters the list.
// @ts-check

/** @param {(q: string) => void} apply */
export function filters(apply) {
  void apply;
}
