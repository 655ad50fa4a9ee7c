// GA4 hits: parameters in gtag.js's three groups, and batches in its format.

const NEVER_SENT = new Set(
  (
    "allow_ad_personalization_signals allow_display_features allow_enhanced_conversions " +
    "allow_google_signals items cookie_domain cookie_expires cookie_flags cookie_name cookie_path cookie_prefix cookie_update " +
    "custom_map developer_id dynamic_event_settings event_callback event_settings event_timeout first_party_collection " +
    "ga_restrict_domain google_analysis_params google_signals google_tld groups internal_traffic_results is_legacy_converted " +
    "is_legacy_loaded linker referral_exclusion_definition restricted_data_processing send_page_view send_to " +
    "server_container_url session_duration session_engaged_time delivery_postal_code transport_url update user_data_settings " +
    "user_properties user_data session_id session_number conversion_linker url_passthrough ads_data_redaction"
  ).split(" "),
);

// The group of a parameter: the same for a whole batch, shared where most of the batch agree, the event's own.
const FOR_ALL = {client_id: "cid", language: "ul", screen_resolution: "sr", ignore_referrer: "ir", traffic_type: "tt"};
const SHARED = {
  currency: "cu",
  page_location: "dl",
  page_referrer: "dr",
  page_title: "dt",
  user_id: "uid",
  campaign_source: "cs",
  campaign_medium: "cm",
  campaign_name: "cn",
  campaign_content: "cc",
  campaign_id: "ci",
  campaign_term: "ck",
};
const OWN = {engagement_time_msec: "_et"};
const CAMPAIGN_KEYS = {source: "cs", medium: "cm", name: "cn", content: "cc", id: "ci", term: "ck"};

const CONVERSIONS = new Set(["purchase"]); // a key event of every property, whatever else its owner has marked
const clientHints = {};

// What the browser tells of itself beyond its name; it answers a little later.
if (navigator.userAgentData && navigator.userAgentData.getHighEntropyValues) {
  navigator.userAgentData
    .getHighEntropyValues(["architecture", "bitness", "fullVersionList", "model", "platformVersion", "wow64"])
    .then(
      told => {
        const brands = (told.fullVersionList || []).map(
          item => encodeURIComponent(item.brand) + ";" + encodeURIComponent(item.version),
        );
        Object.assign(clientHints, {
          uaa: told.architecture,
          uab: told.bitness,
          uafvl: brands.join("|"),
          uamb: told.mobile ? "1" : "0",
          uam: told.model,
          uap: told.platform,
          uapv: told.platformVersion,
          uaw: told.wow64 ? "1" : "0",
        });
      },
      () => {
        /* not told then */
      },
    );
}

const isNumber = value => typeof value === "number" && !isNaN(value);
const flagText = value => (value === true ? "1" : value === false ? "0" : String(value));

// One event as a hit: {endpoint, all, shared, own, immediate}.
function ga4Hit(destination, name, params, external) {
  const state = sessionOf(destination);
  const session = state.session;
  if (name === "page_view" && !state.starts) session.engaged = true; // the second page of a session
  const all = {v: "2", tid: destination.id, gtm: "45je5a0v9" + containerNumber() + "za200", _p: PAGE_ID};
  const gcs = consent.gcs();
  if (gcs !== undefined) all.gcs = gcs;
  all.gcd = consent.gcd();
  all.npa = params.allow_ad_personalization_signals === false ? "1" : consent.npa();
  all.dma = "0";
  all.cid = state.client.id;
  all.ul = (navigator.language || "").toLowerCase();
  all.sr = screen.width + "x" + screen.height;
  Object.assign(all, clientHints);
  all.frm = window.top === window ? "0" : "1";
  all.pscdl = consent.granted("ad_storage") ? "noapi" : "denied";
  const shared = {
    sid: session.sid,
    sct: session.count,
    seg: session.engaged ? 1 : 0,
    dl: withoutFragment(withoutCredentials(location.href)),
    dr: document.referrer || undefined,
    dt: document.title,
  };
  const own = {en: name};
  if (state.first) own._fv = "1";
  if (state.client.fresh && state.starts) own._nsi = "1";
  if (state.starts) own._ss = "1";
  if (external) own._ee = "1";
  if (CONVERSIONS.has(name)) own._c = "1";
  if (params._update) all.gcu = "1";
  if (!consent.granted("analytics_storage")) destination.denied = true;
  if (ECOMMERCE_EVENTS.has(name) && Array.isArray(params.items)) {
    params.items.slice(0, MOST_ITEMS).forEach((item, i) => {
      own["pr" + (i + 1)] = itemText(item);
    });
  }
  const places = {all, shared, own};
  Object.keys(params).forEach(key => placeParam(places, key, params[key]));
  placeUserProperties(destination, places, params.user_properties);
  if (own._et === undefined && destination.count > 0) own._et = engagement.take();
  else engagement.take();
  destination.count += 1;
  destination.keepSession();
  return {endpoint: endpointOf(destination), all, shared, own, immediate: state.starts || CONVERSIONS.has(name), name};
}

function placeParam(places, key, value) {
  if (value === undefined || NEVER_SENT.has(key) || key === "_update") return;
  if (key === "campaign" && isPlain(value)) {
    Object.keys(value).forEach(part => {
      if (CAMPAIGN_KEYS[part]) places.shared[CAMPAIGN_KEYS[part]] = String(value[part]);
    });
    return;
  }
  const text = value === null ? "" : flagText(value);
  if (hasOwn(FOR_ALL, key)) places.all[FOR_ALL[key]] = text;
  else if (hasOwn(SHARED, key)) {
    if ((value !== null && value !== "") || key !== "user_id") places.shared[SHARED[key]] = text;
  } else if (hasOwn(OWN, key)) places.own[OWN[key]] = text;
  else if (key.charAt(0) === "_") places.all[key] = text;
  else places.own[(isNumber(value) ? "epn." : "ep.") + key] = value === null ? "" : String(value);
}

// A user property is sent when it is new or has changed.
function placeUserProperties(destination, places, told) {
  if (!isPlain(told)) return;
  Object.keys(told).forEach(key => {
    const value = told[key] === null ? "" : told[key];
    if (value === undefined) return;
    if (key === "user_id" && !places.shared.uid) {
      places.shared.uid = String(value);
    } else if (destination.properties[key] !== value) {
      destination.properties[key] = value;
      places.own[(isNumber(value) ? "upn." : "up.") + key] = String(value);
    }
  });
}

function withoutCredentials(url) {
  return url.replace(/^(https?:\/\/)[^/?#]*@/, "$1");
}

function containerNumber() {
  let sum = 0;
  for (const letter of PROGRAM.id) sum = (sum * 31 + letter.charCodeAt(0)) % 1e9;
  return "v" + (800000000 + (sum % 100000000));
}

function endpointOf(destination) {
  const server = destination.config.server_container_url || destination.config.transport_url;
  if (server) {
    const url = urlOf(server);
    if (url) return url.href.replace(/[?#].*$/, "").replace(/\/$/, "") + "/g/collect";
  }
  return "https://www.google-analytics.com/g/collect";
}

const MOST_IN_BATCH = 20;
const MOST_BATCH_TEXT = 16384;
const LONGEST_URL = 2048;

// Hits wait here, as gtag.js lets them: for others, for the page to leave, at most for the time of holding back.
const ga4Queue = {
  hits: [],
  length: 0,
  timer: 0,

  add(destination, hit) {
    const fits = ga4Queue.fits(hit);
    if (hit.immediate || !fits) ga4Queue.flush();
    if (hit.immediate && !leaving) {
      ga4Queue.send(destination, [hit]);
      return;
    }
    hit.destination = destination;
    ga4Queue.hits.push(hit);
    ga4Queue.length += queryText(Object.entries(hit.own)).length;
    if (!ga4Queue.timer) ga4Queue.timer = setTimeout(() => guarded(ga4Queue.flush), PROGRAM.hold);
  },

  fits(hit) {
    const first = ga4Queue.hits[0];
    if (!first) return true;
    if (ga4Queue.hits.length >= MOST_IN_BATCH || ga4Queue.length >= MOST_BATCH_TEXT) return false;
    return (
      first.endpoint === hit.endpoint && queryText(Object.entries(first.all)) === queryText(Object.entries(hit.all))
    );
  },

  flush() {
    if (ga4Queue.timer) clearTimeout(ga4Queue.timer);
    ga4Queue.timer = 0;
    const hits = ga4Queue.hits;
    ga4Queue.hits = [];
    ga4Queue.length = 0;
    if (hits.length) ga4Queue.send(hits[0].destination, hits);
  },

  send(destination, hits) {
    destination.requests += 1;
    const first = hits[0];
    const lead = Object.entries(first.all).concat([["_s", destination.requests]]);
    const passed = [["tfd", Math.round(performance.now())]];
    if (hits.length === 1) {
      const all = queryText(lead.concat(Object.entries(first.shared)));
      const own = queryText(Object.entries(first.own));
      const long = all.length + own.length + first.endpoint.length > LONGEST_URL;
      const url = first.endpoint + "?" + all + (long ? "" : "&" + own) + "&" + queryText(passed);
      if (first.immediate && !long) sendGet(url);
      else sendPost(url, long ? own : "");
      return;
    }
    const common = mostCommon(hits.map(hit => hit.shared));
    const lines = hits.map(hit => {
      const apart = Object.entries(hit.shared).filter(pair => String(common[pair[0]]) !== String(pair[1]));
      return queryText(apart.concat(Object.entries(hit.own)));
    });
    sendPost(first.endpoint + "?" + queryText(lead.concat(Object.entries(common), passed)), lines.join("\r\n"));
  },
};

// For each key that all have, the value that most have.
function mostCommon(all) {
  const common = {};
  all.forEach(shared =>
    Object.keys(shared).forEach(key => {
      if (hasOwn(common, key) || all.some(other => other[key] === undefined)) return;
      const counts = new Map();
      all.forEach(other => {
        if (other[key] !== undefined) counts.set(String(other[key]), (counts.get(String(other[key])) || 0) + 1);
      });
      const best = Array.from(counts).sort((a, b) => b[1] - a[1])[0];
      if (best) common[key] = best[0];
    }),
  );
  return common;
}
