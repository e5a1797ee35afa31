// The frame of the pages: looks that change at once, links that only fill in, and the page's own socket.

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

test("a theme changes at once, loses nothing, and stays", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(`${running.origin}/?theme=dark`);
  await opened.locator("#open-tcp-connect-to").fill("typed:1");
  const ground = () => opened.evaluate(() => getComputedStyle(document.body).getPropertyValue("color-scheme"));
  assert.equal(await ground(), "dark");
  await opened.locator("a[data-set=theme][data-value=projector]").click();
  await opened.locator("html[data-theme=projector]").waitFor();
  assert.equal(await ground(), "light");
  assert.equal(await opened.evaluate(() => getComputedStyle(document.documentElement).fontSize), "24px");
  assert.equal(await opened.locator("#open-tcp-connect-to").inputValue(), "typed:1");
  assert.equal(new URL(opened.url()).search, "");
  await opened.goto(`${running.origin}/help`);
  assert.equal(await opened.locator("html").getAttribute("data-theme"), "projector");
  assert.equal(await opened.locator("[aria-current=true][data-set=theme]").getAttribute("data-value"), "projector");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a link fills a form in and waits; its message becomes the draft of the session", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(`${running.origin}/?open=tcp-listen:127.0.0.1:0&respond=upper&msg=hi%0A`);
  const form = opened.locator("form.form-linked");
  assert.equal(await form.getAttribute("id"), "open-tcp-listen");
  assert.equal(await opened.evaluate(() => document.activeElement?.id), "open-tcp-listen-at");
  assert.equal(await form.locator("select[name=respond]").inputValue(), "upper");
  await opened.locator("a[hreflang=zh-Hans]").click();
  await opened.locator("html[lang=zh-Hans] form.form-linked").waitFor();
  await opened.locator("form.form-linked button").click();
  await opened.waitForURL(/\/s\/[^/?]+\?msg=hi%0A$/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page shows its own socket, first of the page and then of its WebSocket", async () => {
  const { page: quiet, context: without } = await page(seen.launched, { javaScriptEnabled: false });
  await quiet.goto(running.origin);
  await quiet.locator("#preset-step").click();
  const plain = (await quiet.locator("#own-socket .ends").textContent()) ?? "";
  assert.match(plain, new RegExp(`:\\d+ .*:${new URL(running.origin).port}`));
  assert.equal(await quiet.locator("#own-socket .own-layers li").count(), 2);

  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(quiet.url());
  await opened.locator("#own-socket .own-layers li").nth(2).waitFor();
  await opened.locator("#own-socket-request summary").click();
  const said = (await opened.locator("#own-socket-request").innerText()) ?? "";
  for (const part of ["/live?after=", "sec-websocket-key", "HTTP/1.1 101 Switching Protocols", "sec-websocket-accept"]) {
    assert.ok(said.includes(part), `${part} is not in ${said}`);
  }
  assert.deepEqual(trouble, []);
  await context.close();
  await without.close();
});

test("a preset in a session acts, and what is typed elsewhere stays", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-step").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  const card = opened.locator("#s1 form[id$=-bind] input[name=at]");
  await card.fill("127.0.0.1:0");
  await opened.locator("details.opening:not(.scenes) > summary").click();
  await opened.locator("#preset-upper").click();
  await opened.locator(".bytes-text", { hasText: "HELLO, SERVER" }).last().waitFor();
  assert.equal(await card.inputValue(), "127.0.0.1:0");
  assert.deepEqual(trouble, []);
  await context.close();
});
