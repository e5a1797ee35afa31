// The HTML of every page is valid, in every language.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { languages, sample, states } from "./states.mjs";
import { server } from "./support.mjs";

const checker = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // The standard says what a button and an input are without a type: submit, and text.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // A list that a combobox controls is no select.
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
  },
});

let running;
let sampled;

before(async () => {
  running = await server();
  sampled = await sample(running.origin);
});

after(() => running?.stop());

test("every page is valid HTML in every language", async () => {
  const wrong = [];
  for (const { name, path, status = 200 } of pages()) {
    for (const language of languages) {
      // Checking takes longer than the server keeps an idle connection.
      const headers = { accept: "text/html", "accept-language": language, connection: "close" };
      const answer = await fetch(running.origin + path, { headers });
      assert.equal(answer.status, status, path);
      assert.equal(answer.headers.get("content-language"), language, path);
      const report = await checker.validateString(await answer.text(), `${name}.${language}.html`);
      for (const { messages } of report.results) {
        wrong.push(...messages.map((one) => `${name} ${language} ${one.line}:${one.column} ${one.ruleId}: ${one.message}`));
      }
    }
  }
  assert.deepEqual([...new Set(wrong)], []);
});

/** The states that are pages of their own. */
function pages() {
  const seen = new Set();
  return states(sampled).filter(({ path }) => !seen.has(path) && seen.add(path));
}
