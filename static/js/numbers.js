// The numbers that stand at a place in some bytes.
// @ts-check

/**
 * Each number by its name in code; one that has too few bytes is absent.
 * @param {Uint8Array} bytes @param {number} at @returns {Record<string, string>}
 */
export function numbers(bytes, at) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rest = bytes.length - at;
  /** @type {Record<string, string>} */
  const found = {};
  if (1 <= rest) {
    found["u8"] = String(view.getUint8(at));
    found["i8"] = String(view.getInt8(at));
  }
  for (const [order, little] of ORDERS) {
    if (2 <= rest) found[`u16 ${order}`] = String(view.getUint16(at, little));
    if (4 <= rest) found[`u32 ${order}`] = String(view.getUint32(at, little));
    if (8 <= rest) found[`u64 ${order}`] = String(view.getBigUint64(at, little));
  }
  return found;
}

/** @type {[string, boolean][]} */
const ORDERS = [["BE", false], ["LE", true]];
