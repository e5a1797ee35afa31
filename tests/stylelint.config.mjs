// What the style sheets must not do; each rule that differs from the standard says why.

export default {
  extends: ["stylelint-config-standard"],
  reportNeedlessDisables: true,
  rules: {
    // One rule on one line is how short rules are written here, as in a table.
    "declaration-block-single-line-max-declarations": null,
    "rule-empty-line-before": null,
    "at-rule-empty-line-before": null,
    "declaration-empty-line-before": null,
    "custom-property-empty-line-before": null,
    // Rules stand in the order of the page; a nested rule often comes after a more special one.
    "no-descending-specificity": null,
    // The notation that students meet in most style sheets, and in matchMedia.
    "media-feature-range-notation": "prefix",
    // Literals live in the tokens alone (see the overrides), and sides are logical.
    "color-no-hex": true,
    "color-named": "never",
    "unit-disallowed-list": [["pt", "cm", "mm", "in"]],
    "property-disallowed-list": [
      [
        "width",
        "height",
        "min-width",
        "min-height",
        "max-width",
        "max-height",
        "left",
        "right",
        "top",
        "bottom",
        "/^(margin|padding|border)-(left|right|top|bottom)/",
      ],
      { message: "sides are logical here: inline-size, block-size, inset-inline-start …" },
    ],
    "declaration-no-important": [true, { severity: "error" }],
  },
  overrides: [
    { files: ["**/tokens.css"], rules: { "color-no-hex": null } },
    // An element that is hidden stays hidden, whatever a rule of its own says.
    { files: ["**/reset.css"], rules: { "declaration-no-important": null } },
  ],
};
