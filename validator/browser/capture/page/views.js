// Page views of single-page apps: every change of the URL by the history API or the fragment.
const views = (() => {
  const { native, send, quote, listen, wrap } = channel;
  let last = location.href;
  const report = (how) => {
    if (location.href === last) return;
    last = location.href;
    send('view', ',"how":"' + how + '","url":' + quote(last) + ',"title":' + quote(document.title));
  };
  for (const how of ['pushState', 'replaceState']) {
    wrap(History.prototype, how, (target, self, given) => {
      const answer = native.apply(target, self, given);
      report(how);
      return answer;
    });
  }
  // A change of the fragment alone is told by both events: it is a hash router's.
  const page_of = (url) => url.split('#')[0];
  listen(window, 'popstate', () => { if (page_of(location.href) !== page_of(last)) report('popstate'); });
  listen(window, 'hashchange', () => report('hashchange'));
})();

// What the engine and the local tag manager runtime call: under a symbol that only they know.
const report = (kind, value) => channel.send(kind === 'tags' || kind === 'container' || kind === 'error' ? kind : 'unknown', ',"value":' + snapshot(value));
report.sequence = layers.key;

// Consent that was set without a gtag command (by a template of a tag manager) is read where Google keeps it.
let consent_before = '';
function consent() {
  const entries = window.google_tag_data && window.google_tag_data.ics && window.google_tag_data.ics.entries;
  if (!entries) return;
  const state = {};
  for (const name of Object.keys(entries)) {
    const entry = entries[name], told = entry.update === undefined ? entry.default : entry.update;
    if (told !== undefined) state[name] = told ? 'granted' : 'denied';
  }
  const told = snapshot(state);
  if (told !== consent_before && told !== '{}') { consent_before = told; channel.send('consent', ',"state":' + told); }
}

// The engine looks at the end of each step.
function look(lexical) {
  layers.sweep(lexical);
  objects.sweep();
  storage.sweep();
  try { consent(); } catch (error) { /* not Google's object */ }
  channel.flush();
  return { url: location.href, title: document.title };
}
channel.listen(window, 'pagehide', () => { try { consent(); } catch (error) { /* as above */ } });

const { settled, due, ready, is_ready } = busy;
Object.defineProperty(window, Symbol.for(SYMBOL), { value: Object.freeze({ report, look, settled, due, ready, is_ready, again: channel.again }) });

// Who asks for all keys of the window is not told the names of what stands there for the engine.
{
  const { native, wrap } = channel;
  const names = [Symbol.for(SYMBOL), Symbol.for(SYMBOL + '.stayed')];
  const ours = (key) => key === names[0] || key === names[1];
  const without = (target, self, given) => {
    const keys = native.apply(target, self, given);
    if (given[0] !== window) return keys;
    const left = [];
    for (let i = 0; i < keys.length; i++) if (!ours(keys[i])) left[left.length] = keys[i];
    return left;
  };
  wrap(Object, 'getOwnPropertySymbols', without);
  wrap(Reflect, 'ownKeys', without);
  wrap(Object, 'getOwnPropertyDescriptors', (target, self, given) => {
    const found = native.apply(target, self, given);
    if (given[0] === window) for (let i = 0; i < names.length; i++) delete found[names[i]];
    return found;
  });
}
