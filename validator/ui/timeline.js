// The journey in time: steps as bands, data layer messages as ticks, hits as dots, so that lateness is seen.

import { h, seconds, svg, visible } from "./dom.js";

const LANES = { steps: 14, layer: 44, hits: 72 };

// `chosen`: the numbers of the messages in view; `choose` is called with a message's number.
export function timeline(scenario, chosen, choose) {
  const end = Math.max(scenario.seconds, ...scenario.steps.map((step) => step.ended), ...scenario.events.map((event) => event.at), 0.1);
  const x = (at) => `${Math.min(100, (100 * Math.max(0, at)) / end).toFixed(3)}%`;
  const lit = new Set(chosen);
  const of = new Map(scenario.messages.flatMap((message, number) => message.events.map((event) => [event, number])));
  const requests = new Map(scenario.requests.map((request) => [request.id, request]));
  const ticks = scenario.messages.flatMap((message, number) => (message.kind === "message" ? [number] : []));
  const events = [...scenario.events].sort((one, other) => (one.kind === "event") - (other.kind === "event"));
  const drawn = svg(
    "svg",
    { class: "timeline", height: 88, role: "img", "aria-label": spoken(scenario, end) },
    Object.values(LANES).map((y) => svg("line", { class: "lane", x1: 0, x2: "100%", y1: y, y2: y })),
    scenario.steps.filter((step) => step.ended > step.started).map((step) => band(step, scenario, x, end, lit, choose)),
    (scenario.answers ?? []).map((answer) => svg("line", { class: "answer", x1: x(answer.at ?? 0), x2: x(answer.at ?? 0), y1: 2, y2: 86 }, about("The banner was answered", answer.at ?? 0))),
    thinned(ticks, end, (number) => lit.has(number), (number) => scenario.messages[number].at).map((number) => tick(scenario.messages[number], number, x, lit, choose)),
    thinned(events, end, (event) => lit.has(of.get(event.number)), (event) => event.at).map((event) => dot(event, of.get(event.number), requests.get(event.request), x, lit, choose)),
  );
  const labels = h("div", { class: "lanes", "aria-hidden": "true" }, ["Steps", "Messages", "Hits"].map((name) => h("span", {}, name)));
  const scale = h("div", { class: "scale", "aria-hidden": "true" }, [0, 0.25, 0.5, 0.75, 1].map((part) => h("span", {}, part ? seconds(end * part) : "0")));
  return h("div", { class: "time" }, labels, h("div", {}, drawn, scale));
}

// Of very many, one in each thousandth of the time is drawn, and of those in view at most a few hundred.
function thinned(items, end, lit, at) {
  if (items.length <= 1000) return items;
  const places = new Map();
  for (const item of items) places.set(`${lit(item)} ${Math.round((1000 * at(item)) / end)}`, item);
  return [...places.values()];
}

function spoken(scenario, end) {
  const late = scenario.events.filter((event) => event.cause && event.at - event.cause.at > 1).length;
  return `Timeline of ${seconds(end)}: ${scenario.steps.length} steps, ${scenario.pushes.length} data layer messages, ${scenario.events.length} hits${late ? `, ${late} of them later than a second after their cause` : ""}.`;
}

function about(text, at) {
  return svg("title", {}, `${text}, at ${seconds(at)}`);
}

function band(step, scenario, x, end, lit, choose) {
  const number = scenario.messages.findIndex((message) => message.kind === "step" && message.number === step.number);
  const wide = (100 * (step.ended - step.started)) / end;
  return svg(
    "g",
    { class: ["band", step.status === "failed" && "failed", lit.has(number) && "lit"], on: { click: () => choose(number) } },
    about(`${step.number}. ${step.title}, ${seconds(step.ended - step.started)}`, step.started),
    svg("rect", { x: x(step.started), y: 4, width: `${Math.max(wide, 0.3).toFixed(3)}%`, height: 20, rx: 4 }),
    wide > 2 ? svg("text", { x: x((step.started + step.ended) / 2), y: 18 }, step.number) : null,
  );
}

function tick(message, number, x, lit, choose) {
  return svg(
    "g",
    { class: ["tick", lit.has(number) && "lit"], on: { click: () => choose(number) } },
    about(visible(message.title), message.at),
    svg("rect", { class: "hold", x: x(message.at), y: 34, width: 9, height: 20, transform: "translate(-4.5)" }),
    svg("rect", { class: "shown", x: x(message.at), y: 37, width: 2.5, height: 14, rx: 1.2, transform: "translate(-1.25)" }),
  );
}

function dot(event, number, request, x, lit, choose) {
  const state = request?.handling ?? "held";
  const chosen = lit.has(number);
  return svg(
    "g",
    { class: ["dot", event.kind, state, chosen && "lit"], on: { click: () => number !== undefined && choose(number) } },
    about(visible(event.title), event.at),
    event.cause && chosen ? svg("line", { class: "late", x1: x(event.cause.at), y1: 50, x2: x(event.at), y2: 72 }) : null,
    svg("circle", { cx: x(event.at), cy: 72, r: chosen ? 6 : 4.5 }),
  );
}
