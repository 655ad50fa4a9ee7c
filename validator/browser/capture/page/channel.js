// The way out of the page: messages to the engine that survive an unloading document.
//
// Messages go through a binding in batches, of what came within LATE, since each batch costs as much as many messages;
// the engine says of each that it heard it. Once the document is unloading, bindings are deaf, so that the rest, and what
// was not heard yet, also goes as a beacon to a path of the page's own origin (which passes `connect-src 'self'`), or as
// an image where a beacon is refused. The engine drops the second copy by the message's key.
//
// Whatever is used after the page's own scripts have run is kept here first: a page may replace anything.
const channel = (() => {
  // The methods of a thing as its own, so that a page that changes the prototype does not change them.
  const own = (thing, ...names) => {
    for (const name of names) Object.defineProperty(thing, name, { value: thing[name] });
    return thing;
  };
  const native = {
    beacon: Navigator.prototype.sendBeacon,
    Image: window.Image,
    src: Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src').set,
    stringify: JSON.stringify,
    apply: Reflect.apply,
    microtask: window.queueMicrotask,
    listen: EventTarget.prototype.addEventListener,
    now: performance.now.bind(performance),
    encode: encodeURIComponent,
    random: crypto.getRandomValues.bind(crypto),
    then: Promise.prototype.then,
    Text: String,
    code: String.prototype.charCodeAt,
    digits: Number.prototype.toString,
    imul: Math.imul,
    own,
    timer: window.setTimeout,
    tasks: window.scheduler,
    later: window.scheduler && window.scheduler.postTask,
  };
  const LATE = 20; // milliseconds
  const PROMPT = { hello: true, network: true }; // what decides what becomes of the requests that follow
  const BEACONS = 16384; // bytes in beacons while leaving: the page needs the rest of the browser's 64 KiB for its own
  const binding = window[BINDING];
  try { delete window[BINDING]; } catch (error) { /* an older browser keeps it: harmless */ }
  const origin = /^https?:/.test(self.origin) ? self.origin : 'https://capture.invalid';
  const path = origin + PATH;
  const new_id = () => Array.from(native.random(new Uint32Array(2)), (n) => n.toString(36)).join('');
  let document_id = '', about = '', known = document;
  const born = performance.timeOrigin;
  let count = 0, waiting = '', scheduled = false, unloading = false, said_bye = false, room = BEACONS;
  const hooks = { since: () => 0 };

  const time = () => born + native.now();

  // Each batch proves by a secret of the run that it comes from here: a service worker of the page sees batches.
  let batches = 0;
  function proof() {
    const told = SECRET + document_id + '.' + batches + SECRET;
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < told.length; i++) {
      const code = native.apply(native.code, told, [i]);
      a = native.imul(a ^ code, 2654435761);
      b = native.imul(b ^ code, 1597334677);
    }
    a = native.imul(a ^ (a >>> 16), 2246822507) ^ native.imul(b ^ (b >>> 13), 3266489909);
    b = native.imul(b ^ (b >>> 16), 2246822507) ^ native.imul(a ^ (a >>> 13), 3266489909);
    return native.apply(native.digits, b >>> 0, [16]) + '-' + native.apply(native.digits, a >>> 0, [16]);
  }

  function network(messages) {
    let taken = false;
    const text = '[{"kind":"proof","key":"' + document_id + '.' + batches + '","proof":"' + proof() + '"' + about + '},' + messages + ']';
    batches++;
    if (unloading) room -= text.length;
    if (room > 0) try { taken = native.apply(native.beacon, navigator, [path + 'm', text]); } catch (error) { /* quota, policy */ }
    if (!taken) native.apply(native.src, new native.Image(), [path + 'g?' + native.encode(text)]);
  }

  // Batches of which the engine did not say yet that it heard them. A frame that soon goes may lose some on their way.
  let unheard = Object.create(null), number = 0;
  function through_binding(messages) {
    const mine = unheard, batch = number++;
    const heard = () => { delete mine[batch]; };
    try {
      native.apply(native.then, binding('[' + messages + ']'), [heard, () => {}]);
      mine[batch] = messages;
      return true;
    } catch (error) {
      return false; // deaf already
    }
  }

  function flush() {
    scheduled = false;
    let left = '';
    if (waiting && !(binding && through_binding(waiting))) left = waiting;
    waiting = '';
    if (unloading) {
      let before = '';
      for (const batch in unheard) before += (before && ',') + unheard[batch];
      unheard = Object.create(null);
      left = before + (before && left && ',') + left;
    }
    if (left) network(left);
  }

  // `body` is JSON text of an object without its closing brace, so that nothing of the page's (toJSON) can change it.
  function send(kind, body) {
    if (document !== known) again();
    const key = document_id + '.' + count++;
    const since = hooks.since();
    const told = '{"kind":"' + kind + '","key":"' + key + '","t":' + time() + (since ? ',"since":' + since : '') + body + '}';
    waiting += waiting ? ',' + told : told;
    if (unloading || waiting.length > 500000) flush();
    else if (!native.later || PROMPT[kind] === true) native.apply(native.microtask, window, [flush]);
    else if (!scheduled) {
      scheduled = true;
      native.apply(native.later, native.tasks, [flush, { priority: 'user-blocking', delay: LATE }]);
    }
    return key;
  }

  const quote = (text) => native.stringify(native.Text(text));

  // What a page did in its own handlers of leaving is looked for after them.
  const last_looks = [];
  const at_last = (look) => { last_looks[last_looks.length] = look; };
  function bye() {
    for (let i = 0; i < last_looks.length; i++) try { last_looks[i](); } catch (error) { /* never break the page */ }
    if (said_bye) return;
    said_bye = true;
    send('bye', '');
  }

  // Proxies stand in for what they wrap; asked for their text, they give that of what they stand for.
  const originals = own(new WeakMap(), 'get', 'set');
  const stand_in = (original, apply, construct) => {
    const proxy = new Proxy(original, construct ? { apply, construct } : { apply });
    originals.set(proxy, original);
    return proxy;
  };
  const wrap = (object, name, apply) => {
    const original = object && object[name];
    if (typeof original !== 'function') return;
    try { object[name] = stand_in(original, apply); } catch (error) { /* locked: the network still sees it */ }
  };
  wrap(Function.prototype, 'toString', (target, self, given) => native.apply(target, originals.get(self) || self, given));

  const listen = (target, type, handler) => native.apply(native.listen, target, [type, handler, true]);
  const handlers = [];
  const listen_to_document = (type, handler) => {
    handlers[handlers.length] = [type, handler];
    listen(document, type, handler);
  };
  listen(window, 'pagehide', () => { unloading = true; flush(); });
  listen(window, 'pageshow', (event) => { if (event.persisted) { unloading = false; said_bye = false; } });
  listen_to_document('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && unloading) native.apply(native.microtask, window, [bye]);
  });
  listen(window, 'unload', () => { unloading = true; flush(); bye(); });

  function hello() {
    let opener = false;
    try { opener = !!window.opener; } catch (error) { opener = true; }
    document_id = new_id();
    count = batches = 0;
    unheard = Object.create(null);
    unloading = said_bye = false;
    const told = ',"url":' + quote(location.href) + ',"top":' + (window === window.top) + ',"opener":' + opener;
    about = told + ',"t":' + time();
    send('hello', told);
  }
  // The first page of a new window may get the window of the empty document before it, with all that was put there;
  // then no script of ours runs again.
  function again() {
    if (document === known) return;
    known = document;
    for (let i = 0; i < handlers.length; i++) listen(document, handlers[i][0], handlers[i][1]);
    hello();
  }
  listen(window, 'DOMContentLoaded', again);
  listen(window, 'load', again);
  hello();
  return { native, send, flush, quote, time, listen, listen_to_document, hooks, at_last, stand_in, wrap, again };
})();
