// Wires the page together.
// @ts-check

import { Connection } from "./connection.js";
import { copies } from "./copy.js";
import { EventFeed } from "./elements/event-feed.js";
import { commands } from "./forms.js";
import { apply } from "./patch.js";

customElements.define("event-feed", EventFeed);
copies(document);

const feed = document.querySelector("event-feed");
const place = feed instanceof EventFeed ? feed.dataset.live : undefined;

if (feed instanceof EventFeed && place) {
  const after = Number(feed.dataset.after ?? 0);
  const connection = new Connection(place, document.documentElement.lang, after);
  const status = document.getElementById("connection");
  connection.addEventListener("state", () => {
    if (!status) return;
    status.dataset.state = connection.state;
    status.textContent = status.dataset[connection.state] ?? "";
  });
  connection.onpatches = apply;
  commands(connection);
  connection.open();
}
