// GA4: Google tags, events, and the tags of both.

const destinations = {};
const globalFields = {}; // gtag('set', …): of these Google reads what it knows, and sends nothing else
const READ_GLOBALS = [
  "user_properties",
  "user_id",
  "client_id",
  "page_location",
  "page_title",
  "page_referrer",
  "language",
  "screen_resolution",
  "traffic_type",
  "ignore_referrer",
  "campaign",
  "cookie_prefix",
  "cookie_domain",
  "cookie_flags",
  "cookie_expires",
  "server_container_url",
  "transport_url",
  "allow_ad_personalization_signals",
];

function knownGlobals(event) {
  const told = {};
  READ_GLOBALS.concat(ECOMMERCE_EVENTS.has(event) ? ["currency"] : []).forEach(key => {
    if (globalFields[key] !== undefined) told[key] = globalFields[key];
  });
  return told;
}

function destinationOf(id) {
  if (!destinations[id]) {
    destinations[id] = {
      id,
      config: {},
      configured: false,
      count: 0,
      requests: 0,
      properties: {},
      session: null,
      groups: [],
      denied: false,
      keepSession: () => {},
    };
  }
  return destinations[id];
}

// Configures a measurement id, and sends the page view unless it is told not to.
function ga4Config(id, params, told) {
  const destination = destinationOf(id);
  destination.config = Object.assign({}, isTrue(params.update) ? destination.config : {}, params);
  destination.configured = true;
  startEnhanced();
  if (told.groups) destination.groups = destination.groups.concat(told.groups);
  if (params.send_page_view === false || params.send_page_view === "false") return true;
  return ga4Event(id, "page_view", {}, told);
}

// An event of a measurement id. `told.sent`: notes what was sent; `told.after`: called when it really was.
function ga4Event(id, name, params, told) {
  const destination = destinationOf(id);
  const whole = Object.assign({}, knownGlobals(String(name)), destination.config, params);
  if (isPlain(destination.config.user_properties) && isPlain(params.user_properties)) {
    whole.user_properties = Object.assign({}, destination.config.user_properties, params.user_properties);
  }
  const at = {dl: withoutFragment(location.href), dt: document.title};
  return consent.whenKnown(() => {
    if (whole.page_location === undefined && at.dl !== withoutFragment(location.href)) whole.page_location = withoutCredentials(at.dl);
    if (whole.page_title === undefined && at.dt !== document.title) whole.page_title = at.dt;
    const hit = ga4Hit(destination, String(name), whole, !!told.external);
    ga4Queue.add(destination, hit);
    if (told.sent) told.sent({vendor: "ga4", event: hit.own.en, id});
    if (typeof params.event_callback === "function") later(() => params.event_callback(id));
    if (told.after) told.after();
  });
}

// Consent was denied and is given: the visitor who was counted without cookies is told by one ping.
consent.onGranted = () => {
  Object.keys(destinations).forEach(id => {
    const destination = destinations[id];
    if (!destination.denied || !destination.configured) return;
    destination.denied = false;
    ga4Event(id, "user_engagement", {_update: true, ga_temp_client_id: pageClient}, {});
  });
};

onLeaving(() => {
  if (engagement.count() >= 1000) {
    Object.keys(destinations).forEach(id => {
      const destination = destinations[id];
      if (destination.configured && destination.count)
        ga4Event(id, "user_engagement", {engagement_time_msec: Math.round(engagement.untold)}, {});
    });
    engagement.take();
  }
  ga4Queue.flush();
});

const BOOLEAN_FIELDS = [
  "allow_ad_personalization_signals",
  "allow_direct_google_requests",
  "allow_google_signals",
  "cookie_update",
  "first_party_collection",
  "ignore_referrer",
  "send_page_view",
  "update",
];

const NUMBER_FIELDS = [
  "cookie_expires",
  "event_timeout",
  "session_duration",
  "session_engaged_time",
  "engagement_time_msec",
];

function withTypes(params) {
  BOOLEAN_FIELDS.forEach(key => {
    if (hasOwn(params, key)) params[key] = String(params[key]).toLowerCase() === "false" ? false : !!params[key];
  });
  NUMBER_FIELDS.forEach(key => {
    if (hasOwn(params, key)) params[key] = Number(params[key]);
  });
  return params;
}

function settingsTable(params, variableKey, tableKey) {
  return Object.assign(
    {},
    isPlain(params[variableKey]) ? params[variableKey] : {},
    tableOf(params[tableKey], "parameter", "parameterValue"),
  );
}

const TAGS = {};

// A Google tag; of ids other than GA4's nothing is known to send.
TAGS.googtag = (params, run) => {
  const id = String(params.tagId || "");
  if (id.indexOf("-") < 1) return run.fail("“" + id + "” is not a tag id");
  const config = Object.assign(
    settingsTable(params, "configSettingsVariable", "configSettingsTable"),
    settingsTable(params, "eventSettingsVariable", "eventSettingsTable"),
  );
  if (config.user_properties || params.userProperties) {
    config.user_properties = Object.assign({}, config.user_properties, tableOf(params.userProperties, "name", "value"));
  }
  if (id.indexOf("G-") === 0) return run.ended(ga4Config(id, withTypes(config), run.told));
  if (id.indexOf("AW-") === 0) adsConfig(id, config, run);
  else return run.unseen("what it sends is not known: " + id + " loads settings that only Google has");
  return run.done();
};

// The GA4 configuration tag that came before the Google tag.
TAGS.gaawc = (params, run) => {
  const id = String(params.measurementId || "");
  if (id.indexOf("G-") !== 0) return run.fail("“" + id + "” is not a measurement id");
  const config = Object.assign(
    {},
    tableOf(params.fieldsToSet, "name", "value"),
    settingsTable(params, "configSettingsVariable", "configSettingsTable"),
  );
  if (params.userProperties) {
    config.user_properties = Object.assign({}, config.user_properties, tableOf(params.userProperties, "name", "value"));
  }
  if (hasOwn(params, "sendPageView") && !isTrue(params.sendPageView)) config.send_page_view = false;
  if (isTrue(params.enableSendToServerContainer) && params.serverContainerUrl)
    config.server_container_url = params.serverContainerUrl;
  return run.ended(ga4Config(id, withTypes(config), run.told));
};

// The measurement id of an event tag: its own, or that of the configuration tag that it names.
function measurementId(params, message) {
  const own = params.measurementIdOverride || params.measurementId;
  const text = String(own === undefined || own === null ? "" : own);
  if (text.indexOf("G-") === 0) return text;
  const named = PROGRAM.tags.find(
    tag => tag.name === params.measurementId && (tag.type === "gaawc" || tag.type === "googtag"),
  );
  return named ? String(resolve(named.params.measurementId || named.params.tagId, message)) : text;
}

TAGS.gaawe = (params, run) => {
  const id = measurementId(params, run.message);
  const name = String(params.eventName);
  if (id.indexOf("G-") !== 0) return run.fail("“" + id + "” is not a measurement id");
  const told = {};
  if (isTrue(params.sendEcommerceData) && (ECOMMERCE_EVENTS.has(name) || name === "checkout_option")) {
    let source;
    if (params.getEcommerceDataFrom === "dataLayer") {
      source = run.message.snapshot.eventModel || run.message.snapshot.ecommerce;
    } else {
      source = params.ecommerceMacroData;
      if (isPlain(source) && source.ecommerce && !source.items) source = source.ecommerce;
    }
    Object.assign(told, ecommerceParams(source, name));
  }
  Object.assign(
    told,
    settingsTable(params, "eventSettingsVariable", "eventSettingsTable"),
    tableOf(params.eventParameters, "name", "value"),
  );
  if (params.userDataVariable) told.user_data = params.userDataVariable;
  if (told.user_properties || params.userProperties) {
    told.user_properties = Object.assign({}, told.user_properties, tableOf(params.userProperties, "name", "value"));
  }
  return run.ended(ga4Event(id, name, withTypes(told), run.told));
};
