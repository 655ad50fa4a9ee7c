// The page itself: its history, its errors, timers.

function historyNow(source, state, url) {
  const href = url || location.href;
  return {
    source,
    state: state === undefined ? null : state,
    url: withoutFragment(href),
    fragment: urlPart(href, "FRAGMENT"),
  };
}

const histories = {names: {}, on: false, ids: []};

// Tag Manager's own triggers answer gtm.historyChange; gtag's, and those that somebody made for its event, the second.
const SECOND_HISTORY = "gtm.historyChange-v2";

LISTEN.historyChange = trigger => {
  const second = trigger.params.listener && trigger.params.version === 2;
  listenHistory(second ? SECOND_HISTORY : "gtm.historyChange", second ? trigger.unique : "");
};

function listenHistory(name, unique) {
  const told = (histories.names[name] = histories.names[name] || {ids: [], before: historyNow(null, history.state)});
  if (unique) told.ids.push(unique);
  if (histories.on) return;
  histories.on = true;
  ["pushState", "replaceState"].forEach(method => {
    const original = history[method];
    if (typeof original !== "function") return;
    history[method] = function (state) {
      const result = original.apply(history, arguments);
      guarded(() => onHistory(historyNow(method, state)));
      return result;
    };
  });
  addEventListener("popstate", event => guarded(() => onHistory(historyNow("popstate", event.state))));
  addEventListener("hashchange", () => guarded(() => onHistory(historyNow("hashchange", null))));
}

function onHistory(now) {
  Object.keys(histories.names).forEach(name => {
    const told = histories.names[name];
    const before = told.before;
    const sources = [before.source, now.source];
    // A click on a fragment gives both events: one change.
    if (sources.indexOf("popstate") >= 0 && sources.indexOf("hashchange") >= 0 && before.fragment === now.fragment)
      return;
    told.before = now;
    const item = {
      event: name,
      "gtm.historyChangeSource": now.source,
      "gtm.oldUrlFragment": before.fragment,
      "gtm.newUrlFragment": now.fragment,
      "gtm.oldHistoryState": before.state,
      "gtm.newHistoryState": now.state,
      "gtm.oldUrl": before.url,
      "gtm.newUrl": now.url,
    };
    if (told.ids.length) item["gtm.triggers"] = told.ids.join(",");
    pushEvent(item);
  });
}

LISTEN.jsError = () => {
  if (LISTEN.jsError.on) return;
  LISTEN.jsError.on = true;
  addEventListener("error", event => {
    if (event.target !== window && event.target) return; // a resource, not a script
    guarded(() =>
      pushEvent({
        event: "gtm.pageError",
        "gtm.errorMessage": event.message,
        "gtm.errorUrl": event.filename || "",
        "gtm.errorLineNumber": event.lineno || 0,
      }),
    );
  });
};

LISTEN.timer = (trigger, params) => {
  const interval = Number(params.interval);
  const limit = Number(params.limit) || 0;
  if (!(interval > 0)) return;
  const started = Date.now();
  let number = 0;
  setTimeout(() => {}, interval); // tells whoever waits for the page's timeouts when the first is due
  const id = setInterval(
    () =>
      guarded(() => {
        if (limit && number >= limit) {
          clearInterval(id);
          return;
        }
        number += 1;
        const now = Date.now();
        pushEvent({
          event: trigger.event,
          "gtm.timerId": id,
          "gtm.timerEventNumber": number,
          "gtm.timerInterval": interval,
          "gtm.timerLimit": limit || params.limit,
          "gtm.timerStartTime": started,
          "gtm.timerCurrentTime": now,
          "gtm.timerElapsedTime": now - started,
          "gtm.triggers": trigger.unique,
        });
        if (limit && number >= limit) clearInterval(id);
      }),
    interval,
  );
};
