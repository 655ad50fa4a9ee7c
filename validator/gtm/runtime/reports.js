// Reports: what each message did, told to whoever captures the page. A report never breaks the page.

const MOST_VARIABLES = 150;
const toldErrors = new Map();
let containerSeen = null;

function report(kind, value) {
  if (typeof REPORT !== "function") return;
  try {
    REPORT(kind, value);
  } catch (error) {
    /* the capture is gone: the page goes on */
  }
}

// The key of a pushed item, as capture counts it.
function sequenceOf(item) {
  try {
    if (REPORT && typeof REPORT.sequence === "function") {
      const key = REPORT.sequence(item);
      return key === undefined ? null : key;
    }
  } catch (error) {
    /* no key then */
  }
  return null;
}

// A mistake of the container's: once for each place and text.
function reportError(error, source, message) {
  const text = String((error && error.message) || error);
  const key = source + "\n" + text;
  const times = (toldErrors.get(key) || 0) + 1;
  toldErrors.set(key, times);
  if (message && message.errors) message.errors.push(source + ": " + text);
  if (times === 1) report("error", {text, source: PROGRAM.id + " " + source});
}

function reportMissing(name, message) {
  reportError(new Error("the container has no variable of this name"), "variable ‘" + name + "’", message);
}

function reportUnknownVariable(name, type, message) {
  reportError(new Error("variables of type " + type + " cannot be run here"), "variable ‘" + name + "’", message);
}

function reportContainer(detail) {
  containerSeen = {
    id: PROGRAM.id,
    url: scriptUrl(),
    status: PROGRAM.observe ? "loaded" : "simulated",
    version: PROGRAM.version,
    layer: PROGRAM.layer,
    detail: detail || "",
  };
  report("container", containerSeen);
}

function scriptUrl() {
  return CURRENT_SCRIPT && CURRENT_SCRIPT.src ? CURRENT_SCRIPT.src : "";
}

// One message as preview mode shows it. It is told again when a tag of it goes on later.
function reportMessage(message) {
  if (typeof REPORT !== "function") return;
  guarded(() => {
    message.told = signature(message);
    const told = {
      container: PROGRAM.id,
      version: PROGRAM.version,
      message: message.number,
      event: message.title,
      tags: message.tags.map(state => tagReport(state, message)),
      rest: !!message.event, // the tags that this event cannot concern are left out
      variables: message.event ? variableReport(message) : {},
      push: message.push,
      simulated: !PROGRAM.observe,
    };
    const all = listAll();
    if (all) told.all = all;
    report("tags", told);
  });
}

let listed = false;

// Every tag, with the events that its triggers wait for: told once, with the first message.
function listAll() {
  if (listed) return undefined;
  listed = true;
  return PROGRAM.tags.map(tag => {
    const told = {name: tag.name, type: tag.type, id: tag.id};
    if (tag.consent) told.consent = tag.consent;
    if (tag.firing)
      told.waits = tag.firing.map(id => {
        const trigger = TRIGGERS[id];
        return trigger ? [trigger.name, trigger.type, trigger.only] : ["(trigger " + id + ")", "unknown", null];
      });
    return told;
  });
}

function tagReport(state, message) {
  const told = {name: state.tag.name, type: state.tag.type, id: state.tag.id, status: state.status};
  if (state.reason) told.reason = state.reason;
  if (state.triggers.length) told.triggers = state.triggers;
  if (state.tag.consent) told.consent = state.tag.consent;
  if (state.sent.length) told.sent = state.sent;
  return told;
}

const READABLE = Object.keys(PROGRAM.variables).filter(name => {
  const told = PROGRAM.variables[name];
  return !told.spare && PURE[told.type];
});

// What was asked at this message, and what can be read without running code of the container's.
function variableReport(message) {
  const found = {};
  let count = 0;
  const add = (name, value) => {
    if (count >= MOST_VARIABLES || hasOwn(found, name)) return;
    count++;
    found[name] = jsonSafe(value);
  };
  const shown = name => (name === "_event" ? "Event" : name);
  Object.keys(message.values).forEach(name => add(shown(name), message.values[name]));
  const quiet = {event: message.event, conditions: new Map(), values: null, errors: []};
  for (const name of READABLE) {
    if (count >= MOST_VARIABLES) break;
    const plain = plainRead(PROGRAM.variables[name]);
    if (hasOwn(found, shown(name))) continue;
    const value = plain ? plain() : variable(name, quiet);
    if (value !== undefined) add(shown(name), value);
  }
  return found;
}
