// The live page: the journey's controls, the browser's picture, trying expectations, writing them, recording.

import { added } from "./added.js";
import { ask } from "./ask.js";
import { asExpectation, tell } from "./copy.js";
import { h } from "./dom.js";
import { more } from "./keys.js";
import { screen, showAddress } from "./screen.js";
import { drawTaking, taking } from "./taking.js";
import { trial } from "./trial.js";

// `page`: index(), key() of the scenario in view, draw().
export function begin(page) {
  document.head.append(h("link", { rel: "stylesheet", href: "live.css" }));
  const { preview } = page.index();
  const book = preview.taking ? taking() : null;
  added.ofBar = (index) => {
    if (book && index.preview.taking) drawTaking(book, index.preview.taking, page.draw);
    showAddress(index.preview.address);
    return controls(index.preview, page);
  };
  added.ofHit = (scenario, event) => (page.index().preview.visit ? null : writeButton(scenario, event));
  added.ofExpectations = (scenario, message) => trial(scenario, message, !page.index().preview.visit);
  const frame = document.getElementById("frame");
  if (page.index().scenarios.length < 2) frame.classList.add("alone");
  if (preview.screen) frame.prepend(screen());
  if (book) frame.append(book);
  if (!preview.visit) more([["p", "pause, and go on"], ["s", "one step"], ["r", "run again from the start"]]);
  document.addEventListener("keydown", (event) => key(event, page));
}

async function order(what, page) {
  try {
    await ask("do", { what, scenario: page.key() ?? "s1" });
  } catch (error) {
    tell(error.message);
  }
}

function button(text, what, page, title) {
  return h("button", { type: "button", class: "order", "data-name": `order ${what}`, title, on: { click: () => order(what, page) } }, text);
}

function controls(preview, page) {
  const told = h("span", { class: "state", "data-name": "state" }, state(preview, page));
  const problem = preview.problem || preview.problems;
  return [
    told,
    ...orders(preview, page),
    problem ? h("details", { class: "problem" }, h("summary", {}, preview.problems ? "The file has mistakes" : "Why"), h("pre", {}, problem)) : null,
  ];
}

function state(preview, page) {
  if (!preview.under_way) return "";
  if (preview.visit) return "";
  if (preview.waiting === "step") return `Waits before step ${preview.step}`;
  if (preview.waiting === "end") return "Waits before leaving the last page";
  return preview.step ? `Step ${preview.step}` : "Opens the browser";
}

function orders(preview, page) {
  if (!preview.under_way) return [button(preview.visit ? "Visit again" : "Run again", "again", page, "From the start (r)"), preview.visit ? null : button("Step by step", "again paused", page, "From the start, waiting before each step")];
  if (preview.visit) return [button("Send what is held back", "flush", page, "Tag managers hold hits back for seconds, or until the page is left"), button("End the visit", "finish", page, "Leave the page, so that everything held back is sent")];
  if (preview.waiting) return [button("Step", "step", page, "Perform one step (s)"), button("Go on", "go", page, "Perform the rest (p)"), button("Run again", "again", page, "From the start (r)")];
  return [preview.mode === "pause" ? null : button("Pause", "pause", page, "Wait before the next step (p)"), button("Run again", "again", page, "From the start (r)")];
}

function key(event, page) {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea, .screen");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const { preview } = page.index();
  if (preview.visit) return;
  if (event.key === "r") order("again", page);
  else if (event.key === "s" && preview.waiting) order("step", page);
  else if (event.key === "p" && preview.under_way) order(preview.waiting ? "go" : "pause", page);
}

function writeButton(scenario, event) {
  const step = event.cause?.step ?? event.earliest ?? event.step;
  const write = async () => {
    try {
      const answer = await ask("write", { scenario: scenario.key, step, text: asExpectation(event) });
      tell(answer.mistakes ?? `Written at ${answer.written}`);
    } catch (error) {
      tell(error.message);
    }
  };
  return h("button", { type: "button", class: "copy", on: { click: write } }, "Write into the scenario");
}
