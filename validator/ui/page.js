// Consent, the page with the element that was acted on, and errors.

import { h, seconds } from "./dom.js";
import { badge, mark } from "./marks.js";
import { inline } from "./value.js";

export function consentTab(seen) {
  const { scenario } = seen;
  const until = seen.step === null ? Infinity : seen.step;
  const past = scenario.consents.filter((each) => (each.at ?? 0) <= seen.until && (each.step ?? 0) <= until);
  const state = past.at(-1)?.state ?? {};
  const merged = (command) => Object.assign({}, ...past.filter((each) => each.command === command).map((each) => each.given));
  const declared = seen.events.filter((event) => Object.keys(event.consent).length);
  const types = [...new Set([...Object.keys(state), ...declared.flatMap((event) => Object.keys(event.consent))])];
  const stored = scenario.stored.filter((each) => (each.step ?? 0) <= until);
  const answers = scenario.answers.filter((each) => (each.at ?? 0) <= seen.until);
  if (!types.length && !stored.length && !answers.length) return h("p", { class: "empty" }, "Nothing about consent, cookies or storage was seen.");
  return [
    answers.map((each) => h("p", {}, `The banner was answered at ${seconds(each.at ?? 0)}: `, h("strong", {}, each.answer), each.platform ? ` (${each.platform})` : "", ".")),
    types.length ? h("section", { class: "block" }, h("h3", {}, "Consent Mode"), states(types, [merged("default"), merged("update"), state], declared)) : null,
    stored.length ? h("section", { class: "block" }, h("h3", {}, "Cookies and storage"), storage(stored, seen)) : null,
  ];
}

// The columns of preview mode, and what it never told: whether the hits say the same.
function states(types, told, declared) {
  const table = h(
    "table",
    { class: "grid" },
    h("thead", {}, h("tr", {}, ["Type", "On-page default", "On-page update", "Current state", "As the hits here declare it"].map((name) => h("th", { scope: "col" }, name)))),
    h(
      "tbody",
      {},
      types.map((type) => {
        const said = [...new Set(declared.map((event) => event.consent[type]).filter(Boolean))];
        return h("tr", {}, h("th", { scope: "row" }, type), told.map((state) => h("td", {}, granted(state[type]))), h("td", {}, said.length ? said.map(granted) : "–"));
      }),
    ),
  );
  return h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "Consent Mode" }, table);
}

function granted(value) {
  return value ? badge(String(value), value === "granted" ? "good" : value === "denied" ? "bad" : "") : "–";
}

function storage(stored, seen) {
  return h(
    "table",
    { class: "grid" },
    h("thead", {}, h("tr", {}, ["Kind", "Name", "Value", "First seen"].map((name) => h("th", { scope: "col" }, name)))),
    h(
      "tbody",
      {},
      stored.slice(0, 300).map((each) =>
        h("tr", {}, h("td", {}, each.kind), h("th", { scope: "row" }, each.name), h("td", {}, inline(each.value)), h("td", {}, `step ${each.step ?? 0}`, seen.one && (each.step ?? 0) === seen.step ? badge("new here") : null)),
      ),
    ),
  );
}

export function pageTab(seen) {
  const { scenario } = seen;
  const steps = seen.step === null ? scenario.steps.filter((step) => step.screenshot) : scenario.steps.filter((step) => step.number === seen.step);
  const views = seen.messages.filter((message) => message.kind === "page");
  const none = h("p", { class: "empty" }, "No picture was taken here. Usually only a step that fails is pictured; --screenshots on takes a picture of each.");
  if (!steps.length && !views.length) return none;
  return [
    views.map((view) => h("p", {}, view.page_title ? [h("strong", {}, view.page_title), h("br")] : null, h("code", {}, view.title), view.how === "load" ? null : badge(view.how))),
    steps.length ? steps.slice(0, 40).map((step) => figure(scenario, step)) : none,
  ];
}

function figure(scenario, step) {
  const source = scenario.pictures[step.screenshot];
  const { element } = step;
  return h(
    "figure",
    {},
    h("figcaption", {}, `${step.number}. ${step.title}`, step.url ? h("code", {}, step.url) : null),
    source ? picture(source, step) : h("p", { class: "empty" }, step.screenshot ? `The picture is not in this file: ${scenario.folder}/${step.screenshot}` : "No picture was taken at this step. Usually only a step that fails is pictured; --screenshots on takes a picture of each."),
    element ? acted(element) : null,
  );
}

// The picture, with the element that was acted on outlined once its size is known.
export function picture(source, step) {
  const image = h("img", { alt: `The page at step ${step.number}`, loading: "lazy" });
  const frame = h("div", { class: "shot" }, image);
  image.addEventListener("load", () => {
    const box = step.element?.box;
    if (!box || !image.naturalWidth) return;
    const part = (value, whole) => `${(100 * value) / whole}%`;
    frame.append(
      h("span", {
        class: "outline",
        style: {
          left: part(box[0], image.naturalWidth),
          top: part(box[1], image.naturalHeight),
          width: part(box[2], image.naturalWidth),
          height: part(box[3], image.naturalHeight),
        },
      }),
    );
  });
  image.src = /^data:image\/|^data\/pictures\//.test(source) ? source : "";
  return frame;
}

function acted(element) {
  const rows = [
    ["Element", element.html || `<${element.tag}>`],
    ["Text (Click Text)", element.text],
    ["Name", element.name],
    ["Role", element.role],
    ["Id", element.id],
    ["Classes", element.classes],
    ["URL", element.url],
  ].filter(([, value]) => value);
  return h("table", { class: "pairs" }, h("tbody", {}, rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, h("code", {}, value))))));
}

export function errorsTab(seen) {
  const { scenario } = seen;
  const notes = seen.one ? [] : scenario.notes;
  if (!seen.errors.length && !notes.length) return h("p", { class: "empty" }, "No errors.");
  return [
    h(
      "ul",
      { class: "lines roomy" },
      seen.errors.slice(0, 300).map((error) =>
        h("li", {}, mark("warn"), h("span", {}, h("code", {}, error.text), error.source ? h("span", { class: "quiet block-line" }, error.source) : null), badge(error.kind), h("span", { class: "time-at" }, `step ${error.step ?? 0}`)),
      ),
    ),
    notes.length ? h("section", { class: "block" }, h("h3", {}, "Notes on the evidence"), h("ul", {}, notes.map((note) => h("li", {}, note)))) : null,
  ];
}
