// The page: draws what the address names, from a frozen report or a live server.

import { h, replace, seconds } from "./dom.js";
import { added } from "./added.js";
import { headline, overview } from "./overview.js";
import { journey } from "./journey.js";
import { kept, selecting } from "./kept.js";
import { help, listen } from "./keys.js";
import { listed, search, sidebar } from "./sidebar.js";
import { mark } from "./marks.js";
import { route } from "./route.js";
import { source } from "./source.js";
import { learn } from "./words.js";

const data = source();
const bar = document.getElementById("bar");
const nav = document.getElementById("scenarios");
const main = document.getElementById("main");
const shown = { index: null, key: null, drawing: 0, fresh: false, address: "" };

function drawBar() {
  const [status, text] = headline(shown.index);
  const { run } = shown.index;
  if (bar.childElementCount) {
    bar.querySelector(".verdict").replaceWith(verdict(status, text));
    bar.querySelector(".live").replaceChildren(...[added.ofBar(shown.index)].flat().filter(Boolean));
    return;
  }
  const skip = h("a", { href: "#main", class: "skip", on: { click: (event) => (event.preventDefault(), main.focus()) } }, "Skip to the evidence");
  const field = search(() => shown.index, () => nav, () => shown.key);
  replace(
    bar,
    skip,
    h("a", { class: "product", href: "#/" }, "Tracking"),
    verdict(status, text),
    h("div", { class: "live" }, added.ofBar(shown.index)),
    shown.index.live ? h("span", { class: "about" }) : h("span", { class: "quiet about" }, [began(run.began), run.seconds ? seconds(run.seconds) : "", run.browser].filter(Boolean).join(" · ")),
    field,
    h("button", { type: "button", class: "keys-button", "aria-label": "Keys", on: { click: help } }, "?"),
  );
}

function verdict(status, text) {
  return h("a", { class: ["verdict", status], href: "#/" }, status === "none" ? null : mark(status, true), text);
}

function began(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

async function draw() {
  const turn = (shown.drawing += 1);
  const place = route();
  const scenario = shown.index.scenarios.find((each) => each.key === place.key);
  const before = shown.key;
  shown.key = scenario?.key ?? null;
  document.body.dataset.view = scenario ? (place.message !== null || place.outcome !== null || place.tab ? "message" : "journey") : "overview";
  if (before !== shown.key || !nav.childElementCount || shown.fresh) sidebar(nav, shown.index, shown.key);
  shown.fresh = false;
  if (!scenario) {
    kept(main, () => replace(main, overview(shown.index)));
    if (before) main.scrollTop = 0;
    return;
  }
  const again = shown.address === location.hash && Boolean(shown.index.live);
  const late = again ? 0 : setTimeout(() => replace(main, h("p", { class: "empty" }, "Reading the evidence…")), 150);
  try {
    const detail = await data.detail(scenario.key);
    clearTimeout(late);
    if (turn !== shown.drawing) return;
    shown.address = location.hash;
    show(detail, place, before !== shown.key, again);
  } catch (error) {
    clearTimeout(late);
    if (turn === shown.drawing) replace(main, h("p", { class: "empty" }, `The evidence of this scenario cannot be read: ${error.message}`));
  }
}

function show(detail, place, fresh, again = false) {
  if (again) {
    kept(main, () => replace(main, journey(detail, place)));
    return;
  }
  const held = document.activeElement?.getAttribute?.("role") === "tab" ? "tab" : document.activeElement?.closest?.(".row") ? "row" : null;
  const scrolls = [".rows", ".messages"].map((name) => [name, main.querySelector(name)?.scrollTop ?? 0]);
  const top = main.scrollTop;
  replace(main, journey(detail, place));
  if (!fresh) {
    main.scrollTop = top;
    for (const [name, value] of scrolls) main.querySelector(name)?.scrollTo(0, value);
  } else {
    main.scrollTop = 0;
    nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }
  if (held === "tab") main.querySelector('[role="tab"][aria-selected="true"]')?.focus({ preventScroll: true });
  if (held === "row") main.querySelector(".row[aria-current]")?.focus({ preventScroll: true });
  if (place.outcome !== null) reveal(document.getElementById(`outcome-${place.outcome}`));
  bring(main.querySelector(".row[aria-current]"));
}

// A message that was chosen is seen in its list, however far that is scrolled; the evidence beside it stays where it is.
function bring(row) {
  const list = row && [row.closest(".rows"), row.closest(".messages")].find((each) => each && each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY !== "visible");
  if (!list) return;
  const [place, whole] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  const end = Math.min(whole.bottom, innerHeight);
  if (place.top < Math.max(whole.top, 0) || place.bottom > end) list.scrollTop += place.top - whole.top - (end - whole.top) / 3;
}

function reveal(card) {
  if (!card) return;
  card.classList.add("chosen");
  card.scrollIntoView({ block: "center" });
  card.focus({ preventScroll: true });
}

// Every failure of the scenarios listed, as addresses in the order of the page.
function failures() {
  const causes = shown.index.causes.flatMap((cause) => cause.where);
  const order = new Map(listed(shown.index).map((scenario, place) => [scenario.key, place]));
  return causes
    .filter(([key]) => order.has(key))
    .sort((one, other) => order.get(one[0]) - order.get(other[0]) || one[1] - other[1])
    .map(([key, outcome]) => ({ key, outcome }));
}

listen({
  messages: () => [...main.querySelectorAll(".row")],
  tabs: () => [...main.querySelectorAll('[role="tab"]')],
  scenarios: () => [...nav.querySelectorAll(".entry")],
  failures,
});
window.addEventListener("hashchange", draw);

async function start() {
  try {
    shown.index = await data.index();
  } catch (error) {
    replace(main, h("p", { class: "empty" }, `The run cannot be read: ${error.message}`));
    return;
  }
  document.documentElement.classList.toggle("live", Boolean(shown.index.live));
  learn(shown.index.words);
  drawBar();
  replace(nav);
  await draw();
}

// Live: draws again what changed, as soon as the last drawing is done, and not while somebody selects text.
const news = { drawing: false, waiting: false };

async function refresh() {
  if (news.drawing || selecting(main)) {
    news.waiting = true;
    return;
  }
  news.drawing = true;
  news.waiting = false;
  try {
    if (shown.key) data.ahead(shown.key);
    shown.index = await data.index();
    shown.fresh = true;
    drawBar();
    await draw();
  } catch {
    document.documentElement.classList.add("gone"); // the server ended; the next change draws again
  } finally {
    news.drawing = false;
  }
  if (news.waiting) refresh();
}

async function begin() {
  await start();
  if (!shown.index?.live) return;
  const live = await import("./live.js");
  live.begin({ index: () => shown.index, key: () => shown.key, draw: refresh });
  if (!location.hash && shown.index.scenarios.length) history.replaceState(null, "", "#/s1");
  data.changed(refresh);
  document.addEventListener("selectionchange", () => news.waiting && !selecting(main) && refresh());
  await refresh();
}

begin();
