// Tags: which fired and which did not, with each trigger's conditions ticked or crossed; and variables with their values.

import { count, h } from "./dom.js";
import { badge, mark } from "./marks.js";
import { inline, tree } from "./value.js";
import { messageName, tagType, triggerType } from "./words.js";

const NONE = "No tag manager was seen at work here. Name its container in the tracking plan to see its tags.";

export function tagsTab(seen) {
  const messages = seen.tags.filter((message) => message.tags?.length);
  if (!messages.length) return h("p", { class: "empty" }, seen.scenario.tags.length ? "No tag was looked at by this message." : NONE);
  const all = messages.flatMap((message) => message.tags.map((tag) => ({ tag, message })));
  const fired = all.filter(({ tag }) => tag.status === "fired");
  const names = new Set(fired.map(({ tag }) => tag.name));
  const others = all.filter(({ tag }) => !names.has(tag.name));
  const simulated = messages.some((message) => message.simulated !== false);
  return [
    section("Tags fired", fired, "No tag fired."),
    section("Tags not fired", others, "Every tag fired."),
    simulated ? h("p", { class: "quiet" }, "The container was run by the validator's own runtime, not by Google's.") : null,
  ];
}

function section(title, found, none) {
  const groups = new Map();
  for (const each of found) groups.set(each.tag.name, [...(groups.get(each.tag.name) ?? []), each]);
  const rows = [...groups.values()].map((group) => tagDetails(group));
  return h("section", { class: "block" }, h("h3", {}, title, h("span", { class: "tally" }, rows.length)), rows.length ? rows : h("p", { class: "empty" }, none));
}

function tagDetails(group) {
  const { tag } = group[0];
  const often = group.length > 1 ? badge(tag.status === "fired" ? count(group.length, "time") : count(group.length, "message")) : null;
  const details = h(
    "details",
    { class: ["tag", tag.status === "fired" ? "fired" : "still"] },
    h("summary", {}, mark(tag.status === "fired" ? "met" : ["failed", "denied", "waiting"].includes(tag.status) ? "warn" : "skipped", true), h("span", { class: "hit-name" }, tag.name), h("span", { class: "quiet" }, tagType(tag.type)), badge(tag.status, tag.status === "fired" ? "good" : ""), often),
  );
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(h("div", { class: "hit-body" }, group.slice(0, 50).map(({ tag: each, message }) => atMessage(each, message))));
  });
  return details;
}

function atMessage(tag, message) {
  return h(
    "div",
    { class: "at-message" },
    h("h4", {}, `At message ${message.message}: ${named(message.event)}`),
    tag.reason ? h("p", {}, `Because ${tag.reason}.`) : null,
    tag.consent?.length ? h("p", {}, `It needs consent: ${tag.consent.join(", ")}.`) : null,
    (tag.sent ?? []).map((sent) => h("p", {}, "Sent: ", Object.values(sent).map((value) => h("code", { class: "candidate" }, String(value))))),
    (tag.triggers ?? []).map(trigger),
  );
}

function named(event) {
  return messageName(event) ? `${messageName(event)} (${event})` : event;
}

function trigger(each) {
  const state = each.matched === null || each.matched === undefined ? "unknown" : each.matched ? "met" : "missing";
  return h(
    "div",
    { class: "trigger" },
    h("p", { class: "trigger-name" }, mark(state), h("strong", {}, each.name), h("span", { class: "quiet" }, ` ${triggerType(each.type)}`), each.blocking ? badge("exception", "warn") : null),
    h("ul", { class: "conditions" }, (each.conditions ?? []).map(condition)),
  );
}

function condition(each) {
  const state = each.matched === null || each.matched === undefined ? "unknown" : each.matched ? "met" : "missing";
  return h(
    "li",
    {},
    mark(state),
    h("span", {}, h("strong", {}, each.variable), ` ${each.operator} `, h("code", {}, each.expected)),
    h("span", { class: "actual" }, "is ", inline(each.actual)),
  );
}

export function variablesTab(seen) {
  const messages = seen.tags.filter((message) => Object.keys(message.variables ?? {}).length);
  const last = messages.at(-1);
  if (!last) return h("p", { class: "empty" }, seen.scenario.tags.length ? "No variables were read at this message." : NONE);
  const place = seen.scenario.tags.indexOf(last);
  const before = seen.scenario.tags.slice(0, place).filter((message) => message.document === last.document).at(-1)?.variables ?? {};
  const rows = Object.entries(last.variables).sort(([one], [other]) => one.localeCompare(other));
  return [
    h("p", { class: "quiet" }, `As they stood at message ${last.message}: ${named(last.event)}.`),
    h(
      "table",
      { class: "pairs" },
      h("tbody", {}, rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value !== null && typeof value === "object" ? tree(value, 1) : inline(value), JSON.stringify(before[name]) !== JSON.stringify(value) ? badge("changed") : null)))),
    ),
  ];
}
