// Copying: a hit as URL, cURL, JSON or expectation, a failure as a ticket or a link.

import { h } from "./dom.js";

export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "copy" }, label);
  button.addEventListener("click", async () => {
    const done = await copied(typeof text === "function" ? text() : text);
    tell(done ? `Copied: ${label}` : "This browser does not let the page copy.");
  });
  return button;
}

export function tell(text) {
  const told = document.getElementById("told");
  told.textContent = text;
  told.classList.add("seen");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => told.classList.remove("seen"), 1800);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

export function curl(request) {
  const parts = ["curl", quoted(request.url)];
  if ((request.method ?? "GET") !== "GET") parts.push("-X", quoted(request.method));
  for (const [name, value] of request.headers ?? []) parts.push("-H", quoted(`${name}: ${value}`));
  if (request.body) parts.push("--data-binary", quoted(request.body));
  if (!request.body_base64) return parts.join(" ");
  return `echo ${quoted(request.body_base64)} | base64 -d | ${[...parts, "--data-binary", "@-"].join(" ")}`;
}

function quoted(text) {
  return `'${String(text).replaceAll("'", `'\\''`)}'`;
}

// What the browser and the session say, not the site.
const BROWSERS = /^(page_(location|referrer|title|path|hostname)|language|screen_resolution|ga_temp_client_id|engagement_time_msec)$/;

// The event as an expectation of a scenario. JSON's texts are YAML's too.
export function asExpectation(event) {
  if (event.written) return `- ${event.written.split("\n").join("\n  ")}\n`;
  const lines = [`- vendor: ${yaml(event.vendor)}`];
  for (const key of ["category", "action", "label"]) if (event[key]) lines.push(`  ${key}: ${yaml(event[key])}`);
  if (event.name && !event.category) lines.push(`  event: ${yaml(event.name)}`);
  const parameters = Object.entries(event.params).filter(([name]) => !BROWSERS.test(name));
  if (parameters.length) lines.push("  params:", ...parameters.map(([name, value]) => `    ${yaml(name)}: ${yaml(value)}`));
  if (event.items.length) lines.push("  items:", ...event.items.map((item) => `    - ${JSON.stringify(item)}`));
  return `${lines.join("\n")}\n`;
}

function yaml(value) {
  const plain = typeof value === "string" && /^[A-Za-z][\w -]*$/.test(value);
  return plain && !/^(true|false|null)$/.test(value) ? value.trim() : JSON.stringify(value);
}

// A failure in words for who shall mend it; `link` is its address, told where others can reach it.
export function ticket(scenario, outcome, link = "") {
  const step = scenario.steps.find((each) => each.number === outcome.step);
  const lines = [
    `# ${outcome.label}: ${outcome.headline}`,
    "",
    `Scenario: ${scenario.name}${scenario.device ? ` (${scenario.device})` : ""}`,
    step ? `Step: ${step.number}. ${step.title}` : "Over the whole journey",
    `Written at: ${outcome.file}:${outcome.line}`,
    "",
    `What happened: ${outcome.message}`,
    outcome.chain.mend ? `What to do: ${outcome.chain.mend}` : "",
    "",
    "How far it got:",
    ...outcome.chain.links.map((link) => `- ${link.name}: ${link.state}${link.text ? ` (${link.text})` : ""}`),
    ...outcome.near.flatMap((near) => [
      "",
      `Near: ${near.title}, ${near.place}`,
      ...near.differences.map(
        (each) =>
          `- ${pathText(each.path)}: expected ${each.wanted}, got ${each.present ? JSON.stringify(each.actual) : "nothing"}`,
      ),
    ]),
    "",
    ...rawHit(scenario, outcome),
    ...(step?.screenshot ? [`Screenshot: ${pictureName(scenario, step)}`, ""] : []),
    ...(/^https?:/.test(link) && !scenario.live ? [`In the report: ${link}`, ""] : []),
    "To reproduce:",
    ...scenario.steps.filter((each) => outcome.step === null || each.number <= outcome.step).map((each) => `${each.number}. ${each.title}`),
    "",
    `validator run ${quoted(scenario.file)}`,
  ];
  return `${lines.join("\n")}\n`;
}

// Where the picture of a step is kept.
export function pictureName(scenario, step) {
  return scenario.folder ? `${scenario.folder}/${step.screenshot}` : step.screenshot;
}

// Copies a picture as such, to be pasted below the ticket.
export function copyPicture(source) {
  const button = h("button", { type: "button", class: "copy" }, "Copy screenshot");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": drawn(source) })]);
      tell("Copied: Copy screenshot");
    } catch {
      tell("This browser does not let the page copy a picture.");
    }
  });
  return button;
}

// As PNG, which is what clipboards take.
async function drawn(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = h("canvas", { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return new Promise((resolve, reject) => canvas.toBlob((found) => (found ? resolve(found) : reject(new Error("empty"))), "image/png"));
}

// The request of the hit that came near, or that should not have come.
function rawHit(scenario, outcome) {
  const numbers = [...outcome.near.map((near) => near.event), ...(outcome.events ?? [])];
  const event = scenario.events.find((each) => numbers.includes(each.number));
  const request = event && scenario.requests.find((each) => each.id === event.request);
  if (!request) return [];
  return ["The hit:", `${request.method ?? "GET"} ${request.url}`, ...(request.body ? [request.body] : []), ""];
}

export function pathText(path) {
  return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("").replace(/^\./, "");
}
