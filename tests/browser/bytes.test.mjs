// Bytes as people read and write them: the pane of an event, and the composer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, page, server } from "./support.mjs";

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

/** Opens the TCP pair, live. */
async function pair(opened) {
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection[data-state=live]").waitFor();
}

/** Sends bytes in hex from the composer, and opens the page of the event that they arrived in. */
async function arrived(opened, hex) {
  const before = await opened.locator("#events [data-kind=received]").count();
  await opened.locator("#composer-encoding").selectOption("hex");
  await opened.locator("#composer-data").fill(hex);
  await opened.locator("#composer-do").click();
  const row = opened.locator("#events [data-kind=received]").nth(before);
  await row.waitFor();
  const seq = (await row.getAttribute("id")).slice(1);
  await opened.goto(`${opened.url().split(/[?#]/)[0]}/events/${seq}`);
  await opened.locator(".hex").waitFor();
}

const text = (opened) => opened.locator(".hex-text b").allTextContents();

test("the same bytes are read in another encoding, and the choice is kept", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page: opened, context, trouble } = await page(seen.launched);
    await pair(opened);
    await arrived(opened, "c4e3 bac3 41");
    const place = opened.url();
    const plain = await context.browser().newContext({ javaScriptEnabled });
    const reader = await plain.newPage();
    await reader.goto(place);
    assert.deepEqual(await text(reader), ["\ufffd", "\ufffd", "\ufffd", "\ufffd", "A"]);
    await reader.locator("a[data-gutter=gbk]").click();
    await reader.locator("a[data-gutter=gbk][aria-current]").waitFor();
    assert.deepEqual(await text(reader), ["\u4f60", "\u597d", "A"]);
    assert.equal(reader.url() === place, javaScriptEnabled);
    await reader.goto(place);
    assert.deepEqual(await text(reader), ["\u4f60", "\u597d", "A"]);
    await plain.close();
    assert.deepEqual(trouble, []);
    await context.close();
  }
});

test("bytes are selected with the mouse and with the keyboard, and read as numbers", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  await arrived(opened, "00 01 ff fe e4 bd a0 0a 41");
  const number = (name) => opened.locator(`[data-number="${name}"]`).textContent();
  const where = () => opened.locator("[data-where]").textContent();
  await opened.locator(".hex i").nth(1).click();
  assert.match(await where(), /0x0001 = 1, length 1/);
  assert.deepEqual([await number("u8"), await number("u16 BE"), await number("u16 LE")], ["1", "511", "65281"]);
  assert.equal(await number("u64 BE"), String(0x01fffee4bda00a41n));
  await opened.locator(".hex i").nth(2).click();
  assert.deepEqual([await number("u8"), await number("i8"), await number("u64 LE")], ["255", "-1", "–"]);
  await opened.locator(".hex i").nth(6).click({ modifiers: ["Shift"] });
  assert.match(await where(), /0x0002 = 2, length 5/);
  assert.equal(await opened.locator("[data-text]").textContent(), "\ufffd\ufffd\u4f60");
  await opened.locator(".hex b", { hasText: "\u4f60" }).hover();
  assert.equal(await opened.locator(".hex i.near").count(), 3);
  await opened.locator(".hex").focus();
  await opened.keyboard.press("Home");
  await opened.keyboard.press("Shift+ArrowRight");
  assert.match(await where(), /0x0000 = 0, length 2/);
  await opened.locator("[data-bits]").click();
  assert.equal(await opened.locator(".hex i").nth(4).textContent(), "1110 0100");
  await opened.locator("a[data-gutter=latin1]").click();
  await opened.locator("a[data-gutter=latin1][aria-current]:focus").waitFor();
  assert.equal(await opened.locator(".hex i").nth(4).textContent(), "1110 0100");
  assert.match(await where(), /0x0000 = 0, length 2/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the composer shows what would be sent, and what an encoding lacks", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  await opened.locator("#composer-encoding").selectOption("gbk");
  await opened.locator("#composer-ending").selectOption("lf");
  await opened.locator("#composer-data").fill("\u4f60\u597d");
  await opened.locator("#preview", { hasText: "5 bytes" }).waitFor();
  assert.deepEqual(await opened.locator("#preview i").allTextContents(), ["c4", "e3", "ba", "c3", "0a"]);
  await opened.locator("#composer-data").fill("a\u{1f600}");
  await opened.locator("#preview .error", { hasText: "GBK has no \u{1f600} (U+1F600, position 2)" }).waitFor();
  await opened.locator("#composer-do").click();
  await opened.locator("#composer-data-error", { hasText: "position 2" }).waitFor();
  await opened.locator("#composer-data:focus").pressSequentially("b");
  await opened.locator("#composer-data:not([aria-invalid])").waitFor();
  assert.equal(await opened.locator("#composer-data-error").textContent(), "");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("another notation keeps the bytes, and says so where it cannot", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  const data = opened.locator("#composer-data");
  const holds = (value) => opened.waitForFunction((wanted) => document.getElementById("composer-data").value === wanted, value);
  await data.fill("\u4f60\n");
  await opened.locator("#composer-encoding").selectOption("hex");
  await holds("e4 bd a0 0a");
  await opened.locator("#composer-encoding").selectOption("escaped");
  await holds("\u4f60\\n");
  await opened.locator("#composer-encoding").selectOption("base64");
  await holds("5L2gCg==");
  await opened.locator("#composer-encoding").selectOption("text");
  await holds("\u4f60\n");
  await opened.locator("#composer-encoding").selectOption("hex");
  await holds("e4 bd a0 0a");
  await data.fill("ff");
  await opened.locator("#composer-encoding").selectOption("text");
  await opened.locator("[data-note]", { hasText: "cannot be written" }).waitFor();
  assert.equal(await data.inputValue(), "ff");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a draft survives a reload, and so does what was sent", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  await opened.locator("#composer-encoding").selectOption("big5");
  await opened.locator("#composer-data").fill("again");
  await opened.locator("#composer-data").press("Control+Enter");
  await opened.locator("#events [data-kind=sent] .bytes-text", { hasText: "again" }).first().waitFor();
  assert.equal(await opened.locator("#composer-data").inputValue(), "again");
  await opened.reload();
  assert.equal(await opened.locator("#composer-data").inputValue(), "again");
  assert.equal(await opened.locator("#composer-encoding").inputValue(), "big5");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("an input method that chooses a candidate sends nothing", async () => {
  const { page: opened, context } = await page(seen.launched);
  await pair(opened);
  await opened.locator("#composer-data").fill("ni");
  const sent = await opened.evaluate(() => {
    let submitted = 0;
    document.getElementById("composer").addEventListener("submit", () => submitted++);
    const press = (more) =>
      document.getElementById("composer-data").dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, ...more }),
      );
    press({ isComposing: true });
    press({ keyCode: 229 });
    return submitted;
  });
  assert.equal(sent, 0);
  await context.close();
});

test("a message repeats until it was enough, or somebody stops it", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  await opened.locator("#composer-data").fill("tick");
  await opened.locator("[data-repeat] summary").click();
  await opened.locator("#repeat-count").fill("3");
  await opened.locator("#repeat-every").fill("0");
  await opened.locator("[data-start]").click();
  await opened.locator("[data-count]", { hasText: "sent 3 of 3" }).waitFor();
  await opened.locator("[data-start]").waitFor();
  await opened.locator("#repeat-every").fill("600000");
  await opened.locator("[data-start]").click();
  await opened.locator("[data-count]", { hasText: "sent 1 of 3" }).waitFor();
  await opened.locator("[data-stop]").click();
  await opened.locator("[data-start]:focus").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the list of sockets changes and keeps what was chosen", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  const chosen = () => opened.locator("#composer-socket").inputValue();
  const cards = opened.locator("a[data-compose]");
  const last = await cards.last().getAttribute("data-compose");
  await cards.last().click();
  assert.equal(await chosen(), last);
  await opened.locator("#composer-data:focus").waitFor();
  await opened.evaluate(async () => {
    const { apply } = await import("/static/js/patch.js");
    const old = document.getElementById("targets");
    const fresh = old.cloneNode(true);
    fresh.firstElementChild.dataset.version = "another";
    fresh.querySelector("select").append(new Option("s99 UDP", "s99"));
    apply([{ action: "replace", target: "targets", html: new XMLSerializer().serializeToString(fresh) }]);
  });
  assert.equal(await opened.locator("#composer-socket option").last().textContent(), "s99 UDP");
  assert.equal(await chosen(), last);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("escapes of other tools are taken for ours when they are pasted", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  await opened.locator("#composer-encoding").selectOption("escaped");
  await opened.locator("#composer-data").evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", String.raw`\41\\42\n\x43`);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  assert.equal(await opened.locator("#composer-data").inputValue(), String.raw`\x41\\42\n\x43`);
  await opened.locator("[data-note]", { hasText: "was pasted" }).waitFor();
  await opened.locator("#preview", { hasText: "6 bytes" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a browser that keeps nothing still sends", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.addInitScript(() => {
    Object.defineProperty(globalThis, "sessionStorage", { get: () => { throw new DOMException("blocked", "SecurityError"); } });
  });
  await pair(opened);
  await opened.locator("#composer-data").fill("kept nowhere");
  await opened.locator("#composer-do").click();
  await opened.locator("#events [data-kind=received] .bytes-text", { hasText: "kept nowhere" }).first().waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("bytes of an event go back into the composer", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await pair(opened);
  const put = (hex) =>
    opened.evaluate(async (bytes) => {
      const { compose } = await import("/static/js/composer.js");
      await compose("", bytes);
      const value = (name) => document.getElementById(`composer-${name}`).value;
      return [value("encoding"), value("data")];
    }, hex);
  assert.deepEqual(await put("e4bda0"), ["text", "\u4f60"]);
  assert.deepEqual(await put("e4bd"), ["hex", "e4 bd"]);
  assert.deepEqual(await put("410d0a"), ["escaped", "A\\r\\n"]);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("without JavaScript the composer sends through the socket that a card chose", async () => {
  const { page: opened, context } = await page(seen.launched, { javaScriptEnabled: false });
  await opened.goto(running.origin);
  await opened.locator("#preset-udp").click();
  const card = opened.locator("a[data-compose]").first();
  const name = await card.getAttribute("data-compose");
  await card.click();
  assert.equal(await opened.locator("#composer-socket").inputValue(), name);
  await opened.locator("#composer-to").fill("nowhere");
  await opened.locator("#composer-data").fill("one\ntwo");
  await opened.locator("#composer-do").click();
  await opened.locator("#composer-to-error", { hasText: "127.0.0.1:8888" }).waitFor();
  assert.equal(await opened.locator("#composer-data").inputValue(), "one\ntwo");
  assert.equal(await opened.locator("#composer-socket").inputValue(), name);
  await opened.locator("#composer-to").fill("127.0.0.1:9");
  await opened.locator("#composer-do").click();
  await opened.locator("#events [data-kind=sent]", { hasText: "one␊two" }).waitFor();
  assert.equal(await opened.locator("#composer-socket").inputValue(), name);
  await context.close();
});
