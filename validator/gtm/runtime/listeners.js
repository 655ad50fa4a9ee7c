// Listeners: what makes Tag Manager push events of its own. Switched on at the first messages of a page.

const LISTEN = {}; // by type of trigger: switches it on
const START_EVENTS = {CONTAINER_LOAD: "gtm.js", DOM_READY: "gtm.dom", WINDOW_LOAD: "gtm.load"};
const listening = new Set();

// Where GA4's enhanced measurement is on, gtag listens too, and pushes events of its own: these are made here where a
// trigger waits for one that no listener of the container makes.
const names = event =>
  PROGRAM.triggers.some(trigger =>
    [["", "", trigger.event]].concat(trigger.conditions).some(told => told[2].indexOf(event) >= 0),
  );
const listens = type => PROGRAM.triggers.some(trigger => trigger.type === type && trigger.params.listens !== false);
const HAS_GA4 = PROGRAM.tags.some(tag => tag.type === "googtag" || tag.type === "gaawc");

const GOOGLE_LISTENS = {
  history: () => listenHistory(SECOND_HISTORY, "ga4"),
  links: () => LISTEN.linkClick({unique: "ga4"}, {checkValidation: false}),
  scroll: () => LISTEN.scrollDepth({unique: "ga4"}, {verticalThresholdOn: true, verticalThresholdsPercent: "90"}),
};

function listenAsGoogleTag(what) {
  const listen = GOOGLE_LISTENS[what];
  delete GOOGLE_LISTENS[what]; // once a page
  if (listen) guarded(listen);
}

function listenWhereAwaited() {
  if (names("gtm.historyChange-v2")) listenAsGoogleTag("history");
  if (!HAS_GA4) return;
  if (names("gtm.linkClick") && !listens("linkClick")) listenAsGoogleTag("links");
  if (names("gtm.scrollDepth") && !listens("scrollDepth")) listenAsGoogleTag("scroll");
}

function startEvent(trigger) {
  if (trigger.params.startsAt) return trigger.params.startsAt;
  return START_EVENTS[trigger.params.triggerStartOption] || "gtm.js";
}

// Beside Google's own container: what only takes its time, so that nobody leaves before it is over.
const AWAITED = {
  elementVisibility: (trigger, params) => isTrue(params.useOnScreenDuration) && LISTEN.elementVisibility(trigger, params),
};

// Switches on the listeners, of these kinds, that begin with this message.
function startListeners(message, kinds) {
  if (message.event !== "gtm.js" && message.event !== "gtm.dom" && message.event !== "gtm.load") return;
  if (message.event === "gtm.js" && kinds === LISTEN) listenWhereAwaited();
  PROGRAM.triggers.forEach(trigger => {
    if (!kinds[trigger.type] || trigger.params.listens === false || listening.has(trigger.id)) return;
    const starts = startEvent(trigger);
    if (starts !== message.event) return;
    if (!isEnabled(trigger, message)) return;
    listening.add(trigger.id);
    guarded(() => kinds[trigger.type](trigger, resolve(trigger.params, message)));
  });
}

// The event that an element gives, as Google fills it.
function elementEvent(element, event, ids) {
  const told = {
    event,
    "gtm.element": element,
    "gtm.elementClasses": elementProperty(element, "className") || "",
    "gtm.elementId": element.for || attributeOf(element, "id") || "",
    "gtm.elementTarget": element.formTarget || elementProperty(element, "target") || "",
  };
  if (ids) told["gtm.triggers"] = ids.join(",");
  told["gtm.elementUrl"] = elementUrl(element);
  return told;
}

// Pushes an event; true when no tag fired by it, as Google's push answers.
function pushEvent(item) {
  return layerOf().push(item);
}

// Pushes an event whose tags `task` waits for, at most `milliseconds`. True when there is nothing to wait for.
function pushAndWait(item, task, milliseconds) {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    guarded(task);
  };
  item.eventCallback = once;
  if (milliseconds) {
    item.eventTimeout = milliseconds;
    later(once, milliseconds);
  }
  const free = pushEvent(item);
  if (free) called = true;
  return free;
}
