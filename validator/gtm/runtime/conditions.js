// Conditions: Google compares texts, except where an operator is about numbers, elements or URLs.

const regexes = new Map();

function regexOf(pattern, ignoreCase) {
  const key = (ignoreCase ? "i" : "c") + pattern;
  let regex = regexes.get(key);
  if (regex === undefined) {
    try {
      regex = new RegExp(pattern, ignoreCase ? "i" : "");
    } catch (error) {
      regex = null;
    }
    regexes.set(key, regex);
  }
  return regex;
}

const OPERATORS = {
  equals: (a, b) => a === b,
  contains: (a, b) => a.indexOf(b) >= 0,
  startsWith: (a, b) => a.indexOf(b) === 0,
  endsWith: (a, b) => a.length >= b.length && a.indexOf(b, a.length - b.length) === a.length - b.length,
  listContains: (a, b) => a.split(",").indexOf(b) >= 0,
};

const NUMBERS = {
  greater: (a, b) => a > b,
  greaterOrEquals: (a, b) => a >= b,
  less: (a, b) => a < b,
  lessOrEquals: (a, b) => a <= b,
};

// True or false; null where the condition itself is wrong, which is reported.
function compare(operator, left, right, ignoreCase, message, where) {
  if (OPERATORS[operator]) {
    const a = String(left),
      b = String(right);
    return ignoreCase ? OPERATORS[operator](a.toLowerCase(), b.toLowerCase()) : OPERATORS[operator](a, b);
  }
  if (NUMBERS[operator]) return NUMBERS[operator](Number(left), Number(right));
  if (operator === "matchRegex") {
    const regex = regexOf(String(right), ignoreCase);
    if (!regex) {
      reportError(new Error("“" + right + "” is not a regular expression"), where, message);
      return null;
    }
    return regex.test(left);
  }
  if (operator === "cssSelector") {
    if (!left || !left.matches) return false;
    try {
      return left.matches(String(right));
    } catch (error) {
      reportError(new Error("“" + right + "” is not a CSS selector"), where, message);
      return null;
    }
  }
  if (operator === "urlMatches") {
    const a = urlOf(left),
      b = urlOf(right);
    return !!a && !!b && a.hostname === b.hostname && a.pathname.replace(/\/$/, "") === b.pathname.replace(/\/$/, "");
  }
  reportError(new Error("the operator " + operator + " is not known"), where, message);
  return null;
}

// What each condition looks like, worked out once: its key, its words, and whether it may always be asked.
const shapes = new Map();

function shapeOf(condition) {
  let shape = shapes.get(condition);
  if (!shape) {
    shape = {
      key: condition.join("\u0000"),
      name: shownName(condition[1]),
      words: operatorWords(condition),
      plainRight: condition[2].indexOf("{{") < 0,
      harmless: isHarmless(condition),
    };
    shapes.set(condition, shape);
  }
  return shape;
}

function operatorWords(condition) {
  const pair = PROGRAM.words[condition[0]] || [condition[0], "not " + condition[0]];
  return pair[condition[4]] + (condition[3] ? " (ignore case)" : "");
}

function shownName(text) {
  const told = /^\s*\{\{([^{}]+)\}\}\s*$/.exec(text);
  const name = told ? told[1].trim() : text;
  return name === "_event" ? "Event" : name;
}

// Does a text depend on a variable that cannot be worked out here?
function isUndecided(text, message) {
  return message.undecided.size > 0 && partsOf(text).some(part => part.name && message.undecided.has(part.name));
}

// One condition at a message: {state, truth}. Where equal conditions stand in several triggers, it is asked once.
function evaluateCondition(condition, message, where) {
  const shape = shapeOf(condition);
  let told = message.conditions.get(shape.key);
  if (told) return told;
  const left = resolve(condition[1], message);
  const right = shape.plainRight ? condition[2] : resolve(condition[2], message);
  let truth = compare(condition[0], left, right, !!condition[3], message, where);
  if (truth !== null && condition[4]) truth = !truth;
  const undecided = isUndecided(condition[1], message) || isUndecided(condition[2], message);
  if (undecided) truth = null;
  told = {
    truth: truth === true,
    undecided,
    state: {
      variable: shape.name,
      operator: shape.words,
      expected: String(right),
      actual: left === undefined ? null : jsonSafe(left),
      matched: truth,
    },
  };
  message.conditions.set(shape.key, told);
  return told;
}

// May a condition be asked although Google's runtime would not have asked it any more? Only where that runs no code of
// the container's.
function isHarmless(condition) {
  return partsOf(condition[1])
    .concat(partsOf(condition[2]))
    .every(part => {
      if (!part.name) return true;
      const told = PROGRAM.variables[part.name];
      return !!told && !!PURE[told.type];
    });
}
