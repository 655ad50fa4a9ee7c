// Watches data layers: every item pushed, assigned, or slipped in, once, at the moment it comes, whoever overrides push.
const layers = (() => {
  const { native, send, quote, listen, listen_to_document, stand_in } = channel;
  const define = Object.defineProperty, isArray = Array.isArray, toString = Object.prototype.toString, is = Object.is;
  const watched = Object.create(null), adopted = native.own(new WeakSet(), 'add', 'has'), keys = native.own(new WeakMap(), 'get', 'set', 'has');

  const is_object = (item) => item !== null && (typeof item === 'object' || typeof item === 'function');
  const known = (item) => is_object(item) && keys.has(item);

  function report(name, how, item) {
    const object = is_object(item);
    const gtag = object && is_gtag(item);
    const key = send('push', ',"layer":' + quote(name) + ',"how":"' + how + '","gtag":' + gtag + ',"url":' + quote(location.href) + ',"payload":' + snapshot(item));
    if (object) keys.set(item, key);
  }

  function is_gtag(item) {
    try { return native.apply(toString, item, []) === '[object Arguments]'; } catch (error) { return false; }
  }

  // Wrappers nest where a tag manager overrides push (its own push calls the one before): `now` holds the items of the
  // push calls on the stack, each with the wrappers that saw it, so that an item is reported once however deep.
  let now = [];
  function entry_of(item, wrapper) {
    for (let i = 0; i < now.length; i++) {
      if (!is(now[i].item, item)) continue;
      let seen = false;
      for (let j = 0; j < now[i].by.length; j++) if (now[i].by[j] === wrapper) seen = true;
      if (!seen) return now[i];
    }
    return null;
  }
  function wrap(name, push) {
    const wrapper = stand_in(push, (target, self, items) => {
      const before = now;
      try {
        const inside = [];
        for (let i = 0; i < now.length; i++) inside[i] = now[i];
        for (let i = 0; i < items.length; i++) {
          const outer = entry_of(items[i], wrapper);
          if (outer) { outer.by[outer.by.length] = wrapper; continue; }
          inside[inside.length] = { item: items[i], by: [wrapper] };
          report(name, 'push', items[i]);
        }
        now = inside;
      } catch (error) { /* evidence must never break the page */ }
      try { return native.apply(target, self, items); } finally { now = before; }
    });
    return wrapper;
  }

  function adopt(name, layer, how) {
    if (!isArray(layer) || adopted.has(layer)) return layer;
    adopted.add(layer);
    try {
      for (let i = 0; i < layer.length; i++) if (!known(layer[i])) report(name, how, layer[i]);
      let push = wrap(name, layer.push);
      define(layer, 'push', {
        configurable: true,
        enumerable: false,
        get: () => push,
        set: (given) => { push = typeof given === 'function' ? wrap(name, given) : given; },
      });
    } catch (error) { /* a frozen layer: what is in it was told */ }
    return layer;
  }

  function watch(name) {
    if (watched[name]) return;
    watched[name] = true;
    try {
      let value = adopt(name, window[name], 'initial');
      define(window, name, {
        configurable: true,
        enumerable: value !== undefined,
        get: () => value,
        set: (given) => {
          define(window, name, { enumerable: true });
          value = adopt(name, given, 'initial');
        },
      });
    } catch (error) { /* the page made it unchangeable first: the sweep still reads it */ }
  }

  // Finds what no wrapper saw: unshift, index writes, Array.prototype.push.call, a layer deleted and made again.
  function look_into(name, layer) {
    try {
      if (!isArray(layer)) return;
      if (!adopted.has(layer)) { adopt(name, layer, 'sweep'); return; }
      for (let i = 0; i < layer.length; i++) {
        const item = layer[i];
        if (item !== null && typeof item === 'object' && !keys.has(item)) report(name, 'sweep', item);
      }
    } catch (error) { /* an item that cannot be read is reported as such by the snapshot */ }
  }
  const hidden = Object.create(null);
  // `lexical`: what the engine finds under the layers' names in the page's scope, where `const dataLayer` hides it.
  function sweep(lexical) {
    for (const name in watched) {
      let layer;
      try { layer = window[name]; } catch (error) { continue; }
      look_into(name, layer);
      if (!lexical || !isArray(lexical[name]) || lexical[name] === layer) continue;
      if (!hidden[name]) send('hidden', ',"layer":' + quote(name));
      hidden[name] = true;
      look_into(name, lexical[name]);
    }
  }

  // A tag manager's script names its layer in `l=`.
  function learn(url) {
    const told = /\/(?:gtm\.js|gtag\/js)\?(?:[^#]*&)?l=([^&#]+)/.exec(url);
    if (told) watch(decodeURIComponent(told[1]));
  }
  listen_to_document('load', (event) => {
    try { if (event.target.tagName === 'SCRIPT') learn(event.target.src); } catch (error) { /* an odd element */ }
  });

  for (const name of LAYERS) watch(name);
  listen(window, 'load', () => sweep());
  listen(window, 'pagehide', () => sweep());
  channel.at_last(() => sweep());
  return { sweep, learn, watch, adopt, key: (item) => keys.get(item) || null };
})();
