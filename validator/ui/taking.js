// The recorder's side of the page: the scenario as it grows, each expectation ticked or not, and the way into a file.

import { ask } from "./ask.js";
import { tell } from "./copy.js";
import { h, replace } from "./dom.js";
import { kept } from "./kept.js";
import { conversion } from "./marks.js";

export function taking() {
  return h("section", { class: "taking", "aria-label": "The scenario that is recorded" });
}

// Draws what is known now; `state` is the server's.
export function drawTaking(section, state, redraw) {
  kept(section, () => replace(section, head(state, redraw), h("ol", { class: "taken" }, state.steps.map((step) => taken(step, redraw)))));
}

function head(state, redraw) {
  const save = async () => {
    try {
      const answer = await ask("take", { what: "save" });
      tell(answer.mistakes ?? `Written: ${answer.saved}${answer.left_out ? `, without ${answer.left_out} that would not be met again` : ""}`);
      redraw();
    } catch (error) {
      tell(error.message);
    }
  };
  return h(
    "header",
    {},
    h("h2", {}, "Recorded"),
    h("button", { type: "button", class: "order primary", "data-name": "save", on: { click: save } }, state.saved ? "Save again" : "Save"),
    h("p", { class: "quiet" }, state.file, state.saved ? " is written. Ctrl-C in the terminal ends the recording." : ""),
  );
}

function taken(step, redraw) {
  const leave = async () => {
    await ask("take", { what: "remove", step: step.number }).catch((error) => tell(error.message));
    redraw();
  };
  return h(
    "li",
    {},
    h(
      "div",
      { class: "taken-step" },
      h("code", {}, step.text),
      step.number > 1 ? h("button", { type: "button", class: "leave", "aria-label": `Leave out: ${step.text}`, title: "Leave this step out", "data-name": `leave ${step.number}`, on: { click: leave } }, "×") : null,
    ),
    step.expect.length ? h("ul", {}, step.expect.map((one, place) => proposed(one, place))) : null,
  );
}

function proposed(one, place) {
  const box = h("input", { type: "checkbox", "data-name": `tick ${one.step} ${place} ${one.title}`, checked: one.ticked });
  box.checked = one.ticked;
  box.addEventListener("change", () => ask("take", { what: "tick", step: one.step, title: one.title, ticked: box.checked }).catch((error) => tell(error.message)));
  return h(
    "li",
    { class: one.ticked ? "" : "dull" },
    h("label", {}, box, h("span", {}, one.title, " ", conversion(one.conversion)), one.why ? h("span", { class: "quiet" }, one.why) : null),
    one.text.includes("\n") || one.text !== one.title ? h("details", {}, h("summary", {}, "as it is written"), h("pre", {}, one.text)) : null,
  );
}
