// The data layer: every item becomes a message, one after the other, numbered as preview mode numbers them.

const queue = [];
const MOST_ITEMS_KEPT = 1000;
const MOST_ANSWERS = 50; // pushes that answer pushes, one after the other: more than any page means
const MOST_NESTED = 500; // pushes made while another is worked off
let processing = false,
  initialised = false,
  eventIds = 0,
  messages = 0,
  pageBegan = false,
  depth = 0, // how many pushes the one being worked off answers
  nested = 0;

function layerOf() {
  if (!Array.isArray(window[PROGRAM.layer])) window[PROGRAM.layer] = window[PROGRAM.layer] || [];
  return window[PROGRAM.layer];
}

const nextEventId = () => (eventIds += 1);

// Does an item make the page begin, so that the two initialisations come before it?
function beginsPage(item) {
  if (item === null || typeof item !== "object") return false;
  if (kindOf(item) === "arguments") return ["config", "event", "js", "get"].indexOf(item[0]) >= 0;
  return !!item.event;
}

function nextItem() {
  const entry = queue[0];
  if (!entry) return null;
  if (!initialised && beginsPage(entry.item)) {
    initialised = true;
    const told = entry.item["gtm.uniqueEventId"];
    const first = typeof told === "number" ? told - 2 : nextEventId();
    const second = typeof told === "number" ? told - 1 : nextEventId();
    queue.unshift({item: {event: "gtm.init", "gtm.uniqueEventId": second}, ours: true});
    return {item: {event: "gtm.init_consent", "gtm.uniqueEventId": first}, ours: true};
  }
  return queue.shift();
}

// Works off what waits. True when a tag fired.
function processQueue() {
  let fired = false;
  if (processing) return false;
  nested = 0;
  while (!processing) {
    const entry = nextItem();
    if (!entry) break;
    depth = entry.depth || 0;
    processing = true;
    try {
      fired = processItem(entry) || fired;
    } catch (error) {
      reportError(error, "data layer");
    } finally {
      processing = false;
    }
  }
  return fired;
}

function processItem(entry) {
  const item = entry.item;
  delete model.merged.eventModel;
  if (item === null || item === undefined) return false;
  if (typeof item === "function") {
    messages += 1;
    try {
      item.call(modelInterface);
    } catch (error) {
      reportError(error, "function in the data layer");
    }
    return plainMessage(entry, "Function");
  }
  if (Array.isArray(item)) {
    messages += 1;
    runCommand(item);
    return plainMessage(entry, "Message");
  }
  if (kindOf(item) === "arguments") {
    messages += 1;
    const command = typeof item[0] === "string" ? GTAG[item[0]] : null;
    const told = command ? guarded(() => command(item)) : undefined;
    if (!told) return plainMessage(entry, GTAG_TITLES[item[0]] || "Message");
    return processObject(told, entry, item[0] === "set");
  }
  if (typeof item !== "object") return false;
  messages += 1;
  return processObject(item, entry, false);
}

// ['cart.push', x]: a method of something in the state.
function runCommand(command) {
  if (typeof command[0] !== "string") return;
  const path = command[0].split(".");
  const method = path.pop();
  const target = model.get(path.join("."), 2);
  if (target === undefined || target === null) return;
  try {
    target[method].apply(target, command.slice(1));
  } catch (error) {
    reportError(error, "command in the data layer");
  }
}

function newMessage(item, entry, title) {
  return {
    number: messages,
    event: item.event,
    title,
    layer: item,
    push: entry.ours ? null : sequenceOf(entry.item),
    tags: [],
    states: new Map(),
    conditions: new Map(),
    triggers: new Map(),
    values: {},
    errors: [],
    firedHere: new Map(),
    open: 0,
    ran: false,
    reported: false,
    again: false,
    snapshot: {},
    undecided: new Set(),
    steady: null,
    finish: () => {},
  };
}

function plainMessage(entry, title) {
  const message = newMessage({}, entry, title);
  message.event = undefined;
  message.reported = true;
  reportMessage(message);
  return false;
}

// An object: merged into the state, and where it names an event, an event.
function processObject(item, entry, overwrite) {
  model.absorb(item, overwrite);
  if (!item.event) return plainMessage(entry, overwrite ? "Set" : "Message");
  if (typeof item["gtm.uniqueEventId"] !== "number" && !PROGRAM.observe) {
    item["gtm.uniqueEventId"] = nextEventId();
    model.set("gtm.uniqueEventId", item["gtm.uniqueEventId"]);
  }
  if (item.event === "gtm.js") {
    if (pageBegan) return plainMessage(entry, "gtm.js");
    pageBegan = true;
  }
  const message = newMessage(item, entry, String(item.event));
  message.snapshot = {
    event: copyOf(model.get("event", 1)),
    ecommerce: copyOf(model.get("ecommerce", 1)),
    eventModel: copyOf(model.get("eventModel", 2)),
  };
  if (!PROGRAM.observe) answerWhenDone(message, item);
  evaluateTags(message);
  const fired = runTags(message);
  if (!PROGRAM.observe) {
    noteGroups(message);
    startListeners(message, LISTEN);
  } else {
    startListeners(message, AWAITED);
  }
  message.ran = true;
  message.reported = true;
  reportMessage(message);
  if (message.open === 0) message.finish();
  return fired;
}

// eventCallback is called when all tags of the message are through, at the latest after eventTimeout.
function answerWhenDone(message, item) {
  const callback = item.eventCallback;
  if (typeof callback !== "function") return;
  let called = false;
  message.finish = () => {
    if (called) return;
    called = true;
    try {
      callback.call(callback, PROGRAM.id);
    } catch (error) {
      reportError(error, "eventCallback of " + message.title);
    }
  };
  const limit = Number(item.eventTimeout);
  if (limit > 0) later(message.finish, limit);
}

// An item takes its place in the queue, unless it is one of a chain of pushes that answer each other without end.
function enqueue(item) {
  const answers = processing ? depth + 1 : 0;
  if (processing && (answers > MOST_ANSWERS || ++nested > MOST_NESTED)) {
    reportError(new Error("pushes that answer each other without end were stopped"), "data layer");
    return;
  }
  queue.push({item, ours: false, depth: answers});
}

function watchLayer() {
  const layer = layerOf();
  const push = layer.push;
  layer.push = function () {
    const items = Array.prototype.slice.call(arguments);
    items.forEach(enqueue);
    if (PROGRAM.observe) {
      // before Google's: what its tags change must not be seen yet
      processQueue();
      return push.apply(layer, items);
    }
    const result = push.apply(layer, items);
    while (layer.length > MOST_ITEMS_KEPT) layer.shift();
    const fired = processQueue();
    return !fired && (typeof result !== "boolean" || result);
  };
  layer.slice(0).forEach(item => queue.push({item, ours: false}));
}
