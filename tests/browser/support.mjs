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
