// A server on a free port, and a browser to look at it with.

import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** Where screenshots go. */
export const output = new URL("../output/", import.meta.url).pathname;

/** Starts the server; its address is the first URL it prints. */
export async function server() {
  const binary = process.env.SERVER_BINARY;
  if (!binary) throw new Error("SERVER_BINARY must name the server's binary");
  const child = spawn(binary, ["--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const origin = await new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said += `${line}\n`;
        const url = /https?:\/\/[^\s/]+/.exec(line);
        if (url) resolve(url[0]);
      });
    }
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.on("exit", resolve);
      child.kill("SIGTERM");
    });
  return { origin, stop };
}

/** Starts a browser; its profile is empty and goes away with it. */
export async function browser() {
  await mkdir(output, { recursive: true });
  const launched = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return { launched, close: () => launched.close() };
}

/** A page that notes what goes wrong in it: `trouble` must stay empty. */
export async function page(launched, options = {}) {
  const context = await launched.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const opened = await context.newPage();
  const trouble = [];
  opened.on("console", (message) => {
    if (message.type() === "error") trouble.push(message.text());
  });
  opened.on("pageerror", (error) => trouble.push(String(error)));
  opened.setDefaultTimeout(10_000);
  return { page: opened, context, trouble };
}

/** The places of the rows on a page, as `e1 e2 …` has them. */
export function places(opened) {
  return opened.locator("#events > [id^=e]").evaluateAll((rows) => rows.map((row) => Number(row.id.slice(1))));
}

/** 1, 2, … up to the last of some places. */
export function upTo(seqs) {
  return Array.from({ length: seqs.at(-1) ?? 0 }, (_, at) => at + 1);
}

/** Waits until the live view has nothing more to say for a moment. */
export async function settled(opened) {
  for (let before = -1, now = 0; before !== now; ) {
    before = now;
    await opened.waitForTimeout(300);
    now = await opened.locator("#events > [role=row]").count();
  }
}

/** Opens a TCP server and its client with one click, and waits until the answer is there, live. */
export async function pair(opened, origin) {
  await opened.goto(origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  const answer = opened.locator("#events [data-kind=received]").nth(1);
  await answer.waitFor();
  return { place: opened.url().split(/[?#]/)[0], client: await answer.getAttribute("data-socket") };
}

/** Begins a session in which `s2` sends datagrams to `s1`, each of which is two events. */
export async function datagrams(origin) {
  const headers = { "Content-Type": "application/json" };
  const ask = async (path, body) => {
    const answer = await fetch(`${origin}/api/v1/sessions${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.json();
  };
  const { session } = await ask("", {});
  await ask(`/${session}/commands`, { do: "open", kind: "udp", at: "127.0.0.1:0", respond: "discard", rcvbuf: 1 << 22 });
  const head = async () => (await (await fetch(`${origin}/api/v1/sessions/${session}`)).json()).head;
  const { sockets } = await (await fetch(`${origin}/api/v1/sessions/${session}`)).json();
  await ask(`/${session}/commands`, { do: "open", kind: "udp", to: sockets[0].local });
  return { session, path: `/s/${session}`, head };
}

/** Sends so many datagrams through a page of the server; gives the place of the last event. */
export async function fill(opened, { session, head }, messages) {
  await steady(head);
  const wanted = (await head()) + 2 * messages;
  await opened.evaluate(sent, { session, messages });
  await until(async () => wanted <= (await head()));
  return head();
}

/** In the page: sends datagrams until every one of them is answered. */
async function sent({ session, messages }) {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/sessions/${session}/live?after=${2 ** 40}`);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  let answers = 0;
  const over = new Promise((resolve) => {
    socket.addEventListener("message", (event) => "reply" in JSON.parse(event.data) && ++answers === messages && resolve());
  });
  for (let id = 1; id <= messages; id++) {
    socket.send(JSON.stringify({ id: String(id), do: "send", socket: "s2", data: `datagram ${id}, 你好` }));
  }
  await over;
  socket.close();
}

/** Waits until a journal has what opening its sockets writes. */
async function steady(head) {
  for (let before = -1, now = 0; before !== now; ) [before, now] = [now, await head()];
}

/** Asks until the answer is yes, or it takes too long. */
export async function until(asked, patience = 10_000) {
  for (const late = Date.now() + patience; !(await asked()); ) {
    if (late < Date.now()) throw new Error(`not within ${patience} ms: ${asked}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
