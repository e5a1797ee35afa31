// One click shows a real conversation, in every language.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, output, page, places, server, settled, upTo } from "./support.mjs";

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

const languages = [
  { code: "en", accept: "en-GB", journal: "Journal", live: "live", received: "received 6 bytes" },
  { code: "zh-Hans", accept: "zh-CN", journal: "日志", live: "实时", received: "收到 6 个字节" },
  { code: "zh-Hant", accept: "zh-TW", journal: "紀錄", live: "即時", received: "收到 6 個位元組" },
];

for (const { code, accept, journal, live, received } of languages) {
  test(`one click on the TCP pair shows 你好 coming back, in ${code}`, async () => {
    const { page: opened, context, trouble } = await page(seen.launched, { locale: accept });
    await opened.goto(running.origin);
    assert.equal(await opened.locator("html").getAttribute("lang"), code);
    await opened.screenshot({ path: `${output}home-${code}-1280.png` });
    await opened.locator("#preset-tcp").click();
    await opened.waitForURL(/\/s\/[\w-]{22}/);
    await opened.getByText(live, { exact: true }).waitFor();
    await opened.locator("[data-kind=received]").nth(1).waitFor();
    await settled(opened);
    assert.equal(await opened.locator("#events-title").textContent(), journal);
    assert.equal(await opened.locator(".bytes-text", { hasText: "你好" }).count(), 4);
    assert.equal(await opened.getByText(received).count(), 2);
    const seqs = await places(opened);
    assert.deepEqual(seqs, upTo(seqs));
    await opened.screenshot({ path: `${output}echo-${code}-1280.png` });
    if (code === "en" && process.env.SCREENSHOT) await opened.screenshot({ path: process.env.SCREENSHOT });
    await opened.setViewportSize({ width: 390, height: 844 });
    await opened.screenshot({ path: `${output}echo-${code}-390.png`, fullPage: true });
    const wide = await opened.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `the page is ${wide} px wide`);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("what is sent through a form arrives, and reloading keeps every row", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  await settled(opened);
  const client = opened.locator("li.socket", { has: opened.locator("form[id$=-send]") }).first();
  await client.locator("textarea").fill("one more, 再见");
  await client.locator("textarea").press("Control+Enter");
  await opened.locator("[data-kind=received] .bytes-text", { hasText: "再见" }).first().waitFor();
  await settled(opened);
  const rows = await opened.locator("#events > [role=row]").allInnerTexts();
  await opened.reload();
  await settled(opened);
  assert.deepEqual(await opened.locator("#events > [role=row]").allInnerTexts(), rows);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the UDP pair counts datagrams", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-udp").click();
  await opened.locator("[data-kind=received]").nth(1).waitFor();
  assert.ok((await opened.locator("li.socket .protocol", { hasText: "UDP" }).count()) >= 2);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a chosen language sticks, and the Chinese pages have no English left", async () => {
  const { page: opened, context } = await page(seen.launched, { locale: "en-GB" });
  const english = ["Sockets", "Journal", "received", "automatic", "bytes sent", "returned", "Open a socket", "Export"];
  for (const code of ["zh-Hans", "zh-Hant"]) {
    await opened.goto(`${running.origin}/?lang=${code}`);
    await opened.locator("#preset-tcp").click();
    await opened.locator("[data-kind=received]").nth(1).waitFor();
    assert.equal(await opened.locator("html").getAttribute("lang"), code);
    const text = await opened.locator("main").innerText();
    for (const word of english) assert.ok(!text.includes(word), `${code}: ${word}`);
  }
  for (const path of ["/help", "/about", "/nowhere"]) {
    const answer = await opened.goto(running.origin + path);
    assert.equal(answer.headers()["content-language"], "zh-Hant");
    assert.match(answer.headers().vary, /Accept-Language/i);
  }
  await context.close();
});

test("the first page opens what its forms say, and keeps what it cannot understand", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#open-tcp-listen-at").fill("nowhere at all");
  await opened.locator("#open-tcp-listen button").click();
  await opened.locator("#open-tcp-listen-at-error", { hasText: "127.0.0.1:8888" }).waitFor();
  assert.equal(await opened.locator("#open-tcp-listen-at").inputValue(), "nowhere at all");
  trouble.length = 0; // The browser itself calls an answer with status 422 an error.
  await opened.locator("#open-tcp-listen-at").fill("127.0.0.1:0");
  await opened.locator("#open-tcp-listen button").click();
  await opened.locator("#s1 .chip[data-state=listening]").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("what the first page may not open stays there as it was typed, with the reason", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page: opened, context } = await page(seen.launched, { javaScriptEnabled });
    await opened.goto(running.origin);
    await opened.locator("#open-tcp-connect-to").fill("224.0.0.1:8888");
    await opened.locator("#open-tcp-connect-at").fill("127.0.0.1:0");
    const answered = opened.waitForResponse((answer) => answer.request().method() === "POST");
    await opened.locator("#open-tcp-connect-do").click();
    assert.equal((await answered).status(), 422);
    await opened.locator(".banner[role=alert]", { hasText: "224.0.0.1" }).waitFor();
    await opened.locator("#open-tcp-connect-to-error", { hasText: "multicast" }).waitFor();
    assert.equal(await opened.locator("#open-tcp-connect-to").inputValue(), "224.0.0.1:8888");
    assert.equal(await opened.locator("#open-tcp-connect-at").inputValue(), "127.0.0.1:0");
    await opened.locator("#open-tcp-connect-to:focus[aria-invalid=true]").waitFor();
    await context.close();
  }
});

test("a session ends with a button, and is gone", async () => {
  const { page: opened, context } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  const session = opened.url();
  await opened.locator(".ending summary").click();
  await opened.locator("#end").click();
  await opened.waitForURL(`${running.origin}/`);
  assert.equal((await opened.goto(session)).status(), 410);
  await context.close();
});

test("an event's own page has all the bytes that were kept", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  const client = opened.locator("li.socket", { has: opened.locator("form[id$=-send]") }).first();
  await client.locator("textarea").fill("0123456789abcdef".repeat(300));
  await client.locator("form[id$=-send] button").click();
  const row = opened.locator("[data-kind=sent]", { hasText: "4800" }).first();
  await row.locator("summary").click();
  await row.locator("a", { hasText: "4096" }).click();
  await opened.waitForURL(/\/events\/\d+$/);
  assert.match(await opened.locator(".dump").innerText(), /^0000 {2}30 31[\s\S]*\n0ff0 {2}30 31.*0123456789abcdef$/);
  assert.deepEqual(trouble, []);
  await context.close();
});
