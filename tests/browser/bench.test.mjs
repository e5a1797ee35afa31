// The session page at work: one click, standing still, clearing, details, and looks that change nothing else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, datagrams, fill, page, pair, places, server, upTo } from "./support.mjs";

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

/** Sends words through the composer, and waits for nothing. */
async function say(opened, words) {
  await opened.locator("#composer-data").fill(words);
  await opened.locator("#composer-do").click();
}

/** Rows that carry some words. */
const rows = (opened, words) => opened.locator("#events .bytes-text", { hasText: words });

const last = async (opened) => (await places(opened)).at(-1);

test("one click shows a whole conversation, and the title counts the open sockets", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  const { client } = await pair(opened, running.origin);
  const seqs = await places(opened);
  // A port that is taken is four events of its own.
  const taken = await opened.locator("#events .event-failed").count();
  assert.deepEqual(seqs, upTo(seqs));
  assert.equal(seqs.length, 14 + 4 * taken);
  for (const seq of taken === 0 ? [1, seqs.at(-1)] : [seqs.at(-1)]) {
    const row = await opened.locator(`#e${seq}`).boundingBox();
    const list = await opened.locator("[data-list]").boundingBox();
    assert.ok(list.y <= row.y + 1 && row.y + row.height <= list.y + list.height + 1, `event ${seq} is out of sight`);
  }
  assert.match(await opened.title(), /\b3 sockets/);
  await opened.locator(`#${client}-close-do`).click();
  await opened.waitForFunction(() => /\b1 socket\b/.test(document.title));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a pause freezes the rows and counts what comes; going on shows all of it", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened, running.origin);
  const before = await places(opened);
  const pause = opened.locator("[data-act=pause]");
  await pause.click();
  await opened.locator("[data-act=pause][aria-pressed=true]").waitFor();
  await say(opened, "in the pause");
  await pause.locator("[data-unseen]", { hasText: "+4" }).waitFor();
  assert.deepEqual(await places(opened), before);
  assert.equal(await opened.locator("[role=grid]").getAttribute("aria-rowcount"), String(before.length));
  await pause.click();
  await rows(opened, "in the pause").nth(3).waitFor();
  await opened.locator("[data-act=pause][aria-pressed=false]").waitFor();
  assert.equal(await pause.locator("[data-unseen]").textContent(), "");
  await say(opened, "afterwards");
  await rows(opened, "afterwards").nth(3).waitFor();
  const seqs = await places(opened);
  assert.deepEqual(seqs, upTo(seqs));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("clearing hides what was, and the journal keeps it", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  const { place } = await pair(opened, running.origin);
  const before = await last(opened);
  await opened.locator("[data-act=clear]").click();
  await opened.locator(".empty:not([hidden])").waitFor();
  await say(opened, "fresh");
  await rows(opened, "fresh").nth(3).waitFor();
  const fresh = [1, 2, 3, 4].map((n) => before + n);
  assert.deepEqual(await places(opened), fresh);
  assert.equal(new URL(opened.url()).searchParams.get("from"), String(before));
  await opened.reload();
  await rows(opened, "fresh").nth(3).waitFor();
  assert.deepEqual(await places(opened), fresh);
  await opened.locator("[data-act=unclear]").click();
  await opened.locator("#e1").waitFor();
  assert.deepEqual(await places(opened), upTo(fresh));
  assert.equal(await opened.locator("[data-act=unclear]").isVisible(), false);
  await opened.goto(place);
  assert.deepEqual(await places(opened), upTo(fresh));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("without JavaScript links clear the view, bring it back, and change its face", async () => {
  const { page: opened, context } = await page(seen.launched, { javaScriptEnabled: false });
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.waitForURL(/\/s\/[\w-]{22}/);
  await opened.reload();
  const before = await opened.locator("#events > [role=row]").count();
  assert.equal(await opened.locator("[data-act=pause]").isVisible(), false);
  await opened.locator("[data-act=clear]").click();
  assert.equal(await opened.locator("#events > [role=row]").count(), 0);
  await opened.locator("[data-act=unclear]").click();
  assert.equal(await opened.locator("#events > [role=row]").count(), before);
  await opened.locator("a[data-face=ladder]").click();
  assert.equal(await opened.locator("#events .rung").count(), before);
  assert.equal(await opened.locator("a[data-face=ladder]").getAttribute("aria-current"), "true");
  assert.ok(await opened.locator(".ladder-names").isVisible());
  await context.close();
});

test("the details of a row are its meaning, its bytes, its code, and copies", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened, running.origin);
  const row = opened.locator("#events [data-kind=received]").last();
  const id = await row.getAttribute("id");
  await row.click();
  assert.equal(new URL(opened.url()).hash, `#${id}`);
  await opened.locator("#part-meaning").waitFor();
  await opened.locator("#part-bytes-tab").click();
  await opened.locator("#details .hex i", { hasText: "e4" }).first().waitFor();
  await opened.locator("#part-code-tab").click();
  await opened.locator("#details .program-text", { hasText: "import socket" }).waitFor();
  await opened.locator("#details a[data-program=rust]").click();
  await opened.locator("#details .program-text", { hasText: "fn main()" }).waitFor();
  assert.equal(new URL(opened.url()).hash, `#${id}`);
  await opened.locator("#part-copy-tab").click();
  await opened.locator("#part-copy a[data-copy]").first().waitFor();
  // The tab stays when another event is looked at.
  await opened.locator("#details a[rel=prev]").click();
  await opened.waitForFunction((old) => location.hash !== `#${old}`, id);
  await opened.locator("#part-copy-tab[aria-selected=true]").waitFor();
  await opened.locator("#details a[rel=next]").click();
  await opened.locator(`#${id}[aria-selected=true]`).waitFor();
  await opened.locator("#details [data-act=close-details]").click();
  await opened.locator("#details").waitFor({ state: "hidden" });
  assert.equal(new URL(opened.url()).hash, "");
  assert.equal(await opened.locator("#events [aria-selected=true]").count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("an address names the event that is selected, however far away it is", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(`${running.origin}/about`);
  const session = await datagrams(running.origin);
  await fill(opened, session, 400);
  for (const seq of [6, 799, 400]) {
    await opened.goto("about:blank");
    await opened.goto(`${running.origin}${session.path}#e${seq}`);
    await opened.locator(`#e${seq}[aria-selected=true]`).waitFor();
    await opened.locator(`#details [data-event="${seq}"]`).waitFor();
    await opened.waitForFunction((id) => {
      const [row, list] = [document.getElementById(id), document.querySelector("[data-list]")].map((one) => one.getBoundingClientRect());
      return list.top <= row.top + 1 && row.bottom <= list.bottom + 1;
    }, `e${seq}`);
    await opened.reload();
    await opened.locator(`#e${seq}[aria-selected=true]`).waitFor();
    await opened.locator(`#details [data-event="${seq}"]`).waitFor();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the telephone's words come at once, in rows and in details, and stay", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened, running.origin);
  let loads = 0;
  opened.on("load", () => loads++);
  await opened.locator("#events [data-kind=received]").first().click();
  await opened.locator("#part-meaning-tab").click();
  const places = [opened.locator("#e1 .phone"), opened.locator("#details .means-phone")];
  for (const place of places) assert.equal(await place.isVisible(), false);
  await opened.locator("a[data-set=phone][data-value=on]").click();
  for (const place of places) await place.waitFor();
  assert.equal(loads, 0);
  await opened.reload();
  for (const place of places) await place.waitFor();
  await opened.locator("a[data-set=phone][data-value=off]").click();
  for (const place of places) await place.waitFor({ state: "hidden" });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("another language and another theme keep what is looked at", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened, running.origin);
  await opened.locator("#chip-received").click();
  await opened.waitForFunction(() => document.querySelector("[role=grid]").ariaRowCount === "2");
  await opened.locator("a[data-face=ladder]").click();
  await opened.locator("#events .rung").first().click();
  await opened.locator("#part-meaning").waitFor();
  const id = new URL(opened.url()).hash;
  await opened.locator("a[data-set=theme][data-value=dark]").click();
  await opened.locator("html[data-theme=dark]").waitFor();
  await opened.locator("a[hreflang=zh-Hant]").click();
  await opened.locator("html[lang=zh-Hant][data-theme=dark]").waitFor();
  assert.equal(await opened.locator("#events .rung").count(), 2);
  assert.equal(await opened.locator("#filter-q").inputValue(), "dir == recv");
  await opened.locator(`${id}[aria-selected=true]`).waitFor();
  await opened.locator("#part-meaning").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
