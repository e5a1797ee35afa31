// Every page in every state that it can be looked at in: a table for the tests that look at all of them.

/**
 * What there is to look at in a running server: one busy session, one whose server had to take another
 * port, and one in which nothing has happened.
 */
export async function sample(origin) {
  const post = async (path, body, type = "application/x-www-form-urlencoded") => {
    const headers = { "content-type": type };
    return fetch(origin + path, { method: "POST", headers, body, redirect: "manual" });
  };
  const busy = (await post("/", "preset=tcp")).headers.get("location");
  for (const preset of ["upper", "udp", "step"]) await post(`${busy}/preset`, `preset=${preset}`);
  const rows = await (await fetch(origin + busy)).text();
  const [, received] = /id="e(\d+)" class="event" data-kind="received"/.exec(rows) ?? [];
  const lab = (await post("/", "preset=hold")).headers.get("location").split("?")[0];
  await post(`${lab}/commands`, "do=rule&act=drop&kind=data&nth=3");
  const lan = (await post("/", "preset=lan")).headers.get("location").split("?")[0];
  const failed = await refused(origin, post);
  const made = await post("/api/v1/sessions", "{}", "application/json");
  const empty = `/s/${(await made.json()).session}`;
  return { busy, empty, failed, lab, lan, received: `${busy}/events/${received}` };
}

/** The event of a bind that failed: a port that the same session has already. */
async function refused(origin, post) {
  const begun = (await post("/", "do=open&kind=tcp-listen&at=127.0.0.1:0")).headers.get("location");
  const page = await (await fetch(origin + begun)).text();
  const [, at] = /listens on ([0-9.:]+)/.exec(page) ?? [];
  const again = await post(`${begun}/commands`, `do=open&kind=tcp-listen&at=${at}`);
  const place = /#e(\d+)$/.exec(again.headers.get("location") ?? "");
  const rows = await (await fetch(origin + begun)).text();
  const seq = /id="e(\d+)" class="event event-failed"/.exec(rows)?.[1] ?? place?.[1];
  return `${begun}/events/${seq}`;
}

/**
 * The states: a name, a path, and, where it takes more than a visit, what is done on the page first.
 * One that differs from another in a few words is `brief`: it is not looked at in every theme.
 * @returns {{ name: string, path: string, status?: number, brief?: boolean, prepare?: (page: import("playwright-core").Page) => Promise<void> }[]}
 */
export function states(sampled) {
  return [
    { name: "start", path: "/" },
    { name: "start-linked", path: "/?open=tcp-listen:127.0.0.1:8888&respond=echo&msg=hello%0A" },
    { name: "start-misread", path: "/?open=udp:nowhere", brief: true },
    { name: "start-unknown", path: "/?open=exec:rm", brief: true },
    { name: "empty", path: sampled.empty },
    { name: "busy", path: sampled.busy },
    {
      name: "folds",
      path: sampled.busy,
      prepare: (page) => page.locator("main details").evaluateAll((all) => all.forEach((one) => (one.open = true))),
    },
    { name: "ladder", path: `${sampled.busy}?face=ladder` },
    { name: "filtered", path: `${sampled.busy}?q=dir+%3D%3D+sent`, brief: true },
    { name: "filter-fault", path: `${sampled.busy}?q=tcp.prot`, brief: true },
    { name: "details", path: sampled.busy, prepare: (page) => part(page, "part-meaning") },
    { name: "details-bytes", path: sampled.busy, prepare: (page) => part(page, "part-bytes") },
    { name: "details-code", path: sampled.busy, prepare: (page) => part(page, "part-code") },
    { name: "phone", path: `${sampled.busy}?phone=on`, prepare: (page) => part(page, "part-meaning") },
    {
      name: "keys",
      path: sampled.busy,
      prepare: async (page) => {
        await page.locator("#connection[data-state=live]").waitFor();
        await page.keyboard.press("?");
        await page.locator("#keys[open]").waitFor();
      },
    },
    {
      name: "menu",
      path: sampled.busy,
      prepare: async (page) => {
        await page.locator("#connection[data-state=live]").waitFor();
        await page.locator("#events [data-kind=received] .event-what").first().click({ button: "right" });
        await page.locator("#menu :focus").waitFor();
      },
    },
    {
      name: "palette",
      path: sampled.busy,
      prepare: async (page) => {
        await page.locator("#connection[data-state=live]").waitFor();
        await page.keyboard.press("Control+k");
        await page.locator("#palette [aria-selected=true]").waitFor();
      },
    },
    {
      name: "saved",
      path: sampled.busy,
      prepare: async (page) => {
        await page.locator("#connection[data-state=live]").waitFor();
        for (const data of ["你好", "hello\n"]) {
          await page.locator("#composer-data").fill(data);
          await page.keyboard.press("Control+s");
          await page.locator("#saved-name:focus").press("Enter");
        }
        await page.locator("#composer-data").fill("");
        await page.locator(".saved-drop").first().click();
      },
    },
    { name: "lab", path: `${sampled.lab}?face=ladder`, prepare: (page) => toLab(page, ["lab-rules-fold", "lab-wire-fold"]) },
    { name: "lab-lan", path: `${sampled.lan}?face=ladder`, prepare: (page) => toLab(page, ["lab-lan-fold"]) },
    { name: "lab-knobs", path: sampled.lan, brief: true, prepare: (page) => toLab(page, ["lab-knobs-fold", "lab-begin-fold", "scenes"]) },
    { name: "program", path: `${sampled.busy}/sockets/s2/program`, brief: true },
    { name: "filter-help", path: "/help/filter" },
    { name: "event", path: sampled.received },
    { name: "event-failed", path: sampled.failed },
    { name: "help", path: "/help" },
    { name: "about", path: "/about" },
    { name: "problem", path: "/s/AAAAAAAAAAAAAAAAAAAAAA", status: 410 },
    { name: "nowhere", path: "/nowhere", status: 404, brief: true },
  ];
}

/** Selects an event that carries bytes, and shows a part of its details. */
async function part(page, id) {
  await page.locator("#connection[data-state=live]").waitFor();
  await page.locator("#events [data-kind=received]").first().click();
  await page.locator(`#${id}-tab`).click();
  await page.locator(`#${id}`).waitFor();
}

/** Goes to the part of the page that has the lab, and opens some of its folds. */
async function toLab(page, folds) {
  await page.locator("#connection[data-state=live]").waitFor();
  await page.evaluate((ids) => ids.forEach((id) => document.getElementById(id).setAttribute("open", "")), folds);
  const sockets = page.locator(".jump a[data-pane=sockets]");
  if (await sockets.isVisible()) await sockets.click();
}

/** The languages of the pages. */
export const languages = ["en", "zh-Hans", "zh-Hant"];
