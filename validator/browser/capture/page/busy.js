// Knows what the page is still about to do: pending timers, idle callbacks, answers that it waits for. The engine asks
// to be told when nothing is left that is due soon.
const busy = (() => {
  const { native, listen } = channel;
  const setTimer = window.setTimeout, clearTimer = window.clearTimeout;
  const timers = new Map();
  let running = null, waiting = 0, waiters = [], idle = 0;

  const soon = (limit) => {
    const now = native.now();
    for (const timer of timers.values()) if (timer.delay <= limit && !timer.loop) return true;
    return false;
  };
  const quiet = (limit) => waiting <= 0 && idle <= 0 && !soon(limit);

  // Whatever just ended may go on in a promise: look again one turn of the event loop later, twice.
  function check() {
    if (!waiters.length) return;
    native.apply(setTimer, window, [() => native.apply(setTimer, window, [() => {
      waiters = waiters.filter((waiter) => {
        if (!quiet(waiter.limit)) return true;
        waiter.done();
        return false;
      });
    }, 0]), 0]);
  }

  function begin() {
    let open = true;
    waiting++;
    return () => { if (open) { open = false; waiting--; check(); } };
  }

  function during(promise) {
    const done = begin();
    try { promise.then(done, done); } catch (error) { done(); }
  }

  // A timer that sets itself again (a carousel, a poll) would keep a page busy for ever: it counts once, not again.
  function loops(callback) {
    if (!running) return false;
    return running.callback === callback || (running.depth > 0 && String(running.callback) === String(callback)) || running.depth > 20;
  }

  function proxied(name, apply) {
    const original = window[name];
    if (typeof original === 'function') window[name] = new Proxy(original, { apply });
  }

  proxied('setTimeout', (target, self, given) => {
    const [callback, delay, ...rest] = given;
    if (typeof callback !== 'function') return native.apply(target, self, given);
    const timer = { callback, delay: Number(delay) || 0, depth: running ? running.depth + 1 : 0, loop: loops(callback) };
    let id = 0;
    const run = function () {
      timers.delete(id);
      const before = running;
      running = timer;
      try { return native.apply(callback, this, arguments); } finally { running = before; check(); }
    };
    id = native.apply(target, self, [run, delay, ...rest]);
    timers.set(id, timer);
    return id;
  });
  const cleared = (target, self, given) => {
    if (timers.delete(given[0])) check();
    return native.apply(target, self, given);
  };
  proxied('clearTimeout', cleared);
  proxied('clearInterval', cleared);
  proxied('requestIdleCallback', (target, self, given) => {
    const [callback, ...rest] = given;
    if (typeof callback !== 'function') return native.apply(target, self, given);
    idle++;
    return native.apply(target, self, [function () {
      idle--;
      try { return native.apply(callback, this, arguments); } finally { check(); }
    }, ...rest]);
  });

  // Resolves "quiet" when nothing is due within `limit` milliseconds, or "bound" after `most` milliseconds.
  function settled(limit, most) {
    return new Promise((resolve) => {
      const waiter = { limit, done: () => resolve('quiet') };
      waiters.push(waiter);
      check();
      native.apply(setTimer, window, [() => { waiters = waiters.filter((other) => other !== waiter); resolve('bound'); }, most]);
    });
  }

  // A visitor begins when the page has loaded, and the tag manager's scripts that it asks for have run.
  const missing = () => Array.from(document.scripts).filter((script) => /\/(?:gtm\.js|gtag\/js)\?/.test(script.src) && !over.has(script));
  const is_ready = () => document.readyState === 'complete' && !missing().length;

  // Resolves "ready" then, or "bound" after `most` milliseconds.
  function ready(most) {
    return new Promise((resolve) => {
      native.apply(setTimer, window, [() => resolve('bound'), most]);
      const loaded = () => {
        const open = missing();
        if (!open.length) return resolve('ready');
        let left = open.length;
        const done = () => { if (--left === 0) resolve('ready'); };
        for (const script of open) { listen(script, 'load', done); listen(script, 'error', done); }
      };
      if (document.readyState === 'complete') loaded();
      else listen(window, 'load', () => native.apply(setTimer, window, [loaded, 0]));
    });
  }
  const over = new WeakSet();
  const ended = (event) => { if (event.target && event.target.tagName === 'SCRIPT') over.add(event.target); };
  listen(document, 'load', ended);
  listen(document, 'error', ended);

  return { begin, during, settled, ready, is_ready };
})();
