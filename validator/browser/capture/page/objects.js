// Data layers that are no lists: objects that a page fills (W3C's digitalData, Tealium's utag_data), and functions that
// it calls (Adobe's _satellite.track, Tealium's utag.link and utag.view; the interfaces of an app around the page).
const objects = (() => {
  const { native, send, quote, listen, listen_to_document, stand_in } = channel;
  const define = Object.defineProperty, isArray = Array.isArray;
  const OBJECTS = ['digitalData', 'utag_data'];
  const told = Object.create(null);

  function sweep() {
    for (const name of OBJECTS) {
      try {
        const value = window[name];
        if (value === null || typeof value !== 'object') continue;
        if (isArray(value)) { layers.adopt(name, value, told[name] ? 'sweep' : 'initial'); continue; }
        if (isArray(value.event)) layers.adopt(name + '.event', value.event, told[name] ? 'sweep' : 'initial');
        const text = snapshot(value);
        if (text === told[name]) continue;
        send('object', ',"layer":' + quote(name) + ',"how":"' + (told[name] ? 'sweep' : 'initial') + '","url":' + quote(location.href) + ',"payload":' + text);
        told[name] = text;
      } catch (error) { /* a getter of the page's */ }
    }
  }

  function call(layer, method, given) {
    sweep();
    send('call', ',"layer":' + quote(layer) + ',"method":' + quote(method) + ',"url":' + quote(location.href) + ',"given":' + snapshot(given));
  }

  // Its methods may come later than the object, and be replaced by the real ones when the library has loaded.
  function attend(layer, object, methods) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) return object;
    for (const method of methods) {
      const wrap = (original) => (typeof original !== 'function' ? original : stand_in(original, (target, self, given) => {
        try { call(layer, method, given); } catch (error) { /* never break the page */ }
        return native.apply(target, self, given);
      }));
      try {
        const before = Object.getOwnPropertyDescriptor(object, method);
        if (before && (before.get || !before.configurable)) continue;
        let value = wrap(object[method]);
        define(object, method, { configurable: true, enumerable: true, get: () => value, set: (given) => { value = wrap(given); } });
      } catch (error) { /* frozen */ }
    }
    return object;
  }

  function watch(name, methods) {
    try {
      let value = attend(name, window[name], methods);
      define(window, name, {
        configurable: true,
        enumerable: value !== undefined,
        get: () => value,
        set: (given) => {
          define(window, name, { enumerable: true });
          value = attend(name, given, methods);
        },
      });
    } catch (error) { /* the page made it unchangeable */ }
  }
  watch('_satellite', ['track']);
  watch('utag', ['link', 'view', 'track']);

  // In the webview of an app, pages hand their events to the app, which sends them.
  if (WEBVIEW === 'android') {
    const methods = {};
    for (const name of ['logEvent', 'setUserProperty', 'setUserId', 'setDefaultEventParameters']) {
      methods[name] = (...given) => call('AnalyticsWebInterface', name, given);
    }
    define(window, 'AnalyticsWebInterface', { configurable: true, enumerable: true, writable: true, value: methods });
  }
  if (WEBVIEW === 'ios') {
    const firebase = { postMessage: (message) => call('webkit.messageHandlers.firebase', 'postMessage', [message]) };
    const handlers = new Proxy({ firebase }, {
      get: (target, name) => target[name] || (typeof name === 'string' ? { postMessage: (message) => call('webkit.messageHandlers.' + name, 'postMessage', [message]) } : undefined),
    });
    define(window, 'webkit', { configurable: true, enumerable: true, writable: true, value: { messageHandlers: handlers } });
  }

  listen_to_document('DOMContentLoaded', sweep);
  listen(window, 'load', sweep);
  listen(window, 'pagehide', sweep);
  return { sweep };
})();
