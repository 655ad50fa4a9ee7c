// Would this match? An expectation as it is typed, held against what was seen, at once.

import { ask } from "./ask.js";
import { tell } from "./copy.js";
import { h, replace } from "./dom.js";
import { chain, mend, nearMiss } from "./outcome.js";
import { badge, mark, tone, word } from "./marks.js";

// What outlives a drawing; `shown` is where the last drawing shows the answer, `step` what it asks about.
const typed = { text: "", open: false, turn: 0, shown: null, scenario: "", step: null, waiting: 0 };

// `message`: the one in view, or null; `writable`: there is a scenario file.
export function trial(scenario, message, writable) {
  const step = message?.step ?? null;
  const field = h("textarea", { id: "trial", rows: 4, spellcheck: "false", "aria-label": "An expectation to be tried", placeholder: "vendor: ga4\nevent: add_to_cart\nparams: {value: {more_than: 0}}" });
  field.value = typed.text;
  const shown = h("div", { class: "tried", role: "status" });
  Object.assign(typed, { shown, scenario: scenario.key, step });
  field.addEventListener("input", () => {
    typed.text = field.value;
    clearTimeout(typed.waiting);
    typed.waiting = setTimeout(go, 120);
  });
  const write = async () => {
    try {
      const answer = await ask("write", { scenario: scenario.key, step, text: typed.text });
      if (answer.mistakes) replace(shown, told(answer));
      else tell(`Written at ${answer.written}`);
    } catch (error) {
      tell(error.message);
    }
  };
  const details = h(
    "details",
    { class: "trial block", "data-name": "trial", open: typed.open },
    h("summary", {}, step === null ? "Would this match, over the whole journey?" : "Would this match, at this step?"),
    field,
    shown,
    writable ? h("p", { class: "actions" }, h("button", { type: "button", class: "copy", on: { click: write } }, "Write into the scenario")) : null,
  );
  details.addEventListener("toggle", () => (typed.open = details.open));
  if (typed.open) go();
  return details;
}

async function go() {
  const turn = (typed.turn += 1);
  if (!typed.text.trim()) {
    replace(typed.shown);
    return;
  }
  let answer;
  try {
    answer = told(await ask("try", { scenario: typed.scenario, step: typed.step, text: typed.text }));
  } catch (error) {
    answer = h("p", { class: "quiet" }, error.message);
  }
  if (turn === typed.turn) replace(typed.shown, answer);
}

function told(answer) {
  if (answer.mistakes) return h("pre", { class: "mistakes" }, answer.mistakes);
  return answer.expectations.map((each) =>
    h(
      "article",
      { class: ["card", "outcome", tone(each.status)] },
      h("header", {}, mark(each.status, true), h("h3", {}, each.status === "met" ? "It matches" : "It does not match"), badge(each.label), each.status === "met" ? null : badge(word(each.status), tone(each.status))),
      each.message ? h("p", { class: "why" }, each.message) : null,
      each.status === "met" ? null : chain(each.chain),
      each.near.slice(0, 2).map((near, index) => nearMiss(near, index)),
      each.status === "met" ? null : mend(each.chain.mend),
    ),
  );
}
