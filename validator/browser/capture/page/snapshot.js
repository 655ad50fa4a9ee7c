// A value of the page as JSON text, whatever it is: never throws, bounded, untouched by what the page did to
// prototypes. What JSON cannot say stands as {"$type": …, "value": …}.
const snapshot = (() => {
  const { native } = channel;
  const toString = Object.prototype.toString, keys = Object.keys, isArray = Array.isArray;
  const toISO = Date.prototype.toISOString, has = Set.prototype.has, finite = Number.isFinite;
  const mapEntries = Map.prototype.forEach, setEntries = Set.prototype.forEach;
  const DEPTH = 16, ITEMS = 5000, TEXT = 65536, BUDGET = 1 << 20;
  const text = native.stringify;

  const special = (type, value) =>
    '{"$type":"' + type + '"' + (value === undefined ? '' : ',"value":' + text(value)) + '}';

  function node(value) {
    let told = String(value.nodeName);
    if (typeof value.id === 'string' && value.id) told += '#' + value.id;
    if (typeof value.className === 'string' && value.className) told += '.' + value.className.trim().split(/\s+/).join('.');
    return special('node', told);
  }

  function list(value, depth, parents, budget) {
    const parts = [];
    const length = Math.min(value.length >>> 0, ITEMS);
    for (let i = 0; i < length && budget.left > 0; i++) {
      let item;
      try { item = value[i]; } catch (error) { parts.push(special('throws')); continue; }
      parts.push(write(item, depth, parents, budget));
    }
    if (value.length > parts.length) parts.push(special('cut', value.length - parts.length + ' more'));
    return '[' + parts.join(',') + ']';
  }

  function mapping(value, depth, parents, budget) {
    const parts = [];
    let count = 0;
    for (const key of keys(value)) {
      if (count++ >= ITEMS || budget.left <= 0) { parts.push('"$cut":true'); break; }
      let item;
      try { item = value[key]; } catch (error) { parts.push(text(key) + ':' + special('throws')); continue; }
      parts.push(text(key) + ':' + write(item, depth, parents, budget));
    }
    return '{' + parts.join(',') + '}';
  }

  function object(value, depth, parents, budget) {
    let same = false;
    try { same = value.window === value; } catch (error) { return special('window'); }
    if (same) return special('window');
    const circle = parents.indexOf(value);
    if (circle >= 0) return special('circular', circle);
    if (depth > DEPTH) return special('deep');
    if (typeof value.nodeType === 'number' && typeof value.nodeName === 'string') return node(value);
    const tag = native.apply(toString, value, []).slice(8, -1);
    if (tag === 'Date') { try { return special('date', native.apply(toISO, value, [])); } catch (error) { return special('date', 'invalid'); } }
    if (tag === 'RegExp') return special('regexp', String(value));
    if (tag === 'Error' || value instanceof Error) return special('error', String(value));
    if (value instanceof Event) return special('event', value.type);
    if (tag === 'Promise' || tag === 'WeakMap' || tag === 'WeakSet') return special(tag.toLowerCase());
    const inside = parents.concat([value]);
    if (tag === 'Map') {
      const pairs = [];
      native.apply(mapEntries, value, [(item, key) => { if (pairs.length < ITEMS) pairs.push('[' + write(key, depth + 1, inside, budget) + ',' + write(item, depth + 1, inside, budget) + ']'); }]);
      return '{"$type":"map","value":[' + pairs.join(',') + ']}';
    }
    if (tag === 'Set') {
      const items = [];
      native.apply(setEntries, value, [(item) => { if (items.length < ITEMS) items.push(write(item, depth + 1, inside, budget)); }]);
      return '{"$type":"set","value":[' + items.join(',') + ']}';
    }
    if (isArray(value) || tag === 'Arguments') return list(value, depth + 1, inside, budget);
    if (ArrayBuffer.isView(value) || tag === 'ArrayBuffer' || tag === 'Blob' || tag === 'File') return special(tag.toLowerCase(), value.byteLength || value.size || 0);
    return mapping(value, depth + 1, inside, budget);
  }

  function write(value, depth, parents, budget) {
    let told;
    try {
      switch (typeof value) {
        case 'string': told = value.length > TEXT ? special('cut text', value.slice(0, TEXT)) : text(value); break;
        case 'boolean': told = value ? 'true' : 'false'; break;
        case 'number': told = finite(value) ? text(value) : special('number', String(value)); break;
        case 'undefined': told = special('undefined'); break;
        case 'bigint': told = special('bigint', String(value)); break;
        case 'symbol': told = special('symbol', String(value)); break;
        case 'function': told = special('function', String(value.name || '')); break;
        default: told = value === null ? 'null' : object(value, depth, parents, budget);
      }
    } catch (error) {
      let why = '';
      try { why = String(error && error.message); } catch (worse) { why = 'an error that cannot be read'; }
      told = special('unreadable', why);
    }
    budget.left -= told.length;
    return told;
  }

  return (value) => write(value, 0, [], { left: BUDGET });
})();
