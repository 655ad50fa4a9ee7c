// Knows that the document is about to be left: a link was followed or a form submitted, and the next page is awaited.
// Until it comes, the page is neither quiet nor ready for a visitor's next step.
{
  const { native, listen } = channel;
  const LONGEST = 5000;
  let waiting = 0, waiters = [], stayed = () => {};

  function begin() {
    waiting++;
    const idle = busy.begin();
    let open = true;
    const done = () => {
      if (!open) return;
      open = false;
      waiting--;
      idle();
      if (!waiting) { for (let i = 0; i < waiters.length; i++) waiters[i](); waiters = []; }
    };
    native.apply(native.timer, window, [done, LONGEST]);
    return done;
  }

  if (window.navigation) {
    listen(window.navigation, 'navigate', (event) => {
      if (event.hashChange || event.downloadRequest !== null || event.destination.sameDocument) return;
      if (!/^https?:/.test(event.destination.url)) return;
      stayed();
      const done = stayed = begin();
      // A page that takes the navigation over, or stops it, decides so while the event is told to it.
      native.apply(native.timer, window, [() => { if (event.defaultPrevented) done(); }, 0]);
    });
    listen(window.navigation, 'navigatesuccess', () => stayed());
    listen(window.navigation, 'navigateerror', () => stayed());
  }

  // A download, or an answer without content, leaves the visitor where he was; only the engine hears of it.
  Object.defineProperty(window, Symbol.for(SYMBOL + '.stayed'), { value: () => stayed() });

  const Promises = Promise;
  const over = () => new Promises((resolve) => { if (waiting) waiters[waiters.length] = resolve; else resolve(); });
  const { ready, is_ready } = busy;
  busy.ready = (most) => over().then(() => ready(most));
  busy.is_ready = () => !waiting && is_ready();
}
