// The scenarios at the left: their status, a search over all of their words, and filters.

import { count, growing, h, replace, seconds } from "./dom.js";
import { badge, mark } from "./marks.js";
import { headline, title } from "./overview.js";
import { address } from "./route.js";

const wanted = { text: "", status: "", vendor: "", conversion: "", owner: "" };
const ORDER = { failed: 0, broken: 1, passed: 2 };

// Draws the list into `nav`; `current` is the scenario in view.
export function sidebar(nav, index, current) {
  const list = h("div", { class: "scenario-list" });
  const draw = () => replace(list, entries(index, current));
  replace(nav, filters(index, draw), list);
  draw();
}

export function search(index, nav, current) {
  const field = h("input", {
    type: "search",
    id: "search",
    placeholder: "Search scenarios, events, tags",
    "aria-label": "Search scenarios, events, tags",
    autocomplete: "off",
    spellcheck: "false",
    on: {
      input: () => {
        wanted.text = field.value;
        sidebar(nav(), index(), current());
      },
    },
  });
  field.value = wanted.text;
  return h("div", { class: "search" }, field, h("kbd", { "aria-hidden": "true" }, "/"));
}

// The keys of the scenarios that the filters leave, in the order of the list.
export function listed(index) {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  return index.scenarios
    .filter((scenario) => fits(scenario, words))
    .sort((one, other) => (ORDER[one.status] ?? 3) - (ORDER[other.status] ?? 3));
}

function fits(scenario, words) {
  if (wanted.status && scenario.status !== wanted.status) return false;
  if (wanted.vendor && !scenario.vendors.includes(wanted.vendor)) return false;
  if (wanted.owner && !scenario.owners.includes(wanted.owner)) return false;
  if (wanted.conversion && !conversions(scenario).includes(wanted.conversion)) return false;
  const all = [scenario.name, scenario.device, scenario.file, scenario.status, scenario.first, ...scenario.tags, ...scenario.words, ...scenario.vendors];
  const text = all.join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

// What its funnel is: macro, micro, and those of them that were not tracked.
function conversions(scenario) {
  return [...scenario.funnel.map((stage) => stage.conversion), ...scenario.lost.map((kind) => `${kind} not tracked`)];
}

function entries(index, current) {
  const found = listed(index);
  const [status] = headline(index);
  return [
    h(
      "a",
      { href: "#/", class: ["entry", "all"], "aria-current": current ? null : "page" },
      status === "none" ? h("span") : mark(status, true),
      h("span", { class: "entry-name" }, "Overview"),
      h("span", { class: "quiet" }, count(index.scenarios.length, "scenario")),
    ),
    ...growing(found, (scenario) => entry(scenario, scenario.key === current), "div", {}, 250),
    found.length || !index.scenarios.length ? null : h("p", { class: "empty" }, "No scenario fits the search and the filters."),
  ];
}

function entry(scenario, here) {
  const told = [scenario.failed ? `${scenario.failed} of ${count(scenario.expected, "expectation")} failed` : `${count(scenario.met, "expectation")} met`, seconds(scenario.seconds)];
  return h(
    "a",
    { href: address({ key: scenario.key }), class: ["entry", scenario.status], "aria-current": here ? "page" : null },
    mark(scenario.status),
    h("span", { class: "entry-name" }, title(scenario)),
    scenario.warnings ? badge(String(scenario.warnings), "warn", count(scenario.warnings, "warning")) : h("span"),
    h("span", { class: "entry-about" }, scenario.status === "broken" ? "Could not be performed" : scenario.status === "not run" ? "Not performed yet" : told.join(" · ")),
  );
}

function filters(index, draw) {
  if (index.scenarios.length < 4) return null;
  const { scenarios } = index.run.totals;
  const states = ["failed", "broken", "passed"].filter((status) => scenarios[status]);
  const all = (told) => [...new Set(index.scenarios.flatMap(told))].sort();
  return h(
    "div",
    { class: "filters" },
    states.length > 1
      ? h("div", { class: "chips", role: "group", "aria-label": "Status" }, ["", ...states].map((status) => chip(status, scenarios, draw)))
      : null,
    h(
      "div",
      { class: "selects" },
      choice("vendor", "All vendors", all((scenario) => scenario.vendors), draw),
      choice("conversion", "All conversions", all(conversions), draw),
      choice("owner", "All owners", all((scenario) => scenario.owners), draw),
    ),
  );
}

function chip(status, numbers, draw) {
  const button = h("button", { type: "button", class: "chip", "aria-pressed": String(wanted.status === status) }, status ? `${numbers[status]} ${status}` : "All");
  button.addEventListener("click", () => {
    wanted.status = status;
    for (const each of button.parentElement.children) each.setAttribute("aria-pressed", String(each === button));
    draw();
  });
  return button;
}

function choice(key, none, values, draw) {
  if (values.length < 2) return null;
  const field = h("select", { "aria-label": none.replace("All", "Only"), on: { change: () => ((wanted[key] = field.value), draw()) } }, h("option", { value: "" }, none), values.map((value) => h("option", { value }, value)));
  field.value = wanted[key];
  return field;
}
