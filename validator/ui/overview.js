// The run at a glance: what is wrong stands on top, each cause once, with the broken link and how to mend it.

import { count, h, seconds, visible } from "./dom.js";
import { managers } from "./managers.js";
import { badge, conversion, mark } from "./marks.js";
import { chain, mend } from "./outcome.js";
import { address } from "./route.js";

export function overview(index) {
  const { totals } = index.run;
  const broken = index.scenarios.filter((scenario) => scenario.status === "broken");
  return h(
    "div",
    { class: "overview" },
    hero(index),
    figures(index),
    index.causes.length ? h("h2", {}, "What is wrong") : null,
    index.causes.map((cause) => causeCard(cause, index)),
    broken.length ? h("h2", {}, "What could not be performed") : null,
    broken.map(brokenCard),
    totals.scenarios.failed + totals.scenarios.broken === 0 ? passed(index) : null,
    managers(index.run),
    h("p", { class: "quiet unseen-hits" }, index.run.unseen),
  );
}

export function headline(index) {
  if (index.preview) return lively(index.preview, index) ?? ended(index);
  return ended(index);
}

// What a preview says while its journey goes on, or before any was performed.
function lively(preview, index) {
  if (preview.problem) return ["broken", "Nothing could be performed"];
  if (preview.under_way && preview.visit) return ["running", "You are visiting"];
  if (preview.under_way) return [index.scenarios.some((each) => each.status === "failed") ? "failed" : "running", "Under way"];
  if (preview.visit) return ["none", "The visit is over"];
  return index.scenarios.every((each) => each.status === "not run") ? ["none", "Nothing was performed yet"] : null;
}

function ended(index) {
  const { scenarios } = index.run.totals;
  const all = index.scenarios.length;
  if (!all) return ["none", "No scenario was run"];
  if (all === 1 && scenarios.failed) return ["failed", "The scenario failed"];
  if (all === 1 && scenarios.broken) return ["broken", "The scenario could not be performed"];
  if (scenarios.failed) return ["failed", `${scenarios.failed} of ${count(all, "scenario")} failed`];
  if (scenarios.broken) return ["broken", `${scenarios.broken} of ${count(all, "scenario")} could not be performed`];
  return ["passed", all === 1 ? "The scenario passed" : `All ${all} scenarios passed`];
}

function hero(index) {
  const [status, text] = headline(index);
  const { conversions, scenarios } = index.run.totals;
  const lost = ["macro", "micro"].map((kind) => [kind, conversions[kind].lost]).filter(([, number]) => number);
  const told = lost.map(([kind, number]) => count(number, `${kind} conversion`)).join(" and ");
  const tracked = status === "passed" && conversions.macro.all + conversions.micro.all;
  const sentences = [
    told ? `${told} not tracked.` : tracked ? "Every conversion is tracked." : "",
    scenarios.failed && scenarios.broken ? `${count(scenarios.broken, "scenario")} could not be performed.` : "",
  ];
  return h(
    "header",
    { class: ["hero", status] },
    status === "none" ? null : mark(status, true),
    h("div", {}, h("h1", {}, text), h("p", {}, sentences.filter(Boolean).join(" "))),
    index.run.interrupted ? h("p", { class: "interrupted" }, "The run was interrupted: what was seen until then is here.") : null,
  );
}

function figures(index) {
  const { totals } = index.run;
  const { hits, conversions } = totals;
  const left = hits.delivered + hits.leaked;
  return h(
    "dl",
    { class: "figures" },
    figure("Scenarios", totals.scenarios.passed, index.scenarios.length, "passed"),
    figure("Macro conversions", conversions.macro.tracked, conversions.macro.all, "tracked"),
    figure("Micro conversions", conversions.micro.tracked, conversions.micro.all, "tracked"),
    h(
      "div",
      { class: hits.leaked ? "bad" : "" },
      h("dt", {}, "Hits that left this machine"),
      h("dd", {}, h("strong", {}, left), h("span", {}, hitsTold(hits))),
    ),
  );
}

export function hitsTold(hits) {
  const told = [`${hits.held} held back`];
  if (hits.leaked) told.unshift(`${hits.leaked} leaked`);
  if (hits.stopped) told.push(`${hits.stopped} stopped by the browser`);
  return told.join(", ");
}

function figure(name, good, all, verb) {
  if (!all) return null;
  const share = `${Math.round((100 * good) / all)}%`;
  return h(
    "div",
    {},
    h("dt", {}, name),
    h(
      "dd",
      {},
      h("strong", {}, good, h("span", { class: "of" }, ` of ${all}`)),
      h("span", {}, verb),
      h("span", { class: ["bar", good < all && "lost"], "aria-hidden": "true" }, h("span", { style: { width: share } })),
    ),
  );
}

function causeCard(cause, index) {
  const scenarios = new Map(index.scenarios.map((scenario) => [scenario.key, scenario]));
  const shown = [...new Map(cause.where.map((each) => [each[0], each])).values()];
  const kinds = cause.expectations.length > 1 ? badge(count(cause.expectations.length, "expectation")) : null;
  return h(
    "article",
    { class: "card outcome bad cause" },
    h("header", {}, mark("failed", true), h("h3", {}, cause.label), conversion(cause.conversion), badge(cause.headline, "bad"), kinds),
    h("p", { class: "why" }, cause.message),
    chain(cause.chain),
    mend(cause.mend),
    h(
      "footer",
      {},
      h(
        "ul",
        { class: "where", "aria-label": "Where it shows" },
        shown.slice(0, 6).map(([key, place]) => h("li", {}, h("a", { href: address({ key, outcome: place }) }, title(scenarios.get(key))))),
        shown.length > 6 ? h("li", {}, `and ${shown.length - 6} more`) : null,
      ),
    ),
  );
}

export function title(scenario) {
  const cell = Object.entries(scenario.cell ?? {}).map(([kind, name]) => (kind === "consent" ? `consent ${name}` : name));
  return visible([scenario.name, scenario.device, ...cell].filter(Boolean).join(" · "));
}

function brokenCard(scenario) {
  const { broken } = scenario;
  return h(
    "article",
    { class: "card outcome broken" },
    h("header", {}, mark("broken", true), h("h3", {}, title(scenario)), broken?.step ? badge(`at step ${broken.step}`, "broken") : null),
    broken ? h("p", { class: "why" }, broken.reason) : null,
    broken ? mend(broken.mend) : null,
    h("footer", {}, h("span", { class: "quiet" }, "The tracking could not be judged."), h("a", { href: address({ key: scenario.key }) }, "Show the journey")),
  );
}

function passed(index) {
  return h(
    "ul",
    { class: "lines roomy" },
    index.scenarios.map((scenario) =>
      h(
        "li",
        { class: "good" },
        mark(scenario.status),
        h("a", { href: address({ key: scenario.key }) }, title(scenario)),
        h("span", { class: "quiet" }, `${count(scenario.met, "expectation")} met · ${seconds(scenario.seconds)}`),
      ),
    ),
  );
}
