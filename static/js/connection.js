// A WebSocket that comes back by itself and asks only for what it missed.
// @ts-check

/** @typedef {{ action: "replace" | "remove", target: string, within?: string, html: string }} Patch */
/** @typedef {import("./window.js").News & { patches: Patch[] }} Frame */
/** @typedef {{ reply: string, ok: boolean, field?: string, message?: string }} Answer */

export class Connection extends EventTarget {
  /** @type {"" | "live" | "waiting" | "ended"} */
  state = "";
  /** @type {(frame: Frame) => void} */
  onframe = () => {};
  /** How the view is asked for, besides its place. @type {Record<string, string>} */
  #query = {};
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {Map<string, (answer: Answer | undefined) => void>} */
  #asked = new Map();
  #path;
  #lang;
  #after;
  #tries = 0;
  #retry = 0;
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
    url.search = new URLSearchParams({ ...this.#query, after: String(this.#after), lang: this.#lang }).toString();
    clearTimeout(this.#retry);
    const socket = new WebSocket(url);
    this.#socket = socket;
    // An older connection that another one took the place of has nothing to say any more.
    const current = (/** @type {() => void} */ act) => () => void (this.#socket === socket && act());
    socket.addEventListener("open", current(() => {
      this.#tries = 0;
      this.#become("live");
    }));
    socket.addEventListener("message", (event) => current(() => this.#heard(JSON.parse(event.data)))());
    socket.addEventListener("close", (event) => current(() => this.#closed(event.code))());
  }

  /** The last event that was heard of. */
  get after() {
    return this.#after;
  }

  /** Asks for another view, from the same place on. @param {Record<string, string>} query */
  look(query) {
    this.#query = query;
    const old = this.#socket;
    if (!old || this.state === "ended") return;
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
    this.open();
    old.close();
  }

  /** @param {Record<string, string>} fields @returns {Promise<Answer | undefined>} */
  send(fields) {
    const id = String(++this.#id);
    const [socket, text] = [this.#socket, JSON.stringify({ ...fields, id })];
    if (socket?.readyState === WebSocket.CONNECTING) socket.addEventListener("open", () => socket.send(text));
    else socket?.send(text);
    return new Promise((resolve) => this.#asked.set(id, resolve));
  }

  /** @param {Frame | Answer} said */
  #heard(said) {
    if ("patches" in said) {
      this.onframe(said);
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
    this.#retry = window.setTimeout(() => this.open(), wait * (0.5 + Math.random()));
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
