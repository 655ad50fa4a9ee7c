// A value of the page as JSON text, whatever it is: never throws, bounded, untouched by what the page did to
// prototypes. What JSON cannot say stands as {"$type": …, "value": …}.
const snapshot = (() => {
  const { native } = channel;
  const { apply, Text } = native;
  const toString = Object.prototype.toString, keys = Object.keys, isArray = Array.isArray, isView = ArrayBuffer.isView;
  const toISO = Date.prototype.toISOString, finite = Number.isFinite, replace = String.prototype.replace;
  const cut = String.prototype.slice, lower = String.prototype.toLowerCase, trim = String.prototype.trim;
  const each_pair = Map.prototype.forEach, each_item = Set.prototype.forEach, Errors = Error, Events = Event;
  const DEPTH = 16, ITEMS = 5000, TEXT = 65536, BUDGET = 1 << 20;
  const text = native.stringify;

  const special = (type, value) =>
    '{"$type":"' + type + '"' + (value === undefined ? '' : ',"value":' + text(value)) + '}';

  function node(value) {
    let told = Text(value.nodeName);
    if (typeof value.id === 'string' && value.id) told += '#' + value.id;
    if (typeof value.className === 'string' && value.className) {
      told += '.' + apply(replace, apply(trim, value.className, []), [/\s+/g, '.']);
    }
    return special('node', told);
  }

  function list(value, depth, parents, budget) {
    const length = value.length >>> 0;
    let told = '', i = 0;
    for (; i < length && i < ITEMS && budget.left > 0; i++) {
      let item;
      if (i) told += ',';
      try { item = value[i]; } catch (error) { told += special('throws'); continue; }
      told += write(item, depth, parents, budget);
    }
    if (length > i) told += (i ? ',' : '') + special('cut', length - i + ' more');
    return '[' + told + ']';
  }

  function mapping(value, depth, parents, budget) {
    const names = keys(value);
    let told = '';
    for (let i = 0; i < names.length; i++) {
      if (i) told += ',';
      if (i >= ITEMS || budget.left <= 0) { told += '"$cut":true'; break; }
      told += text(names[i]) + ':';
      let item;
      try { item = value[names[i]]; } catch (error) { told += special('throws'); continue; }
      told += write(item, depth, parents, budget);
    }
    return '{' + told + '}';
  }

  // The entries of a map or a set, each as `write_entry` says it.
  function entries(each, value, write_entry) {
    let told = '', count = 0;
    apply(each, value, [(item, key) => {
      if (count++ < ITEMS) told += (told ? ',' : '') + write_entry(item, key);
    }]);
    return '[' + told + ']';
  }

  function position(parents, value) {
    for (let i = 0; i < parents.length; i++) if (parents[i] === value) return i;
    return -1;
  }

  function within(parents, value) {
    const inside = [];
    for (let i = 0; i < parents.length; i++) inside[i] = parents[i];
    inside[inside.length] = value;
    return inside;
  }

  function object(value, depth, parents, budget) {
    let same = false;
    try { same = value.window === value; } catch (error) { return special('window'); }
    if (same) return special('window');
    const circle = position(parents, value);
    if (circle >= 0) return special('circular', circle);
    if (depth > DEPTH) return special('deep');
    if (typeof value.nodeType === 'number' && typeof value.nodeName === 'string') return node(value);
    const tag = apply(cut, apply(toString, value, []), [8, -1]);
    if (tag === 'Date') { try { return special('date', apply(toISO, value, [])); } catch (error) { return special('date', 'invalid'); } }
    if (tag === 'RegExp') return special('regexp', Text(value));
    if (tag === 'Error' || value instanceof Errors) return special('error', Text(value));
    if (value instanceof Events) return special('event', value.type);
    if (tag === 'Promise' || tag === 'WeakMap' || tag === 'WeakSet') return special(apply(lower, tag, []));
    const inside = within(parents, value);
    if (tag === 'Map') {
      const pair = (item, key) => '[' + write(key, depth + 1, inside, budget) + ',' + write(item, depth + 1, inside, budget) + ']';
      return '{"$type":"map","value":' + entries(each_pair, value, pair) + '}';
    }
    if (tag === 'Set') return '{"$type":"set","value":' + entries(each_item, value, (item) => write(item, depth + 1, inside, budget)) + '}';
    if (isArray(value) || tag === 'Arguments') return list(value, depth + 1, inside, budget);
    if (isView(value) || tag === 'ArrayBuffer' || tag === 'Blob' || tag === 'File') return special(apply(lower, tag, []), value.byteLength || value.size || 0);
    return mapping(value, depth + 1, inside, budget);
  }

  function write(value, depth, parents, budget) {
    let told;
    try {
      switch (typeof value) {
        case 'string': told = value.length > TEXT ? special('cut text', apply(cut, value, [0, TEXT])) : text(value); break;
        case 'boolean': told = value ? 'true' : 'false'; break;
        case 'number': told = finite(value) ? text(value) : special('number', Text(value)); break;
        case 'undefined': told = special('undefined'); break;
        case 'bigint': told = special('bigint', Text(value)); break;
        case 'symbol': told = special('symbol', Text(value)); break;
        case 'function': told = special('function', Text(value.name || '')); break;
        default: told = value === null ? 'null' : object(value, depth, parents, budget);
      }
    } catch (error) {
      let why = '';
      try { why = Text(error && error.message); } catch (worse) { why = 'an error that cannot be read'; }
      told = special('unreadable', why);
    }
    budget.left -= told.length;
    return told;
  }

  return (value) => write(value, 0, [], { left: BUDGET });
})();
