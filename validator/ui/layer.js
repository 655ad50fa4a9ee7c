// The data layer: what was pushed, what it changed, and the merged state after it.

import { growing, h, seconds } from "./dom.js";
import { badge } from "./marks.js";
import { copyButton } from "./copy.js";
import { changes, inline, tree } from "./value.js";

export function layerTab(seen) {
  if (!seen.pushes.length) return h("p", { class: "empty" }, "Nothing was pushed here.");
  if (seen.one?.kind === "message") return onePush(seen, seen.pushes[0]);
  return growing(seen.pushes, (push) => folded(seen, push), "div", { class: "hits" }, 100);
}

function folded(seen, push) {
  const message = seen.scenario.messages.find((each) => each.push === push.number);
  const details = h(
    "details",
    { class: "hit" },
    h("summary", {}, h("span", { class: "vendor" }, message?.number ?? push.number), h("span", { class: "hit-name" }, message?.title ?? "Message"), push.layer === "dataLayer" ? null : badge(push.layer), h("span", { class: "time-at" }, seconds(push.at ?? 0))),
  );
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(h("div", { class: "hit-body" }, onePush(seen, push)));
  });
  return details;
}

function onePush(seen, push) {
  const earlier = seen.scenario.pushes.filter((each) => each.layer === push.layer && each.document === push.document && each.number < push.number);
  const before = earlier.at(-1)?.state ?? {};
  const changed = push.state === undefined || push.state === null ? [] : changes(before, push.state);
  const how = { initial: "It stood in the layer before it was watched.", sweep: "It was found in the layer later: it was not pushed with push()." }[push.how];
  return [
    how ? h("p", { class: "quiet" }, how) : null,
    h("section", { class: "block" }, h("h3", { class: "minor" }, push.kind === "gtag" ? "This gtag command" : "This push"), tree(push.payload, 3), h("p", { class: "actions" }, copyButton("Copy as JSON", () => JSON.stringify(push.payload, null, 2)))),
    changed.length ? h("section", { class: "block" }, h("h3", { class: "minor" }, "What changed"), table(changed)) : null,
    push.state === undefined || push.state === null ? null : h("section", { class: "block" }, h("h3", { class: "minor" }, "The data layer after it"), tree(push.state, 2)),
  ];
}

function table(changed) {
  return h(
    "table",
    { class: "differences" },
    h("thead", {}, h("tr", {}, ["Path", "Before", "After"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, changed.slice(0, 200).map(([path, old, now]) => h("tr", {}, h("th", { scope: "row" }, path), h("td", { "data-name": "Before" }, inline(old)), h("td", { "data-name": "After" }, inline(now))))),
  );
}
