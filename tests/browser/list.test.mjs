// A journal that is longer than the page: few rows in it, the right ones, and none lost.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, datagrams, fill, page, places, server, until } from "./support.mjs";

const MOST = 240;

let running;
let seen;
/** Sends datagrams from outside of the page that is looked at. */
let other;

before(async () => {
  running = await server();
  seen = await browser();
  other = (await page(seen.launched)).page;
  await other.goto(`${running.origin}/about`);
});

after(async () => {
  await seen?.close();
  await running?.stop();
});

/** A session of some thousand events, and a page that shows it live. */
async function long(opened, messages = 1500, query = "") {
  const session = await datagrams(running.origin);
  const last = await fill(other, session, messages);
  await opened.goto(`${running.origin}${session.path}${query}`);
  await opened.locator("#connection[data-state=live]").waitFor();
  return { ...session, last };
}

/** Waits until the rows that are to be seen are there, each at its place; gives their numbers. */
async function shown(opened) {
  const look = () => {
    const list = document.querySelector("[data-list]");
    const rows = [...document.querySelectorAll("#events > [role=row]")];
    const height = rows[0]?.getBoundingClientRect().height ?? 0;
    const [box, space] = [list.getBoundingClientRect(), document.querySelector("[data-space]").getBoundingClientRect()];
    const top = Math.max(box.top, document.querySelector("[data-heads]").getBoundingClientRect().bottom);
    const inside = rows.filter((row) => {
      const at = row.getBoundingClientRect();
      return top < at.bottom - 1 && at.top + 1 < box.top + list.clientHeight;
    });
    const ends = [inside[0]?.getBoundingClientRect().top ?? Infinity, inside.at(-1)?.getBoundingClientRect().bottom ?? 0];
    if (top + 1 < ends[0] || ends[1] < Math.min(box.top + list.clientHeight, space.bottom) - 1) return undefined;
    const wrong = rows.filter((row, nth) => {
      const seq = Number(row.id.slice(1));
      const place = Math.abs(row.getBoundingClientRect().top - space.top - (seq - 1) * height) < 2;
      return !place || Number(row.ariaRowIndex) !== seq || seq !== Number(rows[0].id.slice(1)) + nth;
    });
    // Rows are put in their places in the frame that shows them; before that they may be looked at elsewhere.
    if (wrong.length > 0) return undefined;
    const follows = list.scrollHeight - list.clientHeight - list.scrollTop < 2;
    const all = Number(document.querySelector("[role=grid]").ariaRowCount);
    return { seqs: inside.map((row) => Number(row.id.slice(1))), rows: rows.length, all, follows };
  };
  const found = await (await opened.waitForFunction(look)).jsonValue();
  assert.ok(found.rows <= MOST, `${found.rows} rows are in the page`);
  return found;
}

/** Waits until the list is at its end. */
const ends = (opened) =>
  opened.waitForFunction(() => {
    const list = document.querySelector("[data-list]");
    return list.scrollHeight - list.clientHeight - list.scrollTop < 2;
  });

/** Scrolls to a part of the whole, from 0 to 1. */
const scroll = (opened, part) =>
  opened.locator("[data-list]").evaluate((list, to) => (list.scrollTop = (list.scrollHeight - list.clientHeight) * to), part);

/** Every place that is to be seen when the list is scrolled through from its beginning. */
async function through(opened) {
  const found = [];
  for (let more = true, top = 0; more; ) {
    await opened.locator("[data-list]").evaluate((list, to) => (list.scrollTop = to), top);
    const { seqs, follows } = await shown(opened);
    found.push(...seqs);
    more = !follows;
    top = await opened.locator("[data-list]").evaluate((list) => list.scrollTop + list.clientHeight - 60);
  }
  return [...new Set(found)];
}

for (const face of ["list", "ladder"]) {
  test(`the ${face} of thousands of rows holds few of them, and the right ones wherever it is scrolled`, async () => {
    const { page: opened, context, trouble } = await page(seen.launched);
    const { last } = await long(opened, face === "list" ? 1500 : 500, `?face=${face}`);
    assert.ok(4 * MOST < last);
    const first = await shown(opened);
    assert.deepEqual([first.seqs.at(-1), first.all, first.follows], [last, last, true]);
    for (const part of [0.5, 0, 0.77, 0.1, 1, 0.3, 0.31, 0.32]) {
      await scroll(opened, part);
      const { seqs, all } = await shown(opened);
      const middle = (seqs[0] + seqs.at(-1)) / 2;
      const half = seqs.length / 2 + 1;
      assert.ok(Math.abs(middle - half - (last - 2 * half) * part) < 3, `${part}: ${seqs[0]} to ${seqs.at(-1)} of ${last}`);
      assert.equal(all, last);
    }
    await opened.locator("#events > [role=row]").first().focus();
    await opened.keyboard.press("Home");
    await opened.locator("#e1[aria-selected=true]:focus").waitFor();
    assert.equal((await shown(opened)).seqs[0], 1);
    await opened.keyboard.press("End");
    await opened.locator(`#e${last}`).waitFor();
    await ends(opened);
    assert.equal((await shown(opened)).seqs.at(-1), last);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("who scrolls up stays there, is told how many are new, and goes on at the end", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  const session = await long(opened, 400);
  const pill = opened.locator(".follow");
  assert.equal(await pill.isVisible(), false);
  for (const back of [() => pill.locator("button").click(), () => opened.keyboard.press("End")]) {
    await scroll(opened, 0.5);
    const here = (await shown(opened)).seqs;
    const last = await fill(other, session, 10);
    await pill.locator("[data-new]", { hasText: /^20 / }).waitFor();
    const { seqs, all } = await shown(opened);
    assert.deepEqual([seqs, all], [here, last]);
    await back();
    await opened.locator(`#e${last}`).waitFor();
    await pill.waitFor({ state: "hidden" });
    const next = await fill(other, session, 3);
    await opened.locator(`#e${next}`).waitFor();
    await ends(opened);
    const found = await shown(opened);
    assert.deepEqual([found.seqs.at(-1), found.follows], [next, true]);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("while the rows follow the end, nothing else on the page moves", async () => {
  for (const face of ["list", "ladder"]) {
    const { page: opened, context } = await page(seen.launched);
    const session = await long(opened, 200, `?face=${face}`);
    const boxes = () =>
      opened.evaluate(() =>
        [".rail", "#s1", "#s2", "#own-socket", "#compose", ".journal-head", "#filter", "[data-list]", "#heads"].map((part) => {
          const { x, y, width, height } = document.querySelector(part).getBoundingClientRect();
          return [part, x, y, width, height].join(" ");
        }),
      );
    const before = await boxes();
    for (let times = 0; times < 3; times++) {
      const last = await fill(other, session, 40);
      await opened.locator(`#e${last}`).waitFor();
      await ends(opened);
      assert.deepEqual(await boxes(), before, face);
    }
    await context.close();
  }
});

test("a lost connection and a reload lose no row, and double none", async () => {
  const { page: opened, context } = await page(seen.launched);
  const sockets = [];
  await opened.routeWebSocket(/\/s\/.*\/live/, (ws) => {
    ws.connectToServer();
    sockets.push(ws);
  });
  const session = await long(opened, 150);
  for (const place of [1, 0.4]) {
    await scroll(opened, place);
    await shown(opened);
    await sockets.at(-1).close({ code: 3000 });
    await opened.locator("#connection[data-state=waiting]").waitFor();
    const last = await fill(other, session, 80);
    await opened.locator("#connection[data-state=live]").waitFor();
    await opened.locator(`[role=grid][aria-rowcount="${last}"]`).waitFor();
    const whole = Array.from({ length: last }, (_, at) => at + 1);
    assert.deepEqual(await through(opened), whole);
  }
  await opened.reload();
  await opened.locator("#connection[data-state=live]").waitFor();
  const whole = Array.from({ length: await session.head() }, (_, at) => at + 1);
  assert.deepEqual(await through(opened), whole);
  await context.close();
});

test("what happens while rows are being fetched is not lost", async () => {
  const { page: opened, context } = await page(seen.launched);
  const session = await long(opened, 50, "?q=udp");
  let last = 0;
  await opened.route(/\/rows\?/, async (route) => {
    const early = await route.fetch();
    const cards = await opened.locator("#s2").innerText();
    last = await fill(other, session, 5);
    await until(async () => (await opened.locator("#s2").innerText()) !== cards);
    await route.fulfill({ response: early });
  }, { times: 1 });
  const answered = opened.waitForResponse(/\/rows\?/);
  await opened.keyboard.press("l");
  await (await answered).finished();
  await opened.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await opened.locator(`#e${last}.rung`).waitFor();
  const seqs = await places(opened);
  assert.deepEqual(seqs, [...new Set(seqs)].sort((one, two) => one - two));
  await context.close();
});
