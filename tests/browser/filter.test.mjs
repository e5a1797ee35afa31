// Looking at less, and looking at it as a ladder: with chips, text, keys, live, and without JavaScript.

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

/** Sends words through the composer. */
async function say(opened, words) {
  await opened.locator("#composer-data").fill(words);
  await opened.locator("#composer-do").click();
}

const rows = (opened, words) => opened.locator("#events .bytes-text", { hasText: words });
const kinds = (opened) => opened.locator("#events > [role=row]").evaluateAll((all) => [...new Set(all.map((row) => row.dataset.kind))]);
const counted = (opened, n) => opened.waitForFunction((wanted) => document.querySelector("[role=grid]").ariaRowCount === String(wanted), n);

test("chips and text filter the rows, those that come too, and the count says how many of all", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened, running.origin);
  const all = (await places(opened)).length;
  const field = opened.locator("#filter-q");
  await opened.locator("#chip-received").click();
  await opened.locator("#shown", { hasText: `2 of ${all}` }).waitFor();
  assert.deepEqual(await kinds(opened), ["received"]);
  assert.equal(await field.inputValue(), "dir == recv");
  await opened.locator("#chip-received[aria-current=true]").waitFor();
  await say(opened, "once more");
  await rows(opened, "once more").nth(1).waitFor();
  await opened.locator("#shown", { hasText: `4 of ${all + 4}` }).waitFor();
  assert.deepEqual(await kinds(opened), ["received"]);
  await field.fill('data contains "once"');
  await field.press("Enter");
  await opened.locator("#shown", { hasText: `4 of ${all + 4}` }).waitFor();
  await opened.locator("#events [data-kind=sent]").first().waitFor();
  assert.equal(new URL(opened.url()).searchParams.get("q"), 'data contains "once"');
  await opened.reload();
  assert.equal(await opened.locator("#events > [role=row]").count(), 4);
  await opened.locator("#shown", { hasText: `4 of ${all + 4}` }).waitFor();
  await field.press("Escape");
  await counted(opened, all + 4);
  assert.equal(await field.inputValue(), "");
  assert.equal(new URL(opened.url()).search, "");
  assert.equal(await opened.locator("#shown").textContent(), "");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a filter that cannot be understood says so, and loses nothing", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened, running.origin);
  await opened.locator("#composer-data").fill("a draft");
  await opened.locator("#chip-sent").click();
  await counted(opened, 2);
  const field = opened.locator("#filter-q");
  await field.fill("tcp.prot == 8888");
  await field.press("Enter");
  await opened.locator("#filter-says", { hasText: "tcp.port" }).waitFor();
  await opened.locator("#filter-q[aria-invalid=true]:focus").waitFor();
  assert.equal(await field.inputValue(), "tcp.prot == 8888");
  assert.deepEqual(await kinds(opened), ["sent"]);
  await opened.locator("#chip-mend").click();
  await opened.locator("#filter-q:not([aria-invalid])").waitFor();
  assert.equal(await field.inputValue(), "tcp.port == 8888");
  assert.equal(await opened.locator("#composer-data").inputValue(), "a draft");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("following an event shows its conversation alone, whether by the button or the key", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  const { place } = await pair(opened, running.origin);
  await opened.locator("details.opening:not(.scenes) > summary").click();
  await opened.locator("#preset-udp").click();
  const arrived = opened.locator("#events [data-kind=received]");
  await arrived.nth(3).waitFor();
  for (const follow of [() => opened.locator("#details [data-follow]").click(), () => opened.keyboard.press("f")]) {
    await opened.goto(`${place}?face=list`);
    await opened.locator("#connection[data-state=live]").waitFor();
    const own = await arrived.first().getAttribute("id");
    await arrived.first().click();
    await opened.locator("#details [data-follow]").waitFor();
    await follow();
    await arrived.nth(3).waitFor({ state: "detached" });
    const sockets = await opened.locator("#events > [role=row]").evaluateAll((all) => [...new Set(all.map((row) => row.dataset.socket))]);
    assert.equal(sockets.length, 2);
    await opened.locator(`#${own}[aria-selected=true]`).waitFor();
    assert.match(await opened.locator("#filter-q").inputValue(), /sock\.id in/);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("without JavaScript the filter is a form, its chips are links, and mistakes are said", async () => {
  const { page: opened, context } = await page(seen.launched, { javaScriptEnabled: false });
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.waitForURL(/\/s\/[\w-]{22}/);
  await opened.reload();
  const all = await opened.locator("#events > [role=row]").count();
  await opened.locator("#chip-sent").click();
  assert.equal(await opened.locator("#events > [role=row]").count(), 2);
  assert.match(await opened.locator("#shown").textContent(), new RegExp(`2 of ${all}`));
  await opened.locator("a[data-face=ladder]").click();
  assert.equal(await opened.locator("#events .rung").count(), 2);
  await opened.locator("#filter-q").fill("tcp.prot");
  await opened.locator(".filter-apply").click();
  assert.match(await opened.locator("#filter-says").textContent(), /tcp\.port/);
  assert.equal(await opened.locator("#filter-q").inputValue(), "tcp.prot");
  assert.equal(await opened.locator("#events .rung").count(), all);
  await opened.locator("#chip-all").click();
  assert.equal(await opened.locator("#filter-q").inputValue(), "");
  assert.equal(await opened.locator("#events .rung").count(), all);
  await context.close();
});

test("the ladder has the rows and the selection of the list, and keeps what is typed", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  const { client } = await pair(opened, running.origin);
  await opened.locator("#composer-data").fill("a draft");
  const before = await places(opened);
  const chosen = await opened.locator("#events [data-kind=received]").first().getAttribute("id");
  await opened.locator(`#${chosen}`).click();
  await opened.locator("#part-meaning").waitFor();
  await opened.keyboard.press("l");
  await opened.locator(`#${chosen}.rung[aria-selected=true]`).waitFor();
  assert.deepEqual(await places(opened), before);
  assert.equal(await opened.locator("#composer-data").inputValue(), "a draft");
  assert.equal(new URL(opened.url()).searchParams.get("face"), "ladder");
  await opened.locator("#composer-do").click();
  await opened.locator("#events .rung .say", { hasText: "a draft" }).nth(3).waitFor();
  const names = opened.locator("#heads .sr li");
  assert.equal(await names.count(), 3);
  await opened.locator(`#${client}-close-do`).click();
  await opened.locator(`#events [data-kind=closed][data-socket=${client}]`).waitFor();
  // A line that has ended keeps its name, until another one stands there.
  await opened.waitForFunction(() => document.querySelectorAll("#heads .sr li").length === 3 && document.querySelectorAll("#heads .head-ghost").length === 2);
  const live = await names.allTextContents();
  assert.match(live[0], /listener .* listening/);
  const drawn = await opened.locator("#events > [role=row]").allInnerTexts();
  await opened.reload();
  await opened.locator(`#${chosen}.rung[aria-selected=true]`).waitFor();
  assert.deepEqual(await names.allTextContents(), live);
  assert.deepEqual(await opened.locator("#events > [role=row]").allInnerTexts(), drawn);
  assert.deepEqual(trouble, []);
  await context.close();
});
