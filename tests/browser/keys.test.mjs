// Every key of the table does what the table says, and nothing where it is typed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, page, pair, places, server } from "./support.mjs";

let running;
let seen;

before(async () => {
  running = await server();
  seen = await browser();
});

after(async () => {
  await seen?.close();
  await running?.stop();
});

/** The place of the selected event; 0 for none. */
const selected = (opened) =>
  opened.evaluate(() => Number(document.querySelector("#events [aria-selected=true]")?.id.slice(1) ?? 0));

/** Waits until an event is selected, or none. */
const selects = (opened, seq) =>
  opened.waitForFunction((wanted) => {
    const row = document.querySelector("#events [aria-selected=true]");
    return Number(row?.id.slice(1) ?? 0) === wanted && (!row || row === document.activeElement);
  }, seq);

/** Selects the event of a row, and waits for its details. */
async function select(opened, row) {
  await row.click();
  const seq = (await row.getAttribute("id")).slice(1);
  await opened.locator(`#details [data-event="${seq}"]`).waitFor();
  return Number(seq);
}

const received = (opened) => opened.locator("#events [data-kind=received]").last();
const focused = (opened, css) => opened.locator(`${css}:focus`).waitFor();

/** What each action does: from a page on which nothing is selected, with one of its keys. */
const actions = {
  next: async (opened, press) => {
    const seq = await select(opened, opened.locator("#e3"));
    await press();
    await selects(opened, seq + 1);
  },
  previous: async (opened, press) => {
    const seq = await select(opened, opened.locator("#e3"));
    await press();
    await selects(opened, seq - 1);
  },
  "page-down": async (opened, press) => {
    await select(opened, opened.locator("#e1"));
    await press();
    await opened.waitForFunction(() => 4 < Number(document.querySelector("#events [aria-selected=true]")?.id.slice(1)));
  },
  "page-up": async (opened, press, { last }) => {
    await select(opened, received(opened));
    await press();
    await opened.waitForFunction((end) => Number(document.querySelector("#events [aria-selected=true]")?.id.slice(1)) < end - 3, last);
  },
  home: async (opened, press) => {
    await select(opened, received(opened));
    await press();
    await selects(opened, 1);
  },
  end: async (opened, press) => {
    await opened.locator("[data-act=pause]").click();
    await opened.locator("#composer-data").fill("more");
    await opened.locator("#composer-do").click();
    await opened.locator("[data-unseen]", { hasText: "+" }).waitFor();
    await opened.locator("#events").evaluate((rows) => rows.querySelector("[tabindex='0']").focus());
    await press();
    await opened.locator("#events .bytes-text", { hasText: "more" }).first().waitFor();
    await opened.locator("[data-act=pause][aria-pressed=false]").waitFor();
  },
  "next-related": async (opened, press) => {
    await select(opened, opened.locator("#events [data-kind=sent]").first());
    const next = Number(await opened.locator("#details a[rel=next]").getAttribute("data-seq"));
    await press();
    await selects(opened, next);
  },
  "previous-related": async (opened, press) => {
    await select(opened, received(opened));
    const before = Number(await opened.locator("#details a[rel=prev]").getAttribute("data-seq"));
    await press();
    await selects(opened, before);
  },
  open: async (opened, press) => {
    await opened.locator("#events").evaluate((rows) => rows.querySelector("[tabindex='0']").focus());
    await press();
    await opened.locator("#details [data-event]").waitFor();
    await opened.locator("#events [aria-selected=true]").waitFor();
    await press();
    await focused(opened, "#details [role=tab]");
  },
  close: async (opened, press) => {
    const seq = await select(opened, received(opened));
    await opened.keyboard.press("Enter");
    await focused(opened, "#details [role=tab]");
    await press();
    await opened.locator("#details").waitFor({ state: "hidden" });
    await focused(opened, `#e${seq}`);
    assert.equal(await selected(opened), 0);
  },
  filter: async (opened, press) => {
    await press();
    await focused(opened, "#filter-q");
    assert.equal(await opened.locator("#filter-q").inputValue(), "");
  },
  goto: async (opened, press) => {
    await press();
    await focused(opened, "#goto");
    await opened.keyboard.type("2");
    await opened.keyboard.press("Enter");
    await selects(opened, 2);
  },
  pause: async (opened, press) => {
    await press();
    await opened.locator("[data-act=pause][aria-pressed=true]").waitFor();
    await press();
    await opened.locator("[data-act=pause][aria-pressed=false]").waitFor();
  },
  clear: async (opened, press) => {
    await press();
    await opened.locator(".empty:not([hidden])").waitFor();
  },
  unclear: async (opened, press) => {
    await opened.locator("[data-act=clear]").click();
    await opened.locator(".empty:not([hidden])").waitFor();
    await press();
    await opened.locator("#e1").waitFor();
  },
  face: async (opened, press) => {
    await press();
    await opened.locator("#events .rung").first().waitFor();
    await press();
    await opened.locator("#kernel").waitFor();
    await press();
    await opened.locator("#events .event:not(.rung)").first().waitFor();
  },
  follow: async (opened, press) => {
    await select(opened, received(opened));
    await press();
    await opened.waitForFunction(() => document.getElementById("filter-q").value.includes("sock.id"));
    await opened.locator("#e1").waitFor({ state: "detached" });
  },
  duplicate: async (opened, press) => {
    await select(opened, opened.locator("#events [data-kind=received]").first());
    await press();
    await opened.waitForFunction(() => document.getElementById("composer-data").value === "你好");
    await focused(opened, "#composer-data");
  },
  resend: async (opened, press, { last }) => {
    await select(opened, opened.locator("#events [data-kind=sent]").first());
    await press();
    await opened.locator(`#e${last + 4}`).waitFor();
  },
  copy: async (opened, press) => {
    await select(opened, received(opened));
    await press();
    await focused(opened, "#part-copy-tab");
    await opened.locator("#part-copy").waitFor();
  },
  mark: async (opened, press) => {
    const seq = await select(opened, received(opened));
    const marked = opened.locator(`#e${seq}[data-marked]`);
    await press();
    await marked.waitFor();
    await press();
    await marked.waitFor({ state: "detached" });
  },
  reference: async (opened, press) => {
    const seq = await select(opened, received(opened));
    const first = opened.locator(`#e${seq - 1} .event-time`);
    const before = await first.innerText();
    await press();
    await opened.locator(`#e${seq}[data-reference]`).waitFor();
    assert.match(await first.innerText(), /^−0\./);
    await press();
    await opened.locator(`#e${seq}[data-reference]`).waitFor({ state: "detached" });
    assert.equal(await first.innerText(), before);
  },
  "next-mark": (opened, press) => walk(opened, press, 2),
  "previous-mark": (opened, press) => walk(opened, press, 4),
  menu: async (opened, press) => {
    await select(opened, received(opened));
    await press();
    await focused(opened, "#menu [role^=menuitem]");
    await opened.keyboard.press("Escape");
    await opened.locator("#menu").waitFor({ state: "hidden" });
  },
  save: async (opened, press) => {
    await press();
    await focused(opened, "#saved-name");
  },
  palette: async (opened, press) => {
    await press();
    await focused(opened, "#palette-q");
    await press();
    await opened.locator("#palette").waitFor({ state: "hidden" });
  },
  compose: async (opened, press) => {
    await opened.locator("#compose").evaluate((fold) => (fold.open = false));
    await press();
    await focused(opened, "#composer-data");
  },
  keys: async (opened, press) => {
    await press();
    await opened.locator("#keys[open]").waitFor();
    await opened.keyboard.press("Escape");
    await opened.locator("#keys").waitFor({ state: "hidden" });
  },
};

/** Marks two events, walks from between them to the one, and takes both marks off. */
async function walk(opened, press, wanted) {
  const mark = async (seq) => {
    await select(opened, opened.locator(`#e${seq}`));
    await opened.keyboard.press("m");
  };
  for (const seq of [2, 4]) await mark(seq);
  // From the first event the next one is the second, and the one before it, around the end, the fourth.
  await select(opened, opened.locator("#e1"));
  await press();
  await selects(opened, wanted);
  for (const seq of [2, 4]) await mark(seq);
}

/** The table of keys as it is on the page. */
const table = (opened) =>
  opened.locator("#keys [data-action]").evaluateAll((all) => all.map((row) => ({ action: row.dataset.action, keys: row.dataset.keys.split(" ") })));

test("every key of the table does what it says", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  const { place } = await pair(opened, running.origin);
  const all = await table(opened);
  assert.deepEqual(all.map(({ action }) => action).sort(), Object.keys(actions).sort());
  for (const { action, keys } of all) {
    for (const key of keys) {
      await opened.goto(`${place}?face=list`);
      await opened.locator("#connection[data-state=live]").waitFor();
      const last = (await places(opened)).at(-1);
      // The browser keeps some of these for itself; the page gets them in its own window only.
      const press = () => opened.keyboard.press(key.replace("Ctrl+", "Control+"));
      await actions[action](opened, press, { last }).catch((error) => {
        throw new Error(`${key} (${action}): ${error.message}`);
      });
    }
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("keys mean nothing of ours where they are typed, or while an input method composes", async () => {
  const { page: opened, context } = await page(seen.launched);
  await pair(opened, running.origin);
  const untouched = () =>
    opened.evaluate(() => [
      location.search + location.hash,
      document.querySelector("event-list").dataset.face,
      document.querySelector("[data-act=pause]").ariaPressed,
      document.getElementById("keys").open,
      document.querySelector("#events [aria-selected]")?.id,
    ]);
  const before = await untouched();
  const letters = (await table(opened)).flatMap(({ keys }) => keys).filter((key) => key.length === 1).join("");
  for (const field of ["#composer-data", "#filter-q"]) {
    await opened.locator(field).focus();
    await opened.keyboard.type(letters);
    assert.equal(await opened.locator(field).inputValue(), letters);
  }
  await opened.locator("#filter-q").evaluate((field) => field.blur());
  await opened.evaluate(() => {
    const keys = ["l", "p", "z", "?", "j", "Enter", "Escape", "s"];
    for (const key of keys) {
      for (const more of [{ isComposing: true }, { keyCode: 229 }]) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
      }
    }
  });
  assert.deepEqual(await untouched(), before);
  await context.close();
});

test("a switch turns single keys off, outside of the list, and stays so", async () => {
  const { page: opened, context } = await page(seen.launched);
  await pair(opened, running.origin);
  await opened.keyboard.press("?");
  await opened.locator("#keys-single").uncheck();
  await opened.keyboard.press("Escape");
  await opened.locator("#keys").waitFor({ state: "hidden" });
  for (const again of [false, true]) {
    if (again) await opened.reload();
    await opened.locator("#connection[data-state=live]").waitFor();
    await opened.locator("main").focus();
    await opened.keyboard.press("p");
    await opened.keyboard.press("l");
    assert.equal(await opened.locator("[data-act=pause]").getAttribute("aria-pressed"), "false");
    assert.equal(await opened.locator("event-list").getAttribute("data-face"), "list");
    // What has the focus may take keys (WCAG 2.1.4).
    await opened.locator("#events > [role=row]").last().focus();
    await opened.keyboard.press("Home");
    await selects(opened, 1);
  }
  await opened.locator(".top a[data-keys]").click();
  await opened.locator("#keys-single").check();
  await opened.keyboard.press("Escape");
  await opened.locator("main").focus();
  await opened.keyboard.press("p");
  await opened.locator("[data-act=pause][aria-pressed=true]").waitFor();
  await context.close();
});
