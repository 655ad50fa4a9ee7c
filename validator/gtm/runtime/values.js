// Values: their kinds, Google's merge, and a form of them that JSON can carry.

const CURRENT_SCRIPT = document.currentScript;
// Pages that ask for Trusted Types get them, by a policy of the name that Google's runtime uses.
const POLICY = (() => {
  const given = text => text;
  if (PROGRAM.observe || !window.trustedTypes) return {createHTML: given, createScript: given, createScriptURL: given};
  try {
    return trustedTypes.createPolicy("goog#html", {createHTML: given, createScript: given, createScriptURL: given});
  } catch (error) {
    return {createHTML: given, createScript: given, createScriptURL: given};
  }
})();

const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(Object(object), key);

function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  const told = /\[object (Boolean|Number|String|Function|Array|Date|RegExp|Arguments)\]/.exec(
    Object.prototype.toString.call(Object(value)),
  );
  return told ? told[1].toLowerCase() : "object";
}

// An object literal: no node, no window, nothing with a class of its own.
function isPlain(value) {
  if (!value || kindOf(value) !== "object" || value.nodeType || value === value.window) return false;
  try {
    if (value.constructor && !hasOwn(value, "constructor") && !hasOwn(value.constructor.prototype, "isPrototypeOf")) {
      return false;
    }
  } catch (error) {
    return false;
  }
  let last;
  for (last in value) {
    /* inherited keys come last */
  }
  return last === undefined || hasOwn(value, last);
}

// Google's merge: arrays and plain objects recursively and index by index, anything else replaces.
function merge(from, to) {
  const target = to || (kindOf(from) === "array" ? [] : {});
  for (const key in from) {
    if (!hasOwn(from, key) || key === "__proto__") continue;
    const value = from[key];
    if (kindOf(value) === "array") {
      if (kindOf(target[key]) !== "array") target[key] = [];
      target[key] = merge(value, target[key]);
    } else if (isPlain(value)) {
      if (!isPlain(target[key])) target[key] = {};
      target[key] = merge(value, target[key]);
    } else {
      target[key] = value;
    }
  }
  return target;
}

// `a.b.c`, 1 → {a: {b: {c: 1}}}
function expand(path, value) {
  const parts = String(path).split(".");
  const whole = {};
  let place = whole;
  for (let i = 0; i < parts.length - 1; i++) place = place[parts[i]] = {};
  place[parts[parts.length - 1]] = value;
  return whole;
}

function copyOf(value) {
  const kind = kindOf(value);
  return kind === "array" || (kind === "object" && isPlain(value)) ? merge(value, null) : value;
}

const MOST_TEXT = 2000;
const MOST_KEYS = 100;
const MOST_DEPTH = 8;

// A value that JSON can carry, bounded; what it cannot say stands as {"$type": …}. Never throws.
function jsonSafe(value, depth, above) {
  try {
    switch (typeof value) {
      case "string":
        return value.length > MOST_TEXT ? value.slice(0, MOST_TEXT) + "…" : value;
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) ? value : {$type: "number", value: String(value)};
      case "undefined":
        return {$type: "undefined"};
      case "bigint":
        return {$type: "bigint", value: String(value)};
      case "symbol":
        return {$type: "symbol", value: String(value)};
      case "function":
        return {$type: "function", value: value.name || ""};
    }
    if (value === null) return null;
    depth = depth || 0;
    above = above || [];
    if (value === window || value === value.window) return {$type: "window"};
    if (above.indexOf(value) >= 0) return {$type: "circular"};
    if (value.nodeType && value.nodeName)
      return {$type: "node", value: value.nodeName + (value.id ? "#" + value.id : "")};
    if (depth >= MOST_DEPTH) return {$type: "deep"};
    const kind = kindOf(value);
    if (kind === "date") return {$type: "date", value: isNaN(value) ? "NaN" : value.toISOString()};
    if (kind === "regexp") return {$type: "regexp", value: String(value)};
    if (value instanceof Error) return {$type: "error", value: String(value)};
    const inside = above.concat([value]);
    if (kind === "array" || kind === "arguments") {
      return Array.prototype.slice.call(value, 0, MOST_KEYS).map(item => jsonSafe(item, depth + 1, inside));
    }
    const told = {};
    Object.keys(value)
      .slice(0, MOST_KEYS)
      .forEach(key => {
        let item;
        try {
          item = value[key];
        } catch (error) {
          item = error;
        }
        told[key] = jsonSafe(item, depth + 1, inside);
      });
    return told;
  } catch (error) {
    return {$type: "unreadable", value: String(error && error.message)};
  }
}

const isTrue = value => value === true || value === "true" || value === 1 || value === "1";

// A list of {key, value} rows, as tables of tags hold them, as one object.
function tableOf(rows, key, value) {
  const found = {};
  if (!Array.isArray(rows)) return found;
  rows.forEach(row => {
    if (row && row[key] !== undefined && row[key] !== "") found[row[key]] = row[value];
  });
  return found;
}

function later(task, milliseconds) {
  return setTimeout(() => guarded(task), milliseconds || 0);
}

// Runs a task of ours so that a mistake in it shows up in the report and never in the page.
function guarded(task, fallback) {
  try {
    return task();
  } catch (error) {
    reportError(error, "runtime");
    return fallback;
  }
}
