// Texts that hold {{variables}}: as plain values, inside JavaScript, and inside HTML.

const REFERENCE = /\{\{([^{}]+)\}\}/g;
const textParts = new Map();

// ["before ", {name: "Click Text"}, " after"]; a name that the container does not know stays text when it was published.
function partsOf(text) {
  let parts = textParts.get(text);
  if (parts) return parts;
  parts = [];
  let end = 0;
  text.replace(REFERENCE, (whole, name, at) => {
    if (!hasOwn(PROGRAM.variables, name) && !hasOwn(PROGRAM.variables, name.trim()) && !PROGRAM.strict) return whole;
    if (at > end) parts.push(text.slice(end, at));
    parts.push({name: hasOwn(PROGRAM.variables, name) ? name : name.trim(), at});
    end = at + whole.length;
    return whole;
  });
  if (end < text.length) parts.push(text.slice(end));
  textParts.set(text, parts);
  return parts;
}

// The value of a parameter: text with its variables filled in, lists and mappings walked.
function resolve(value, message) {
  if (typeof value === "string") return value.indexOf("{{") < 0 ? value : resolveText(value, message);
  if (Array.isArray(value)) return value.map(item => resolve(item, message));
  if (value && typeof value === "object") {
    const found = {};
    Object.keys(value).forEach(key => {
      found[resolve(key, message)] = resolve(value[key], message);
    });
    return found;
  }
  return value;
}

// A text that is one reference and nothing else keeps the variable's type.
function resolveText(text, message) {
  const parts = partsOf(text);
  if (parts.length === 1 && parts[0].name) return variable(parts[0].name, message);
  return parts.map(part => (part.name ? variable(part.name, message) : part)).join("");
}

const CODE = 0,
  SINGLE = 1,
  DOUBLE = 2,
  BACKTICK = 3,
  LINE = 4,
  BLOCK = 5,
  REGEX = 6;

// Where in JavaScript the character at each of the ascending places `at` stands.
function contextsOf(source, places) {
  const found = [];
  let state = CODE,
    next = 0,
    before = "",
    inClass = false;
  const backticks = [];
  let depth = 0;
  for (let i = 0; next < places.length && i <= source.length; i++) {
    while (next < places.length && places[next] === i) {
      found.push(state);
      next++;
    }
    const c = source[i],
      two = source.substr(i, 2);
    if (state === CODE) {
      if (two === "//") state = LINE;
      else if (two === "/*") {
        state = BLOCK;
        i += 1;
        while (places[next] === i) {
          found.push(state);
          next++;
        }
      } else if (c === "'") state = SINGLE;
      else if (c === '"') state = DOUBLE;
      else if (c === "`") state = BACKTICK;
      else if (c === "/" && /(^|[(,=:[!&|?{};+\-*%~^<>]|\b(return|typeof|case|in|of|delete|void))$/.test(before))
        state = REGEX;
      else if (c === "{") depth++;
      else if (c === "}") {
        if (backticks.length && backticks[backticks.length - 1] === depth) {
          backticks.pop();
          state = BACKTICK;
        } else depth--;
      }
      if (c && !/\s/.test(c)) before = (before + c).slice(-12);
      else if (/\w$/.test(before)) before = (before + " ").slice(-12);
      before = before.replace(/\s+$/, "");
      if (state !== CODE && state !== REGEX) before = state === LINE || state === BLOCK ? before.slice(0, -1) : "x";
    } else if (state === LINE) {
      if (c === "\n") state = CODE;
    } else if (state === BLOCK) {
      if (two === "*/") {
        state = CODE;
        i += 1;
      }
    } else if (c === "\\") {
      i += 1;
    } else if (state === REGEX) {
      if (c === "[") inClass = true;
      else if (c === "]") inClass = false;
      else if ((c === "/" && !inClass) || c === "\n") {
        state = CODE;
        before = "x";
        inClass = false;
      }
    } else if (state === BACKTICK && two === "${") {
      backticks.push(depth);
      state = CODE;
      before = "";
      i += 1;
    } else if (
      (state === SINGLE && c === "'") ||
      (state === DOUBLE && c === '"') ||
      (state === BACKTICK && c === "`") ||
      (c === "\n" && state !== BACKTICK)
    ) {
      state = CODE;
      before = "x";
    }
  }
  while (found.length < places.length) found.push(CODE);
  return found;
}

const scripts = new Map();

// JavaScript with variables: {parts, contexts}, worked out once for each text.
function scriptOf(source) {
  let script = scripts.get(source);
  if (!script) {
    const parts = partsOf(source);
    const places = parts.filter(part => part.name).map(part => part.at);
    script = {parts, contexts: contextsOf(source, places)};
    scripts.set(source, script);
  }
  return script;
}

// Google's escape for a value inside a JavaScript string.
function escapeString(value) {
  return JSON.stringify(String(value))
    .slice(1, -1)
    .replace(/'/g, "\\x27")
    .replace(/</g, "\\x3c")
    .replace(/>/g, "\\x3e")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029")
    .replace(/`/g, "\\x60")
    .replace(/\$\{/g, "\\x24{");
}

// The source with its variables put in: inside strings as escaped text, elsewhere as `reach(value)`, an expression.
function fillScript(source, message, reach) {
  const script = scriptOf(source);
  let place = 0;
  return script.parts
    .map(part => {
      if (!part.name) return part;
      const context = script.contexts[place++];
      const value = variable(part.name, message);
      if (context === LINE || context === BLOCK) return "";
      if (context === CODE) return reach(value);
      if (context === REGEX) return String(value);
      return escapeString(value);
    })
    .join("");
}

const escapeHtml = text =>
  String(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");

// HTML with its variables put in: as JavaScript within scripts, as escaped text elsewhere.
function fillHtml(html, message, reach) {
  const pieces = html.split(/(<script\b[^>]*>[\s\S]*?<\/script\s*>)/i);
  return pieces
    .map(piece => {
      const told = /^(<script\b[^>]*>)([\s\S]*?)(<\/script\s*>)$/i.exec(piece);
      if (told) return fillMarkup(told[1], message) + fillScript(told[2], message, reach) + told[3];
      return fillMarkup(piece, message);
    })
    .join("");
}

function fillMarkup(html, message) {
  return partsOf(html)
    .map(part => {
      if (!part.name) return part;
      const value = variable(part.name, message);
      return escapeHtml(value === undefined || value === null ? String(value) : value);
    })
    .join("");
}
