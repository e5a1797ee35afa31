// The menu of an event, its marks, and the event that time is counted from.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, page, pair, server } from "./support.mjs";

let running;
let seen;
let axe;

before(async () => {
  running = await server();
  seen = await browser();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});

after(async () => {
  await seen?.close();
  await running?.stop();
});

/** A session with a conversation in it, and what a test needs of it. */
async function begin(options) {
  const { page: opened, context, trouble } = await page(seen.launched, options);
  const { place: address } = await pair(opened, running.origin);
  const sent = opened.locator("#events [data-kind=sent]").first();
  const menu = opened.locator("#menu");
  const item = (does) => menu.locator(`[data-act="${does}"]`);
  const close = async () => {
    assert.deepEqual(trouble, []);
    await context.close();
  };
  return { opened, context, address, sent, menu, item, close };
}

/** What is wrong with the page as it is seen now. */
async function faults(opened) {
  await opened.evaluate(axe);
  const found = await opened.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 300)}`);
}

const focused = (opened) => opened.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute("data-act"));

test("a right click on a row opens its menu, and arrows, letters, and Esc work in it", async () => {
  const { opened, sent, menu, close } = await begin();
  await sent.locator(".event-what").click({ button: "right" });
  await menu.locator(":focus").waitFor();
  const row = await sent.getAttribute("id");
  assert.match(await menu.locator(".menu-title").innerText(), new RegExp(`\\b${row.slice(1)}$`));
  assert.equal(await sent.getAttribute("aria-selected"), "true");
  assert.equal(await focused(opened), "mark");
  await opened.keyboard.press("ArrowDown");
  assert.equal(await focused(opened), "reference");
  await opened.keyboard.press("ArrowUp");
  await opened.keyboard.press("ArrowUp");
  assert.equal(await opened.evaluate(() => document.activeElement.hasAttribute("data-own-page")), true);
  await opened.keyboard.press("s");
  assert.equal(await focused(opened), "resend");
  assert.deepEqual(await faults(opened), []);
  await opened.keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  assert.equal(await focused(opened), row);
  assert.equal(await sent.getAttribute("aria-selected"), "true", "Esc closes one thing at a time");
  await close();
});

test("Shift and a right click, and a right click on a link, are the browser's", async () => {
  const { opened, sent, menu, close } = await begin();
  await opened.evaluate(() => {
    globalThis.kept = [];
    addEventListener("contextmenu", (event) => globalThis.kept.push(!event.defaultPrevented));
  });
  await sent.locator(".event-what").click({ button: "right", modifiers: ["Shift"] });
  await sent.locator(".event-no a").click({ button: "right" });
  assert.deepEqual(await opened.evaluate(() => globalThis.kept), [true, true]);
  assert.equal(await menu.isVisible(), false);
  await close();
});

test("the menu key, Shift+F10, and a button in the details open the same menu", async () => {
  const { opened, sent, menu, close } = await begin();
  await sent.click();
  await opened.locator("#details .details-menu").waitFor();
  for (const key of ["ContextMenu", "Shift+F10"]) {
    await opened.keyboard.press(key);
    await menu.locator(":focus").waitFor();
    await opened.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    assert.equal(await focused(opened), await sent.getAttribute("id"), key);
  }
  await opened.locator("#details .details-menu").click();
  await menu.locator(":focus").waitFor();
  await opened.keyboard.press("Tab");
  await menu.waitFor({ state: "hidden" });
  assert.equal(await focused(opened), "menu");
  await close();
});

test("the menu offers what applies to its event, and nothing else", async () => {
  const { opened, sent, menu, item, close } = await begin();
  await sent.locator(".event-what").click({ button: "right" });
  await menu.locator(":focus").waitFor();
  assert.equal(await item("resend").isVisible(), true);
  assert.equal(await menu.locator("[data-when=errno]").isVisible(), false);
  await opened.locator("#events-title").click();
  await menu.waitFor({ state: "hidden" });
  await opened.locator("#events [data-kind=opened] .event-what").first().click({ button: "right" });
  await menu.locator(":focus").waitFor();
  assert.equal(await item("resend").isVisible(), false);
  assert.equal(await item("duplicate").isVisible(), false);
  await close();
});

test("a filter of the menu is written into the filter's field", async () => {
  const { opened, sent, menu, close } = await begin();
  const socket = await sent.getAttribute("data-socket");
  for (const [words, filter] of [
    ["Only this socket", `sock.id == ${socket}`],
    ["Without this socket", `not sock.id == ${socket}`],
    ["Only this kind", "ev.kind == sent"],
  ]) {
    await opened.goto(opened.url().split(/[?#]/)[0]);
    await opened.locator("#connection[data-state=live]").waitFor();
    await sent.locator(".event-what").click({ button: "right" });
    await menu.getByText(words).click();
    await opened.waitForURL((url) => url.searchParams.get("q") === filter);
    assert.equal(await opened.locator("#filter-q").inputValue(), filter);
    await opened.locator("#filter-says[data-state=fine]").waitFor();
  }
  await close();
});

test("bytes go from the menu to the composer, and an event's link to the clipboard", async () => {
  const { opened, address, sent, menu, item, close } = await begin();
  await sent.locator(".event-what").click({ button: "right" });
  await item("duplicate").click();
  await opened.locator("#composer-data:focus").waitFor();
  assert.match(await opened.locator("#composer-data").inputValue(), /你好/);
  await sent.locator(".event-what").click({ button: "right" });
  await item("link").click();
  await opened.locator("#told:not(:empty)").waitFor();
  assert.equal(await menu.isVisible(), false);
  await opened.locator("#composer-data").fill("");
  await opened.keyboard.press("Control+v");
  assert.equal(await opened.locator("#composer-data").inputValue(), `${address}#${await sent.getAttribute("id")}`);
  await close();
});

test("marks are seen in the list and in the ladder, last over a reload, and can be walked along", async () => {
  const { opened, close } = await begin();
  for (const seq of [3, 9]) {
    await opened.locator(`#e${seq} .event-what`).click();
    await opened.keyboard.press("m");
    await opened.locator(`#e${seq}[data-marked][aria-description="marked"]`).waitFor();
  }
  await opened.keyboard.press("n");
  await opened.locator("#e3[aria-selected=true]").waitFor();
  await opened.keyboard.press("l");
  await opened.locator("#e9.rung[data-marked]").waitFor();
  await opened.reload();
  await opened.locator("#e3.rung[data-marked]").waitFor();
  await opened.locator("#e3[aria-selected=true]").waitFor();
  await opened.keyboard.press("N");
  await opened.locator("#e9[aria-selected=true]").waitFor();
  await opened.keyboard.press("m");
  await opened.locator("#e9:not([data-marked], [aria-description])").waitFor();
  await close();
});

test("times are counted from the event that was chosen, until it is chosen again", async () => {
  const { opened, close } = await begin();
  const clock = (seq) => opened.locator(`#e${seq} .event-time`).innerText();
  const [before, at, later] = [await clock(3), await clock(5), await clock(9)];
  await opened.locator("#e5 .event-what").click();
  await opened.keyboard.press("t");
  await opened.locator("#e5[data-reference]").waitFor();
  const since = (clock) => (clock < 0 ? "−" : "+") + Math.abs(clock).toFixed(6);
  assert.deepEqual([await clock(3), await clock(5), await clock(9)], [since(before - at), "REF", since(later - at)]);
  assert.match(await opened.locator(".columns > :nth-child(2)").innerText(), /5/);
  await opened.keyboard.press("l");
  await opened.locator("#e5.rung[data-reference]").waitFor();
  assert.ok((await clock(9)).endsWith(since(later - at)), await clock(9));
  await opened.keyboard.press("t");
  await opened.locator("#e5:not([data-reference])").waitFor();
  assert.ok((await clock(9)).endsWith(later));
  await close();
});
