// What the kernel holds, on the page: rows that nobody has, timers that run down, and states that light up.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { browser, page, server } from "./support.mjs";

let host, chromium;
before(async () => ([host, chromium] = await Promise.all([server(), browser()])));
after(async () => void (await Promise.all([host.stop(), chromium.close()])));

/** Begins a session with the kernel lane on; gives what asks it. */
async function session() {
  const ask = async (path, body) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${host.origin}/api/v1/sessions${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.json();
  };
  const { session: name } = await ask("", {});
  const command = (body) => ask(`/${name}/commands`, body);
  const sockets = async () => (await (await fetch(`${host.origin}/api/v1/sessions/${name}`)).json()).sockets;
  return { path: `${host.origin}/s/${name}`, command, sockets };
}

/** A listener that nobody accepts from, with that backlog; gives its address. */
async function listener({ command, sockets }, backlog) {
  const { socket } = await command({ do: "create", kind: "tcp" });
  await command({ do: "bind", socket, at: "127.0.0.1:0" });
  await command({ do: "listen", socket, backlog });
  return (await sockets()).find((each) => each.socket === socket).local;
}

/** A client by hand that connects there. */
async function client({ command }, to) {
  const { socket } = await command({ do: "create", kind: "tcp" });
  await command({ do: "connect", socket, to });
  return socket;
}

describe("the kernel's table", () => {
  test("connections that nobody accepted are rows that nobody has, and the gauge is full", async () => {
    const one = await session();
    await one.command({ do: "watch", kernel: true });
    const at = await listener(one, 1);
    const { page: opened, context, trouble } = await page(chromium.launched);
    await opened.goto(`${one.path}?face=kernel`);
    await opened.locator("#connection[data-state=live]").waitFor();
    await client(one, at);
    await client(one, at);
    const waiting = opened.locator(".kernel-unowned", { hasText: "accept queue" });
    await waiting.nth(1).waitFor();
    await opened.locator(".kernel-full").waitFor();
    assert.match(await opened.locator(".kernel-queue").innerText(), /2 of 1/);
    assert.match(await opened.locator("#s1-kernel").innerText(), /LISTEN/);
    assert.deepEqual(trouble, []);
    await context.close();
  });

  test("a connection that was closed first waits, its timer runs down, and its states are lit", async () => {
    const one = await session();
    await one.command({ do: "watch", kernel: true });
    await one.command({ do: "open", kind: "tcp-listen", at: "127.0.0.1:0", respond: "echo" });
    const at = (await one.sockets())[0].local;
    const { page: opened, context, trouble } = await page(chromium.launched);
    await opened.goto(`${one.path}?face=kernel`);
    await opened.locator("#connection[data-state=live]").waitFor();
    const { socket } = await one.command({ do: "open", kind: "tcp-connect", to: at });
    await opened.locator(`#${socket}-kernel [data-tcp=ESTABLISHED]`).waitFor();
    await one.command({ do: "close", socket });
    const row = opened.locator(".kernel-row", { hasText: "TIME-WAIT" });
    await row.waitFor();
    const left = async () => Number.parseFloat(await row.locator("[data-left]").innerText());
    const first = await left();
    assert.ok(0 < first && first <= 60, `${first}`);
    await opened.waitForFunction((first) => Number.parseFloat(document.querySelector(".kernel-row [data-left]").textContent) < first, first);
    await row.locator("a.tcp-state").click();
    const lit = opened.locator(".machine-current", { hasText: "TIME-WAIT" });
    await lit.waitFor();
    await opened.locator(".machine-sampled", { hasText: "ESTABLISHED" }).first().waitFor();
    assert.match(await opened.evaluate(() => location.search), /row=/);
    assert.deepEqual(trouble, []);
    await context.close();
  });

  test("a lane is switched on with one click, with and without JavaScript", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const one = await session();
      const { page: opened, context, trouble } = await page(chromium.launched, { javaScriptEnabled });
      await opened.goto(one.path);
      if (javaScriptEnabled) await opened.locator("#connection[data-state=live]").waitFor();
      await opened.locator("#lane-kernel[aria-pressed=false]").click();
      await opened.locator("#lane-kernel[aria-pressed=true]").waitFor();
      const at = await listener(one, 5);
      await client(one, at);
      const events = opened.locator("#events [data-kind=kernel]");
      // Without JavaScript what happened since is there after a reload.
      while (!javaScriptEnabled && (await events.count()) === 0) await opened.reload();
      await events.first().waitFor();
      await opened.goto(`${one.path}?face=kernel`);
      await opened.locator(".kernel-row").first().waitFor();
      assert.deepEqual(trouble, []);
      await context.close();
    }
  });

  test("the details of a sample explain each of its fields and show its states", async () => {
    const one = await session();
    await one.command({ do: "watch", kernel: true });
    await client(one, await listener(one, 5));
    const { page: opened, context, trouble } = await page(chromium.launched);
    await opened.goto(`${one.path}?q=kernel.state == ESTABLISHED`);
    await opened.locator("#events [data-kind=kernel]").first().click();
    await opened.locator("#details", { hasText: "tcpi_snd_cwnd = " }).waitFor();
    await opened.locator("#part-kernel-tab").click();
    await opened.locator("#part-kernel .machine-current", { hasText: "ESTABLISHED" }).first().waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  });
});
