// Writes what is to be sent.
// @ts-check

export function composer() {}

/** @param {string} socket @param {string} hex @param {string} to */
export function compose(socket, hex, to) {
  void [socket, hex, to];
}
