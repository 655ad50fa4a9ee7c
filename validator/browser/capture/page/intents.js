// Wraps what a page sends with: fetch, beacons, XMLHttpRequest, images, scripts, forms, WebSockets. Each call is an
// intent; an intent that the network never sees was stopped by the browser (CSP, mixed content, quota, offline, …).
const intents = (() => {
  const { native, send, quote, listen } = channel;
  const URLs = window.URL, TEXT = 65536;
  const proxied = (object, name, apply) => {
    const original = object && object[name];
    if (typeof original !== 'function') return;
    try { object[name] = new Proxy(original, { apply }); } catch (error) { /* locked: network still sees it */ }
  };

  function text(body) {
    if (typeof body === 'string') return body;
    if (body instanceof URLSearchParams) return String(body);
    if (body instanceof FormData) {
      const pairs = [];
      body.forEach((value, name) => pairs.push(native.encode(name) + '=' + native.encode(typeof value === 'string' ? value : '')));
      return pairs.join('&');
    }
    const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : null;
    return bytes && bytes.length <= TEXT ? new TextDecoder().decode(bytes) : null;
  }

  function report(api, url, method, body, refused) {
    try {
      const full = new URLs(String(url), document.baseURI);
      if (full.protocol !== 'http:' && full.protocol !== 'https:' && full.protocol !== 'ws:' && full.protocol !== 'wss:') return;
      let sent = body === undefined || body === null ? '' : text(body);
      if (sent !== null && sent.length > TEXT) sent = null;
      send('intent', ',"api":"' + api + '","url":' + quote(full.href) + ',"method":' + quote(String(method || 'GET').toUpperCase()) +
        ',"body":' + (sent === null ? 'null' : quote(sent)) + (refused ? ',"refused":true' : ''));
    } catch (error) { /* a URL that the browser will refuse as well */ }
  }

  proxied(Navigator.prototype, 'sendBeacon', (target, self, given) => {
    const taken = native.apply(target, self, given);
    report('beacon', given[0], 'POST', given[1], !taken);
    return taken;
  });

  const request = (api) => (target, self, given) => {
    try {
      const first = given[0], options = given[1] || {};
      if (first instanceof Request) report(api, first.url, options.method || first.method, options.body === undefined ? null : options.body);
      else report(api, first, options.method, options.body);
    } catch (error) { /* options with throwing getters: fetch will throw too */ }
    const answer = native.apply(target, self, given);
    if (api === 'fetch') busy.during(answer);
    return answer;
  };
  proxied(window, 'fetch', request('fetch'));
  proxied(window, 'fetchLater', request('fetchLater'));

  const opened = new WeakMap();
  proxied(XMLHttpRequest.prototype, 'open', (target, self, given) => {
    opened.set(self, [given[0], given[1]]);
    return native.apply(target, self, given);
  });
  proxied(XMLHttpRequest.prototype, 'send', (target, self, given) => {
    const [method, url] = opened.get(self) || ['GET', ''];
    report('xhr', url, method, given[0]);
    const done = busy.begin();
    listen(self, 'loadend', done);
    try { return native.apply(target, self, given); } catch (error) { done(); throw error; }
  });

  function source(prototype, seen) {
    const property = prototype && Object.getOwnPropertyDescriptor(prototype, 'src');
    if (!property || !property.set) return;
    const set = new Proxy(property.set, {
      apply(target, self, given) {
        try { seen(self, String(given[0])); } catch (error) { /* never break the page */ }
        return native.apply(target, self, given);
      },
    });
    Object.defineProperty(prototype, 'src', { ...property, set });
  }
  source(HTMLImageElement.prototype, (image, url) => {
    if (!/[?;]|^(https?:)?\/\//.test(url) || url.startsWith('data:')) return;
    report('img', url, 'GET', null);
    const done = busy.begin();
    listen(image, 'load', done);
    listen(image, 'error', done);
  });
  source(HTMLScriptElement.prototype, (script, url) => {
    layers.learn(url);
    if (/\?/.test(url)) report('script', url, 'GET', null);
  });

  proxied(HTMLFormElement.prototype, 'submit', (target, self, given) => {
    try { report('form', self.action, self.method, new FormData(self)); } catch (error) { /* as above */ }
    return native.apply(target, self, given);
  });
  listen(window, 'submit', (event) => {
    const form = event.target;
    try { report('form', form.action, form.method, new FormData(form)); } catch (error) { /* as above */ }
  });
  proxied(window.WebSocket && WebSocket.prototype, 'send', (target, self, given) => {
    report('websocket', self.url, 'SEND', given[0]);
    return native.apply(target, self, given);
  });

  listen(document, 'securitypolicyviolation', (event) => {
    send('blocked', ',"url":' + quote(event.blockedURI) + ',"directive":' + quote(event.effectiveDirective) + ',"report":' + (event.disposition === 'report'));
  });
  return { report };
})();
