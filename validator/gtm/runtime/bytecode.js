// The code of a published container's templates: nested lists, each an instruction with its operands. Read here with
// plain JavaScript values; scopes are Maps that know what is around them.

class Signal {
  constructor(kind, value) {
    this.kind = kind;
    this.value = value;
  }
}
const BREAK = new Signal("break"),
  CONTINUE = new Signal("continue");
const MOST_STEPS = 2000000; // instructions of one template: a loop without end stops here

class Scope {
  constructor(outer) {
    this.outer = outer;
    this.names = new Map();
  }

  home(name) {
    let scope = this;
    while (scope && !scope.names.has(name)) scope = scope.outer;
    return scope;
  }

  get(name) {
    const home = this.home(name);
    return home ? home.names.get(name) : undefined;
  }

  set(name, value) {
    (this.home(name) || this).names.set(name, value);
  }

  add(name, value) {
    this.names.set(name, value);
  }
}

const budget = {steps: 0};

function evaluate(code, scope) {
  if (!Array.isArray(code)) return code;
  if (++budget.steps > MOST_STEPS) throw new Error("the template does not come to an end");
  const head = code[0];
  if (typeof head === "string")
    return callFunction(
      scope.get(head),
      head,
      code.slice(1).map(part => evaluate(part, scope)),
    );
  const run = INSTRUCTIONS[head];
  if (!run) throw new Undecidable("instruction " + head);
  return run(code.slice(1), scope);
}

function callFunction(told, name, args) {
  if (typeof told !== "function") throw new TypeError(name + " is not a function");
  return told.apply(null, args);
}

// Statements one after the other: a Signal where one of them leaves.
function runBlock(statements, scope) {
  for (const statement of statements) {
    const told = evaluate(statement, scope);
    if (told instanceof Signal) return told;
  }
  return undefined;
}

function readProperty(object, key) {
  if (object === undefined || object === null)
    throw new TypeError("Cannot read properties of " + object + " (reading '" + key + "')");
  if (typeof object === "function" || key === "__proto__" || key === "constructor" || key === "prototype")
    return undefined;
  return object[key];
}

function makeFunction(names, body, scope) {
  return function () {
    const inner = new Scope(scope);
    const args = Array.prototype.slice.call(arguments);
    names.forEach((name, i) => inner.add(name, args[i]));
    inner.add("arguments", args);
    const told = runBlock(body, inner);
    return told instanceof Signal && told.kind === "return" ? told.value : undefined;
  };
}

// A loop's body over values: `bind` gives the scope of each turn.
function loop(values, bind, body) {
  for (const value of values) {
    const told = runBlock(body, bind(value));
    if (told === BREAK) break;
    if (told instanceof Signal && told.kind === "return") return told;
  }
  return undefined;
}

function loopOver(keys) {
  return declare => (parts, scope) => {
    const name = evaluate(parts[0], scope),
      object = evaluate(parts[1], scope),
      body = evaluate(parts[2], scope);
    const values = keys ? Object.keys(object === null || object === undefined ? {} : object) : Array.from(object);
    return loop(
      values,
      value => {
        const inner = declare ? new Scope(scope) : scope;
        if (declare) inner.add(name, value);
        else scope.set(name, value);
        return inner;
      },
      body,
    );
  };
}

const binary = task => (parts, scope) => task(evaluate(parts[0], scope), evaluate(parts[1], scope));
const block = (parts, scope) => runBlock(parts, new Scope(scope));
const inKeys = loopOver(true),
  inValues = loopOver(false);

const INSTRUCTIONS = {
  0: binary((a, b) => a + b),
  1: (parts, scope) => evaluate(parts[0], scope) && evaluate(parts[1], scope),
  2: (parts, scope) => {
    const object = evaluate(parts[0], scope),
      name = evaluate(parts[1], scope),
      args = evaluate(parts[2], scope);
    if (object === undefined || object === null)
      throw new TypeError("Cannot read property '" + name + "' of " + object);
    const method = object[name];
    if (typeof method !== "function" || name === "constructor") throw new TypeError(name + " is not a function");
    return method.apply(object, args);
  },
  3: (parts, scope) => {
    const value = evaluate(parts[1], scope);
    scope.set(parts[0], value);
    return value;
  },
  4: () => BREAK,
  5: (parts, scope) => runBlock(evaluate(parts[0], scope), scope),
  6: () => CONTINUE,
  7: (parts, scope) => parts.map(part => evaluate(part, scope)),
  8: (parts, scope) => {
    const told = {};
    for (let i = 0; i + 1 < parts.length; i += 2)
      told[String(evaluate(parts[i], scope))] = evaluate(parts[i + 1], scope);
    return told;
  },
  9: (parts, scope) => runBlock(evaluate(parts[0], scope), scope),
  10: binary((a, b) => a / b),
  12: binary((a, b) => a == b), // eslint-disable-line eqeqeq
  13: (parts, scope) => {
    let last;
    parts.forEach(part => {
      last = evaluate(part, scope);
    });
    return last;
  },
  15: (parts, scope) => scope.get(evaluate(parts[0], scope)),
  16: binary(readProperty),
  17: binary(readProperty),
  18: binary((a, b) => a > b),
  19: binary((a, b) => a >= b),
  20: binary((a, b) => a === b),
  21: binary((a, b) => a !== b),
  22: (parts, scope) => {
    if (evaluate(parts[0], scope)) return runBlock(evaluate(parts[1], scope), scope);
    return parts[2] ? runBlock(evaluate(parts[2], scope), scope) : undefined;
  },
  23: binary((a, b) => a < b),
  24: binary((a, b) => a <= b),
  25: binary((a, b) => a % b),
  26: binary((a, b) => a * b),
  27: (parts, scope) => -evaluate(parts[0], scope),
  28: (parts, scope) => !evaluate(parts[0], scope),
  29: binary((a, b) => a != b), // eslint-disable-line eqeqeq
  30: (parts, scope) => evaluate(parts[0], scope) || evaluate(parts[1], scope),
  32: (parts, scope) => {
    const value = evaluate(parts[0], scope);
    evaluate(parts[1], scope);
    return value;
  },
  33: (parts, scope) => {
    const value = evaluate(parts[0], scope);
    evaluate(parts[1], scope);
    return value;
  },
  34: (parts, scope) => evaluate(parts[0], scope),
  35: (parts, scope) => evaluate(parts[0], scope),
  36: (parts, scope) => new Signal("return", evaluate(parts[0], scope)),
  37: binary((a, b) => a - b),
  38: runSwitch,
  39: (parts, scope) => evaluate(evaluate(parts[0], scope) ? parts[1] : parts[2], scope),
  40: (parts, scope) => typeof evaluate(parts[0], scope),
  41: (parts, scope) => {
    parts.forEach(name => scope.add(name, undefined));
  },
  42: (parts, scope) => {
    const body = evaluate(parts[3], scope);
    let first = evaluate(parts[2], scope);
    while (first || evaluate(parts[0], scope)) {
      const told = runBlock(body, scope);
      if (told === BREAK) break;
      if (told instanceof Signal && told.kind === "return") return told;
      if (!first) evaluate(parts[1], scope);
      first = false;
    }
    return undefined;
  },
  43: (parts, scope) => {
    const object = evaluate(parts[0], scope),
      key = evaluate(parts[1], scope),
      value = evaluate(parts[2], scope);
    if (object === undefined || object === null) throw new TypeError("Can't set property " + key + " of " + object);
    if (key !== "__proto__") object[key] = value;
    return value;
  },
  44: () => undefined,
  45: () => null,
  46: parts => parts,
  47: inKeys(false),
  54: inKeys(true),
  55: inKeys(true),
  49: (parts, scope) => new Signal(parts[0], evaluate(parts[1], scope)),
  50: (parts, scope) => {
    scope.add(parts[0], makeFunction(evaluate(parts[1], scope), parts.slice(2), scope));
  },
  51: (parts, scope) => makeFunction(evaluate(parts[1], scope), parts.slice(2), scope),
  52: (parts, scope) => {
    for (let i = 0; i + 1 < parts.length; i += 2) scope.add(parts[i], evaluate(parts[i + 1], scope));
  },
  53: block,
  56: binary((a, b) => a & b),
  57: binary((a, b) => a << b),
  59: binary((a, b) => a | b),
  60: binary((a, b) => a >> b),
  61: binary((a, b) => a >>> b),
  62: binary((a, b) => a ^ b),
  58: (parts, scope) => ~evaluate(parts[0], scope),
  63: runFor,
  64: inValues(false),
  65: inValues(true),
  66: inValues(true),
  67: (parts, scope) => {
    let told,
      mistake,
      failed = false;
    try {
      told = evaluate(parts[0], scope);
    } catch (error) {
      failed = true;
      mistake = error;
    }
    const last = evaluate(parts[1], scope);
    if (last instanceof Signal) return last;
    if (failed) throw mistake;
    return told instanceof Signal ? told : undefined;
  },
  68: (parts, scope) => {
    try {
      const told = evaluate(parts[1], scope);
      return told instanceof Signal ? told : undefined;
    } catch (error) {
      if (error instanceof Undecidable) throw error;
      const inner = new Scope(scope);
      if (parts[0] !== "") inner.add(parts[0], error);
      return runBlock(evaluate(parts[2], scope), inner);
    }
  },
};

function runSwitch(parts, scope) {
  const value = evaluate(parts[0], scope),
    cases = evaluate(parts[1], scope),
    bodies = evaluate(parts[2], scope);
  let running = false;
  for (let i = 0; i < cases.length; i++) {
    if (!running && value !== evaluate(cases[i], scope)) continue;
    running = true;
    const told = evaluate(bodies[i], scope);
    if (told === BREAK) return undefined;
    if (told instanceof Signal) return told;
  }
  if (bodies.length !== cases.length + 1) return undefined;
  const told = evaluate(bodies[bodies.length - 1], scope);
  return told instanceof Signal && told !== BREAK ? told : undefined;
}

// for (let …): each turn has its own copies of the names.
function runFor(parts, scope) {
  const names = evaluate(parts[0], scope),
    body = evaluate(parts[3], scope);
  let turn = new Scope(scope);
  names.forEach(name => turn.add(name, scope.get(name)));
  while (evaluate(parts[1], turn)) {
    const told = runBlock(body, turn);
    if (told === BREAK) break;
    if (told instanceof Signal && told.kind === "return") return told;
    const next = new Scope(scope);
    const before = turn;
    names.forEach(name => next.add(name, before.get(name)));
    evaluate(parts[2], next);
    turn = next;
  }
  return undefined;
}
