// What a journal of 100,000 events costs a browser; prints numbers, and judges nothing.
//
// SERVER_BINARY=target/release/socket-playground node tests/browser/many.bench.mjs

import { browser, page, server } from "./support.mjs";

const EVENTS = Number(process.env.EVENTS ?? 100_000);
const RATE = Number(process.env.RATE ?? 5000);

const running = await server();
const seen = await browser();
try {
  const { page: other } = await page(seen.launched);
  await other.goto(`${running.origin}/about`);
  const session = await other.evaluate(begin);
  let head = 0;
  // Datagrams that the kernel drops are no two events.
  while (head < EVENTS) head = await other.evaluate(fill, { session, events: EVENTS - head, rate: 0 });
  console.log(`events: ${head}`);

  const { page: opened, trouble } = await page(seen.launched, { viewport: { width: 1280, height: 720 } });
  const cdp = await opened.context().newCDPSession(opened);
  for (const face of ["list", "ladder"]) {
    await opened.goto(`${running.origin}/s/${session}?face=${face}`);
    await opened.locator("#connection[data-state=live]").waitFor();
    const paint = await opened.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    console.log(`${face}: first paint after ${Math.round(paint)} ms`);
    const scrolled = await opened.evaluate(scroll);
    console.log(`${face}: scroll frame p50 ${at(scrolled.frames, 0.5)} p95 ${at(scrolled.frames, 0.95)} ms; rows there after p50 ${at(scrolled.filled, 0.5)} p95 ${at(scrolled.filled, 0.95)} ms`);
    console.log(`${face}: heap ${await heap(cdp)} MB, ${await opened.evaluate(() => document.querySelectorAll("*").length)} elements`);

    await opened.keyboard.press("End");
    await opened.evaluate(listen);
    const filling = other.evaluate(fill, { session, events: 10 * RATE, rate: RATE });
    let over = false;
    const done = filling.finally(() => (over = true));
    while (!over) {
      await opened.keyboard.press("Shift");
      await opened.waitForTimeout(50);
    }
    const made = await done;
    const { delays, frames } = await opened.evaluate(() => globalThis.noted);
    console.log(`${face}: ${made} events live at ${RATE} a second: input delay p50 ${at(delays, 0.5)} p95 ${at(delays, 0.95)} ms of ${delays.length}; frame p50 ${at(frames, 0.5)} p95 ${at(frames, 0.95)} ms`);
    await opened.locator(`#events [aria-rowindex="${made}"]`).waitFor({ timeout: 60_000 });
    console.log(`${face}: heap ${await heap(cdp)} MB, ${await opened.locator("#events > *").count()} rows in the page`);
  }
  if (trouble.length > 0) console.log(trouble);
} finally {
  await seen.close();
  await running.stop();
}

/** Opens two UDP sockets; every datagram from s2 to s1 is two events. */
async function begin() {
  const ask = async (path, body) => (await fetch(`/api/v1/sessions${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
  const { session } = await ask("", {});
  await ask(`/${session}/commands`, { do: "open", kind: "udp", at: "127.0.0.1:0", respond: "discard", rcvbuf: 1 << 20 });
  const { sockets } = await (await fetch(`/api/v1/sessions/${session}`)).json();
  await ask(`/${session}/commands`, { do: "open", kind: "udp", to: sockets[0].local });
  return session;
}

/** Makes so many events, at once or so many a second; gives the number of the last. */
async function fill({ session, events, rate }) {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/sessions/${session}/live?after=${2 ** 40}`);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const begun = performance.now();
  const message = JSON.stringify({ do: "send", socket: "s2", data: "numbered, 你好" });
  for (let made = 0; made < events; ) {
    const due = rate ? Math.min(events, (rate * (performance.now() - begun)) / 1000) : made + 500;
    for (; made < due; made += 2) socket.send(message);
    await new Promise((resolve) => setTimeout(resolve, rate ? 10 : 2));
    while (socket.bufferedAmount > 1 << 16) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  let head = 0;
  for (let last = -1; last !== head; ) {
    last = head;
    await new Promise((resolve) => setTimeout(resolve, 500));
    ({ head } = await (await fetch(`/api/v1/sessions/${session}`)).json());
  }
  socket.close();
  return head;
}

/** Jumps through the whole list; how long frames took, and how long until rows were there. */
async function scroll() {
  const list = document.querySelector("[data-list]");
  const rows = document.getElementById("events");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const [frames, filled] = [[], []];
  for (let jump = 0; jump < 120; jump++) {
    list.scrollTop = (list.scrollHeight * ((jump * 47) % 120)) / 120;
    const begun = performance.now();
    for (let last = await frame(), there = false; !there; ) {
      const now = await frame();
      frames.push(now - last);
      last = now;
      const [seen, box] = [list.getBoundingClientRect(), rows.getBoundingClientRect()];
      there = (box.top <= seen.top + 2 && Math.min(seen.bottom, list.scrollHeight) - 2 <= box.bottom) || performance.now() - begun > 5000;
    }
    filled.push(performance.now() - begun);
  }
  return { frames, filled };
}

/** Notes how long keys wait to be handled, and how long frames take. */
function listen() {
  const noted = (globalThis.noted = { delays: [], frames: [] });
  document.addEventListener("keydown", (event) => noted.delays.push(performance.now() - event.timeStamp));
  let last = performance.now();
  const frame = (now) => {
    noted.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function heap(cdp) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return (usedSize / 1e6).toFixed(1);
}

function at(numbers, part) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(1);
}
