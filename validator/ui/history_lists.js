// Two weeks side by side, and what broke and came back.

import { count, growing, h } from "./dom.js";
import { badge, mark } from "./marks.js";
import { day, late, moment, rate } from "./history_words.js";

const TONES = { broke: "bad", worse: "bad", "came back": "good", better: "good", new: "", gone: "warn", same: "" };

export function weeks(data) {
  const changed = data.pairs.filter((pair) => pair.verdict !== "same");
  const same = data.pairs.length - changed.length;
  const head = (from, until) => `${day(from)} – ${day(until)}`;
  return h(
    "section",
    { class: "weeks", "aria-labelledby": "weeks-title" },
    h("h2", { id: "weeks-title" }, "The last two weeks"),
    changed.length
      ? h(
          "div",
          { class: "wide", tabindex: "0", role: "region", "aria-label": "The last two weeks, side by side" },
          h(
            "table",
            { class: "grid" },
            h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Expectation"), h("th", { scope: "col" }, head(...data.first)), h("th", { scope: "col" }, head(...data.second)), h("th", { scope: "col" }, "Change"))),
            h("tbody", {}, changed.map((pair) => h("tr", {}, h("th", { scope: "row" }, pair.name === pair.label ? pair.name : `${pair.name} · ${pair.label}`), week(pair.before), week(pair.after), h("td", {}, badge(pair.verdict, TONES[pair.verdict]))))),
          ),
        )
      : null,
    same ? h("p", { class: "quiet" }, changed.length ? `${count(same, "expectation")} as before.` : "Both weeks are alike.") : null,
    data.pairs.length ? null : h("p", { class: "quiet" }, "Nothing was looked at in these weeks."),
  );
}

function week(one) {
  return h("td", {}, one ? `${rate(one.rate)} · 95 % within ${late(one.p95)}` : "–");
}

export function changes(found) {
  if (!found.length) return null;
  return h(
    "section",
    { "aria-labelledby": "changes-title" },
    h("h2", { id: "changes-title" }, "What broke, and what came back"),
    growing(found, change, "ul", { class: "lines roomy" }, 25),
  );
}

function change(one) {
  const failed = one.state === "failed";
  const name = one.name === one.label ? one.name : `${one.name} · ${one.label}`;
  return h(
    "li",
    {},
    mark(failed ? "failed" : "met"),
    h("span", {}, h("strong", {}, name), ` ${failed ? (one.before === null ? "failed at its first look" : "broke") : "came back"}${one.between ? ` ${one.between}` : ""}`),
    one.conversion ? badge(one.conversion, one.conversion) : null,
    h("span", { class: "place" }, moment(one.at)),
    h("span", { class: "change-whose quiet" }, one.message ? `${one.message} ` : "", `(${one.whose.length > 2 ? `in ${count(one.whose.length, "journey")}, such as ${one.whose[0]}` : one.whose.join("; ")})`),
  );
}
