// One event, copied: with a clipboard, on a page that has none, and where nothing can be copied.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, page, server } from "./support.mjs";

const TEXT = "\u{feff}你好 <b>\r\n\t\"\\";

let origin, stop, launched, close, session, seq;

before(async () => {
  ({ origin, stop } = await server());
  ({ launched, close } = await browser());
  const made = await fetch(`${origin}/api/v1/sessions`, { method: "POST" });
  session = made.headers.get("location").split("/").at(-1);
  const listener = await ask({ do: "open", kind: "tcp-listen", at: "127.0.0.1:0" });
  const { local } = await sees((event) => event.event === "opened" && event.socket === listener);
  const client = await ask({ do: "open", kind: "tcp-connect", to: local });
  await sees((event) => event.event === "opened" && event.socket === client);
  await ask({ do: "send", socket: client, data: TEXT });
  ({ seq } = await sees((event) => event.event === "sent"));
});

after(async () => {
  await close?.();
  await stop?.();
});

for (const clipboard of [true, false]) {
  test(`text is copied exactly ${clipboard ? "with" : "without"} a clipboard`, async () => {
    const { page: opened, context, trouble } = await page(launched);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
    if (!clipboard) {
      await opened.addInitScript(() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
      });
    }
    await opened.goto(`${origin}/s/${session}/events/${seq}?lang=en`);
    await opened.click("a[data-copy=text]");
    await opened.waitForSelector("a[data-copy=text][data-copied]");
    assert.equal(await opened.locator("[role=status][data-copied]").textContent(), "Copied");
    assert.equal(await opened.evaluate(() => document.activeElement?.getAttribute("data-copy")), "text");
    assert.equal(await pasted(opened), TEXT);
    await opened.waitForSelector("a[data-copied]", { state: "detached" });
    assert.match(opened.url(), /\/events\/\d+/);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("where nothing can be copied the text is shown", async () => {
  const { page: opened, context } = await page(launched);
  await opened.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
  });
  await opened.goto(`${origin}/s/${session}/events/${seq}`);
  await opened.click("a[data-copy=hex]");
  await opened.waitForURL("**/as/hex");
  assert.equal(await opened.textContent("body"), Buffer.from(TEXT).toString("hex"));
  await context.close();
});

async function pasted(opened) {
  const text = opened.evaluate(() => {
    const area = document.createElement("textarea");
    document.body.append(area);
    area.focus();
    return new Promise((resolve) => {
      area.addEventListener("paste", (event) => resolve(event.clipboardData?.getData("text/plain")));
    });
  });
  await opened.waitForSelector("body > textarea:focus");
  await opened.keyboard.press("Control+V");
  return text;
}

async function ask(command) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(command);
  const answer = await fetch(`${origin}/api/v1/sessions/${session}/commands`, { method: "POST", headers, body });
  const said = await answer.json();
  assert.ok(said.ok, JSON.stringify(said));
  return said.socket;
}

async function sees(wanted) {
  for (let after = 0; ; ) {
    const answer = await fetch(`${origin}/api/v1/sessions/${session}/events?after=${after}&wait=10`);
    const { events } = await answer.json();
    assert.notEqual(events.length, 0, "it did not come");
    const found = events.find(wanted);
    if (found) return found;
    after = events.at(-1).seq;
  }
}
