// Wires the page together.
// @ts-check

import { bench } from "./bench.js";
import { composer } from "./composer.js";
import { Connection } from "./connection.js";
import { countdown } from "./countdown.js";
import { copies } from "./copy.js";
import { EventList } from "./elements/event-list.js";
import { FrameView } from "./elements/frame-view.js";
import { HexView } from "./elements/hex-view.js";
import { commands } from "./forms.js";
import { imports } from "./import.js";
import { lab } from "./lab.js";
import { leave } from "./leave.js";
import { apply } from "./patch.js";
import { offer } from "./peers.js";
import { presets } from "./preset.js";
import { repeat } from "./repeat.js";
import { sideways } from "./sideways.js";
import { languages, tastes } from "./theme.js";

customElements.define("event-list", EventList);
customElements.define("hex-view", HexView);
customElements.define("frame-view", FrameView);

copies(document);
countdown();
tastes();
languages();
composer(document.querySelector("form#composer"));
repeat(document.querySelector("[data-repeat]"));

const list = document.querySelector("event-list");

if (list instanceof EventList) {
  const { session, head } = list.dataset;
  const connection = new Connection(`/s/${session}/live`, document.documentElement.lang, Number(head));
  const status = document.getElementById("connection");
  connection.addEventListener("state", () => {
    document.getElementById("over")?.toggleAttribute("hidden", connection.state !== "ended");
    if (!status) return;
    status.dataset.state = connection.state;
    status.textContent = status.dataset[connection.state] ?? "";
  });
  connection.onframe = (frame) => {
    apply(frame.patches);
    if (frame.patches.some(({ target }) => target === "peers")) offer();
    list.hear(frame);
  };
  commands(connection);
  presets(connection);
  lab();
  imports();
  sideways(list);
  leave(list);
  bench(list, connection);
  connection.look(Object.fromEntries(new URLSearchParams(location.search)));
  connection.open();
}
