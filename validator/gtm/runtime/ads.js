// Google Ads, Floodlight and the conversion linker.

function adsCommon() {
  const told = {
    random: randomNumber(),
    cv: "11",
    fst: Date.now(),
    fmt: "3",
    bg: "ffffff",
    guid: "ON",
    async: "1",
    u_w: screen.width,
    u_h: screen.height,
    url: withoutCredentials(location.href),
    ref: document.referrer || undefined,
    frm: window.top === window ? "0" : "1",
    tiba: document.title,
    hn: "www.googleadservices.com",
    npa: consent.npa(),
    pscdl: consent.granted("ad_storage") ? "noapi" : "denied",
  };
  const gcs = consent.gcs();
  if (gcs !== undefined) told.gcs = gcs;
  told.gcd = consent.gcd();
  told.dma = "0";
  if (consent.granted("ad_storage")) {
    told.auid = linkerId();
    const click = /^GCL\.\d+\.(.+)$/.exec(cookieValues("_gcl_aw")[0] || "");
    if (click) told.gclaw = click[1];
  }
  return told;
}

function linkerId() {
  const told = /^1\.1\.(\d+\.\d+)$/.exec(cookieValues("_gcl_au")[0] || "");
  const id = told ? told[1] : randomNumber() + "." + unixSeconds();
  writeCookie("_gcl_au", "1.1." + id, {domain: cookieDomain(), seconds: 90 * DAY});
  return id;
}

const adsNumber = value => String(value === undefined ? "" : value).replace(/^AW-/, "");

function adsSend(base, id, fields, run, event) {
  const ran = consent.whenKnown(() => {
    sendImage(base + id + "/?" + queryText(Object.entries(Object.assign(adsCommon(), fields))));
    run.told.sent({vendor: "google_ads", event, id: "AW-" + id});
    if (run.told.after) run.told.after();
  });
  return run.ended(ran);
}

function adsConfig(id, config, run) {
  adsSend(
    "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/",
    adsNumber(id),
    {en: "page_view"},
    {
      told: run.told,
      ended: () => {},
    },
    "page_view",
  );
}

// A conversion.
TAGS.awct = (params, run) => {
  const fields = {label: params.conversionLabel};
  if (params.conversionValue !== undefined && params.conversionValue !== "") fields.value = params.conversionValue;
  if (params.currencyCode) fields.currency_code = params.currencyCode;
  if (params.orderId) fields.oid = params.orderId;
  if (params.userDataVariable || isTrue(params.cssProvidedEnhancedConversionValue)) fields.ec_mode = "c";
  return adsSend(
    "https://www.googleadservices.com/pagead/conversion/",
    adsNumber(params.conversionId),
    fields,
    run,
    "conversion",
  );
};

// Remarketing.
TAGS.sp = (params, run) => {
  const custom =
    params.customParamsFormat === "DATA_LAYER"
      ? params.dataLayerVariable || {}
      : tableOf(params.customParams, "key", "value");
  const event = params.eventName || "page_view";
  const data = Object.keys(custom)
    .filter(key => typeof custom[key] !== "object")
    .map(key => key + "=" + custom[key]);
  const fields = {
    en: event,
    label: params.conversionLabel || undefined,
    data: ["event=" + event].concat(data).join(";"),
  };
  return adsSend(
    "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/",
    adsNumber(params.conversionId),
    fields,
    run,
    event,
  );
};

// The conversion linker keeps click ids of the URL for later conversions.
TAGS.gclidw = (params, run) => {
  const ran = consent.whenKnown(() => {
    if (consent.granted("ad_storage")) {
      linkerId();
      const click = firstQuery(location.search.replace("?", ""), "gclid");
      if (click)
        writeCookie("_gcl_aw", "GCL." + unixSeconds() + "." + click, {domain: cookieDomain(), seconds: 90 * DAY});
    }
    if (run.told.after) run.told.after();
  });
  return run.ended(ran);
};

function floodlight(params, run, kind) {
  const custom = tableOf(params.customVariable, "key", "value");
  const pairs = [
    ["src", params.advertiserId],
    ["type", params.groupTag],
    ["cat", params.activityTag],
  ];
  if (kind === "sales") {
    pairs.push(["qty", params.quantity || 1], ["cost", params.revenue || 0], ["ord", params.orderId || ""]);
  } else if (params.countingMethod === "UNIQUE") {
    pairs.push(["ord", "1"], ["num", randomNumber()]);
  } else if (params.countingMethod === "SESSION") {
    pairs.push(["ord", params.sessionId || ""]);
  } else {
    pairs.push(["ord", randomNumber()]);
  }
  Object.keys(custom).forEach(key => pairs.push([key, custom[key]]));
  const gcs = consent.gcs();
  if (gcs !== undefined) pairs.push(["gcs", gcs]);
  pairs.push(["gcd", consent.gcd()], ["npa", consent.npa()], ["~oref", withoutCredentials(location.href)]);
  const text = pairs
    .filter(pair => pair[1] !== undefined)
    .map(pair => pair[0] + "=" + encodeURIComponent(String(pair[1])))
    .join(";");
  const ran = consent.whenKnown(() => {
    sendImage("https://ad.doubleclick.net/activity;" + text + "?");
    run.told.sent({vendor: "floodlight", event: String(params.activityTag), id: "DC-" + params.advertiserId});
    if (run.told.after) run.told.after();
  });
  return run.ended(ran);
}

TAGS.flc = (params, run) => floodlight(params, run, "counter");
TAGS.fls = (params, run) => floodlight(params, run, "sales");
