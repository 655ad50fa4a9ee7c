// An expectation: met on one line, or else with its chain of evidence, what came near, and how to mend it.

import { h, unseen } from "./dom.js";
import { badge, conversion, mark, tone, word } from "./marks.js";
import { copyButton, copyPicture, pathText, ticket } from "./copy.js";
import { address } from "./route.js";

const WHAT = { step: "Step", push: "Data layer", container: "Container", trigger: "Trigger", tag: "Tag", consent: "Consent", request: "Request", vendor: "Vendor", field: "Content" };

// The chain, a link after the other, the broken one marked.
export function chain(told) {
  if (!told.links.length) return null;
  const reached = told.links.findLastIndex((link) => link.state !== "skipped");
  return h(
    "ol",
    { class: "chain", "aria-label": "How far it got" },
    told.links.map((link, place) =>
      h(
        "li",
        { class: [link.state, link.state === "skipped" && place < reached && "needless"] },
        link.state === "skipped" ? h("span", { class: "mark hollow" }) : mark(link.state === "broken" ? "failed" : link.state, true),
        h("span", { class: "link-name" }, WHAT[link.name] ?? link.name, unseen(`: ${spoken(link.state, place < reached)}`)),
        link.text && link.text !== told.message ? h("span", { class: "link-text", title: link.text }, breakable(link.text)) : null,
      ),
    ),
  );
}

function spoken(state, passed) {
  return state === "skipped" ? (passed ? "not needed here" : "not reached") : state;
}

// Long paths may break after a dot, not within a word.
function breakable(text) {
  return text.split(/(?<=[._/])/).map((part) => [part, h("wbr")]);
}

// What stands between backticks is code.
function coded(text) {
  return text.split("`").map((part, place) => (place % 2 ? h("code", {}, part) : part));
}

export function mend(text) {
  return text ? h("p", { class: "mend" }, h("strong", {}, "To mend it: "), coded(text)) : null;
}

// One outcome of `scenario`, whole; `place` is its number, and `here` says that the journey is in view already.
// `same` is the label of a card above that has told the same reason.
export function outcomeCard(scenario, place, key, here = false, same = "") {
  const outcome = scenario.expectations[place];
  const link = address({ key, outcome: place });
  const whole = () => location.href.split("#")[0] + link;
  const shown = scenario.pictures[scenario.steps.find((each) => each.number === outcome.step)?.screenshot];
  return h(
    "article",
    { class: ["card", "outcome", tone(outcome.status)], id: `outcome-${place}`, tabindex: "-1" },
    h(
      "header",
      {},
      mark(outcome.status),
      h("h3", {}, outcome.label),
      conversion(outcome.conversion),
      badge(outcome.headline, tone(outcome.status)),
      outcome.line ? h("span", { class: "place" }, `${outcome.file}:${outcome.line}`) : null,
    ),
    same ? h("p", {}, "For the same reason as ", h("strong", {}, same), ", above.") : reason(outcome),
    h(
      "footer",
      {},
      about(outcome),
      h(
        "span",
        { class: "actions" },
        here ? null : h("a", { href: link }, "Show in the journey"),
        copyButton("Copy link", whole),
        copyButton("Copy as ticket", () => ticket(scenario, outcome, whole())),
        shown ? copyPicture(shown) : null,
      ),
    ),
  );
}

function reason(outcome) {
  return [
    outcome.message ? h("p", { class: "why" }, outcome.message) : null,
    chain(outcome.chain),
    outcome.near.map((near, index) => nearMiss(near, index)),
    mend(outcome.chain.mend),
  ];
}

function about(outcome) {
  const told = [
    outcome.planned ? `planned as “${outcome.planned}”` : "",
    outcome.owner ? `owner ${outcome.owner}` : "",
    outcome.known ? `${outcome.known.ticket}, until ${outcome.known.until}` : "",
  ].filter(Boolean);
  return told.length ? h("span", { class: "quiet" }, told.join(" · ")) : null;
}

export function nearMiss(near, index) {
  const lead = h("p", { class: "near-lead" }, index ? "Also near: " : "Came near: ", h("strong", {}, near.title), near.place ? `, ${near.place}` : "");
  if (!near.differences.length) return lead;
  return h(
    "div",
    { class: "near" },
    lead,
    h(
      "table",
      { class: "differences" },
      h("thead", {}, h("tr", {}, ["Field", "Expected", "Got"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, joined(near.differences).map(difference)),
    ),
  );
}

// Several demands on one value are one row.
function joined(differences) {
  const rows = [];
  for (const each of differences) {
    const last = rows.at(-1);
    const same = last && JSON.stringify([last.path, last.present, last.actual]) === JSON.stringify([each.path, each.present, each.actual]);
    if (same) rows.splice(-1, 1, { ...last, demand: "", wanted: `${last.wanted} and ${each.wanted}`, note: last.note || each.note });
    else rows.push(each);
  }
  return rows;
}

function difference(each) {
  const equal = /^equals\b/.test(each.demand);
  const expected = JSON.stringify(each.expected) ?? "";
  const got = each.present ? (JSON.stringify(each.actual) ?? "") : null;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, pathText(each.path)),
    h("td", { "data-name": "Expected" }, h("code", {}, equal ? expected : each.wanted)),
    h(
      "td",
      { "data-name": "Got" },
      got === null ? h("em", {}, "nothing: it is absent") : h("code", {}, marked(equal ? expected : "", got)),
      each.note ? badge(each.note, "warn") : null,
    ),
  );
}

// `got` with the part that differs marked.
function marked(expected, got) {
  let start = 0;
  while (start < expected.length && start < got.length && expected[start] === got[start]) start += 1;
  let tail = 0;
  const most = Math.min(expected.length, got.length) - start;
  while (tail < most && expected.at(-1 - tail) === got.at(-1 - tail)) tail += 1;
  const end = got.length - tail;
  return end > start ? [got.slice(0, start), h("mark", {}, got.slice(start, end)), got.slice(end)] : got;
}

// Those that were met or not run, a line each.
export function outcomeLine(outcome) {
  return h(
    "li",
    { class: tone(outcome.status) },
    mark(outcome.status),
    h("span", {}, outcome.label),
    conversion(outcome.conversion),
    outcome.status === "met" ? null : h("span", { class: "quiet" }, outcome.headline || word(outcome.status)),
    outcome.line ? h("span", { class: "place" }, `${outcome.file}:${outcome.line}`) : null,
  );
}

// All outcomes in `places`: first the unmet in full, then the others as lines.
export function outcomes(scenario, places, key, here) {
  const quiet = new Set(["met", "not run"]);
  const unmet = places.filter((place) => !quiet.has(scenario.expectations[place].status));
  const rest = places.filter((place) => quiet.has(scenario.expectations[place].status));
  const told = new Map();
  const first = (place) => {
    const { label, message, chain: links } = scenario.expectations[place];
    const why = links.message ? JSON.stringify([message, links.mend]) : String(place);
    if (!told.has(why)) told.set(why, label);
    else return told.get(why);
    return "";
  };
  return [
    unmet.map((place) => outcomeCard(scenario, place, key, here, first(place))),
    rest.length ? h("ul", { class: "lines" }, rest.map((place) => outcomeLine(scenario.expectations[place]))) : null,
  ];
}
