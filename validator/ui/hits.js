// Hits: every event with its fields, parameters, items and raw request; and the journey's events by vendor and count.

import { count, growing, h, seconds } from "./dom.js";
import { badge, conversion, mark } from "./marks.js";
import { added } from "./added.js";
import { asExpectation, copyButton, curl } from "./copy.js";
import { grid, table } from "./value.js";

const HANDLING = { held: "held back", delivered: "delivered", passed: "sent", routed: "answered by a route", stopped: "stopped by the browser", leaked: "leaked" };

export function hitsTab(seen) {
  if (!seen.events.length) return h("p", { class: "empty" }, "No hit belongs here.");
  const vendors = [...new Set(seen.events.map((event) => event.vendor))].sort();
  const shown = { vendor: "" };
  const list = h("div");
  const draw = () => list.replaceChildren(...growing(seen.events.filter((event) => !shown.vendor || event.vendor === shown.vendor), (event) => hit(seen.scenario, event), "div", { class: "hits" }));
  draw();
  return [seen.one ? null : summary(seen.scenario, seen.events), vendors.length > 1 ? choose(vendors, shown, draw) : null, list];
}

function choose(vendors, shown, draw) {
  const group = h("div", { class: "chips", role: "group", "aria-label": "Vendor" });
  for (const vendor of ["", ...vendors]) {
    const button = h("button", { type: "button", class: "chip", "aria-pressed": String(!vendor) }, vendor || "All vendors");
    button.addEventListener("click", () => {
      shown.vendor = vendor;
      for (const each of group.children) each.setAttribute("aria-pressed", String(each === button));
      draw();
    });
    group.append(button);
  }
  return group;
}

const converting = new WeakMap();

// What an event was worth: as the plan or its usual name says, or as the expectation says that it meets.
export function conversionOf(scenario, event) {
  if (!converting.has(scenario)) {
    const met = scenario.expectations.filter((each) => each.conversion && each.status === "met");
    converting.set(scenario, new Map(met.flatMap((each) => (each.events ?? []).map((number) => [number, each.conversion]))));
  }
  return event ? (event.conversion ?? converting.get(scenario).get(event.number) ?? null) : null;
}

// All events of the journey by vendor and count, as real-time reports show them.
function summary(scenario, events) {
  const vendors = new Map();
  for (const event of events) {
    if (event.kind !== "event") continue;
    const counts = vendors.get(event.vendor) ?? new Map();
    const name = called(event);
    const known = counts.get(name);
    counts.set(name, { number: (known?.number ?? 0) + 1, worth: known?.worth ?? conversionOf(scenario, event) });
    vendors.set(event.vendor, counts);
  }
  const sum = (counts) => [...counts.values()].reduce((all, each) => all + each.number, 0);
  const most = Math.max(1, ...[...vendors.values()].flatMap((counts) => [...counts.values()].map((each) => each.number)));
  const bar = (number) => h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: { width: `${(100 * number) / most}%` } }));
  const row = ([name, { number, worth }]) => h("tr", {}, h("th", { scope: "row" }, name, " ", conversion(worth)), h("td", {}, h("span", { class: "counted" }, h("strong", {}, number), bar(number))));
  const group = ([vendor, counts]) =>
    h(
      "tbody",
      {},
      h("tr", { class: "of-vendor" }, h("th", { scope: "rowgroup" }, h("span", { class: "vendor" }, vendor)), h("td", {}, count(sum(counts), "event"))),
      [...counts].sort((one, other) => other[1].number - one[1].number).slice(0, 40).map(row),
    );
  return h("section", { class: "block summary" }, h("h3", {}, "Events by vendor and count"), h("table", { class: "pairs" }, [...vendors].sort((one, other) => sum(other[1]) - sum(one[1])).map(group)));
}

function called(event) {
  return event.undecoded ? "not decoded" : event.title.slice(event.vendor.length + 1);
}

function hit(scenario, event) {
  const request = scenario.requests.find((each) => each.id === event.request);
  const found = event.findings.length;
  const handling = request?.handling ?? "passed";
  const line = h(
    "summary",
    {},
    h("span", { class: "vendor" }, event.vendor),
    h("span", { class: "hit-name" }, called(event)),
    conversion(conversionOf(scenario, event)),
    event.kind === "signal" ? badge("signal", "", "A side ping: shown, never counted") : null,
    found ? badge(`! ${found}`, "warn", event.findings.map((each) => each.message).join("\n")) : null,
    ["held", "passed"].includes(handling) ? null : badge(HANDLING[handling], handling === "delivered" ? "" : "bad"),
    h("span", { class: "time-at" }, seconds(event.at)),
  );
  const details = h("details", { class: "hit" }, line);
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(whole(scenario, event, request));
  });
  return details;
}

function whole(scenario, event, request) {
  const findings = new Map(event.findings.map((each) => [each.path, each]));
  const about = (part) => (name) => {
    const found = findings.get(`${part}.${name}`);
    return found ? h("span", { class: "found" }, mark("warn"), found.message) : null;
  };
  const step = scenario.steps.find((each) => each.number === event.step);
  const cause = event.cause ? `${event.cause.text}, at ${seconds(event.cause.at)}${event.cause.step !== event.step ? `, step ${event.cause.step}` : ""}` : "not known";
  const facts = {
    "Sent at": `${seconds(event.at)}${step ? `, during step ${step.number}: ${step.title}` : ""}`,
    "Caused by": cause,
    ...(event.cause ? { "After its cause": seconds(Math.max(0, event.at - event.cause.at)) } : {}),
    Page: event.page_url,
    "What became of it": request ? `${HANDLING[request.handling ?? "passed"]}${request.failure ? `: ${request.failure}` : ""}` : "not known",
  };
  const fields = { vendor: event.vendor, id: event.id, event: event.name, category: event.category, action: event.action, label: event.label, value: event.value };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ""));
  return h(
    "div",
    { class: "hit-body" },
    event.undecoded ? h("p", { class: "why" }, `Not decoded: ${event.undecoded}.`) : null,
    event.findings.filter((each) => !each.path.includes(".")).map((each) => h("p", { class: "found" }, mark("warn"), each.message)),
    table(given, "Event"),
    table(event.params, "Parameters", about("params")),
    grid(event.items, "Items"),
    table(event.user, "User", about("user")),
    table(event.consent, "Consent, as the hit declares it"),
    table(event.raw, "Other parameters of the protocol"),
    plain(facts, "How it came"),
    request ? raw(scenario, request, event) : null,
  );
}

function plain(facts, caption) {
  const rows = Object.entries(facts).map(([name, text]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, text)));
  return h("div", { class: "block" }, h("h4", {}, caption), h("table", { class: "pairs" }, h("tbody", {}, rows)));
}

function raw(scenario, request, event) {
  const body = request.body ?? (request.body_base64 ? `${request.body_base64} (base64)` : "");
  const details = h("details", { class: "raw" }, h("summary", {}, "Raw request"));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(
      h("pre", {}, `${request.method ?? "GET"} ${request.url}`),
      request.headers?.length ? h("pre", {}, request.headers.map(([name, value]) => `${name}: ${value}`).join("\n")) : "",
      body ? h("pre", {}, body) : "",
    );
  });
  const copies = h(
    "p",
    { class: "actions" },
    copyButton("Copy URL", request.url),
    copyButton("Copy as cURL", () => curl(request)),
    copyButton("Copy as JSON", () => JSON.stringify(event, null, 2)),
    copyButton("Copy as expectation", () => asExpectation(event)),
    added.ofHit(scenario, event),
  );
  return h("div", { class: "block" }, details, copies);
}

