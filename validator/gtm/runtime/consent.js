// Consent Mode: what the page allows, and what hits say about it.

const CONSENT_TYPES = [
  "ad_storage",
  "analytics_storage",
  "ad_user_data",
  "ad_personalization",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
];

// What Google's own runtime holds of a type of consent, where one runs in the page.
function googleConsent(type) {
  const entries = window.google_tag_data && window.google_tag_data.ics && window.google_tag_data.ics.entries;
  const told = entries && entries[type];
  if (!told) return undefined;
  return told.update !== undefined ? told.update : told.default;
}

const consent = {
  defaults: {}, // by type: {granted, region}
  updates: {},
  used: false,
  redact: false,
  passthrough: false,
  waiting: 0, // how often the page has asked Google's tags to wait for an update
  until: 0, // until when they wait, as performance.now() counts
  waiters: [],
  listeners: [], // of templates: {type, task}

  visitorRegion() {
    if (PROGRAM.region) return PROGRAM.region.toUpperCase();
    const told = /[-_]([A-Za-z]{2})$/.exec(navigator.language || "");
    return told ? told[1].toUpperCase() : "";
  },

  isHere(regions) {
    const here = consent.visitorRegion();
    const told = (Array.isArray(regions) ? regions : [regions]).map(region => String(region).toUpperCase());
    if (told.indexOf(here) >= 0) return 2; // as closely as we know
    return told.indexOf(here.split("-")[0]) >= 0 ? 1 : 0;
  },

  // How closely a default fits the visitor: 0 anywhere, 1 the country, 2 exactly; -1 not at all.
  fit(regions) {
    if (regions === undefined || regions === null || (Array.isArray(regions) && !regions.length)) return 0;
    const near = consent.isHere(regions);
    return near ? near : -1;
  },

  // Runs a change, and tells whoever listens to a type that it changed. A type of which nothing was said is granted.
  changing(task) {
    const before = consent.listeners.map(listener => consent.granted(listener.type));
    task();
    consent.listeners.slice(0, before.length).forEach((listener, index) => {
      const now = consent.granted(listener.type);
      if (now !== before[index]) guarded(() => listener.task(listener.type, now));
    });
  },

  setDefault: told => consent.changing(() => consent.takeDefault(told)),
  update: told => consent.changing(() => consent.takeUpdate(told)),

  takeDefault(told) {
    const fit = consent.fit(told.region);
    if (fit < 0) return;
    consent.used = true;
    Object.keys(told).forEach(type => {
      if (type === "region" || type === "wait_for_update") return;
      const before = consent.defaults[type];
      if (before && before.fit > fit) return;
      consent.defaults[type] = {granted: told[type] === "granted", fit};
    });
    const wait = Number(told.wait_for_update);
    if (wait > 0) consent.waitFor(wait);
  },

  onGranted: () => {},

  takeUpdate(told) {
    const before = consent.granted("analytics_storage");
    consent.used = true;
    Object.keys(told).forEach(type => {
      if (type !== "region" && type !== "wait_for_update") consent.updates[type] = told[type] === "granted";
    });
    consent.go();
    if (!before && consent.granted("analytics_storage")) consent.onGranted();
  },

  // Nothing said about a type means that it is allowed.
  granted(type) {
    const known = PROGRAM.observe ? googleConsent(type) : undefined;
    if (known !== undefined) return known;
    if (hasOwn(consent.updates, type)) return consent.updates[type];
    const told = consent.defaults[type];
    return told ? told.granted : true;
  },

  state() {
    const found = {};
    CONSENT_TYPES.concat(Object.keys(consent.defaults), Object.keys(consent.updates)).forEach(type => {
      if (hasOwn(consent.updates, type) || consent.defaults[type])
        found[type] = consent.granted(type) ? "granted" : "denied";
    });
    return found;
  },

  waitFor(milliseconds) {
    if (Object.keys(consent.updates).length) return;
    consent.waiting += 1; // the longest of several is waited for
    const turn = Math.max(consent.until, performance.now() + milliseconds);
    consent.until = turn;
    later(() => {
      if (consent.until === turn) consent.go();
    }, milliseconds);
  },

  isWaiting: () => consent.waiting > 0,

  go() {
    consent.waiting = 0;
    const waiters = consent.waiters;
    consent.waiters = [];
    waiters.forEach(task => guarded(task));
  },

  // Runs `task` now, or when the page has said what the visitor chose. Returns whether it ran.
  whenKnown(task) {
    if (!consent.isWaiting()) {
      task();
      return true;
    }
    consent.waiters.push(task);
    return false;
  },

  // `gcs`: G1, then ad_storage and analytics_storage; undefined where the page never used Consent Mode.
  gcs() {
    if (!consent.used) return undefined;
    const sign = type => {
      if (!hasOwn(consent.updates, type) && !consent.defaults[type]) return "-";
      return consent.granted(type) ? "1" : "0";
    };
    return "G1" + sign("ad_storage") + sign("analytics_storage");
  },

  // `gcd`: for each of four types its default and its update in one letter.
  gcd() {
    const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    const code = granted => (granted === undefined ? 1 : granted ? 3 : 2);
    const pairs = CONSENT_TYPES.slice(0, 4).map(type => {
      const standard = consent.defaults[type] ? consent.defaults[type].granted : undefined;
      const update = hasOwn(consent.updates, type) ? consent.updates[type] : undefined;
      return "3" + letters[16 + (code(standard) << 2) + code(update)];
    });
    return "1" + pairs.join("") + (consent.used ? "5" : "1") + "l1";
  },

  npa: () => (consent.granted("ad_personalization") && consent.granted("ad_storage") ? "0" : "1"),
};
