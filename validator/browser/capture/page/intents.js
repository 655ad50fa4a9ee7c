// Wraps what a page sends with: fetch, beacons, XMLHttpRequest, images, scripts, forms, WebSockets. Each call is an
// intent; an intent that the network never sees was stopped by the browser (CSP, mixed content, quota, offline, …).
const intents = (() => {
  const { native, send, quote, listen, listen_to_document, wrap, stand_in } = channel;
  const URLs = window.URL, Bytes = Uint8Array, Decoder = TextDecoder, Form = FormData, Parameters = URLSearchParams, Blobs = Blob, Requests = Request;
  const base64 = window.btoa, letter = String.fromCharCode, each = FormData.prototype.forEach, read = Blob.prototype.text;
  const copy = Request.prototype.clone, text_of = Request.prototype.text, typed = Headers.prototype.has;
  const decode = TextDecoder.prototype.decode;
  const TEXT = 65536;

  const pairs = (form) => {
    let told = '';
    native.apply(each, form, [(value, name) => {
      told += (told ? '&' : '') + native.encode(name) + '=' + native.encode(typeof value === 'string' ? value : '');
    }]);
    return told;
  };

  // A body as the end of a message: as text, as base64 where it is no text, or only its size where it is large.
  function carried(body) {
    if (body === undefined || body === null) return ',"body":""';
    if (typeof body === 'string') return body.length > TEXT ? ',"size":' + body.length : ',"body":' + quote(body);
    if (body instanceof Parameters) return ',"body":' + quote(body);
    if (body instanceof Form) return ',"body":' + quote(pairs(body));
    if (body instanceof Blobs) return ',"size":' + body.size;
    const bytes = body instanceof ArrayBuffer ? new Bytes(body) : ArrayBuffer.isView(body) ? new Bytes(body.buffer, body.byteOffset, body.byteLength) : null;
    if (!bytes) return '';
    if (bytes.length > TEXT) return ',"size":' + bytes.length;
    try { return ',"body":' + quote(native.apply(decode, new Decoder('utf-8', { fatal: true }), [bytes])); } catch (error) { /* no text */ }
    let told = '';
    for (let i = 0; i < bytes.length; i++) told += letter(bytes[i]);
    return ',"bytes":"' + native.apply(base64, window, [told]) + '"';
  }

  function report(api, url, method, body, more) {
    try {
      const full = new URLs(native.Text(url), document.baseURI).href;
      if (!/^(https?|wss?):/.test(full)) return '';
      const key = send('intent', ',"api":"' + api + '","url":' + quote(full) + ',"method":' + quote(native.Text(method || 'GET').toUpperCase()) +
        carried(body) + (more || ''));
      if (body instanceof Blobs && body.size <= TEXT) {
        native.apply(native.then, native.apply(read, body, []), [(text) => send('outcome', ',"of":"' + key + '","body":' + quote(text)), () => {}]);
      }
      return key;
    } catch (error) { return ''; /* a URL that the browser will refuse as well */ }
  }
  // The body that a Request holds can only be read from a copy. One without a type may be a stream: that is left alone.
  function held_by(request, key) {
    if (!key || !request.body || !native.apply(typed, request.headers, ['content-type'])) return;
    const told = native.apply(text_of, native.apply(copy, request, []), []);
    native.apply(native.then, told, [(text) => { if (text.length <= TEXT) send('outcome', ',"of":"' + key + '","body":' + quote(text)); }, () => {}]);
  }
  const outcome = (key, why) => { if (key) send('outcome', ',"of":"' + key + '","why":' + quote(why)); };

  wrap(Navigator.prototype, 'sendBeacon', (target, self, given) => {
    const taken = native.apply(target, self, given);
    report('beacon', given[0], 'POST', given[1], taken ? '' : ',"refused":true');
    return taken;
  });

  const request = (api) => (target, self, given) => {
    let key = '';
    try {
      const first = given[0], options = given[1] || {};
      const more = options.keepalive ? ',"keepalive":true' : '';
      if (first instanceof Requests) {
        const own = options.body === undefined && first.body;
        key = report(api, first.url, options.method || first.method, own || options.body, more || (first.keepalive ? ',"keepalive":true' : ''));
        if (own) held_by(first, key);
      } else key = report(api, first, options.method, options.body, more);
    } catch (error) { /* options with throwing getters: fetch will throw too */ }
    const answer = native.apply(target, self, given);
    if (api !== 'fetch') return answer;
    if (key) native.apply(native.then, answer, [null, (error) => { if (error && error.name === 'AbortError') outcome(key, 'aborted'); }]);
    return busy.during(answer);
  };
  wrap(window, 'fetch', request('fetch'));
  wrap(window, 'fetchLater', request('fetchLater'));
  for (const name of ['json', 'text', 'arrayBuffer', 'blob']) {
    wrap(Response.prototype, name, (target, self, given) => busy.during(native.apply(target, self, given)));
  }

  // What libraries ask the browser before they send: cookies, hashes, what kind of browser it is, what they stored.
  const asked = (owner, ...names) => {
    const prototype = window[owner] && window[owner].prototype;
    for (const name of names) wrap(prototype, name, (target, self, given) => busy.during(native.apply(target, self, given)));
  };
  asked('CookieStore', 'get', 'getAll', 'set', 'delete');
  asked('SubtleCrypto', 'digest');
  asked('NavigatorUAData', 'getHighEntropyValues');
  wrap(window.IDBFactory && IDBFactory.prototype, 'open', (target, self, given) => {
    const opening = native.apply(target, self, given);
    busy.until(opening, 'success', 'error', 'blocked');
    return opening;
  });
  wrap(window.IDBDatabase && IDBDatabase.prototype, 'transaction', (target, self, given) => {
    const transaction = native.apply(target, self, given);
    busy.until(transaction, 'complete', 'error', 'abort');
    return transaction;
  });

  const opened = native.own(new WeakMap(), 'get', 'set');
  wrap(XMLHttpRequest.prototype, 'open', (target, self, given) => {
    opened.set(self, [given[0], given[1]]);
    return native.apply(target, self, given);
  });
  wrap(XMLHttpRequest.prototype, 'send', (target, self, given) => {
    const told = opened.get(self) || ['GET', ''];
    const key = report('xhr', told[1], told[0], given[0]);
    busy.between(self, 'readystatechange', 'loadend');
    const done = busy.until(self, 'loadend');
    listen(self, 'abort', () => outcome(key, 'aborted'));
    try { return native.apply(target, self, given); } catch (error) {
      done();
      outcome(key, 'refused: ' + (error && error.message));
      throw error;
    }
  });

  function source(prototype, seen, name = 'src') {
    const property = prototype && Object.getOwnPropertyDescriptor(prototype, name);
    if (!property || !property.set) return;
    const set = stand_in(property.set, (target, self, given) => {
      try { seen(self, native.Text(given[0])); } catch (error) { /* never break the page */ }
      return native.apply(target, self, given);
    });
    Object.defineProperty(prototype, name, { ...property, set });
  }
  source(HTMLImageElement.prototype, (image, url) => {
    if (!/[?;]|^(https?:)?\/\//.test(url) || /^data:/.test(url)) return;
    report('img', url, 'GET');
    busy.until(image, 'load', 'error');
  });
  source(HTMLScriptElement.prototype, (script, url) => {
    layers.learn(url);
    if (/\?/.test(url)) report('script', url, 'GET');
  });

  // What is fetched beforehand waits until the browser has nothing else to do; a link that is never put into the page
  // fetches nothing.
  source(HTMLLinkElement.prototype, (link) => {
    if (!/prefetch|preload/.test(link.rel)) return;
    const done = busy.until(link, 'load', 'error');
    native.apply(native.timer, window, [() => { if (!link.isConnected) done(); }, 0]);
  }, 'href');

  // A form's fields may be called `action` and `method`, and then hide the form's own.
  const field = (name) => Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get;
  const action = field('action'), method = field('method');
  function submitted(form) {
    const url = native.apply(action, form, []), how = native.apply(method, form, []), data = new Form(form);
    if (how === 'get') report('form', url.split(/[?#]/)[0] + '?' + pairs(data), 'GET');
    else if (how === 'post') report('form', url, 'POST', data);
  }
  wrap(HTMLFormElement.prototype, 'submit', (target, self, given) => {
    try { submitted(self); } catch (error) { /* never break the page */ }
    return native.apply(target, self, given);
  });
  native.apply(native.listen, window, ['submit', (event) => {
    try { if (!event.defaultPrevented) submitted(event.target); } catch (error) { /* as above */ }
  }, false]);

  const ping = Object.getOwnPropertyDescriptor(HTMLAnchorElement.prototype, 'ping').get;
  const followed = (event) => {
    try {
      const link = event.defaultPrevented || !event.target.closest ? null : event.target.closest('a[ping]');
      const urls = link ? native.apply(ping, link, []).trim().split(/\s+/) : [];
      for (let i = 0; i < urls.length; i++) if (urls[i]) report('ping', urls[i], 'POST', 'PING');
    } catch (error) { /* as above */ }
  };
  native.apply(native.listen, window, ['click', followed, false]);
  native.apply(native.listen, window, ['auxclick', followed, false]);

  wrap(window.WebSocket && WebSocket.prototype, 'send', (target, self, given) => {
    report('websocket', self.url, 'SEND', given[0]);
    return native.apply(target, self, given);
  });

  // Constructors: what they open is told, and nothing else about them changes.
  // `tell` may give other arguments instead.
  const construct_with = Reflect.construct;
  function construct(name, tell, made_one) {
    const original = window[name];
    if (typeof original !== 'function') return;
    const proxy = stand_in(original, native.apply, (target, given, made) => {
      let instead = null;
      try { instead = tell(given); } catch (error) { /* as above */ }
      const one = construct_with(target, instead || given, made);
      if (made_one) made_one(one);
      return one;
    });
    try { window[name] = proxy; original.prototype.constructor = proxy; } catch (error) { /* as above */ }
  }
  construct('EventSource', (given) => { report('eventsource', given[0], 'GET'); }, (stream) => {
    busy.until(stream, 'open', 'error');
  });
  construct('WebTransport', (given) => {
    const url = new URLs(native.Text(given[0]), document.baseURI).href.replace(/^https:/, '');
    let held = false;
    for (let i = 0; i < WITHHELD.length; i++) if (url.indexOf(WITHHELD[i]) === 0) held = true;
    report('webtransport', given[0], 'CONNECT', null, held ? ',"held":true' : '');
    return held ? ['https://capture.invalid/'] : null;
  });
  for (const name of ['Worker', 'SharedWorker']) {
    construct(name, (given) => { send('worker', ',"url":' + quote(new URLs(native.Text(given[0]), document.baseURI).href)); });
  }

  for (const type of ['offline', 'online']) listen(window, type, () => send('network', ',"online":' + (type === 'online')));
  listen_to_document('securitypolicyviolation', (event) => {
    send('blocked', ',"url":' + quote(event.blockedURI) + ',"directive":' + quote(event.effectiveDirective) + ',"report":' + (event.disposition === 'report'));
  });
  return { report };
})();
