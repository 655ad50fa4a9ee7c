// The page of the history: each conversion with its strip, how it goes, and in which version it broke.

import { count, h, replace } from "./dom.js";
import { badge, mark } from "./marks.js";
import { line } from "./history_line.js";
import { changes, weeks } from "./history_lists.js";
import { day } from "./history_words.js";

const data = JSON.parse(document.getElementById("index").textContent);
const chosen = { view: "", words: "", all: !data.lines.some((one) => one.conversion), failing: false };
const bar = document.getElementById("bar");
const main = document.getElementById("main");

function drawBar() {
  const failing = data.lines.filter((one) => one.now === "failed").length;
  const field = h("input", { type: "search", placeholder: "Find an event", "aria-label": "Find an event", on: { input: (event) => choose({ words: event.target.value.trim().toLowerCase() }) } });
  replace(
    bar,
    h("a", { href: "#main", class: "skip", on: { click: (event) => (event.preventDefault(), main.focus()) } }, "Skip to the history"),
    h("span", { class: "product" }, "Tracking"),
    h("span", { class: ["verdict", failing ? "failed" : "passed"] }, mark(failing ? "failed" : "passed", true), failing ? `${failing} failing now` : "Nothing fails now"),
    h("span", { class: "quiet about" }, [span(), ...data.about].filter(Boolean).join(" · ")),
    h("div", { class: "search" }, field),
  );
}

function span() {
  return data.starts.length ? `${day(data.starts[0])} – ${day(data.starts[data.starts.length - 1])}` : "";
}

function choose(change) {
  Object.assign(chosen, change);
  drawLines();
}

function lines() {
  const view = data.views[Number(chosen.view)];
  const from = chosen.view === "" || !view ? data.lines : view.lines;
  return from.filter(
    (one) =>
      (chosen.all || one.conversion) &&
      (!chosen.failing || one.now === "failed" || one.now === "mixed") &&
      (!chosen.words || `${one.name} ${one.label} ${one.owner}`.toLowerCase().includes(chosen.words)),
  );
}

function grouped(found) {
  const groups = new Map();
  for (const one of found) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  return [...groups];
}

const list = h("div", { class: "trends", id: "lines" });
const told = h("p", { class: "quiet", role: "status" });

function drawLines() {
  const found = lines();
  const view = chosen.view === "" ? null : data.views[Number(chosen.view)];
  replace(told, view?.meaning ? `Journeys that ${view.meaning}. ` : "", found.length ? count(found.length, "expectation") : "Nothing was kept that fits.");
  replace(
    list,
    grouped(found).map(([name, group]) => {
      const [first] = group;
      const id = `group-${group[0].label}-${name}`.replace(/\W+/g, "-");
      return h(
        "section",
        { class: "trend card", "aria-labelledby": id },
        h("header", {}, h("h3", { id }, name), first.conversion ? badge(first.conversion, first.conversion) : null, h("span", { class: "quiet" }, [...new Set(group.map((one) => one.owner).filter(Boolean))].join(", "))),
        group.map((one) => line(one, data)),
      );
    }),
  );
}

function controls() {
  const groups = new Map();
  data.views.forEach((view, place) => groups.set(view.group, [...(groups.get(view.group) ?? []), h("option", { value: place }, `${view.name}`)]));
  const select = h(
    "select",
    { id: "view", on: { change: (event) => choose({ view: event.target.value }) } },
    h("option", { value: "" }, "All journeys"),
    [...groups].map(([group, options]) => h("optgroup", { label: group }, options)),
  );
  return h(
    "div",
    { class: "history-controls" },
    groups.size ? h("label", {}, "Show ", select) : null,
    switchOf("Only what fails", (on) => choose({ failing: on })),
    data.lines.some((one) => one.conversion) && data.lines.some((one) => !one.conversion) ? switchOf("Also what is no conversion", (on) => choose({ all: on })) : null,
    legend(),
  );
}

function switchOf(text, changed) {
  return h("label", { class: "switch" }, h("input", { type: "checkbox", on: { change: (event) => changed(event.target.checked) } }), text);
}

function legend() {
  const parts = [["met", "met"], ["mixed", "some failed"], ["failed", "failed"], ["known", "known fault"], ["none", "not looked at"]];
  return h("ul", { class: "legend", "aria-label": "What the strips mean" }, parts.map(([state, text]) => h("li", {}, h("span", { class: ["cell", state], "aria-hidden": "true" }), text)));
}

function hero() {
  const conversions = data.lines.filter((one) => one.conversion);
  const failing = conversions.filter((one) => one.now === "failed");
  const lost = ["macro", "micro"].map((kind) => [kind, failing.filter((one) => one.conversion === kind).length]).filter(([, number]) => number);
  const text = !data.lines.length ? "Nothing was kept yet" : failing.length ? `${failing.length} of ${count(conversions.length, "conversion")} fail now` : "Every conversion is tracked now";
  const status = failing.length ? "failed" : "passed";
  return h(
    "header",
    { class: ["hero", status] },
    data.lines.length ? mark(status, true) : null,
    h("div", {}, h("h1", {}, text), h("p", {}, lost.map(([kind, number]) => `${number} ${kind}`).join(", ") || span())),
  );
}

function draw() {
  document.body.dataset.view = "history";
  document.getElementById("scenarios").remove();
  document.getElementById("help").remove();
  drawBar();
  replace(
    main,
    h(
      "div",
      { class: "overview history" },
      hero(),
      controls(),
      told,
      h("h2", {}, "Over time", h("span", { class: "quiet scale" }, [span(), data.unit === "run" ? "a bar for each run" : data.days === 1 ? "a bar for each day" : `a bar for ${data.days} days`].filter(Boolean).join(", "))),
      list,
      weeks(data.weeks),
      changes(data.changes),
      h("p", { class: "quiet" }, "Days are those of UTC. Flaky: how often, of a hundred looks, the outcome turned while the container stayed the same."),
    ),
  );
  drawLines();
}

draw();
