// A page with everything it needs is small.

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

test("a session's page comes with all its files in 120 KiB, and its scripts in 60", async () => {
  const body = new URLSearchParams({ preset: "tcp" });
  const begun = await fetch(running.origin, { method: "POST", body, redirect: "manual" });
  const { page: opened, context, trouble } = await page(seen.launched);
  const cdp = await context.newCDPSession(opened);
  await cdp.send("Network.enable");
  const urls = new Map();
  const bytes = { all: 0, scripts: 0 };
  cdp.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
  cdp.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength;
    if (urls.get(requestId)?.endsWith(".js")) bytes.scripts += encodedDataLength;
  });
  await opened.goto(running.origin + begun.headers.get("location"), { waitUntil: "load" });
  await opened.locator("#connection[data-state=live]").waitFor();
  assert.ok(bytes.all < 120 * 1024 && bytes.scripts < 60 * 1024, JSON.stringify(bytes));
  const foreign = [...urls.values()].filter((url) => !url.startsWith(running.origin) && !url.startsWith(running.origin.replace("http", "ws")));
  assert.deepEqual(foreign, []);
  assert.deepEqual(trouble, []);
  await context.close();
});
