// Cookies and storage that the page writes, told at the moment of writing, so that what came before consent is known.
const storage = (() => {
  const { native, send, quote, listen, wrap, stand_in } = channel;
  const TEXT = 2000, ITEMS = 500;
  const told = Object.create(null);
  const get = Storage.prototype.getItem, key_at = Storage.prototype.key;

  const id_of = (kind, name, domain) => kind + '\n' + name + '\n' + domain;
  const is_told = (kind, name, domain) => told[id_of(kind, name, domain)] === true;
  function tell(kind, name, value, domain) {
    if (is_told(kind, name, domain)) return;
    told[id_of(kind, name, domain)] = true;
    send('stored', ',"entry":[' + quote(kind) + ',' + quote(name) + ',' + quote(native.Text(value).slice(0, TEXT)) + ',' + quote(domain) + ']');
  }

  function kind_of(store) {
    try { if (store === window.localStorage) return 'local'; } catch (error) { /* forbidden */ }
    return 'session';
  }
  wrap(Storage.prototype, 'setItem', (target, self, given) => {
    const answer = native.apply(target, self, given);
    try { tell(kind_of(self), native.Text(given[0]), given[1], self_origin); } catch (error) { /* never break the page */ }
    return answer;
  });
  const self_origin = location.origin;

  // A cookie that a script takes back in the same breath only tried which domain the browser takes: it is not told.
  let fresh = [];
  function release() {
    const ready = fresh;
    fresh = [];
    for (let i = 0; i < ready.length; i++) tell('cookie', ready[i].name, ready[i].value, ready[i].of);
  }
  function written(name, value, of, kept) {
    const left = [];
    for (let i = 0; i < fresh.length; i++) if (kept || fresh[i].name !== name) left[left.length] = fresh[i];
    if (kept) left[left.length] = { name, value, of };
    fresh = left;
    native.apply(native.microtask, window, [release]);
  }

  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  if (cookie && cookie.set) {
    const set = stand_in(cookie.set, (target, self, given) => {
      const answer = native.apply(target, self, given);
      try {
        const found = /^\s*([^=;]*)=?([^;]*)/.exec(native.Text(given[0]));
        const domain = /;\s*domain\s*=\s*\.?([^;\s]+)/i.exec(given[0]);
        const name = found[1].trim(), value = found[2].trim(), of = domain ? domain[1] : location.hostname;
        if (!name || is_told('cookie', name, of)) return answer; // to read cookies asks another process
        const kept = '; ' + native.apply(cookie.get, self, []) + ';';
        written(name, value, of, kept.indexOf('; ' + name + '=') >= 0);
      } catch (error) { /* as above */ }
      return answer;
    });
    Object.defineProperty(Document.prototype, 'cookie', { ...cookie, set });
  }

  // What was written as a property (`localStorage.x = 1`) is found by looking.
  function sweep() {
    for (const kind of ['local', 'session']) {
      try {
        const store = window[kind + 'Storage'], length = store.length;
        for (let i = 0; i < length && i < ITEMS; i++) {
          const name = native.apply(key_at, store, [i]);
          tell(kind, name, native.apply(get, store, [name]), self_origin);
        }
      } catch (error) { /* a page without storage */ }
    }
  }
  listen(window, 'pagehide', sweep);
  channel.at_last(sweep);
  return { sweep };
})();
