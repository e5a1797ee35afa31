// The palette of commands, and the messages that the browser keeps.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, page, pair, server } from "./support.mjs";

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

/** A session with a conversation in it, and a way to run what the palette finds. */
async function begin(prepare) {
  const { page: opened, context, trouble } = await page(seen.launched);
  await prepare?.(opened);
  await pair(opened, running.origin);
  const run = async (typed) => {
    await opened.keyboard.press("Control+k");
    await opened.locator("#palette-q:focus").waitFor();
    await opened.locator("#palette-q").fill(typed);
    await opened.locator("#palette [aria-selected=true]").waitFor();
    await opened.keyboard.press("Enter");
    await opened.locator("#palette").waitFor({ state: "hidden" });
  };
  const close = async () => {
    assert.deepEqual(trouble, []);
    await context.close();
  };
  return { opened, run, close };
}

const rows = (opened) => opened.locator("#events > [role=row]").count();

test("the palette finds actions, forms, presets, sockets, pages, themes, and languages", async () => {
  const { opened, run, close } = await begin();
  await run("ladder");
  await opened.locator("#events > .rung").first().waitFor();
  await run("exchange udp");
  await opened.locator("#open-udp :is(input, select):focus").waitFor();
  await run("dark");
  await opened.locator("html[data-theme=dark]").waitFor();
  const open = await opened.locator("#sockets [data-state=open]").first().getAttribute("id");
  await run(`${open}: close`);
  await opened.locator(`#${open}:is([data-state=closed], [data-state=closing])`).waitFor();
  await run("upper");
  await opened.locator("#sockets .marks", { hasText: "upper case" }).first().waitFor();
  await run("繁體");
  await opened.locator("html[lang=zh-Hant]").waitFor();
  await opened.locator("#connection[data-state=live]").waitFor();
  await run("時序圖 face");
  await opened.locator("#kernel-table tr, [data-face=kernel][aria-current=true]").first().waitFor();
  await run("時序圖 face");
  await opened.locator("#events > .event:not(.rung)").first().waitFor();
  await close();
});

test("the palette is a combobox with a list of options, and Esc leaves it", async () => {
  const { opened, close } = await begin();
  await opened.locator("#filter-q").focus();
  await opened.keyboard.press("Control+k");
  const field = opened.getByRole("combobox", { name: "What do you want to do?" });
  await field.fill("event");
  const options = opened.locator("#palette").getByRole("option", { selected: true });
  const first = await options.getAttribute("id");
  assert.equal(await field.getAttribute("aria-activedescendant"), first);
  await opened.keyboard.press("ArrowDown");
  const second = await options.getAttribute("id");
  assert.notEqual(second, first);
  assert.equal(await field.getAttribute("aria-activedescendant"), second);
  await field.fill("nothing is called this");
  await opened.getByRole("status").filter({ hasText: "Nothing here has that name." }).waitFor();
  await opened.keyboard.press("Enter");
  assert.equal(await opened.locator("#palette").isVisible(), true);
  await opened.keyboard.press("Escape");
  await opened.locator("#filter-q:focus").waitFor();
  await close();
});

test("a typed command fills in, and what it fills in is done by a second step", async () => {
  const { opened, run, close } = await begin();
  const before = await rows(opened);
  await run("send 你好 again");
  await opened.locator("#composer-data:focus").waitFor();
  assert.equal(await opened.locator("#composer-data").inputValue(), "你好 again");
  await run("open tcp-listen:127.0.0.1:0");
  await opened.locator("#open-tcp-listen-at:focus").waitFor();
  assert.equal(await opened.locator("#open-tcp-listen-at").inputValue(), "127.0.0.1:0");
  await run("go 3");
  await opened.locator("#e3[aria-selected=true]").waitFor();
  assert.equal(await rows(opened), before);
  await run("filter ev.kind == sent");
  await opened.waitForURL((url) => url.searchParams.get("q") === "ev.kind == sent");
  assert.equal(await opened.locator("#filter-q").inputValue(), "ev.kind == sent");
  await close();
});

test("Enter that chooses a candidate of an input method runs nothing", async () => {
  const { opened, close } = await begin();
  await opened.keyboard.press("Control+k");
  await opened.locator("#palette-q").fill("send 你");
  await opened.locator("#palette-q").evaluate((field) => {
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }));
  });
  assert.equal(await opened.locator("#palette").isVisible(), true);
  await close();
});

test("a message is saved with its name, outlives its session, and comes back as it was written", async () => {
  const { opened, close } = await begin();
  await opened.locator("#composer-encoding").selectOption("hex");
  await opened.locator("#composer-ending").selectOption("crlf");
  await opened.locator("#composer-data").fill("00 ff");
  await opened.keyboard.press("Control+s");
  await opened.locator("#saved-name:focus").fill("two bytes");
  const before = await rows(opened);
  await opened.keyboard.press("Control+Enter");
  await opened.locator(".saved-fill", { hasText: "two bytes" }).waitFor();
  assert.equal(await rows(opened), before, "saving sends nothing");
  await pair(opened, running.origin);
  await opened.locator("#composer-data").fill("something else");
  await opened.locator("#saved > summary").click();
  await opened.locator(".saved-fill", { hasText: "two bytes" }).click();
  await opened.locator("#composer-data:focus").waitFor();
  const values = await opened.locator("#composer").evaluate((form) => ["data", "encoding", "ending"].map((name) => form.elements[name].value));
  assert.deepEqual(values, ["00 ff", "hex", "crlf"]);
  await opened.locator("#preview output", { hasText: "4 bytes" }).waitFor();
  await close();
});

test("a message that was deleted can be brought back", async () => {
  const { opened, close } = await begin();
  for (const text of ["one", "two"]) {
    await opened.locator("#composer-data").fill(text);
    await opened.locator(".composer-save").click();
    await opened.locator("#saved-name:focus").waitFor();
    await opened.keyboard.press("Enter");
  }
  const names = () => opened.locator(".saved-fill:visible b").allInnerTexts();
  assert.deepEqual(await names(), ["one", "two"]);
  await opened.getByRole("button", { name: "Delete one" }).click();
  await opened.getByRole("button", { name: "Undo" }).and(opened.locator(":focus")).waitFor();
  assert.deepEqual(await names(), ["two"]);
  await opened.keyboard.press("Enter");
  assert.deepEqual(await names(), ["one", "two"]);
  await opened.getByRole("button", { name: "Delete two" }).click();
  await opened.reload();
  await opened.locator("#saved > summary").click();
  assert.deepEqual(await names(), ["one"]);
  await close();
});

test("where the browser keeps nothing, nothing is offered to be saved, and marks work", async () => {
  const { opened, close } = await begin((opened) =>
    opened.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException("blocked", "SecurityError");
          },
        });
      }
    }),
  );
  assert.equal(await opened.locator(".composer-save").isVisible(), false);
  await opened.keyboard.press("Control+s");
  assert.equal(await opened.locator("#saved").isVisible(), false);
  await opened.locator("#e3 .event-what").click();
  await opened.keyboard.press("m");
  await opened.locator("#e3[data-marked]").waitFor();
  await close();
});
