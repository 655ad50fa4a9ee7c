// Marks: the sign, the word and the colour of every status. Shape and word say what the colour says.

import { h, svg, unseen } from "./dom.js";

const PATHS = {
  good: "M4.5 8.3l2.4 2.4 4.6-5",
  bad: "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4",
  broken: "M4.6 11.4l6.8-6.8",
  warn: "M8 4.4v4.4M8 11.3v.3",
  known: "M4.3 8.9c1.2-1.9 2.4-1.9 3.7-.6s2.5 1.300 3.700-.6",
  unsure: "M6.200 6.400c.1-2.500 3.700-2.300 3.600-.1-.1 1.500-1.800 1.400-1.800 3M8 11.500v.2",
  none: "M5 8h6",
};

const OF = {
  passed: ["good", "passed"],
  failed: ["bad", "failed"],
  broken: ["broken", "could not be performed"],
  met: ["good", "met"],
  missing: ["bad", "missing"],
  wrong: ["bad", "wrong"],
  repeated: ["bad", "repeated"],
  forbidden: ["bad", "forbidden"],
  known: ["known", "known fault"],
  undecidable: ["unsure", "cannot be decided"],
  "not run": ["none", "not run"],
  running: ["none", "under way"],
  skipped: ["none", "skipped"],
  performed: ["good", "performed"],
  tracked: ["good", "tracked"],
  "not tracked": ["bad", "not tracked"],
  ok: ["good", "ok"],
  unknown: ["unsure", "unknown"],
  warn: ["warn", "warning"],
};

export function tone(status) {
  return (OF[status] ?? OF.warn)[0];
}

export function word(status) {
  return (OF[status] ?? [null, status])[1];
}

// The sign of a status; `silent` where its word stands beside it.
export function mark(status, silent = false) {
  const kind = tone(status);
  const drawn = svg(
    "svg",
    { class: `mark ${kind}`, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    svg("circle", { cx: 8, cy: 8, r: 7.25 }),
    svg("path", { d: PATHS[kind] }),
  );
  return silent ? drawn : h("span", { class: "marked" }, drawn, unseen(word(status)));
}

export function badge(text, kind = "", title = null) {
  return h("span", { class: ["badge", kind], title }, text);
}

export function conversion(kind) {
  return kind ? badge(kind, kind, `A ${kind} conversion`) : null;
}
