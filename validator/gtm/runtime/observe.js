// Beside the real gtm.js: which tags it fires at a message, by the same evaluation, without running any.

// The parameters that tell what a tag sends, and what they make.
const TELLING = {
  gaawe: {
    keys: ["eventName", "measurementIdOverride", "measurementId"],
    sent: (params, message) => ({vendor: "ga4", event: String(params.eventName), id: measurementId(params, message)}),
  },
  googtag: {
    keys: ["tagId"],
    sent: params =>
      String(params.tagId).indexOf("G-") === 0 ? {vendor: "ga4", event: "page_view", id: params.tagId} : null,
  },
  gaawc: {keys: ["measurementId"], sent: params => ({vendor: "ga4", event: "page_view", id: params.measurementId})},
  ua: {
    keys: ["trackType", "eventCategory", "eventAction", "eventLabel", "gaSettings", "trackingId", "overrideGaSettings"],
    sent: params => {
      const kind = UA_KINDS[params.trackType];
      const hit = kind && params.trackType !== "TRACK_TRANSACTION" ? kind(params) : {t: "transaction"};
      const told = {vendor: "ua", event: hit.t, id: String(uaSettings(params).settings.trackingId || "")};
      return hit.t === "event"
        ? Object.assign(told, {category: hit.ec, action: hit.ea, label: hit.el === undefined ? null : hit.el})
        : told;
    },
  },
};

function observeTags(message) {
  const due = message.tags.filter(state => state.matched && state.status === "fired");
  due.forEach(state => observeTag(state, message));
  return due.length > 0;
}

function observeTag(state, message) {
  const tag = state.tag;
  const stopped = hindrance(tag);
  if (stopped) {
    state.status = stopped.status;
    state.reason = stopped.reason;
    return;
  }
  const perLoad = tag.option === "once_per_load";
  if (perLoad && firedEver.has(tag)) {
    state.status = "limited";
    state.reason = "it fires once a page, and has";
    return;
  }
  if (perLoad) firedEver.set(tag, true);
  state.status = "fired";
  const telling = TELLING[tag.type];
  const sent =
    telling &&
    guarded(() => {
      const params = {};
      telling.keys.forEach(key => {
        if (hasOwn(tag.params, key)) params[key] = resolve(tag.params[key], message);
      });
      return telling.sent(params, message);
    });
  if (sent) state.sent.push(jsonSafe(sent));
  const sequence = sequenceOfTag(tag);
  [].concat(sequence.setup || [], sequence.teardown || []).forEach(item => {
    const other = companion(item.tagName, message);
    if (other && other.status === "not fired") observeTag(other, message);
  });
}
