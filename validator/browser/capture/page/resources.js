// What the browser loaded that the engine did not answer: a hit among it that should have been held back has leaked.
(() => {
  const { send, quote, native } = channel;
  const WANTED = /[?;]|\.gif$/, SENT = /^(?:beacon|fetch|xmlhttprequest|ping|other)$/;
  const test = RegExp.prototype.test;
  const ours = (entry) => {
    const told = entry.serverTiming;
    for (let i = 0; i < told.length; i++) if (told[i].name === MARK) return true;
    return false;
  };
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries();
    let urls = '';
    for (let i = 0; i < entries.length; i++) {
      const { name, initiatorType } = entries[i];
      if (!native.apply(test, WANTED, [name]) && !native.apply(test, SENT, [initiatorType])) continue;
      if (name.indexOf(PATH) >= 0 || entries[i].workerStart || ours(entries[i])) continue;
      urls += (urls ? ',' : '') + quote(name);
    }
    if (urls) send('loaded', ',"urls":[' + urls + ']');
  });
  try { observer.observe({ type: 'resource', buffered: true }); } catch (error) { /* a document without a network */ }
})();
