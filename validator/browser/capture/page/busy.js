// Knows what the page is still about to do: pending timers, idle callbacks, answers that it waits for. The engine asks
// to be told when nothing is left that is due soon. Knows also since when a chain of timers and answers runs, so that
// what comes of a click belongs to the step of the click, however late it comes.
const busy = (() => {
  const { native, listen, listen_to_document, hooks, time, wrap } = channel;
  const Promises = Promise;
  const LONGEST = 5000; // milliseconds: what comes later has a time of its own
  const timers = native.own(new Map(), 'get', 'set', 'delete', 'forEach');
  let running = null, cause = 0, waiting = 0, waiters = [], idle = 0;

  hooks.since = () => (cause && time() - cause < LONGEST ? cause : 0);
  const now_or_cause = () => hooks.since() || time();

  function soon(limit) {
    let found = false;
    timers.forEach((timer) => { if (!timer.loop && timer.delay <= limit) found = true; });
    return found;
  }
  const quiet = (limit) => waiting <= 0 && idle <= 0 && !soon(limit);

  // Whatever just ended may go on in a promise: look again one turn of the event loop later, twice.
  function check() {
    if (!waiters.length) return;
    native.apply(native.timer, window, [() => native.apply(native.timer, window, [() => {
      const left = [];
      for (let i = 0; i < waiters.length; i++) {
        if (quiet(waiters[i].limit)) waiters[i].done();
        else left[left.length] = waiters[i];
      }
      waiters = left;
    }, 0]), 0]);
  }

  function begin() {
    let open = true;
    waiting++;
    return () => { if (open) { open = false; waiting--; check(); } };
  }

  // The page is busy until one of these events comes to an object.
  function until(target, ...ends) {
    const done = begin();
    for (let i = 0; i < ends.length; i++) listen(target, ends[i], done);
    return done;
  }

  // An answer came: what runs in the microtasks that follow was caused when it was asked for.
  function carry(since) {
    cause = since;
    let left = 40;
    const hop = () => {
      if (cause !== since) return;
      if (--left) native.apply(native.microtask, window, [hop]);
      else cause = 0;
    };
    hop();
  }

  // The page gets a promise of the same outcome: to listen to its own would make a rejection count as handled.
  function during(promise) {
    const done = begin(), since = now_or_cause();
    try {
      return native.apply(native.then, promise, [
        (value) => { done(); carry(since); return value; },
        (error) => { done(); carry(since); throw error; },
      ]);
    } catch (error) { done(); return promise; }
  }

  // An event's listeners run between `first` and `last` of one object.
  function between(target, first, last) {
    const since = now_or_cause();
    listen(target, first, () => { if (target.readyState === 4) cause = since; });
    listen(target, last, () => { cause = 0; });
  }

  // A timer that sets itself again (a carousel, a poll) would keep a page busy for ever: it counts once, not again.
  function loops(callback) {
    if (!running) return false;
    return running.callback === callback || (running.depth > 0 && native.Text(running.callback) === native.Text(callback)) || running.depth > 20;
  }

  wrap(window, 'setTimeout', (target, self, given) => {
    const callback = given[0];
    if (typeof callback !== 'function') return native.apply(target, self, given);
    const loop = loops(callback);
    const timer = { callback, delay: +given[1] || 0, depth: running ? running.depth + 1 : 0, loop, since: loop ? 0 : now_or_cause(), due: native.now() + (+given[1] || 0) };
    let id = 0;
    const run = function () {
      timers.delete(id);
      const before = running, earlier = cause;
      running = timer;
      cause = timer.since;
      try { return native.apply(callback, this, arguments); } finally { running = before; cause = earlier; check(); }
    };
    const rest = [run];
    for (let i = 1; i < given.length; i++) rest[i] = given[i];
    id = native.apply(target, self, rest);
    timers.set(id, timer);
    return id;
  });
  const cleared = (target, self, given) => {
    if (timers.delete(given[0])) check();
    return native.apply(target, self, given);
  };
  wrap(window, 'clearTimeout', cleared);
  wrap(window, 'clearInterval', cleared);
  wrap(window, 'requestIdleCallback', (target, self, given) => {
    const callback = given[0];
    if (typeof callback !== 'function') return native.apply(target, self, given);
    const since = now_or_cause(), told = [function () {
      waits.delete(id);
      idle--;
      const earlier = cause;
      cause = since;
      try { return native.apply(callback, this, arguments); } finally { cause = earlier; check(); }
    }];
    for (let i = 1; i < given.length; i++) told[i] = given[i];
    idle++;
    const id = native.apply(target, self, told);
    waits.add(id);
    return id;
  });
  const waits = native.own(new Set(), 'add', 'delete');
  wrap(window, 'cancelIdleCallback', (target, self, given) => {
    if (waits.delete(given[0])) { idle--; check(); }
    return native.apply(target, self, given);
  });

  // Resolves "quiet" when nothing is due within `limit` milliseconds, or "bound" after `most` milliseconds.
  function settled(limit, most) {
    return new Promises((resolve) => {
      const waiter = { limit, done: () => { channel.flush(); resolve('quiet'); } };
      waiters[waiters.length] = waiter;
      check();
      native.apply(native.timer, window, [() => {
        const left = [];
        for (let i = 0; i < waiters.length; i++) if (waiters[i] !== waiter) left[left.length] = waiters[i];
        waiters = left;
        resolve('bound');
      }, most]);
    });
  }
  // Whether a timer fires within `limit` milliseconds, or an answer is awaited.
  function due(limit) {
    const until = native.now() + limit;
    let found = waiting > 0 || idle > 0;
    timers.forEach((timer) => { if (!timer.loop && timer.due <= until) found = true; });
    return found;
  }

  // A visitor begins when the page has loaded, and the tag manager's scripts that it asks for have run.
  const scripts = Object.getOwnPropertyDescriptor(Document.prototype, 'scripts').get, test = RegExp.prototype.test;
  function missing() {
    const all = native.apply(scripts, document, []), found = [];
    for (let i = 0; i < all.length; i++) {
      if (native.apply(test, /\/(?:gtm\.js|gtag\/js)\?/, [all[i].src]) && !over.has(all[i])) found[found.length] = all[i];
    }
    return found;
  }
  const is_ready = () => document.readyState === 'complete' && !missing().length;

  // Resolves "ready" then, or "bound" after `most` milliseconds.
  function ready(most) {
    return new Promises((resolve) => {
      native.apply(native.timer, window, [() => resolve('bound'), most]);
      const loaded = () => {
        const open = missing();
        if (!open.length) return resolve('ready');
        let left = open.length;
        const done = () => { if (--left === 0) resolve('ready'); };
        for (let i = 0; i < open.length; i++) { listen(open[i], 'load', done); listen(open[i], 'error', done); }
      };
      if (document.readyState === 'complete') loaded();
      else listen(window, 'load', () => native.apply(native.timer, window, [loaded, 0]));
    });
  }
  const over = native.own(new WeakSet(), 'add', 'has');
  const ended = (event) => { if (event.target && event.target.tagName === 'SCRIPT') over.add(event.target); };
  listen_to_document('load', ended);
  listen_to_document('error', ended);

  return { begin, until, during, between, settled, due, ready, is_ready };
})();
