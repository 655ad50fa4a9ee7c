// Values: JSON drawn so that types are seen, as a tree that opens, and as tables.

import { growing, h } from "./dom.js";

// A value on one line. Text stands in quotes: "19.99" and 19.99 are two things.
export function inline(value) {
  if (value === undefined) return h("span", { class: "v none" }, "not there");
  if (value === null) return h("span", { class: "v none" }, "null");
  if (typeof value === "string") return h("span", { class: "v text" }, JSON.stringify(value));
  if (typeof value === "object") return h("span", { class: "v" }, short(JSON.stringify(value), 160));
  return h("span", { class: `v ${typeof value}` }, String(value));
}

export function short(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

// The tree: branches are drawn when they are opened.
export function tree(value, open = 2) {
  if (value === null || typeof value !== "object") return inline(value);
  const special = value.$type;
  if (typeof special === "string") return h("span", { class: "v other" }, `${special} ${value.value ?? ""}`);
  const entries = Object.entries(value);
  const list = Array.isArray(value);
  if (!entries.length) return h("span", { class: "v none" }, list ? "[] empty list" : "{} empty object");
  return h(
    "div",
    { class: "tree" },
    growing(entries, ([key, inner]) => branch(list ? Number(key) : key, inner, open), "div", {}, 100),
  );
}

function branch(key, value, open) {
  const name = h("span", { class: "k" }, String(key));
  if (value === null || typeof value !== "object" || typeof value.$type === "string" || !Object.keys(value).length) {
    return h("div", { class: "leaf" }, name, tree(value));
  }
  const size = Object.keys(value).length;
  const sign = Array.isArray(value) ? `[${size}]` : `{${size}}`;
  const details = h("details", { open: open > 0 }, h("summary", {}, name, h("span", { class: "size" }, sign)));
  const draw = () => {
    if (details.open && details.childElementCount === 1) details.append(tree(value, open - 1));
  };
  details.addEventListener("toggle", draw);
  draw();
  return details;
}

// Names and values, two columns. `about` gives further text of a name.
export function table(object, caption, about = () => null) {
  const entries = Object.entries(object ?? {});
  if (!entries.length) return null;
  const rows = growing(
    entries,
    ([name, value]) =>
      h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, simple(value) ? inline(value) : tree(value, 1), about(name))),
    "tbody",
    {},
    100,
  );
  return h("div", { class: "block" }, h("h4", {}, caption), h("table", { class: "pairs" }, rows[0]), rows[1]);
}

// A list of objects: a column a key.
export function grid(items, caption) {
  if (!items.length) return null;
  const keys = [...new Set(items.flatMap((item) => Object.keys(item)))];
  return h(
    "div",
    { class: "block" },
    h("h4", {}, caption),
    h(
      "div",
      { class: "wide", tabindex: "0", role: "group", "aria-label": caption },
      h(
        "table",
        { class: "grid" },
        h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, key)))),
        h("tbody", {}, items.slice(0, 200).map((item) => h("tr", {}, keys.map((key) => h("td", {}, key in item ? inline(item[key]) : ""))))),
      ),
    ),
  );
}

function simple(value) {
  return value === null || typeof value !== "object";
}

// What changed from one state to the next: [path, before, after], undefined where there was nothing.
export function changes(before, after, path = "") {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const both = [before, after].every((each) => each !== null && typeof each === "object" && !("$type" in each));
  if (!both || Array.isArray(before) !== Array.isArray(after)) return [[path || "(all)", before, after]];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => changes(before[key], after[key], Array.isArray(after) ? `${path}[${key}]` : path ? `${path}.${key}` : key));
}
