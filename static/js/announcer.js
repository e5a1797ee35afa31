// Says how many events came, to who listens instead of looking; not more often than one can listen.
// @ts-check

export class Announcer {
  #status;
  #words;
  #said;
  #newest = 0;
  #timer = 0;

  /** @param {Element | null} status @param {string} words with a place for the number @param {number} said */
  constructor(status, words, said) {
    this.#status = status;
    this.#words = words;
    this.#said = said;
  }

  /** @param {number} newest how far the journal is */
  heard(newest) {
    this.#newest = newest;
    if (!this.#timer) this.#timer = window.setTimeout(() => this.#say(), PAUSE);
  }

  /** @param {number} newest how far the journal is, of which nothing needs to be said */
  knows(newest) {
    this.#said = newest;
    this.#newest = newest;
  }

  #say() {
    this.#timer = 0;
    const news = this.#newest - this.#said;
    if (this.#status && 0 < news) this.#status.textContent = this.#words.replace("{n}", String(news));
    this.#said = this.#newest;
  }
}

/** In milliseconds. */
const PAUSE = 5000;
