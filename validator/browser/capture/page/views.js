// Page views of single-page apps: every change of the URL by the history API or the fragment. Errors that nobody caught.
const views = (() => {
  const { native, send, quote, listen } = channel;
  let last = location.href;
  const report = (how) => {
    if (location.href === last) return;
    last = location.href;
    send('view', ',"how":"' + how + '","url":' + quote(last) + ',"title":' + quote(document.title));
  };
  for (const how of ['pushState', 'replaceState']) {
    const original = History.prototype[how];
    History.prototype[how] = new Proxy(original, {
      apply(target, self, given) {
        const answer = native.apply(target, self, given);
        report(how);
        return answer;
      },
    });
  }
  listen(window, 'popstate', () => report('popstate'));
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

// What the page keeps in its storage: [kind, name, value].
function stored() {
  const found = [];
  for (const kind of ['local', 'session']) {
    try {
      const storage = window[kind + 'Storage'];
      for (let i = 0; i < storage.length && i < 500; i++) {
        const name = storage.key(i);
        found.push([kind, name, String(storage.getItem(name)).slice(0, 2000)]);
      }
    } catch (error) { /* a page without storage */ }
  }
  return found;
}

// The engine looks at the end of each step.
function look() {
  layers.sweep();
  try { consent(); } catch (error) { /* not Google's object */ }
  return { stored: stored(), url: location.href, title: document.title };
}

const { settled, ready, is_ready } = busy;
Object.defineProperty(window, Symbol.for(SYMBOL), { value: Object.freeze({ report, look, settled, ready, is_ready }) });
