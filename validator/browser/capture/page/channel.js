// The way out of the page: messages to the engine that survive an unloading document.
//
// Messages go through a binding in batches, one microtask late; once the document is unloading, bindings are deaf, so
// each also goes as a beacon to a path of the page's own origin (which passes `connect-src 'self'`), or as an image
// where a beacon is refused. The engine drops the second copy by the message's key.
const channel = (() => {
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
  };
  const binding = window[BINDING];
  try { delete window[BINDING]; } catch (error) { /* an older browser keeps it: harmless */ }
  const origin = /^https?:/.test(self.origin) ? self.origin : 'https://capture.invalid';
  const path = origin + PATH;
  const document_id = Array.from(native.random(new Uint32Array(2)), (n) => n.toString(36)).join('');
  const born = performance.timeOrigin;
  let count = 0, waiting = [], scheduled = false, unloading = false, said_bye = false;

  const time = () => born + native.now();

  function network(text) {
    let taken = false;
    try { taken = native.apply(native.beacon, navigator, [path + 'm', text]); } catch (error) { /* quota, policy */ }
    if (!taken) native.apply(native.src, new native.Image(), [path + 'g?' + native.encode(text)]);
  }

  function flush() {
    scheduled = false;
    if (!waiting.length) return;
    const text = '[' + waiting.join(',') + ']';
    waiting = [];
    let told = false;
    if (binding) try { binding(text); told = true; } catch (error) { /* deaf already */ }
    if (!told || unloading) network(text);
  }

  // `body` is JSON text of an object without its closing brace, so that nothing of the page's (toJSON) can change it.
  function send(kind, body) {
    const key = document_id + '.' + count++;
    waiting.push('{"kind":"' + kind + '","key":"' + key + '","t":' + time() + body + '}');
    if (unloading) flush();
    else if (!scheduled) { scheduled = true; native.microtask.call(window, flush); }
    return key;
  }

  const quote = (text) => native.stringify(String(text));

  function bye() {
    if (said_bye) return;
    said_bye = true;
    send('bye', '');
  }

  const listen = (target, type, handler) => native.apply(native.listen, target, [type, handler, true]);
  listen(window, 'pagehide', () => { unloading = true; flush(); });
  listen(window, 'pageshow', (event) => { if (event.persisted) { unloading = false; said_bye = false; } });
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden' && unloading) native.microtask.call(window, bye);
  });
  listen(window, 'unload', () => { unloading = true; flush(); bye(); });

  let opener = false;
  try { opener = !!window.opener; } catch (error) { opener = true; }
  send('hello', ',"url":' + quote(location.href) + ',"top":' + (window === window.top) + ',"opener":' + opener);
  return { native, send, quote, time, listen, document_id };
})();
