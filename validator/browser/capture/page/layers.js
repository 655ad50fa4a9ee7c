// Watches data layers: every item pushed, assigned, or slipped in, once, at the moment it comes, whoever overrides push.
const layers = (() => {
  const { native, send, quote, listen } = channel;
  const define = Object.defineProperty, isArray = Array.isArray, toString = Object.prototype.toString, is = Object.is;
  const watched = new Set(), adopted = new WeakSet(), keys = new WeakMap();

  function report(name, how, item) {
    const object = item !== null && (typeof item === 'object' || typeof item === 'function');
    const gtag = object && native.apply(toString, item, []) === '[object Arguments]';
    const key = send('push', ',"layer":' + quote(name) + ',"how":"' + how + '","gtag":' + gtag + ',"url":' + quote(location.href) + ',"payload":' + snapshot(item));
    if (object) keys.set(item, key);
  }

  const known = (item) => item !== null && (typeof item === 'object' || typeof item === 'function') && keys.has(item);

  // Wrappers nest where a tag manager overrides push (its own push calls the one before): `now` holds the items of the
  // push calls on the stack, each with the wrappers that saw it, so that an item is reported once however deep.
  let now = [];
  function wrap(name, push) {
    const wrapper = new Proxy(push, {
      apply(target, self, items) {
        const mine = [];
        try {
          for (let i = 0; i < items.length; i++) {
            const item = items[i];
            const outer = now.find((entry) => is(entry.item, item) && !entry.by.has(wrapper));
            if (outer) { outer.by.add(wrapper); continue; }
            mine.push({ item, by: new Set([wrapper]) });
            report(name, 'push', item);
          }
        } catch (error) { /* evidence must never break the page */ }
        now = now.concat(mine);
        try { return native.apply(target, self, items); } finally { now = now.filter((entry) => !mine.includes(entry)); }
      },
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
    } catch (error) { /* a frozen layer: the sweep still finds what is in it */ }
    return layer;
  }

  function watch(name) {
    if (watched.has(name)) return;
    watched.add(name);
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
  function sweep() {
    for (const name of watched) {
      try {
        const layer = window[name];
        if (!isArray(layer)) continue;
        if (!adopted.has(layer)) { adopt(name, layer, 'sweep'); continue; }
        for (let i = 0; i < layer.length; i++) {
          const item = layer[i];
          if (item !== null && typeof item === 'object' && !keys.has(item)) report(name, 'sweep', item);
        }
      } catch (error) { /* an item that cannot be read is reported as such by the snapshot */ }
    }
  }

  // A tag manager's script names its layer in `l=`.
  function learn(url) {
    const told = /\/(?:gtm\.js|gtag\/js)\?(?:[^#]*&)?l=([^&#]+)/.exec(url);
    if (told) watch(decodeURIComponent(told[1]));
  }

  for (const name of LAYERS) watch(name);
  listen(window, 'load', sweep);
  listen(window, 'pagehide', sweep);
  return { sweep, learn, watch, key: (item) => keys.get(item) || null };
})();
