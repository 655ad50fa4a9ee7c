// Variables: one small function a type. `params` are resolved, `message` is the message being processed.

const VARIABLES = {
  e: (params, message) => message.event,

  v: params => {
    const name = params.name;
    if (!name || !name.replace) return false;
    const value = model.get(name.replace(/\\\./g, "."), params.dataLayerVersion || 1);
    return value !== undefined ? value : params.defaultValue;
  },

  c: params => params.value,
  cid: () => PROGRAM.id,
  ctv: () => PROGRAM.version,
  dbg: () => false,
  env: () => "Live",
  hid: (params, message) => message.htmlId || "",

  u: params => {
    const source = params.customUrlSource || model.get("gtm.url", 1) || location.href;
    return urlPart(source, params.component || "URL", params);
  },

  f: params => {
    const referrer = model.get("gtm.referrer", 1) || document.referrer;
    if (!referrer) return String(referrer);
    return urlPart(referrer, params.component || "URL", params);
  },

  k: params => {
    const values = cookieValues(String(params.name), isTrue(params.decodeCookie));
    return values[0];
  },

  j: params => {
    const parts = String(params.name || "").split(".");
    let place = window[parts.shift()];
    for (let i = 0; i < parts.length; i++) place = place === undefined || place === null ? undefined : place[parts[i]];
    return place;
  },

  d: params => {
    const element = found(params.selectorType || "ID", params.elementId, params.elementSelector)[0];
    if (!element) return "null"; // as Google's does: the text of nothing
    const name = params.attributeName;
    if (!name) return String(elementText(element)).trim();
    if (element.tagName === "INPUT" && name === "value") return String(element.value).trim();
    if (element.tagName === "INPUT" && name === "checked" && /^(radio|checkbox)$/.test(element.type)) {
      return String(element.checked);
    }
    return String(element.getAttribute(name)).trim();
  },

  r: params => {
    const low = params.min === undefined || params.min === "" ? 0 : Number(params.min);
    const high = params.max === undefined || params.max === "" ? 2147483647 : Number(params.max);
    return Math.floor(Math.random() * (high - low + 1)) + low;
  },

  smm: params => {
    const input = String(params.input);
    const row = (params.map || []).find(item => item && String(item.key) === input);
    return row ? row.value : params.defaultValue;
  },

  remm: params => {
    const input = params.input;
    for (const row of params.map || []) {
      const pattern = isTrue(params.fullMatch) ? "^" + row.key + "$" : String(row.key);
      const regex = new RegExp(pattern, isTrue(params.ignoreCase) ? "gi" : "g");
      if (!regex.test(String(input))) continue;
      regex.lastIndex = 0;
      return isTrue(params.replaceAfterMatch) ? String(input).replace(regex, row.value) : row.value;
    }
    return params.defaultValue;
  },

  vis: params => {
    const element = found(params.selectorType, params.elementId, params.elementSelector)[0];
    const share = element && !isHidden(element) ? shownRatio(element) : 0;
    if (params.outputMethod === "PERCENT") return Math.round(share * 1000) / 10;
    return share * 100 >= (Number(params.onScreenRatio) || 50) && share > 0;
  },

  aev: params => autoEvent(params),

  gas: params => params,
  gtcs: params => tableOf(params.configSettingsTable, "parameter", "parameterValue"),
  gtes: params =>
    Object.assign(
      {},
      params.userProperties ? {user_properties: tableOf(params.userProperties, "name", "value")} : {},
      tableOf(params.eventSettingsTable, "parameter", "parameterValue"),
    ),

  awec: params => {
    const data = params.mode === "CODE" ? params.dataSource : params;
    const told = {};
    ["email", "phone_number", "first_name", "last_name", "street", "city", "region", "country", "postal_code"].forEach(
      key => {
        if (data && data[key] !== undefined && data[key] !== "") told[key] = data[key];
      },
    );
    return told;
  },

  uv: () => undefined,
};

const AUTO_EVENT_KEYS = {
  ATTRIBUTE: "elementAttribute",
  CLASSES: "elementClasses",
  ELEMENT: "element",
  ID: "elementId",
  HISTORY_CHANGE_SOURCE: "historyChangeSource",
  HISTORY_NEW_STATE: "newHistoryState",
  HISTORY_NEW_URL_FRAGMENT: "newUrlFragment",
  HISTORY_OLD_STATE: "oldHistoryState",
  HISTORY_OLD_URL_FRAGMENT: "oldUrlFragment",
  TARGET: "elementTarget",
};

function autoEvent(params) {
  const told = model.get("gtm", 2) || {};
  const element = told.element;
  const otherwise = params.defaultValue;
  const given = value => (value !== undefined ? value : otherwise);
  switch (params.varType) {
    case "TAG_NAME":
      return given(element ? element.tagName : undefined);
    case "TEXT":
      return given(element ? elementText(element) : undefined);
    case "MD":
      return given(element ? element.value : undefined);
    case "ATTRIBUTE": {
      if (!params.attribute) return given(told.elementAttribute);
      const value = element && element.getAttribute ? element.getAttribute(params.attribute) : undefined;
      return given(value === null ? undefined : value);
    }
    case "URL": {
      const url = told.elementUrl || otherwise || "";
      if (params.component === "IS_OUTBOUND") return isOutbound(url, params.affiliatedDomains);
      if (!params.component || params.component === "URL") return String(url);
      return url ? urlPart(url, params.component, params) : "";
    }
    case "HISTORY":
    case "HISTORY_CHANGE":
      return given(told[AUTO_EVENT_KEYS[params.historyComponent]]);
    default:
      return given(told[AUTO_EVENT_KEYS[params.varType]]);
  }
}

const compiled = new Map();

// A custom JavaScript variable: its text is a function (an export's) or a call of one (a published container's).
VARIABLES.jsm = (params, message, told) => {
  const values = [];
  const source = fillScript(String(told.params.javascript || ""), message, value => {
    values.push(value);
    return "__variable(" + (values.length - 1) + ")";
  }).replace(/[;\s]+$/, "");
  let run = compiled.get(source);
  if (!run) {
    const call = /^\s*\(/.test(source) && /\)\s*\(\s*\)$/.test(source) ? source : "(" + source + "\n)()";
    run = new Function("__variable", "return (" + call + "\n);");
    compiled.set(source, run);
  }
  return run.call(window, index => values[index]);
};

const SPECIAL = {jsm: true};
const PURE = {v: 1, c: 1, u: 1, f: 1, k: 1, aev: 1, e: 1, cid: 1, ctv: 1, dbg: 1, env: 1, d: 1, j: 1};
const STEADY = {v: 1, c: 1, u: 1, f: 1, aev: 1, e: 1, cid: 1, ctv: 1, dbg: 1, env: 1}; // while conditions are asked
const underWay = new Set();

// A data layer variable or a constant whose settings hold no other variable: a function that reads it, worked out once.
function plainRead(told) {
  if (told.plain === undefined) told.plain = standsAlone(told) ? readerOf(told) : null;
  return told.plain;
}

function readerOf(told) {
  const params = told.params;
  if (told.type === "c") return () => params.value;
  const name = String(params.name).replace(/\\\./g, "."),
    parts = name.split(".");
  const flat = Number(params.dataLayerVersion || 1) === 1;
  return () => {
    const value = flat ? model.flat.get(name) : model.walk(parts);
    return value !== undefined ? value : params.defaultValue;
  };
}

function standsAlone(told) {
  const params = told.params;
  if ((told.type !== "v" && told.type !== "c") || told.format || (told.type === "v" && !params.name)) return false;
  if (params.setDefaultValue !== undefined && !isTrue(params.setDefaultValue)) return false;
  return Object.keys(params).every(key => typeof params[key] !== "object" && String(params[key]).indexOf("{{") < 0);
}

// The value of a variable at a message. A mistake in it is reported, and gives undefined (false in Google's runtime
// where its own code fails, undefined where the container's does).
function variable(name, message) {
  const told = PROGRAM.variables[name];
  if (!told) {
    reportMissing(name, message);
    return undefined;
  }
  if (message.steady && message.steady.has(name)) return message.steady.get(name);
  const plain = plainRead(told);
  if (plain) {
    const read = plain();
    if (message.values) message.values[name] = read;
    if (message.steady) message.steady.set(name, read);
    return read;
  }
  if (underWay.has(name)) return undefined;
  underWay.add(name);
  let value;
  try {
    const run = VARIABLES[told.type] || (isTemplate(told.type) ? customVariable : null);
    if (!run) {
      reportUnknownVariable(name, told.type, message);
      value = undefined;
    } else {
      const params = SPECIAL[told.type] ? told.params : resolve(told.params, message);
      if (params.setDefaultValue !== undefined && !isTrue(params.setDefaultValue)) params.defaultValue = undefined;
      value = formatted(run(params, message, told), told.format, message);
    }
  } catch (error) {
    reportError(error, "variable ‘" + name + "’", message);
    if (error instanceof Undecidable && message.undecided) message.undecided.add(name);
    value = told.type === "jsm" ? undefined : false;
  } finally {
    underWay.delete(name);
  }
  if (message.values) message.values[name] = value;
  if (message.steady && STEADY[told.type]) message.steady.set(name, value);
  return value;
}

// Format value: case, then what null, undefined, true and false become.
function formatted(value, format, message) {
  if (!format) return value;
  if (typeof value === "string") {
    if (format.caseConversionType === "LOWERCASE") value = value.toLowerCase();
    else if (format.caseConversionType === "UPPERCASE") value = value.toUpperCase();
  }
  if (value === null && hasOwn(format, "convertNullToValue")) value = resolve(format.convertNullToValue, message);
  if (value === undefined && hasOwn(format, "convertUndefinedToValue"))
    value = resolve(format.convertUndefinedToValue, message);
  if (value === true && hasOwn(format, "convertTrueToValue")) value = resolve(format.convertTrueToValue, message);
  if (value === false && hasOwn(format, "convertFalseToValue")) value = resolve(format.convertFalseToValue, message);
  return value;
}
