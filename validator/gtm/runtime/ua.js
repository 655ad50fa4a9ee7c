// Universal Analytics: page views, events, e-commerce, social, timing, as analytics.js sends them.

const uaTrackers = {}; // by tracker: how many hits
const uaPageNumber = randomNumber();
const LONGEST_UA_URL = 2036;
const DAY = 86400;

// A tag without a tracker name has a tracker of its own each time.
function uaBase(settings) {
  const name = isTrue(settings.setTrackerName) && settings.trackerName;
  const number = name ? (uaTrackers[name] = (uaTrackers[name] || 0) + 1) : 1;
  const hit = {
    v: "1",
    _v: "j101",
    a: uaPageNumber,
    t: "",
    _s: number,
    dl: withoutFragment(withoutCredentials(location.href)),
    ul: (navigator.language || "").toLowerCase(),
    de: document.characterSet,
    dt: document.title,
    sd: screen.colorDepth + "-bit",
    sr: screen.width + "x" + screen.height,
    vp: innerWidth + "x" + innerHeight,
    je: "0",
  };
  if (document.referrer && urlOf(document.referrer) && urlOf(document.referrer).hostname !== location.hostname) {
    hit.dr = document.referrer;
  }
  return hit;
}

// The settings of a tag: those of its settings variable, and its own over them.
function uaSettings(params) {
  const shared = isPlain(params.gaSettings) ? params.gaSettings : {};
  const own = Object.assign({}, params);
  delete own.gaSettings;
  Object.keys(own).forEach(key => {
    if (own[key] === undefined || own[key] === "") delete own[key];
  });
  const settings =
    isTrue(params.overrideGaSettings) || !params.gaSettings
      ? Object.assign({}, shared, own)
      : Object.assign({}, own, shared);
  const fields = {};
  const collect = source => {
    Object.assign(fields, tableOf(source.fieldsToSet, "fieldName", "value"));
    [
      ["contentGroup", "group"],
      ["dimension", "dimension"],
      ["metric", "metric"],
    ].forEach(pair => {
      const rows = tableOf(source[pair[0]], "index", pair[1]);
      Object.keys(rows).forEach(index => {
        fields[pair[0] + index] = rows[index];
      });
    });
  };
  collect(shared);
  collect(params);
  return {settings, fields};
}

function uaEcommerceOf(settings, message) {
  if (!isTrue(settings.enableEcommerce)) return {};
  const ga4 = isTrue(settings.useGA4SchemaForEcommerce);
  let source;
  if (isTrue(settings.useEcommerceDataLayer)) {
    source = ga4 && message.snapshot.eventModel ? message.snapshot.eventModel : message.snapshot.ecommerce;
  } else if (settings.ecommerceMacroData) {
    source = settings.ecommerceMacroData.ecommerce || (ga4 ? settings.ecommerceMacroData : undefined);
  }
  return uaEcommerce(source, message.event, ga4);
}

const UA_KINDS = {
  TRACK_PAGEVIEW: () => ({t: "pageview"}),

  TRACK_EVENT: params => {
    const hit = {t: "event", ec: String(params.eventCategory), ea: String(params.eventAction)};
    if (params.eventLabel !== undefined && params.eventLabel !== "") hit.el = String(params.eventLabel);
    const value = params.eventValue;
    if (value !== undefined && value !== "" && value !== null) hit.ev = Math.round(Number(value)) || 0;
    return hit;
  },

  TRACK_SOCIAL: params => ({
    t: "social",
    sn: params.socialNetwork,
    sa: params.socialAction,
    st: params.socialActionTarget,
  }),

  TRACK_TIMING: params => ({
    t: "timing",
    utc: params.timingCategory,
    utv: params.timingVar,
    utt: Math.round(Number(params.timingValue)) || 0,
    utl: params.timingLabel || undefined,
  }),

  TRACK_TRANSACTION: () => ({
    t: "transaction",
    ti: model.get("transactionId", 2),
    ta: model.get("transactionAffiliation", 2),
    tr: model.get("transactionTotal", 2),
    ts: model.get("transactionShipping", 2),
    tt: model.get("transactionTax", 2),
    cu: model.get("transactionCurrency", 2),
  }),
};

function uaItems(transaction) {
  const products = model.get("transactionProducts", 2);
  return (Array.isArray(products) ? products : []).map(product => ({
    t: "item",
    ti: transaction.ti,
    in: product.name,
    ic: product.sku,
    iv: product.category,
    ip: product.price,
    iq: product.quantity,
    cu: transaction.cu,
  }));
}

TAGS.ua = (params, run) => {
  const told = uaSettings(params);
  const kind = UA_KINDS[params.trackType];
  if (!kind) return run.unseen("what it sends is not known: hits of type " + params.trackType);
  const property = String(told.settings.trackingId || "");
  if (!isTrue(told.settings.setTrackerName)) nextEventId(); // Google numbers its trackers with the events
  const own = kind(params);
  if (own.t === "transaction" && !own.ti) return run.fail("the data layer holds no transactionId");
  const hits = [own].concat(own.t === "transaction" ? uaItems(own) : []);
  const ecommerce = uaEcommerceOf(told.settings, run.message);
  const ran = consent.whenKnown(() => {
    hits.forEach(hit => uaSend(property, told, Object.assign(hit, ecommerce), params, run));
    if (run.told.after) run.told.after();
  });
  return run.ended(ran);
};

function uaSend(property, told, own, params, run) {
  const hit = Object.assign(uaBase(told.settings), own);
  const dropped = {};
  Object.keys(told.fields).forEach(name => {
    const code = uaFieldCode(name);
    const value = told.fields[name];
    if (code && value !== undefined && value !== null && value !== "")
      hit[code] = value === true ? "1" : value === false ? "0" : value;
    else if (!code) dropped[name] = value;
  });
  if (params.nonInteraction !== undefined && params.nonInteraction !== "") hit.ni = isTrue(params.nonInteraction) ? "1" : "0";
  const granted = consent.granted("analytics_storage");
  const name = dropped.cookieName || "_ga";
  hit.cid = hit.cid || clientId({cookie_domain: dropped.cookieDomain || told.settings.cookieDomain}, name).id;
  hit.tid = property;
  if (granted) hit._gid = uaDayId(dropped.cookieDomain || told.settings.cookieDomain);
  hit.gtm = "45He5a0n81" + PROGRAM.id.replace("GTM-", "") + containerNumber() + "za200";
  const gcs = consent.gcs();
  if (gcs !== undefined) hit.gcs = gcs;
  hit.gcd = consent.gcd();
  hit.dma = "0";
  hit.z = randomNumber();
  const display = isTrue(told.settings.doubleClick) || told.settings.advertisingFeaturesType === "DISPLAY_FEATURES";
  const query = queryText(Object.entries(hit));
  const transport = String(dropped.transport || told.settings.transport || (isTrue(dropped.useBeacon) ? "beacon" : ""));
  const host = uaHost(told.settings);
  if (display && hit.t === "pageview" && granted && consent.granted("ad_storage"))
    sendPost(host + "/j/collect?" + query, "");
  else if (transport === "beacon" || leaving) {
    if (!sendBeacon(host + "/collect", query)) sendPost(host + "/collect", query);
  } else if (query.length > LONGEST_UA_URL || transport === "xhr") sendPost(host + "/collect", query);
  else sendImage(host + "/collect?" + query);
  const sent = {vendor: "ua", event: hit.t, id: property};
  if (hit.t === "event")
    Object.assign(sent, {category: hit.ec, action: hit.ea, label: hit.el === undefined ? null : hit.el});
  run.told.sent(sent);
}

function uaHost(settings) {
  const url = isTrue(settings.enableTransportUrl) || settings.transportUrl ? urlOf(settings.transportUrl) : null;
  return url && settings.transportUrl ? url.href.replace(/\/$/, "") : "https://www.google-analytics.com";
}

function uaDayId(domainTold) {
  const domain = !domainTold || domainTold === "auto" ? cookieDomain() : domainTold;
  const told = /^GA1\.[\d-]+\.(\d+\.\d+)$/.exec(cookieValues("_gid")[0] || "");
  const id = told ? told[1] : randomNumber() + "." + unixSeconds();
  writeCookie("_gid", "GA1." + cookieDepth(domain) + "." + id, {domain, seconds: DAY});
  return id;
}
