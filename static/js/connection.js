// A WebSocket that comes back by itself and asks only for what it missed.
// @ts-check

/** @typedef {{ action: "append" | "replace" | "remove", target: string, within?: string, html: string }} Patch */
/** @typedef {{ reply: string, ok: boolean, field?: string, message?: string }} Answer */

export class Connection extends EventTarget {
  /** @type {"" | "live" | "waiting" | "ended"} */
  state = "";
  /** @type {(patches: Patch[]) => void} */
  onpatches = () => {};
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {Map<string, (answer: Answer | undefined) => void>} */
  #asked = new Map();
  #path;
  #lang;
  #after;
  #tries = 0;
  #id = 0;

  /** @param {string} path @param {string} lang @param {number} after */
  constructor(path, lang, after) {
    super();
    this.#path = path;
    this.#lang = lang;
    this.#after = after;
  }

  open() {
    const url = new URL(this.#path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.search = new URLSearchParams({ after: String(this.#after), lang: this.#lang }).toString();
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.#become("live");
    });
    socket.addEventListener("message", (event) => this.#heard(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.#closed(event.code));
    this.#socket = socket;
  }

  /** @param {Record<string, string>} fields @returns {Promise<Answer | undefined>} */
  send(fields) {
    const id = String(++this.#id);
    this.#socket?.send(JSON.stringify({ ...fields, id }));
    return new Promise((resolve) => this.#asked.set(id, resolve));
  }

  /** @param {{ seq: number, patches: Patch[] } | Answer} said */
  #heard(said) {
    if ("patches" in said) {
      this.onpatches(said.patches);
      this.#after = said.seq;
    } else {
      this.#asked.get(said.reply)?.(said);
      this.#asked.delete(said.reply);
    }
  }

  /** @param {number} code */
  async #closed(code) {
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
    if (code === GONE || (this.state === "waiting" && (await this.#over()))) return this.#become("ended");
    this.#become("waiting");
    const wait = Math.min(10_000, 250 * 2 ** this.#tries++);
    setTimeout(() => this.open(), wait * (0.5 + Math.random()));
  }

  async #over() {
    const answer = await fetch(location.pathname, { method: "HEAD" }).catch(() => undefined);
    return answer?.status === 410;
  }

  /** @param {"live" | "waiting" | "ended"} state */
  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** The session was deleted (RFC 6455 §7.4.1: going away). */
const GONE = 1001;
