// Copies what a link leads to.
// @ts-check

/** @param {HTMLElement} root */
export function copies(root) {
  void root;
}
