// One scenario: its head with funnel and timeline, its messages, and the tabs of what is chosen among them.

import { count, growing, h, replace, seconds } from "./dom.js";
import { added } from "./added.js";
import { badge, conversion, mark, word } from "./marks.js";
import { title } from "./overview.js";
import { address, go, TABS } from "./route.js";
import { timeline } from "./timeline.js";
import { outcomes, mend } from "./outcome.js";
import { conversionOf, hitsTab } from "./hits.js";
import { tagsTab, variablesTab } from "./tags.js";
import { layerTab } from "./layer.js";
import { messageName } from "./words.js";
import { consentTab, errorsTab, pageTab, picture } from "./page.js";

const NAMES = { expectations: "Expectations", hits: "Hits", tags: "Tags", variables: "Variables", layer: "Data layer", consent: "Consent", page: "Page", errors: "Errors" };
const filter = { text: "" };

export function journey(scenario, place) {
  const chosen = choice(scenario, place);
  const choose = (message) => go({ key: scenario.key, message, tab: place.tab });
  return h(
    "div",
    { class: "journey" },
    head(scenario, chosen, choose),
    h("div", { class: "split" }, messageList(scenario, place, chosen), detail(scenario, place, chosen)),
  );
}

// What is in view: the message, and all messages that belong to it (a step has those that came while it was performed).
function choice(scenario, place) {
  let { message } = place;
  if (place.outcome !== null) {
    const step = scenario.expectations[place.outcome]?.step ?? null;
    const found = scenario.messages.findIndex((each) => each.kind === "step" && each.number === step);
    message = found < 0 ? null : found;
  }
  const one = message === null ? null : scenario.messages[message];
  if (!one) return { number: null, one: null, members: scenario.messages.map((_, number) => number) };
  const members = one.kind === "step" ? scenario.messages.flatMap((each, number) => (each.step === one.number ? [number] : [])) : [message];
  return { number: message, one, members };
}

function head(scenario, chosen, choose) {
  const about = [scenario.consent ? `consent ${scenario.consent}` : "", seconds(scenario.seconds), scenario.line ? `${scenario.file}:${scenario.line}` : "", scenario.browser];
  return h(
    "header",
    { class: ["head", scenario.status] },
    h("h1", {}, mark(scenario.status, true), title(scenario), badge(word(scenario.status), scenario.status)),
    h("p", { class: "quiet" }, about.filter(Boolean).join(" · ")),
    scenario.broken ? brokenNote(scenario) : null,
    funnel(scenario),
    goals(scenario),
    timeline(scenario, chosen.one ? chosen.members : [], choose),
  );
}

function brokenNote(scenario) {
  const { broken } = scenario;
  const step = scenario.steps.find((each) => each.number === broken.step);
  return h(
    "div",
    { class: "card outcome broken" },
    h("p", { class: "why" }, step ? `Step ${step.number}, ${step.title}: ` : "", broken.reason),
    broken.detail ? h("pre", {}, broken.detail) : null,
    step?.candidates.length ? h("p", {}, "On the page: ", step.candidates.map((each) => h("code", { class: "candidate" }, each))) : null,
    mend(broken.mend),
    step && scenario.pictures[step.screenshot] ? picture(scenario.pictures[step.screenshot], step) : null,
  );
}

function funnel(scenario) {
  if (!scenario.funnel.length) return null;
  const tracked = scenario.funnel.filter((stage) => stage.status === "tracked").length;
  return h(
    "section",
    { class: "funnel", "aria-label": `Funnel: ${tracked} of ${count(scenario.funnel.length, "conversion")} tracked` },
    h("ol", {}, scenario.funnel.map((stage) => h("li", { class: [stage.conversion, stage.status.replace(" ", "-")] }, h("span", {}, mark(stage.status), " ", h("span", { class: "stage" }, stage.name), " ", conversion(stage.conversion))))),
    h("span", { class: "share", "aria-hidden": "true" }, `${Math.round((100 * tracked) / scenario.funnel.length)}%`, h("small", {}, " tracked")),
  );
}

function goals(scenario) {
  if (!scenario.goals.length) return null;
  const completed = scenario.goals.filter((goal) => goal.completed);
  const names = completed.map((goal) => goal.name).join(", ");
  return h(
    "details",
    { class: "goals" },
    h("summary", {}, `${completed.length} of ${count(scenario.goals.length, "goal")} completed${names ? `: ${names}` : ""}`),
    h("ul", {}, scenario.goals.map(goalLine)),
  );
}

function goalLine(goal) {
  return h(
    "li",
    { class: goal.completed ? "good" : "quiet" },
    mark(goal.completed ? "tracked" : "skipped", true),
    `${goal.slot ? `Goal ${goal.slot}, ` : ""}${goal.name}: ${goal.completed ? "completed" : "not completed"}`,
    goal.detail ? ` (${goal.detail})` : "",
    conversion(goal.conversion),
    goal.funnel.map((step) => badge(`${step.path} ${step.seen ? "seen" : "not seen"}`)),
  );
}

function messageList(scenario, place, chosen) {
  const list = h("div", { class: "rows" });
  const draw = () => {
    const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
    const numbers = scenario.messages.map((_, number) => number).filter((number) => fits(scenario, scenario.messages[number], words));
    replace(list, growing(numbers, (number) => row(scenario, number, place, chosen), "ol", {}, 400));
  };
  const field = h("input", { type: "search", class: "narrow", placeholder: "Filter messages", title: "By event, vendor or tag, by failed, warning, macro, micro", "aria-label": "Filter messages", autocomplete: "off" });
  field.value = filter.text;
  field.addEventListener("input", () => ((filter.text = field.value), draw()));
  draw();
  const whole = h(
    "a",
    { class: "row whole", href: address({ key: scenario.key, tab: place.tab }), "aria-current": chosen.one ? null : "true" },
    h("span", { class: "row-title" }, "Summary"),
    badge(count(scenario.events.length, "hit")),
  );
  return h("section", { class: "messages", "aria-label": "Messages" }, field, whole, list);
}

function fits(scenario, message, words) {
  if (!words.length) return true;
  const events = message.events.map((number) => numbered(scenario).get(number)?.title);
  const tags = message.tags.flatMap((index) => scenario.tags[index].tags?.map((tag) => tag.name) ?? []);
  const told = badges(scenario, message).textContent;
  const text = [message.title, messageName(message.title), ...events, ...tags, told].join("\n").toLowerCase();
  return words.every((each) => text.includes(each));
}

const byNumber = new WeakMap();

// The events of a scenario by their number.
function numbered(scenario) {
  if (!byNumber.has(scenario)) byNumber.set(scenario, new Map(scenario.events.map((event) => [event.number, event])));
  return byNumber.get(scenario);
}

function row(scenario, number, place, chosen) {
  const message = scenario.messages[number];
  const lead = { step: message.number, message: message.number, page: "↗", consent: "◐" }[message.kind];
  return h(
    "li",
    {},
    h(
      "a",
      {
        href: address({ key: scenario.key, message: number, tab: place.tab }),
        class: ["row", message.kind, message.status === "failed" && "bad", message.status === "not run" && "dull"],
        "aria-current": number === chosen.number ? "true" : null,
      },
      h("span", { class: "row-number", "aria-hidden": "true" }, lead),
      h("span", { class: "row-title" }, message.kind === "page" ? path(message.title) : titled(message)),
      badges(scenario, message),
    ),
  );
}

// As preview mode calls it, with the event's own name behind.
function titled(message) {
  const called = message.kind === "message" ? messageName(message.title) : "";
  return called ? [called, " ", h("span", { class: "event-name" }, message.title)] : message.title;
}

function path(url) {
  try {
    const read = new URL(url);
    return read.pathname + read.search + read.hash;
  } catch {
    return url;
  }
}

function badges(scenario, message) {
  const unmet = (message.outcomes ?? []).map((place) => scenario.expectations[place]);
  const failed = unmet.filter((each) => ["missing", "wrong", "repeated", "forbidden"].includes(each.status)).length;
  const met = unmet.filter((each) => each.status === "met").length;
  const events = new Set(message.events);
  const converted = ["macro", "micro"].filter((kind) => message.events.some((number) => conversionOf(scenario, numbered(scenario).get(number)) === kind));
  for (const stage of scenario.funnel) if (message.kind === "step" && stage.step === message.number && stage.status === "tracked" && !converted.includes(stage.conversion)) converted.push(stage.conversion);
  const warnings = scenario.findings.filter((each) => events.has(each.event)).length;
  const fired = message.tags.flatMap((index) => (scenario.tags[index].tags ?? []).filter((tag) => tag.status === "fired")).length;
  return h(
    "span",
    { class: "badges" },
    failed ? badge(`${failed} failed`, "bad") : null,
    met && !failed ? badge(`${met} met`, "good") : null,
    converted.map(conversion),
    warnings ? badge(`! ${warnings}`, "warn", count(warnings, "warning")) : null,
    fired ? badge(count(fired, "tag"), "", `${count(fired, "tag")} fired`) : null,
    message.events.length ? badge(count(message.events.length, "hit")) : null,
  );
}

// What the tabs are told: everything that belongs to the chosen messages.
function view(scenario, chosen) {
  const messages = chosen.members.map((number) => scenario.messages[number]);
  const events = new Set(messages.flatMap((message) => message.events));
  const step = chosen.one?.step ?? null;
  const until = chosen.one ? Math.max(...messages.map((message) => message.at)) : Infinity;
  const tags = messages.flatMap((message) => message.tags.map((index) => scenario.tags[index]));
  const pushes = new Set(messages.map((message) => message.push).filter(Boolean));
  const places = scenario.expectations.map((_, place) => place);
  return {
    scenario,
    one: chosen.one,
    step,
    until,
    messages,
    tags,
    events: scenario.events.filter((event) => events.has(event.number) || !chosen.one),
    pushes: scenario.pushes.filter((push) => pushes.has(push.number)),
    outcomes: chosen.one ? places.filter((place) => scenario.expectations[place].step === step) : places,
    errors: scenario.errors.filter((error) => !chosen.one || (error.step ?? 0) === step),
  };
}

function detail(scenario, place, chosen) {
  const seen = view(scenario, chosen);
  const numbers = {
    expectations: seen.outcomes.length,
    hits: seen.events.length,
    tags: new Set(seen.tags.flatMap((message) => (message.tags ?? []).map((tag) => tag.name))).size,
    layer: seen.pushes.length,
    errors: seen.errors.length,
  };
  const current = place.outcome !== null ? "expectations" : (place.tab ?? usual(seen));
  const tabs = TABS.map((tab) => tabButton(tab, tab === current, numbers[tab], scenario.key, chosen.number));
  const draw = { expectations: expectationsTab, hits: hitsTab, tags: tagsTab, variables: variablesTab, layer: layerTab, consent: consentTab, page: pageTab, errors: errorsTab }[current];
  return h(
    "section",
    { class: "detail", "aria-label": seen.one ? seen.one.title : "Summary" },
    h("h2", {}, seen.one ? heading(seen.one) : ["Summary ", h("span", { class: "quiet" }, "of the whole journey")]),
    h("div", { class: "tabs", role: "tablist", "aria-label": "Evidence" }, tabs),
    h("div", { class: "panel", role: "tabpanel", id: "panel", "aria-labelledby": `tab-${current}`, tabindex: "0" }, draw(seen)),
  );
}

function heading(message) {
  if (message.kind === "step") return `${message.number}. ${message.title}`;
  if (message.kind !== "message") return message.title;
  return [`Message ${message.number}: `, messageName(message.title) ? titled(message) : message.title.replace(/^Message: /, "")];
}

function usual(seen) {
  if (!seen.one || seen.one.kind === "step") return seen.outcomes.length ? "expectations" : "hits";
  return { page: "page", consent: "consent" }[seen.one.kind] ?? (seen.events.length ? "hits" : seen.tags.length ? "tags" : "layer");
}

function tabButton(tab, here, number, key, message) {
  return h(
    "button",
    { type: "button", role: "tab", id: `tab-${tab}`, "aria-selected": String(here), "aria-controls": "panel", tabindex: here ? "0" : "-1", on: { click: () => go({ key, message, tab }) } },
    NAMES[tab],
    number ? h("span", { class: "tally" }, number) : null,
  );
}

function expectationsTab({ scenario, outcomes: places, one }) {
  const findings = scenario.findings.filter((each) => !one || each.step === one.step);
  const strays = one ? [] : scenario.events.filter((event) => scenario.unexpected.includes(event.number));
  const nothing = h("p", { class: "empty" }, one ? "Nothing is expected at this step." : "This scenario expects nothing.");
  if (!places.length && !findings.length && !strays.length) return [nothing, added.ofExpectations(scenario, one)];
  return [
    outcomes(scenario, places, scenario.key, true),
    findings.length ? h("section", { class: "block" }, h("h3", {}, "Warnings"), h("ul", { class: "lines" }, findings.map(finding))) : null,
    strays.length && scenario.unplanned !== "ignore"
      ? h("section", { class: "block" }, h("h3", {}, "Outside the plan"), h("ul", { class: "lines" }, strays.map((event) => h("li", {}, mark(scenario.unplanned === "fail" ? "failed" : "warn"), h("span", {}, event.title)))))
      : null,
    added.ofExpectations(scenario, one),
  ];
}

function finding(each) {
  return h("li", { class: each.level }, mark(each.level === "fail" ? "failed" : "warn"), h("span", {}, each.subject ? h("strong", {}, `${each.subject}: `) : null, each.message), h("code", { class: "quiet" }, each.code));
}
