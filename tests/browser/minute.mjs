// The first minute of somebody new: what is clicked, what appears, and when; prints a table, and judges nothing.
//
// SERVER_BINARY=target/release/socket-playground node tests/browser/minute.mjs

import { browser, page, server } from "./support.mjs";

const running = await server();
const seen = await browser();
const { page: opened, context, trouble } = await page(seen.launched);

const lines = [];
const begun = performance.now();
let last = 0;

/** Notes one line: what was done, or what appeared, and when. */
function note(what, detail = "") {
  const now = performance.now() - begun;
  lines.push([now.toFixed(0), (now - last).toFixed(0), what, detail.replace(/\s+/g, " ").trim().slice(0, 90)]);
  last = now;
}

/** Does something, and notes it. */
async function does(what, act) {
  await act();
  note(`→ ${what}`);
}

/** Waits for something, and notes what it says. */
async function appears(what, css, options = {}) {
  const place = options.hasText ? opened.locator(css, { hasText: options.hasText }) : opened.locator(css);
  const one = place.nth(options.nth ?? 0);
  await one.waitFor();
  note(`  ${what}`, (await one.innerText()) || (await one.getAttribute("aria-label")) || "");
}

try {
  await does("open the start page", () => opened.goto(running.origin));
  await appears("heading", "h1");
  await appears("first choice", "#preset-tcp");

  await does("click “TCP echo pair”", () => opened.locator("#preset-tcp").click());
  await appears("first row", "#events > [role=row]");
  await appears("answer", "#events [data-kind=received]", { nth: 1 });
  await appears("live", "#connection[data-state=live]");
  const rows = await opened.locator("#events > [role=row]").count();
  note("  rows", `${rows}, ${await opened.title()}`);

  await does("click the row of what was received", () => opened.locator("#events [data-kind=received]").last().click());
  await appears("meaning", "#part-meaning .means");
  await does("click the tab of the bytes", () => opened.locator("#part-bytes-tab").click());
  await appears("bytes", "#part-bytes .hex-row");
  await does("click the tab of the code", () => opened.locator("#part-code-tab").click());
  await appears("program", "#part-code .program-text");
  await does("click Rust", () => opened.locator("#details a[data-program=rust]").click());
  await appears("program", "#part-code .program-text", { hasText: "fn main" });
  await does("press Esc", () => opened.locator("#events [aria-selected=true]").press("Escape"));

  await does("click Ladder", () => opened.locator("a[data-face=ladder]").click());
  await appears("first strip", "#events .rung");
  await appears("names", "#heads li");

  await does("type 再见", () => opened.locator("#composer-data").fill("再见"));
  await appears("bytes to send", "#preview i");
  await does("click Send", () => opened.locator("#composer-do").click());
  await appears("sent", "#events .rung", { hasText: "再见" });
  await appears("answer", "#events .rung", { hasText: "再见", nth: 3 });

  await does("type a filter, Enter", async () => {
    await opened.locator("#filter-q").fill("dir == recv");
    await opened.locator("#filter-q").press("Enter");
  });
  await appears("count", "#shown:not(:empty)");
  await does("press Esc", () => opened.locator("#filter-q").press("Escape"));
  await appears("all rows", "#e1");
  await does("click List", () => opened.locator("a[data-face=list]").click());
  await appears("rows", "#events .event:not(.rung)");

  await does("click ☎", () => opened.locator("a[data-set=phone][data-value=on]").click());
  await appears("telephone", "#e1 .phone");

  await does("open “Open a socket”", () => opened.locator("details.opening:not(.scenes) > summary").click());
  const before = await opened.locator("#sockets > li").count();
  await does("click the step-by-step server", () => opened.locator("#preset-step").click());
  await appears("its card", `#sockets > li:nth-of-type(${before + 1})`);
  const name = await opened.locator("#sockets > li").nth(before).getAttribute("id");
  const call = async (what) => {
    const button = opened.locator(`#${name} form[id="${name}-${what}"] button`);
    if (!(await button.isVisible())) await opened.locator(`#${name}-more > summary`).click();
    await does(`click ${what}`, () => button.click());
    await appears(`${what}()`, `#events > [data-socket=${name}]`, { hasText: `${what}(` });
  };
  await opened.locator(`#${name}-bind input[name=at]`).fill("127.0.0.1:0");
  for (const what of ["bind", "listen", "accept", "close"]) await call(what);
} finally {
  const width = Math.max(...lines.map(([, , what]) => what.length));
  console.log(`${"ms".padStart(6)} ${"+".padStart(6)}  what`);
  for (const [at, more, what, detail] of lines) console.log(`${at.padStart(6)} ${more.padStart(6)}  ${what.padEnd(width)}  ${detail}`);
  if (trouble.length > 0) console.log(trouble);
  await context.close();
  await seen.close();
  await running.stop();
}
