// Every page in every language, theme, and width: looked at by rules here, and by people in tests/output.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { languages, sample, states } from "./states.mjs";
import { browser, output, page, server } from "./support.mjs";

const themes = ["light", "dark", "projector"];
const widths = [390, 1280, 1920];
/** What may be wider inside than outside: it scrolls, or cuts with an ellipsis, or is for listeners only. */
const wider = "pre, input, select, textarea, option, .sr, .skip, .rail, .journal, .bytes-text, .presets-small .preset > *";
/** Where Latin words stand in Chinese pages on purpose. */
const latin = "code, samp, pre, kbd, textarea, select, .languages, .licenses";

/** `SHEET=busy,about` looks at those states only. */
const only = process.env.SHEET?.split(",");
const looked = () => states(sampled).filter((state) => only?.includes(state.name) ?? true);

let running;
let seen;
let sampled;
let axe;

before(async () => {
  running = await server();
  seen = await browser();
  sampled = await sample(running.origin);
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});

after(async () => {
  await seen?.close();
  await running?.stop();
});

for (const language of languages) {
  test(`every page can be read in ${language}, in every theme, at every width`, async () => {
    const wrong = [];
    for (const state of looked()) {
      const options = { extraHTTPHeaders: { "accept-language": language }, reducedMotion: "reduce" };
      const { page: opened, context, trouble } = await page(seen.launched, options);
      await opened.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective}`));
      });
      await opened.goto(running.origin + state.path);
      await state.prepare?.(opened);
      for (const theme of themes) {
        await opened.evaluate((value) => (document.documentElement.dataset.theme = value), theme);
        for (const width of widths) {
          if (state.brief && !(theme === "light" && width < 1920)) continue;
          const name = `${state.name}-${language}-${theme}-${width}`;
          await opened.setViewportSize({ width, height: width === 390 ? 844 : 1000 });
          wrong.push(...(await opened.evaluate(overflows, wider)).map((one) => `${name}: ${one}`));
          const rules = inspected(language, theme, width);
          if (rules) wrong.push(...(await violations(opened, rules)).map((one) => `${name}: ${one}`));
          await opened.screenshot({ path: `${output}${name}.png` });
        }
      }
      if (language !== "en") {
        wrong.push(...(await opened.evaluate(english, latin)).map((one) => `${state.name} ${language}: English: ${one}`));
      }
      // A page that is not there is an error to the browser as well.
      const said = trouble.filter((one) => state.status === undefined || !one.includes(String(state.status)));
      wrong.push(...said.map((one) => `${state.name} ${language}: ${one}`));
      await context.close();
    }
    assert.deepEqual(wrong, []);
  });
}

test("the screenshots are laid out on sheets", async () => {
  const { page: opened, context } = await page(seen.launched, { viewport: { width: 2780, height: 600 } });
  for (const state of looked().filter((one) => !one.brief)) {
    const shots = languages.flatMap((language) =>
      themes.flatMap((theme) => widths.map((width) => `${state.name}-${language}-${theme}-${width}.png`)),
    );
    const images = shots.map((name) => `<figure><img src="${name}" alt=""><figcaption>${name}</figcaption></figure>`);
    const sheet = `${output}sheet-${state.name}.html`;
    await writeFile(sheet, `<!DOCTYPE html><meta charset="utf-8"><title>${state.name}</title><style>${STYLE}</style>${images.join("")}`);
    await opened.goto(`file://${sheet}`);
    await opened.screenshot({ path: `${output}sheet-${state.name}.png`, fullPage: true });
  }
  await context.close();
});

const STYLE = `
  body { display: grid; grid-template-columns: repeat(3, 98px 320px 480px); gap: 8px; font: 8px sans-serif; background: #888 }
  figure { margin: 0 } img { width: 100% }`;

/** Colors differ by theme, and words by language: axe looks at each of both once. */
function inspected(language, theme, width) {
  if (width !== (language === "en" ? 1280 : 390)) return undefined;
  if (theme === "light") return { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] };
  return language === "en" ? { type: "rule", values: ["color-contrast", "target-size"] } : undefined;
}

async function violations(opened, runOnly) {
  await opened.evaluate(axe);
  const found = await opened.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), runOnly);
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 600)}`);
}

/** In the page: what does not fit. */
function overflows(allowed) {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    const slack = element.clientWidth > 0 ? element.scrollWidth - element.clientWidth : 0;
    if (slack <= 1 || element.closest(allowed) || element.querySelector(allowed) || element.closest("svg")) continue;
    found.push(`<${element.localName} class="${element.className}"> is ${slack} too narrow: ${element.textContent?.trim().slice(0, 40)}`);
  }
  return found;
}

/** In the page: three words of English in a row, outside of what is never translated. */
function english(allowed) {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = /[A-Za-z]{2,}( [a-z]{2,}){2,}/.exec(node.textContent ?? "");
    if (words && !node.parentElement?.closest(allowed)) found.push(words[0]);
  }
  return found;
}
