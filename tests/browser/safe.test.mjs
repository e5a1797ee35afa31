// The page loses nothing, runs nothing that came over a socket, and can be used by everyone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, page, places, server, settled, upTo } from "./support.mjs";

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

/** Opens the TCP pair and gives the composer. */
async function pair(opened) {
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("[data-kind=received]").nth(1).waitFor();
  return opened.locator("#composer");
}

/** Sends bytes through the composer. */
async function send(composer, data, encoding = "text") {
  await composer.locator("select[name=encoding]").selectOption(encoding);
  await composer.locator("textarea").fill(data);
  await composer.locator("#composer-do").click();
}

test("a lost connection resumes where it was, with every event once", async () => {
  const { page: opened, context } = await page(seen.launched);
  const sockets = [];
  await opened.routeWebSocket(/\/live/, (ws) => {
    ws.connectToServer();
    sockets.push(ws);
  });
  const composer = await pair(opened);
  await opened.locator("#connection[data-state=live]").waitFor();
  for (const word of ["first", "second", "third"]) {
    await send(composer, word);
    await sockets.at(-1).close({ code: 3000 });
    await opened.locator("#connection[data-state=waiting]").waitFor();
    await opened.locator("#connection[data-state=live]").waitFor();
    await opened.locator("[data-kind=received] .bytes-text", { hasText: word }).nth(1).waitFor();
  }
  await settled(opened);
  const seqs = await places(opened);
  assert.deepEqual(seqs, upTo(seqs));
  await context.close();
});

test("bytes are shown and never run", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.addInitScript(() => {
    globalThis.alert = () => document.documentElement.setAttribute("data-broken", "");
    document.addEventListener("securitypolicyviolation", (event) => console.error(event.violatedDirective));
  });
  const composer = await pair(opened);
  await opened.locator("#connection[data-state=live]").waitFor();
  await send(composer, "<script>alert(1)</script><img src=x onerror=alert(1)>");
  await opened.locator(".bytes-text", { hasText: "<script>alert(1)</script>" }).nth(3).waitFor();
  await send(composer, "61 e2 80 ae 62 00 ff", "hex");
  await opened.locator(".bytes-text", { hasText: "a⟨U+202E⟩b␀\\xff" }).nth(3).waitFor();
  await opened.reload();
  await opened.locator(".bytes-text", { hasText: "<script>alert(1)</script>" }).nth(3).waitFor();
  assert.equal(await opened.locator("html[data-broken], #events script, #events img").count(), 0);
  assert.ok(!(await opened.content()).includes("\u202e"));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("whoever does not keep to the protocol is told so, and closed", async () => {
  const { page: opened, context } = await page(seen.launched);
  await pair(opened);
  const closed = (size) =>
    opened.evaluate(async (bytes) => {
      const socket = new WebSocket(`${location.href.split("#")[0].replace("http", "ws")}/live?after=0`);
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      socket.send(bytes ? "x".repeat(bytes) : new Uint8Array(1));
      return new Promise((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
    }, size);
  assert.equal(await closed(0), 1008);
  assert.equal(await closed(1 << 20), 1009);
  await context.close();
});

test("no page has a problem that axe can find", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const colorScheme of ["light", "dark"]) {
    const { page: opened, context } = await page(seen.launched, { colorScheme, bypassCSP: true });
    const check = async (name) => {
      await opened.evaluate(axe);
      const found = await opened.evaluate(() => globalThis.axe.run());
      const said = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
      assert.deepEqual(said, [], `${name}, ${colorScheme}`);
    };
    for (const path of ["/", "/help", "/about", "/s/AAAAAAAAAAAAAAAAAAAAAA"]) {
      await opened.goto(running.origin + path);
      await check(path);
    }
    await pair(opened);
    await settled(opened);
    await opened.locator("main details").evaluateAll((all) => all.forEach((fold) => (fold.open = true)));
    await check("a session");
    const session = new URL(opened.url());
    const received = (await opened.locator("#events [data-kind=received]").first().getAttribute("id")).slice(1);
    for (const part of ["events/1", "sockets/s2/program", "sockets/s2/program?language=rust"]) {
      await opened.goto(`${session.origin}${session.pathname}/${part}`);
      await check(part);
    }
    await opened.goto(`${session.origin}${session.pathname}/events/${received}`);
    await opened.locator(".hex").focus();
    await opened.keyboard.press("ArrowRight");
    await check("an event");
    await context.close();
  }
});
