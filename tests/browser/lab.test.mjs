// The lab in the page: hosts with kernels of their own, and a wire that does what it is told.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test as any } from "node:test";
import { browser, page, server } from "./support.mjs";

/** Why there can be no lab here; `false` where there can. */
const roads = [["--user", "--map-root-user", "--net"], ["--net"]];
const skip = roads.every((road) => spawnSync("unshare", [...road, "true"]).status !== 0) && "this user may not make namespaces";
const test = (name, does) => any(name, { skip }, does);

let running;
let seen;
let begun;

before(async () => {
  running = await server();
  seen = await browser();
});

after(async () => {
  await seen?.close();
  await running?.stop();
});

/** One click on the first page; shows the session, live, with its lab. The one before it makes room. */
async function scene(opened, word) {
  if (begun) await fetch(`${running.origin}/api/v1/sessions/${begun}`, { method: "DELETE" });
  await opened.goto(running.origin);
  await opened.locator(`#preset-${word}`).click();
  await opened.locator("#connection[data-state=live]").waitFor();
  begun = new URL(opened.url()).pathname.split("/")[2];
  await opened.locator(".lab[data-lab=ready]").waitFor();
}

/** The events of the session that a page shows. */
async function events(opened) {
  const session = new URL(opened.url()).pathname.split("/")[2];
  const answer = await fetch(`${running.origin}/api/v1/sessions/${session}/events?after=0`);
  return (await answer.json()).events;
}

/** Waits until an event of the session answers. */
async function event(opened, is) {
  for (;;) {
    const found = (await events(opened)).find(is);
    if (found) return found;
    await opened.waitForTimeout(50);
  }
}

const segment = (one) => one.event === "segment";
const has = (one, flag) => segment(one) && one.flags?.includes(flag);

for (const javaScriptEnabled of [true, false]) {
  const road = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a lab begins, and ends, ${road}`, async () => {
    const { page: opened, context, trouble } = await page(seen.launched, { javaScriptEnabled });
    const made = await fetch(`${running.origin}/api/v1/sessions`, { method: "POST" });
    await opened.goto(`${running.origin}${(await made.json()).page}`);
    if (javaScriptEnabled) await opened.locator("#connection[data-state=live]").waitFor();
    await opened.locator("#lab-begin-fold > summary").click();
    await opened.locator("#lab-switch-do").click();
    for (let tries = 0; !javaScriptEnabled && tries < 50; tries++) {
      if (await opened.locator(".lab[data-lab=ready]").count()) break;
      await opened.goto(opened.url().split("#")[0]);
    }
    await opened.locator(".lab[data-lab=ready]").waitFor();
    assert.equal(await opened.locator(".net-host").count(), 4);
    await opened.locator("#lab-none-do").click();
    await opened.locator(".lab[data-lab=none]").waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("three segments make a connection that nobody has accepted", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "handshake");
  const queued = await event(opened, (one) => one.event === "kernel" && one.state === "LISTEN" && one.recv_q === 1);
  const all = await events(opened);
  const flags = all.filter(segment).map((one) => one.flags.join());
  assert.deepEqual(flags.slice(0, 3), ["SYN", "SYN,ACK", "ACK"]);
  const connected = all.find((one) => one.event === "returned" && one.call === "connect");
  assert.ok(all.find((one) => has(one, "SYN")).seq < connected.seq, "the SYN stands before the connect that it let return");
  assert.ok(all.every((one) => one.call !== "accept"));
  assert.equal(queued.on, "b");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("after a half-close the other end still answers", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "halfclose");
  await event(opened, (one) => one.event === "kernel" && one.state === "TIME-WAIT" && one.on === "a");
  const all = await events(opened);
  const ended = all.find((one) => has(one, "FIN") && one.on === "a");
  const answer = all.find((one) => one.event === "received" && one.socket === "s2");
  assert.ok(ended.seq < answer.seq);
  const states = all.filter((one) => one.event === "kernel").map((one) => `${one.on} ${one.state}`);
  assert.ok(["a FIN-WAIT-2", "b CLOSE-WAIT"].every((one) => states.includes(one)), states.join());
  await opened.locator(`#e${ended.seq} .tip`).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("two ends that close at once go through CLOSING, and the journal may have the whole screen", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "simultaneous");
  await event(opened, (one) => one.event === "kernel" && one.state === "TIME-WAIT");
  const closing = (await events(opened)).filter((one) => one.event === "kernel" && one.state === "CLOSING");
  assert.deepEqual(closing.map((one) => one.on).sort(), ["a", "b"]);
  await opened.getByLabel("Wide").check();
  await opened.locator(".rail").waitFor({ state: "hidden" });
  const { width } = await opened.locator(".journal").boundingBox();
  assert.ok(1200 < width, `${width}`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a segment that the wire drops once comes again", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "loss");
  const lost = await event(opened, (one) => segment(one) && one.fate === "dropped");
  await event(opened, (one) => segment(one) && one.relative?.seq === lost.relative.seq && one.seq > lost.seq && one.from === lost.from);
  await opened.locator("#rule-1", { hasText: "1" }).waitFor();
  assert.equal((await events(opened)).filter((one) => one.fate === "dropped").length, 1);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a held segment is changed by hand, and arrives changed", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "hold");
  const card = opened.locator(".held-frame");
  await card.locator("[data-held]").waitFor();
  await card.locator("summary").click();
  await card.locator("[name=data]").fill("HELLO FROM A");
  await card.getByRole("button", { name: "Deliver changed" }).focus();
  await opened.keyboard.press("Enter");
  const received = await event(opened, (one) => one.event === "received");
  assert.equal(Buffer.from(received.data, "base64").toString(), "HELLO FROM A");
  await card.waitFor({ state: "detached" });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the third data segment is dropped with one click, and the rule says that it met it", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "hold");
  await opened.locator(".held-frame button").first().click();
  await opened.locator(".held-frame").waitFor({ state: "detached" });
  await opened.locator("#unrule-1-do").click();
  await opened.locator("#rule-1").waitFor({ state: "detached" });
  await opened.locator("#rule-third-data-do").click();
  await opened.locator("#rule-2").waitFor();
  await opened.locator("#unrule-2-do").click();
  await opened.locator("#rule-2").waitFor({ state: "detached" });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a knob is set, and shows what the kernel says now", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "handshake");
  await opened.locator("#lab-knobs-fold > summary").click();
  const knob = opened.locator("#knob-tcp-fin-timeout");
  await knob.locator("summary").click();
  await knob.locator("[name=value]").fill("7");
  await knob.getByRole("button").click();
  await opened.locator("#knob-tcp-fin-timeout .knob-value", { hasText: "7 s" }).waitFor();
  await event(opened, (one) => one.event === "lab" && one.what === "knob" && one.value === "7");
  const congestion = opened.locator("#knob-tcp-congestion-control");
  await congestion.locator("summary").click();
  await congestion.locator("[name=value]").fill("nonsense");
  await congestion.getByRole("button").click();
  await congestion.locator(".knob-refused", { hasText: "ENOENT" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("on a switch ARP reaches everybody, and a datagram only whom it is for", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "lan");
  await opened.locator("#lab-lan-fold > summary").click();
  const row = (text) => opened.locator(".lab-matrix tbody tr", { hasText: text });
  await row("UDP len=6").waitFor();
  const got = async (text) => row(text).last().locator('[data-sign="\u2713"]').count();
  assert.deepEqual([await got("who has"), await got("UDP len=5"), await got("UDP len=6")], [3, 1, 1]);
  assert.equal(await row("who has").count(), 1, "nobody asks before the second datagram");
  const asked = (await events(opened)).find((one) => segment(one) && one.reached?.length === 3);
  assert.equal(await opened.locator(`#e${asked.seq} .tip`).count(), 3, "the arrow has a head at each of them");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a socket is opened on a host of the lab with the form for any socket", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await scene(opened, "handshake");
  await opened.locator(".rail > .opening > summary").first().click();
  const form = opened.locator("#open-tcp-listen");
  await form.locator("[name=at]").fill("127.0.0.1:7777");
  await form.locator("[name=on]").selectOption("a");
  assert.equal(await form.locator("[name=at]").inputValue(), "a:7777");
  await form.getByRole("button").click();
  await opened.locator("#sockets .ends", { hasText: "10.0.0.1:7777" }).waitFor();
  await opened.locator(".net-socket", { hasText: ":7777" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
