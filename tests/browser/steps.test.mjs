// A server by hand, one system call a click, with JavaScript and without.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { browser, page, places, server, upTo } from "./support.mjs";

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

for (const javaScriptEnabled of [true, false]) {
  const road = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a server stepped by hand answers a real client, ${road}`, async () => {
    const { page: opened, context, trouble } = await page(seen.launched, { javaScriptEnabled });
    const row = (text) => opened.locator("#events > [role=row]", { hasText: text }).last();
    // Without the live view a reload shows what happened since.
    const see = async (text) => {
      for (let tries = 0; !javaScriptEnabled && tries < 20; tries++) {
        if (await row(text).count()) break;
        await opened.goto(opened.url().split("#")[0]);
      }
      await row(text).waitFor();
    };
    await opened.goto(running.origin);
    await opened.locator("#preset-step").click();
    await see("socket(AF_INET, SOCK_STREAM)");
    if (javaScriptEnabled) await opened.locator("#connection[data-state=live]").waitFor();

    await opened.locator("#s1-bind-at").fill("127.0.0.1:0");
    await opened.locator("#s1-bind button").click();
    await see("bind(127.0.0.1:0) = 0");
    await opened.locator("#s1-listen button").click();
    await see("listen(5) = 0");
    const address = await opened.locator("#s1 .ends code").first().innerText();
    await opened.locator("#s1-accept button").click();
    await see("accept()");

    const client = connect(Number(address.split(":").at(-1)), "127.0.0.1");
    const answered = new Promise((resolve) => client.once("data", resolve));
    client.write("你好");
    await see("accept() = s2");

    await opened.locator("#s2-recv button").click();
    await see("recv(1024) = 6");
    await opened.locator("#s2-send textarea").fill("e5 86 8d e8 a7 81");
    await opened.locator("#s2-send-encoding").selectOption("hex");
    await opened.locator("#s2-send button").click();
    assert.equal(String(await answered), "再见");
    await see("send(6) = 6");
    await opened.locator("#s2-close button").click();
    await see("close() = 0");
    client.destroy();

    const seqs = await places(opened);
    assert.deepEqual(seqs, upTo(seqs));
    assert.deepEqual(trouble, []);
    await context.close();
  });

  test(`a mistake is named at its field and nothing typed is lost, ${road}`, async () => {
    const { page: opened, context } = await page(seen.launched, { javaScriptEnabled });
    await opened.goto(running.origin);
    await opened.locator("#preset-step").click();
    await opened.locator("#s1-bind-at").waitFor();
    if (javaScriptEnabled) await opened.locator("#connection[data-state=live]").waitFor();
    await opened.locator("#s1-bind-at").fill("nowhere at all");
    await opened.locator("#s1-bind button").click();
    await opened.locator("#s1-bind-at-error", { hasText: "127.0.0.1:8888" }).waitFor();
    assert.equal(await opened.locator("#s1-bind-at").inputValue(), "nowhere at all");
    assert.equal(await opened.locator("#s1-bind-at").getAttribute("aria-invalid"), "true");
    await context.close();
  });
}

test("the keyboard stays in the card while its forms change", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-step").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  await opened.locator("#s1-bind-at").fill("127.0.0.1:0");
  await opened.locator("#s1-bind-at").press("Enter");
  await opened.locator("#s1-listen").waitFor();
  await opened.locator("#s1-forms :focus").waitFor();
  await opened.locator("#s1-listen-do").press("Enter");
  await opened.locator("#s1-accept").waitFor();
  await opened.locator("#s1-accept-do:focus").waitFor();
  await opened.locator("#s1-close-do").press("Enter");
  await opened.locator("#s1[data-state=closed]:focus").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a listener made by hand can be told to accept and answer by itself", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-step").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  await opened.locator("#s1-bind-at").fill("127.0.0.1:0");
  await opened.locator("#s1-bind-do").click();
  await opened.locator("#s1-listen-do").click();
  await opened.locator("#s1-fold").click();
  await opened.locator("#s1-auto-respond-respond").selectOption("upper");
  await opened.locator("#s1-auto-respond-do").click();
  await opened.locator("#s1 .marks li").nth(1).waitFor();
  await opened.locator("#s1-auto-accept-do").click();
  await opened.locator("#events > [data-kind=note]").nth(1).waitFor();
  await opened.locator("#s1-auto-accept-do:focus").waitFor();
  const address = await opened.locator("#s1 .ends code").first().innerText();
  const client = connect(Number(address.split(":").at(-1)), "127.0.0.1");
  client.on("error", () => {});
  await opened.locator("#s2[data-state=open]").waitFor();
  client.destroy();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("after a command the row it made is the one that is pointed at, without JavaScript", async () => {
  const { page: opened, context } = await page(seen.launched, { javaScriptEnabled: false });
  await opened.goto(running.origin);
  await opened.locator("#preset-step").click();
  await opened.locator("#s1-bind-at").fill("127.0.0.1:0");
  await opened.locator("#s1-bind-do").click();
  await opened.locator("#events > :target", { hasText: "bind(127.0.0.1:0) = 0" }).waitFor();
  await opened.locator("#s1-listen-backlog").fill("-1");
  await opened.locator("#s1-listen-do").click();
  await opened.locator("#s1-listen-backlog-error", { hasText: "65" }).waitFor();
  await opened.goto(`${opened.url()}?lang=zh-Hant`);
  assert.match(opened.url(), /\/s\/[\w-]{22}\?lang=zh-Hant$/);
  assert.equal(await opened.locator("html").getAttribute("lang"), "zh-Hant");
  await context.close();
});

test("without JavaScript the TCP pair works, and the page says what is missing", async () => {
  const { page: opened, context } = await page(seen.launched, { javaScriptEnabled: false });
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  assert.equal(await opened.locator(".bytes-text", { hasText: "你好" }).count(), 4);
  assert.match(await opened.locator("noscript").innerText(), /JavaScript/);
  await context.close();
});
