// The main job, four ways: by keyboard alone, without JavaScript, by touch on a phone, and in Chinese.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, output, page, pair, server } from "./support.mjs";

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

/** Rows that carry some words. */
const rows = (opened, words) => opened.locator("#events .bytes-text", { hasText: words });

/** Presses Tab until something has the focus. */
async function tab(opened, css) {
  for (let presses = 0; presses < 80; presses++) {
    await opened.keyboard.press("Tab");
    if (await opened.evaluate((wanted) => document.activeElement?.matches(wanted), css)) return;
  }
  assert.fail(`Tab does not lead to ${css}`);
}

/** Whether the focus is to be seen, on the screen, and by an outline. */
const seenFocus = (opened) =>
  opened.evaluate(() => {
    const at = document.activeElement.getBoundingClientRect();
    const style = getComputedStyle(document.activeElement);
    return 0 <= at.top && at.top < innerHeight && style.outlineStyle !== "none" && style.outlineWidth !== "0px";
  });

test("the keyboard alone does the whole job", async () => {
  const { page: opened, context, trouble } = await page(seen.launched);
  await opened.goto(running.origin);
  await tab(opened, "#preset-tcp");
  assert.ok(await seenFocus(opened));
  await opened.keyboard.press("Enter");
  await opened.locator("#connection[data-state=live]").waitFor();
  await rows(opened, "你好").nth(3).waitFor();
  await opened.keyboard.press("s");
  await opened.locator("#composer-data:focus").waitFor();
  await opened.keyboard.insertText("再见");
  await opened.keyboard.press("Control+Enter");
  await rows(opened, "再见").nth(3).waitFor();
  await tab(opened, "#events > [role=row]");
  assert.ok(await seenFocus(opened));
  await opened.keyboard.press("k");
  await opened.locator("#details [data-event]").waitFor();
  await opened.keyboard.press("Enter");
  await opened.locator("#details [role=tab]:focus").waitFor();
  await opened.keyboard.press("ArrowRight");
  await opened.locator("#part-bytes-tab:focus[aria-selected=true]").waitFor();
  assert.ok(await seenFocus(opened));
  await opened.locator("#part-bytes .hex").waitFor();
  await opened.keyboard.press("Escape");
  await opened.locator("#details").waitFor({ state: "hidden" });
  await opened.locator("#events > [role=row]:focus").waitFor();
  const client = await opened.locator("#events [data-kind=received]").last().getAttribute("data-socket");
  await opened.locator(".skip").focus();
  await tab(opened, `#${client}-close-do`);
  assert.ok(await seenFocus(opened));
  await opened.keyboard.press("Enter");
  await opened.locator(`#${client}[data-state=closed]`).waitFor();
  assert.equal(await opened.evaluate(() => document.activeElement?.closest("li.socket")?.id), client);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("without JavaScript forms and links do the whole job", async () => {
  const { page: opened, context } = await page(seen.launched, { javaScriptEnabled: false });
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("noscript .banner").waitFor();
  assert.equal(await rows(opened, "你好").count(), 4);
  const client = await opened.locator("#events [data-kind=received]").last().getAttribute("data-socket");
  await opened.locator(`#${client}-compose`).click();
  await opened.locator("#composer-data").fill("再见");
  await opened.locator("#composer-do").click();
  for (let late = Date.now() + 10_000; (await rows(opened, "再见").count()) < 4; ) {
    assert.ok(Date.now() < late, "the answer does not come");
    await opened.locator("noscript .banner a").click();
  }
  await opened.locator("#events [data-kind=received] .event-no a").last().click();
  assert.deepEqual((await opened.locator("#part-bytes .hex i").allTextContents()).slice(0, 3), ["e5", "86", "8d"]);
  for (const part of ["meaning", "bytes", "code", "copy"]) assert.ok(await opened.locator(`#part-${part}`).isVisible());
  await opened.locator("#part-code a").first().click();
  await opened.locator(".program-text", { hasText: "import socket" }).waitFor();
  await opened.goBack();
  await opened.goBack();
  await opened.locator(`#${client}-close-do`).click();
  await opened.locator(`#${client}[data-state=closed], #${client}[data-state=closing]`).waitFor();
  await context.close();
});

test("touch does the whole job on a phone", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
  const { page: opened, context, trouble } = await page(seen.launched, phone);
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").tap();
  await opened.locator("#connection[data-state=live]").waitFor();
  await rows(opened, "你好").nth(3).waitFor();
  await opened.locator("#compose > summary").tap();
  await opened.locator("#composer-data").fill("再见");
  await opened.locator("#composer-do").tap();
  await rows(opened, "再见").nth(3).waitFor();
  await opened.locator("#compose > summary").tap();
  await opened.locator("#events [data-kind=received]").last().tap();
  await opened.locator("#part-bytes-tab").tap();
  await opened.locator("#part-bytes .hex").waitFor();
  assert.equal(await opened.locator("#events").isVisible(), false);
  await opened.screenshot({ path: `${output}job-touch-details.png` });
  await opened.locator("#details [data-act=close-details]").tap();
  await opened.locator("#events > [role=row]").last().waitFor();
  await opened.locator(".jump a[data-pane=sockets]").tap();
  const client = await opened.locator("#events [data-kind=received]").last().getAttribute("data-socket");
  const close = opened.locator(`#${client}-close-do`);
  const { height } = await close.boundingBox();
  assert.ok(44 <= height, `a button is ${height} px high`);
  await close.tap();
  await opened.locator(`#${client}[data-state=closed]`).waitFor();
  const wide = await opened.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `the page is ${wide} px wide`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("in 繁體中文 the whole job has Taiwan's words", async () => {
  const { page: opened, context, trouble } = await page(seen.launched, { locale: "zh-TW" });
  await opened.goto(running.origin);
  await opened.locator("#preset-tcp").click();
  await opened.locator("#connection", { hasText: "即時" }).waitFor();
  await rows(opened, "你好").nth(3).waitFor();
  await opened.locator("#composer-data").fill("再見");
  await opened.locator("#composer-do").click();
  await rows(opened, "再見").nth(3).waitFor();
  const row = opened.locator("#events [data-kind=received]").last();
  await row.getByText("收到 6 個位元組").waitFor();
  await row.click();
  await opened.locator("#part-meaning").waitFor();
  for (const part of ["meaning", "bytes", "code", "copy"]) {
    await opened.locator(`#part-${part}-tab`).click();
    await opened.locator(`#part-${part}`).waitFor();
    const text = await opened.locator("#details").innerText();
    // Words of the mainland, and letters that only it writes.
    for (const word of ["字节", "套接字", "端口", "服务器", "返回值", "连接"]) assert.ok(!text.includes(word), `${part}: ${word}`);
  }
  const client = await row.getAttribute("data-socket");
  await opened.locator(`#${client}-close-do`).click();
  await opened.locator(`#${client} .chip`, { hasText: "已關閉" }).waitFor();
  await opened.waitForFunction(() => document.title.startsWith("1 個通訊端"));
  assert.deepEqual(trouble, []);
  await context.close();
});

/** How something is drawn, as far as it may tell that it is chosen. */
const drawn = (opened, css) =>
  opened.locator(css).first().evaluate((one) => {
    const { backgroundColor, color, outlineStyle, outlineColor, borderBlockEndColor, boxShadow, borderInlineStartColor, textDecorationLine } = getComputedStyle(one);
    return [backgroundColor, color, outlineStyle, outlineColor, borderBlockEndColor, borderInlineStartColor, boxShadow, textDecorationLine].join(" ");
  });

for (const media of [{ forcedColors: "active" }, { forcedColors: "active", colorScheme: "dark" }, { reducedMotion: "reduce" }]) {
  const name = Object.values(media).join("-");
  test(`what is chosen can be told from what is not, with ${name}`, async () => {
    const { page: opened, context } = await page(seen.launched);
    await opened.emulateMedia(media);
    await pair(opened, running.origin);
    await opened.locator("#events [data-kind=received]").first().click();
    await opened.locator("#part-meaning-tab").waitFor();
    await opened.locator("[data-act=pause]").click();
    await opened.locator("#composer-data").focus();
    const pairs = [
      ["#events [aria-selected=true]", "#events .event:not([aria-selected=true])"],
      ["#details [role=tab][aria-selected=true]", "#details [role=tab][aria-selected=false]"],
      ["[data-act=pause]", "[data-act=clear]"],
      [".faces [aria-current]", ".faces a:not([aria-current])"],
      [".themes [aria-current]", ".themes a:not([aria-current])"],
      [".filter-chips [aria-current]", ".filter-chips a:not([aria-current])"],
    ];
    for (const [chosen, other] of pairs) assert.notEqual(await drawn(opened, chosen), await drawn(opened, other), chosen);
    if (media.reducedMotion) {
      const moving = await opened.evaluate(() =>
        document.getAnimations().filter((one) => one.playState === "running" && 10 < Number(one.effect.getComputedTiming().duration)).length,
      );
      assert.equal(moving, 0);
    }
    await opened.screenshot({ path: `${output}chosen-${name}.png` });
    await context.close();
  });
}
