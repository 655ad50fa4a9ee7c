// The tag managers of the run: which container really ran, and which of its tags fired, which did not, and why.

import { h } from "./dom.js";
import { badge, mark } from "./marks.js";

const GROUPS = [
  ["fired", "Fired", "met"],
  ["not fired", "Not fired", "missing"],
  ["never reached", "Never reached", "skipped"],
  ["not decided", "Cannot be told here", "unknown"],
  ["paused", "Paused", "skipped"],
];
const SIMULATED = "The validator's own runtime ran this container, not Google's.";
const BESIDE = "Google's own gtm.js ran. What its tags did was worked out beside it, from the container that it holds.";

export function managers(run) {
  const found = run.tag_managers ?? [];
  return found.length ? [h("h2", {}, "Tags"), found.map(manager)] : null;
}

function manager(one) {
  const version = one.version && one.version !== "0" ? ` version ${one.version}` : "";
  return h(
    "article",
    { class: "card manager" },
    h("header", {}, h("h3", {}, `${one.id}${version}`), one.simulated ? badge("simulated", "warn") : null, one.detail ? h("span", { class: "quiet" }, one.detail) : null),
    h("p", { class: "quiet" }, one.simulated ? SIMULATED : BESIDE),
    GROUPS.map(([status, title, sign]) => group(one.tags.filter((tag) => tag.status === status), title, sign)),
  );
}

function group(tags, title, sign) {
  if (!tags.length) return null;
  return h(
    "details",
    { open: sign === "met" || sign === "missing" || tags.length <= 12 },
    h("summary", {}, h("span", { class: "group-name" }, title), h("span", { class: "tally" }, tags.length)),
    h("ul", { class: "manager-tags" }, tags.map((tag) => row(tag, sign))),
  );
}

function row(tag, sign) {
  const times = tag.times > 1 ? badge(`${tag.times} times`) : null;
  const why = tag.reason && tag.status !== "paused" ? h("span", { class: "quiet" }, tag.reason) : null;
  return h("li", {}, mark(sign, true), h("span", { class: "hit-name" }, tag.name), times, why);
}
