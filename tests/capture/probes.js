// What a page can ask about itself, and is answered the same with and without capture.
async () => {
  const told = {};
  const ask = async (name, get) => { try { told[name] = String(await get()); } catch (error) { told[name] = 'throws ' + error.name; } };
  for (const f of ['fetch', 'setTimeout', 'clearTimeout', 'requestIdleCallback', 'EventSource', 'Worker', 'WebSocket', 'Image']) {
    await ask(f, () => [window[f].name, window[f].length, window[f].toString(), typeof window[f]]);
    await ask(f + ' descriptor', () => JSON.stringify(Object.getOwnPropertyDescriptor(window, f)));
  }
  for (const [type, names] of [[Navigator, ['sendBeacon']], [XMLHttpRequest, ['open', 'send']], [History, ['pushState']],
                               [Storage, ['setItem']], [Response, ['json', 'text']], [Function, ['toString']]]) {
    for (const name of names) {
      await ask(type.name + name, () => { const f = type.prototype[name]; return [f.name, f.length, f.toString()]; });
      await ask(type.name + name + ' call', () => type.prototype[name].call({}));
    }
  }
  for (const [type, name] of [[HTMLImageElement, 'src'], [HTMLScriptElement, 'src'], [Document, 'cookie']]) {
    const property = Object.getOwnPropertyDescriptor(type.prototype, name);
    await ask(type.name, () => [property.set.name, property.set.toString(), property.enumerable, property.configurable]);
  }
  await ask('globals', () => Object.keys(window).filter((n) => !/^__|playwright/.test(n)).sort());
  await ask('own', () => Reflect.ownKeys(window).filter((n) => /dataLayer|utag|_satellite|digital/i.test(String(n))));
  await ask('symbols', () => Object.getOwnPropertySymbols(window).length);
  await ask('types', () => [typeof dataLayer, typeof utag, typeof _satellite, typeof digitalData, typeof adobeDataLayer]);
  await ask('layer', () => { dataLayer.push({a: 1}, {b: 2}); return [dataLayer.length, JSON.stringify(dataLayer), Object.keys(dataLayer)]; });
  await ask('layer forEach', () => { let n = ''; for (const i in dataLayer) n += i; return n; });
  await ask('fetch answers', () => fetch('data').then((r) => r.json()).then(JSON.stringify));
  await ask('fetch promise', () => fetch('data') instanceof Promise);
  await ask('fetch rejects', () => fetch('http://[').catch((error) => [error.name, error.constructor === TypeError]));
  await ask('beacon', () => navigator.sendBeacon('data'));
  await ask('timers', () => new Promise((done) => setTimeout((a, b) => done([a, b]), 5, 1, 2)));
  await ask('this of a timer', () => new Promise((done) => setTimeout(function () { done(this === window); }, 5)));
  await ask('text as timer', () => new Promise((done) => { window.told = done; setTimeout('told(7)', 5); }));
  await ask('cleared', () => new Promise((done) => { const t = setTimeout(() => done(1), 5); clearTimeout(t); setTimeout(() => done(2), 20); }));
  await ask('xhr', () => new Promise((done) => { const x = new XMLHttpRequest(); x.open('GET', 'data'); x.onload = () => done(x.responseText); x.send(); }));
  await ask('extended', () => { class Own extends EventSource {} ; const one = new Own('data'); one.close(); return [one instanceof Own, one instanceof EventSource, one.constructor === Own, EventSource.prototype.constructor === EventSource]; });
  await ask('unhandled', () => new Promise((done) => { addEventListener('unhandledrejection', (e) => { e.preventDefault(); done([e.reason.name, e.promise === window.lost]); }, {once: true}); window.lost = fetch('http://['); }));
  await ask('handled', () => new Promise((done) => { const seen = () => done('unhandled'); addEventListener('unhandledrejection', seen); fetch('http://[').catch(() => setTimeout(() => { removeEventListener('unhandledrejection', seen); done('handled'); }, 50)); }));
  await ask('resources', () => performance.getEntriesByType('resource').map((e) => e.name.replace(/.*[/]/, '')).sort());
  await ask('cookie', () => { document.cookie = 'probe=1'; return document.cookie; });
  await ask('storage', () => { localStorage.setItem('p', 1); localStorage.q = 2; return [localStorage.p, localStorage.length]; });
  await ask('history', () => { history.pushState({x: 1}, '', '?p'); return [location.search, history.state.x]; });
  return told;
}
