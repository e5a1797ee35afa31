// Takes the pictures that show the lanes and the lab, and writes what tshark reads in the same captures.

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { browser, output, page, server } from "./support.mjs";

const run = promisify(execFile);
const place = `${output}pictures/`;
const only = process.env.PICTURE?.split(",");

/** A session of the server, driven through the API. */
class Stage {
  constructor(origin, session) {
    this.origin = origin;
    this.session = session;
    this.api = `${origin}/api/v1/sessions/${session}`;
  }

  /** A session that a click on the first page began. */
  static async scene(origin, preset) {
    const answer = await fetch(origin, { method: "POST", body: new URLSearchParams({ preset }), redirect: "manual" });
    return new Stage(origin, answer.headers.get("location").split("/")[2].split("?")[0]);
  }

  /** A session with a lab of two hosts whose wire takes so many milliseconds. */
  static async lab(origin, delay) {
    const headers = { "Content-Type": "application/json" };
    const made = await fetch(`${origin}/api/v1/sessions`, { method: "POST", headers, body: "{}" });
    const stage = new Stage(origin, (await made.json()).session);
    await stage.ask({ do: "lab", net: "link" });
    await stage.until((one) => one.event === "lab" && one.what === "began");
    if (delay) await stage.ask({ do: "impair", delay });
    await stage.ask({ do: "open", kind: "tcp-listen", on: "b", at: "b:8888" });
    await stage.until((one) => one.event === "opened");
    await stage.ask({ do: "open", kind: "tcp-connect", on: "a", to: "b:8888", nodelay: "on" });
    await stage.until((one) => one.event === "accepted");
    return stage;
  }

  async ask(command) {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${this.api}/commands`, { method: "POST", headers, body: JSON.stringify(command) });
    if (!answer.ok) throw new Error(`${JSON.stringify(command)}: ${await answer.text()}`);
  }

  async events() {
    return (await (await fetch(`${this.api}/events?after=0`)).json()).events;
  }

  /** Waits until so many events answer. */
  async until(is, times = 1) {
    for (;;) {
      const found = (await this.events()).filter(is);
      if (times <= found.length) return found.at(-1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const segment = (one) => one.event === "segment";
const marked = (mark) => (one) => segment(one) && JSON.stringify(one.marks ?? "").includes(mark);
const state = (name) => (one) => one.event === "kernel" && one.state === name;

/** Each picture: what is done, and how it is looked at. */
const pictures = {
  "1-handshake-before-accept": async (origin) => {
    const stage = await Stage.scene(origin, "handshake");
    await stage.until((one) => state("LISTEN")(one) && one.recv_q === 1);
    return { stage, query: "face=ladder&scene=handshake" };
  },
  "2-listen-5-nine-connects": async (origin) => {
    const stage = await Stage.scene(origin, "backlog");
    await stage.until(marked("retransmission"), 6);
    return { stage, query: "face=kernel&scene=backlog", tall: true };
  },
  "3-who-owns-time-wait": async (origin) => {
    const stage = await Stage.scene(origin, "timewait");
    await stage.until(state("TIME-WAIT"));
    return { stage, query: "face=kernel&scene=timewait", tall: true };
  },
  "4-half-close": async (origin) => {
    const stage = await Stage.scene(origin, "halfclose");
    await stage.until(state("TIME-WAIT"));
    return { stage, query: "face=ladder&scene=halfclose", tall: true };
  },
  "5-zero-window": async (origin) => {
    const stage = await Stage.scene(origin, "window");
    await stage.until(marked("zero-window-probe"), 3);
    await stage.ask({ do: "auto", socket: "s3", read: "on" });
    await stage.until(marked("window-update"));
    return { stage, query: "face=ladder&scene=window", tall: true };
  },
  "6a-fast-retransmission": async (origin) => {
    const stage = await Stage.scene(origin, "loss");
    await stage.until(marked("fast-retransmission"));
    return { stage, query: "face=ladder&scene=loss", tall: true };
  },
  "6b-timeout": async (origin) => {
    const stage = await Stage.lab(origin, 20);
    await stage.ask({ do: "rule", act: "drop", kind: "data", nth: 1, times: 3 });
    await stage.ask({ do: "send", socket: "s2", data: "alone" });
    await stage.until((one) => one.event === "received");
    return { stage, query: "face=ladder" };
  },
  "7-simultaneous-close": async (origin) => {
    const stage = await Stage.scene(origin, "simultaneous");
    await stage.until(state("TIME-WAIT"), 2);
    return { stage, query: "face=ladder&scene=simultaneous", tall: true };
  },
  "8-arp-on-the-switch": async (origin) => {
    const stage = await Stage.scene(origin, "lan");
    await stage.until((one) => one.event === "received", 2);
    const prepare = async (opened) => {
      await opened.locator("#lab-lan-fold > summary").click();
      await opened.locator("#lab-lan-fold").scrollIntoViewIfNeeded();
      await opened.locator("#lab-lan").evaluate((part) => part.scrollIntoView({ block: "start" }));
    };
    return { stage, query: "face=ladder&scene=lan", prepare };
  },
};

await mkdir(place, { recursive: true });
const running = await server();
const seen = await browser();
try {
  for (const [name, make] of Object.entries(pictures)) {
    if (only && !only.some((one) => name.startsWith(one))) continue;
    const { stage, query, tall = false, prepare } = await make(running.origin);
    const viewport = { width: 1440, height: tall ? 1300 : 900 };
    const { page: opened, context } = await page(seen.launched, { viewport });
    await opened.goto(`${running.origin}/s/${stage.session}?${query}`);
    await opened.locator("#connection[data-state=live]").waitFor();
    await opened.waitForTimeout(700);
    await prepare?.(opened);
    await opened.waitForTimeout(300);
    await opened.screenshot({ path: `${place}${name}.png` });
    await context.close();
    const capture = `${place}${name}.pcapng`;
    await writeFile(capture, Buffer.from(await (await fetch(`${stage.api}/export.pcapng`)).arrayBuffer()));
    const { stdout } = await run("tshark", ["-t", "r", "-r", capture]);
    await writeFile(`${place}${name}.txt`, stdout);
    await fetch(stage.api, { method: "DELETE" });
    console.log(`${name}: ${stdout.trim().split("\n").length} frames`);
  }
} finally {
  await seen.close();
  await running.stop();
}
