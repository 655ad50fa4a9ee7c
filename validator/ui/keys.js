// The keyboard: everything can be reached without a mouse.

import { h, replace } from "./dom.js";
import { address } from "./route.js";

const KEYS = [
  ["↑ ↓ or k j", "message before and after"],
  ["← →", "tab before and after"],
  ["[ ]", "scenario before and after"],
  ["n", "next failure"],
  ["o", "overview"],
  ["/", "search"],
  ["?", "these keys"],
];

// Keys that only the live page has.
export function more(keys) {
  KEYS.push(...keys);
}

// `page` knows what is in view: messages(), tabs(), scenarios() give links or buttons, failures() addresses.
export function listen(page) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const act = actions(page)[event.key];
    if (!act || document.querySelector("dialog[open]")) return;
    if (event.key.startsWith("Arrow") && event.target.closest?.(".wide, .chips")) return;
    event.preventDefault();
    act();
  });
}

function actions(page) {
  return {
    ArrowDown: () => step(page.messages(), 1),
    j: () => step(page.messages(), 1),
    ArrowUp: () => step(page.messages(), -1),
    k: () => step(page.messages(), -1),
    ArrowRight: () => step(page.tabs(), 1),
    ArrowLeft: () => step(page.tabs(), -1),
    "]": () => step(page.scenarios(), 1),
    "[": () => step(page.scenarios(), -1),
    n: () => nextFailure(page.failures()),
    o: () => (location.hash = "#/"),
    "/": () => document.getElementById("search").focus(),
    "?": () => help(),
  };
}

function step(items, by) {
  if (!items.length) return;
  const chosen = items.findIndex((item) => item.getAttribute("aria-current") || item.getAttribute("aria-selected") === "true");
  const here = items.includes(document.activeElement) ? items.indexOf(document.activeElement) : chosen;
  const next = items[Math.max(0, Math.min(items.length - 1, here + by))];
  next.click();
}

function nextFailure(failures) {
  if (!failures.length) return;
  const here = failures.findIndex((place) => address(place) === location.hash);
  location.hash = address(failures[(here + 1) % failures.length]);
}

export function help() {
  const dialog = document.getElementById("help");
  const close = h("button", { type: "button", on: { click: () => dialog.close() } }, "Close");
  replace(dialog, h("h2", { id: "help-title" }, "Keys"), h("dl", { class: "keys" }, KEYS.map(([key, text]) => [h("dt", {}, key.split(" ").map((part) => (part === "or" ? " or " : h("kbd", {}, part)))), h("dd", {}, text)])), close);
  dialog.showModal();
}
