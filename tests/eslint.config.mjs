// What the JavaScript of the pages and of their tests must not do.

import js from "@eslint/js";
import globals from "globals";

const html = [
  ["innerHTML", "outerHTML", "srcdoc"].map((property) => ({
    selector: `AssignmentExpression > MemberExpression.left[property.name='${property}']`,
    message: "HTML comes from the server, and only patch.js puts it into the page.",
  })),
  ["insertAdjacentHTML", "write", "writeln", "setHTMLUnsafe", "parseHTMLUnsafe", "createContextualFragment", "parseFromString"].map((method) => ({
    selector: `CallExpression > MemberExpression.callee[property.name='${method}']`,
    message: "HTML comes from the server, and only patch.js puts it into the page.",
  })),
  [{ selector: "Literal[value=/[\\u3400-\\u9fff]/]", message: "Words come from the server, in the language of the page." }],
].flat();

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["static/js/**"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-syntax": ["error", ...html], "no-console": "error" },
  },
  { files: ["static/js/patch.js"], rules: { "no-restricted-syntax": "off" } },
  { files: ["tests/browser/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
