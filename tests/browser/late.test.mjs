// What comes late, or in another order than usual, loses nothing.

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

/** A session with a pair of sockets, live. */
async function begun() {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection[data-state=live]").waitFor();
  await opened.locator("[data-kind=received]").nth(1).waitFor();
  return { opened, context, trouble };
}

test("an event that comes while rows are on their way is not lost", async () => {
  const { opened, context, trouble } = await begun();
  let arrive = () => {};
  const arrived = new Promise((resolve) => (arrive = resolve));
  let asked = () => {};
  const made = new Promise((resolve) => (asked = resolve));
  const late = async (route) => {
    const response = await route.fetch();
    asked();
    await arrived;
    await route.fulfill({ response });
  };
  await opened.route("**/rows?*", late, { times: 1 });
  await opened.locator("a[data-face=ladder]").click();
  await made;
  await opened.locator("#composer-data").fill("late");
  await opened.locator("#composer-do").click();
  // The card tells that the event came; 你好 and this are ten bytes.
  await opened.locator(".counts dd", { hasText: /^10$/ }).first().waitFor();
  arrive();
  await opened.locator("#events > .rung", { hasText: "late" }).nth(1).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a button that is clicked after an input method was at work applies the filter", async () => {
  const { opened, context } = await begun();
  const field = opened.locator("#filter-q");
  await field.fill("dir == sent");
  await field.dispatchEvent("keydown", { key: "Process", keyCode: 229, isComposing: true });
  await field.dispatchEvent("keyup", { key: "Process", isComposing: true });
  await opened.locator(".filter-apply").click();
  await opened.waitForURL(/q=dir/);
  await context.close();
});

test("a preset that is refused says so where one is, and is not done twice", async () => {
  const { opened, context } = await begun();
  let posts = 0;
  await opened.route("**/preset", async (route) => {
    posts++;
    await route.fulfill({ status: 422, contentType: "text/html", body: '<p class="banner-error">no room</p>' });
  });
  await opened.locator("#composer-data").fill("typed");
  await opened.evaluate(() => document.querySelector(".opening")?.setAttribute("open", ""));
  await opened.locator("#preset-udp").click();
  await opened.locator("h1 + .banner-error").waitFor();
  assert.equal(posts, 1);
  assert.equal(await opened.locator("#composer-data").inputValue(), "typed");
  await context.close();
});

test("another filter leaves the keyboard where it is", async () => {
  const { opened, context } = await begun();
  await opened.locator("#events > [data-kind=sent]").first().click();
  await opened.locator("#details [data-event]").waitFor();
  await opened.locator("#filter-q").fill("dir == sent");
  await opened.locator("#filter-q").press("Enter");
  await opened.waitForFunction(() => document.querySelectorAll("#events > [role=row]").length === 2);
  await opened.locator("#events > [aria-selected=true]").waitFor();
  assert.equal(await opened.evaluate(() => document.activeElement?.id), "filter-q");
  await context.close();
});

test("details that did not come can be asked for again", async () => {
  const { opened, context } = await begun();
  await opened.route("**/events/*?part=details*", (route) => route.abort(), { times: 1 });
  const row = opened.locator("#events > [data-kind=sent]").first();
  const failed = opened.waitForEvent("requestfailed");
  await row.click();
  await failed;
  await row.click();
  await opened.locator("#details [data-event]").waitFor();
  await context.close();
});
