// Universal Analytics: the names of fields, and enhanced e-commerce as parameters of the Measurement Protocol.

const UA_FIELDS = {
  page: "dp",
  location: "dl",
  referrer: "dr",
  title: "dt",
  hostname: "dh",
  userId: "uid",
  clientId: "cid",
  screenName: "cd",
  appName: "an",
  appVersion: "av",
  appId: "aid",
  appInstallerId: "aiid",
  language: "ul",
  encoding: "de",
  screenResolution: "sr",
  screenColors: "sd",
  viewportSize: "vp",
  dataSource: "ds",
  campaignName: "cn",
  campaignSource: "cs",
  campaignMedium: "cm",
  campaignKeyword: "ck",
  campaignContent: "cc",
  campaignId: "ci",
  eventCategory: "ec",
  eventAction: "ea",
  eventLabel: "el",
  eventValue: "ev",
  nonInteraction: "ni",
  anonymizeIp: "aip",
  linkid: "linkid",
  expId: "xid",
  expVar: "xvar",
  exDescription: "exd",
  exFatal: "exf",
  currencyCode: "cu",
  socialNetwork: "sn",
  socialAction: "sa",
  socialTarget: "st",
  timingCategory: "utc",
  timingVar: "utv",
  timingValue: "utt",
  timingLabel: "utl",
  queueTime: "qt",
  sessionControl: "sc",
  transactionId: "ti",
};
const UA_CONTROL = new Set(
  (
    "name cookieDomain cookieName cookieExpires cookiePath cookieFlags cookieUpdate sampleRate " +
    "siteSpeedSampleRate alwaysSendReferrer allowAnchor allowLinker legacyCookieDomain legacyHistoryImport storeGac storage " +
    "transport useBeacon forceSSL allowAdFeatures hitCallback customTask useAmpClientId"
  ).split(" "),
);

function uaFieldCode(name) {
  const key = String(name).replace(/^&/, "");
  if (String(name).charAt(0) === "&") return key;
  if (hasOwn(UA_FIELDS, key)) return UA_FIELDS[key];
  const indexed = /^(dimension|metric|contentGroup)(\d+)$/.exec(key);
  if (indexed) return {dimension: "cd", metric: "cm", contentGroup: "cg"}[indexed[1]] + indexed[2];
  return UA_CONTROL.has(key) ? "" : key;
}

const PRODUCT_CODES = {
  id: "id",
  name: "nm",
  brand: "br",
  category: "ca",
  variant: "va",
  price: "pr",
  quantity: "qt",
  coupon: "cc",
  position: "ps",
  item_id: "id",
  item_name: "nm",
  item_brand: "br",
  item_category: "ca",
  item_variant: "va",
  index: "ps",
};
const ACTION_CODES = {
  id: "ti",
  affiliation: "ta",
  revenue: "tr",
  tax: "tt",
  shipping: "ts",
  coupon: "tcc",
  list: "pal",
  step: "cos",
  option: "col",
  transaction_id: "ti",
  value: "tr",
  item_list_name: "pal",
};
const PROMOTION_CODES = {
  id: "id",
  name: "nm",
  creative: "cr",
  position: "ps",
  promotion_id: "id",
  promotion_name: "nm",
  creative_name: "cr",
  creative_slot: "ps",
};
const UA_ACTIONS = ["detail", "checkout", "checkout_option", "click", "add", "remove", "purchase", "refund"];

function productParams(prefix, product, hit) {
  Object.keys(product || {}).forEach(key => {
    const value = product[key];
    if (value === undefined || value === null || value === "") return;
    const indexed = /^(dimension|metric)(\d+)$/.exec(key);
    if (hasOwn(PRODUCT_CODES, key)) hit[prefix + PRODUCT_CODES[key]] = value;
    else if (indexed) hit[prefix + (indexed[1] === "dimension" ? "cd" : "cm") + indexed[2]] = value;
  });
}

// What an e-commerce object adds to a hit. `ga4`: the object is in GA4's form, and `event` tells the action.
function uaEcommerce(ecommerce, event, ga4) {
  const hit = {};
  if (!isPlain(ecommerce)) return hit;
  if (ecommerce.currencyCode || (ga4 && ecommerce.currency)) hit.cu = ecommerce.currencyCode || ecommerce.currency;
  if (ga4 && ecommerce.items) ecommerce = fromGa4(ecommerce, event);
  if (Array.isArray(ecommerce.impressions)) impressionParams(ecommerce.impressions, hit);
  if (ecommerce.promoView) promotionParams(ecommerce.promoView.promotions, hit);
  if (ecommerce.promoClick) {
    promotionParams(ecommerce.promoClick.promotions, hit);
    hit.promoa = "click";
    return hit;
  }
  const action = UA_ACTIONS.find(name => ecommerce[name]);
  if (!action) return hit;
  hit.pa = action;
  Object.keys(ecommerce[action].actionField || {}).forEach(key => {
    const value = ecommerce[action].actionField[key];
    if (hasOwn(ACTION_CODES, key) && value !== undefined && value !== null && value !== "")
      hit[ACTION_CODES[key]] = value;
  });
  Array.from(ecommerce[action].products || []).forEach((product, i) => productParams("pr" + (i + 1), product, hit));
  return hit;
}

const GA4_ACTIONS = {
  select_item: "click",
  view_item: "detail",
  add_to_cart: "add",
  remove_from_cart: "remove",
  begin_checkout: "checkout",
  purchase: "purchase",
  refund: "refund",
};

function fromGa4(ecommerce, event) {
  if (event === "view_item_list") return Object.assign({impressions: ecommerce.items}, ecommerce);
  if (event === "view_promotion") return Object.assign({promoView: {promotions: ecommerce.items}}, ecommerce);
  if (event === "select_promotion") return Object.assign({promoClick: {promotions: ecommerce.items}}, ecommerce);
  const action = GA4_ACTIONS[event];
  if (!action || ecommerce[action]) return ecommerce;
  return {[action]: {products: ecommerce.items, actionField: ecommerce}};
}

function impressionParams(impressions, hit) {
  const lists = [];
  Array.from(impressions).forEach(product => {
    const name = (product && (product.list || product.item_list_name)) || "";
    let list = lists.find(known => known.name === name);
    if (!list) lists.push((list = {name, count: 0}));
    const number = lists.indexOf(list) + 1;
    if (name) hit["il" + number + "nm"] = name;
    list.count += 1;
    productParams("il" + number + "pi" + list.count, product, hit);
  });
}

function promotionParams(promotions, hit) {
  Array.from(promotions || []).forEach((promotion, i) => {
    Object.keys(promotion || {}).forEach(key => {
      if (hasOwn(PROMOTION_CODES, key)) hit["promo" + (i + 1) + PROMOTION_CODES[key]] = promotion[key];
    });
  });
}
