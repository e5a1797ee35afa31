// Messages with names, kept in the browser from one session to the next.
// @ts-check

/** @typedef {{ name: string, data: string, encoding: string, ending: string }} Message */

/** @returns {() => boolean} asks under which name the message in the composer is saved */
export function saved() {
  const fold = document.getElementById("saved");
  const composer = document.getElementById("composer");
  const store = new Store();
  if (!(fold instanceof HTMLDetailsElement) || !(composer instanceof HTMLFormElement) || !store.works()) return () => false;
  const name = /** @type {HTMLInputElement} */ (fold.querySelector("#saved-name"));
  const status = /** @type {HTMLElement} */ (fold.querySelector("[role=status]"));
  const draw = () => list(fold, composer, store, draw);

  fold.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const { data = "", encoding = "text", ending = "none" } = values(composer);
    store.put({ name: name.value.trim() || beginning(data), data, encoding, ending });
    name.value = "";
    draw();
    status.textContent = status.dataset.done ?? "";
    name.focus();
  });
  name.addEventListener("input", () => (status.textContent = ""));
  addEventListener("storage", draw);
  draw();
  return () => {
    fold.closest("details.compose")?.setAttribute("open", "");
    fold.open = true;
    fold.hidden = false;
    name.placeholder = beginning(values(composer).data ?? "");
    name.focus();
    return true;
  };
}

/** Shows what is saved. @param {HTMLDetailsElement} fold @param {HTMLFormElement} composer @param {Store} store @param {() => void} again */
function list(fold, composer, store, again) {
  const [place, pattern] = [fold.querySelector("ul"), fold.querySelector("template")];
  const all = store.all();
  const items = all.map((message, at) => {
    const item = /** @type {DocumentFragment} */ (pattern?.content.cloneNode(true));
    const one = /** @type {<T extends HTMLElement>(selector: string) => T} */ ((selector) => item.querySelector(selector));
    const named = (/** @type {string | null} */ words) => (words ?? "").replace("{name}", message.name);
    const [fill, drop, gone, undo] = [one(".saved-fill"), one(".saved-drop"), one(".saved-gone"), one(".saved-gone button")];
    one("b").textContent = message.name;
    one("samp").textContent = seen(message.data) === message.name ? "" : seen(message.data);
    one(".quiet").textContent = how(composer, message);
    drop.ariaLabel = named(drop.ariaLabel);
    one(".saved-gone span").textContent = named(one(".saved-gone span").textContent);
    fill.addEventListener("click", () => put(composer, message));
    drop.addEventListener("click", () => {
      store.drop(message.name);
      [fill.hidden, drop.hidden, gone.hidden] = [true, true, false];
      undo.focus();
    });
    undo.addEventListener("click", () => {
      store.put(message, at);
      again();
      place?.querySelectorAll("button.saved-fill")[at]?.closest("button")?.focus();
    });
    return item;
  });
  place?.replaceChildren(...items);
  const count = fold.querySelector("[data-count]");
  if (count) count.textContent = all.length > 0 ? all.length.toLocaleString(document.documentElement.lang) : "";
  fold.hidden = all.length === 0 && !fold.open;
}

/** Puts a message into the composer, as it was. @param {HTMLFormElement} composer @param {Message} message */
function put(composer, { data, encoding, ending }) {
  for (const [name, value] of Object.entries({ encoding, ending, data })) {
    const field = composer.elements.namedItem(name);
    if (field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
  composer.dispatchEvent(new Event("composed"));
  const field = composer.elements.namedItem("data");
  if (!(field instanceof HTMLElement)) return;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.focus();
}

/** How a message is written, in the words of the composer. @param {HTMLFormElement} composer @param {Message} message */
function how(composer, { encoding, ending }) {
  const chosen = [["encoding", encoding], ["ending", ending === "none" ? "" : ending]];
  const words = chosen.map(([name, value]) => composer.querySelector(`[name="${name}"] option[value="${CSS.escape(value ?? "")}"]`)?.textContent);
  return words.filter(Boolean).join(" · ");
}

/** @param {HTMLFormElement} composer @returns {Record<string, string>} */
function values(composer) {
  return Object.fromEntries([...new FormData(composer)].map(([name, value]) => [name, String(value)]));
}

/** @param {string} text */
function beginning(text) {
  return seen([...text].slice(0, 24).join(""));
}

/** Text without what cannot be seen, or changes what is around it. @param {string} text */
function seen(text) {
  return text.replace(/\r?\n/g, "⏎").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
}

class Store {
  /** Whether the browser lets us keep something. */
  works() {
    try {
      localStorage.setItem(KEY, localStorage.getItem(KEY) ?? "[]");
      return true;
    } catch {
      return false;
    }
  }

  /** @returns {Message[]} */
  all() {
    try {
      const all = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return all.filter((/** @type {Message} */ { name, data, encoding, ending }) => [name, data, encoding, ending].every((one) => typeof one === "string"));
    } catch {
      // Somebody wrote something else there.
      return [];
    }
  }

  /** Keeps a message, in the place of the one of that name. @param {Message} message @param {number} [at] */
  put(message, at) {
    const all = this.all();
    const same = all.findIndex(({ name }) => name === message.name);
    if (same < 0) all.splice(at ?? all.length, 0, message);
    else all[same] = message;
    this.#keep(all);
  }

  /** @param {string} gone */
  drop(gone) {
    this.#keep(this.all().filter(({ name }) => name !== gone));
  }

  /** @param {Message[]} all */
  #keep(all) {
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      // The storage is full: what was there stays.
    }
  }
}

const KEY = "saved-messages";
