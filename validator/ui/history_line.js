// One line of the history: its strip, its numbers, and what broke.

import { count, h, unseen } from "./dom.js";
import { mark } from "./marks.js";
import { day, late, moment, rate } from "./history_words.js";

const WORDS = { met: "met", mixed: "some failed", failed: "failed", known: "known fault", undecided: "cannot be decided", "not run": "not run", none: "not looked at" };

function parsed(cell) {
  const [met = 0, failed = 0, known = 0, undecided = 0, notRun = 0] = cell ? cell.split("/").map(Number) : [];
  return { met, failed, known, undecided, notRun };
}

export function state({ met, failed, known, undecided, notRun }) {
  if (failed) return met ? "mixed" : "failed";
  if (known) return "known";
  if (met) return "met";
  return undecided ? "undecided" : notRun ? "not run" : "none";
}

export function line(one, data) {
  const cells = one.strip.map(parsed);
  return h(
    "div",
    { class: ["line", one.now === "failed" ? "failing" : ""] },
    h("div", { class: "line-name" }, mark(one.now === "failed" || one.now === "mixed" ? "failed" : one.now === "met" ? "met" : "known", true), h("span", { class: "label" }, one.label), unseen(one.now === "failed" ? ", fails now" : one.now === "met" ? ", met now" : "")),
    h("div", { class: "strip", role: "img", "aria-label": spoken(cells, data), style: { "--cells": String(Math.max(1, cells.length)) } }, cells.map((cell, place) => drawn(cell, place, data))),
    h("dl", { class: "numbers" }, number("met", rate(one.rate)), number("half within", late(one.p50)), number("95 % within", late(one.p95)), one.turns ? number("flaky", `${one.flakiness.toFixed(1)} %`, "warn") : null),
    one.broke ? broke(one) : failed(one),
  );
}

function number(name, value, kind = "") {
  return h("div", { class: kind }, h("dt", {}, name), h("dd", {}, value));
}

function when(place, data) {
  const start = data.starts[place];
  if (data.unit === "run") return moment(start);
  return data.days === 1 ? day(start) : `${count(data.days, "day")} from ${day(start)}`;
}

function drawn(cell, place, data) {
  const kind = state(cell);
  const sums = [["met", cell.met], ["failed", cell.failed], ["known", cell.known], ["undecided", cell.undecided], ["not run", cell.notRun]].filter(([, many]) => many);
  const share = cell.met + cell.failed ? cell.failed / (cell.met + cell.failed) : 0;
  const told = sums.map(([name, many]) => `${many} ${name}`).join(", ") || WORDS.none;
  const height = kind === "mixed" ? { "--part": `${Math.round(35 + 55 * share)}%` } : {};
  return h("span", { class: ["cell", kind.replace(" ", "-")], title: `${when(place, data)}: ${told}`, style: height });
}

// What a screen reader says of a strip: its stretches, not its cells.
function spoken(cells, data) {
  const parts = [];
  cells.forEach((cell, place) => {
    const kind = state(cell);
    const last = parts[parts.length - 1];
    if (last?.kind === kind) last.until = place;
    else parts.push({ kind, from: place, until: place });
  });
  const shown = parts.length > 12 ? parts.slice(-12) : parts;
  const told = shown.map(({ kind, from, until }) => `${WORDS[kind]} ${from === until ? `on ${when(from, data)}` : `from ${when(from, data)} to ${when(until, data)}`}`);
  return `${parts.length > shown.length ? "lastly " : ""}${told.join("; ")}`;
}

function broke(one) {
  const { broke: change } = one;
  const between = change.before === null ? "never passed before" : change.between ? `broke ${change.between}` : `last met on ${moment(change.before)}`;
  return h(
    "div",
    { class: "broke" },
    h("p", {}, h("strong", {}, `Fails since ${moment(change.at)}`), `, ${between}.`),
    change.message ? h("p", {}, change.message) : null,
    change.mend ? h("p", { class: "mend" }, h("strong", {}, "To mend it: "), change.mend) : null,
    one.failing.length ? h("details", {}, h("summary", {}, `Fails in ${count(one.failing.length, "journey")}`), h("ul", { class: "lines" }, one.failing.map((whose) => h("li", {}, whose)))) : null,
  );
}

function failed(one) {
  if (!one.first) return null;
  const told = one.first === one.last ? `on ${moment(one.first)}` : `first on ${moment(one.first)}, last on ${moment(one.last)}`;
  return h("p", { class: "quiet past" }, `${count(one.failed, "failure")}: ${told}.`, one.past && one.back && !one.turns ? ` It broke ${one.past.between || "without a known version"}, and came back on ${moment(one.back.at)}${one.back.between ? `, ${one.back.between}` : ""}.` : "");
}
