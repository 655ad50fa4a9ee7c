// What the visitor sees: how far a page was scrolled, which elements came into view.

const scrolls = {on: false, queued: false, far: {horizontal: 0, vertical: 0}, marks: []};

function thresholds(text) {
  return String(text === undefined ? "" : text)
    .split(",")
    .map(part => part.trim())
    .filter(part => part !== "")
    .map(Number)
    .filter(part => part >= 0);
}

LISTEN.scrollDepth = (trigger, params) => {
  ["vertical", "horizontal"].forEach(direction => {
    if (!isTrue(params[direction + "ThresholdOn"])) return;
    const units = String(params[direction + "ThresholdUnits"] || "PERCENT").toUpperCase();
    thresholds(params[direction + (units === "PIXELS" ? "ThresholdsPixels" : "ThresholdsPercent")]).forEach(mark => {
      const known = scrolls.marks.find(
        other => other.direction === direction && other.units === units && other.mark === mark,
      );
      if (known) known.ids.push(trigger.unique);
      else scrolls.marks.push({direction, units, mark, ids: [trigger.unique]});
    });
  });
  later(checkScroll);
  if (scrolls.on) return;
  scrolls.on = true;
  ["scroll", "resize", "scrollend"].forEach(name =>
    addEventListener(
      name,
      () => {
        if (scrolls.queued) return;
        scrolls.queued = true;
        later(() => {
          scrolls.queued = false;
          checkScroll();
        }, 50);
      },
      {passive: true, capture: true},
    ),
  );
};

function checkScroll() {
  const page = document.scrollingElement || (document.body && document.body.parentNode);
  if (!page) return;
  scrolls.far.horizontal = Math.max(scrolls.far.horizontal, page.scrollLeft + innerWidth);
  scrolls.far.vertical = Math.max(scrolls.far.vertical, page.scrollTop + innerHeight);
  const size = {horizontal: page.scrollWidth, vertical: page.scrollHeight};
  const reached = scrolls.marks
    .filter(mark => {
      const far = scrolls.far[mark.direction];
      return (mark.units === "PIXELS" ? far : (far / size[mark.direction]) * 100) >= mark.mark;
    })
    .sort((a, b) => a.mark - b.mark);
  scrolls.marks = scrolls.marks.filter(mark => reached.indexOf(mark) < 0);
  reached.forEach(mark =>
    pushEvent({
      event: "gtm.scrollDepth",
      "gtm.scrollThreshold": mark.mark,
      "gtm.scrollUnits": mark.units.toLowerCase(),
      "gtm.scrollDirection": mark.direction,
      "gtm.triggers": mark.ids.join(","),
    }),
  );
}

const POLL = 100; // milliseconds between two looks at an element that is on screen

LISTEN.elementVisibility = (trigger, params) => {
  const watch = {
    trigger,
    ratio: (Number(params.onScreenRatio) || 50) / 100,
    duration: isTrue(params.useOnScreenDuration) ? Number(params.onScreenDuration) || 0 : 0,
    frequency: params.firingFrequency || "ONCE",
    elements: new Map(),
    over: false,
    observer: null,
  };
  const refresh = () => {
    if (watch.over) return;
    const now = found(params.selectorType, params.elementId, params.elementSelector);
    watch.elements.forEach((state, element) => {
      if (now.indexOf(element) >= 0) return;
      stopWatching(state);
      watch.elements.delete(element);
      watch.observer.unobserve(element);
    });
    now.forEach(element => {
      if (watch.elements.has(element)) return;
      watch.elements.set(element, {fired: false, time: 0, timer: 0, due: 0, first: 0, recent: 0});
      watch.observer.observe(element);
    });
  };
  watch.observer = new IntersectionObserver(entries => guarded(() => entries.forEach(entry => onSight(watch, entry))), {
    threshold: [0, watch.ratio],
  });
  refresh();
  if (!isTrue(params.useDomChangeListener)) return;
  let queued = false;
  new MutationObserver(() => {
    if (queued) return;
    queued = true;
    later(() => {
      queued = false;
      refresh();
    });
  }).observe(document.documentElement, {childList: true, subtree: true, attributes: true});
};

function stopWatching(state) {
  clearInterval(state.timer);
  clearTimeout(state.due);
  state.timer = 0;
}

// Whoever waits until a page has nothing left to do sees its timeouts, and no interval: one says when the next look is.
function announce(state, milliseconds) {
  clearTimeout(state.due);
  state.due = setTimeout(() => {}, milliseconds);
}

function onSight(watch, entry) {
  const state = watch.elements.get(entry.target);
  if (!state || watch.over) return;
  if (entry.intersectionRatio >= watch.ratio && entry.isIntersecting) {
    if (state.fired || state.timer) return;
    if (watch.duration === 0 && look(watch, entry.target, state)) return;
    state.timer = setInterval(() => guarded(() => look(watch, entry.target, state)), POLL);
    announce(state, watch.duration + POLL);
    return;
  }
  stopWatching(state);
  if (watch.frequency === "MANY_PER_ELEMENT" && state.fired) {
    state.fired = false;
    state.time = 0;
  }
  state.recent = 0;
}

// One look at an element that should be on screen. True when it fired.
function look(watch, element, state) {
  if (isHidden(element)) return false;
  const since = Date.now() - (Number(model.get("gtm.start", 2)) || 0);
  state.recent = state.recent || since;
  state.first = state.first || since;
  state.time += POLL;
  if (state.time < watch.duration) {
    announce(state, watch.duration - state.time + POLL);
    return false;
  }
  state.fired = true;
  stopWatching(state);
  if (PROGRAM.observe) return true; // Google's own container pushes it
  const item = elementEvent(element, "gtm.elementVisibility", [watch.trigger.unique]);
  item["gtm.visibleRatio"] = Math.round(shownRatio(element) * 1000) / 10;
  item["gtm.visibleTime"] = watch.duration;
  item["gtm.visibleFirstTime"] = state.first;
  item["gtm.visibleLastTime"] = state.recent;
  if (watch.frequency === "ONCE") {
    watch.over = true;
    watch.observer.disconnect();
    watch.elements.forEach(stopWatching);
  }
  pushEvent(item);
  return true;
}
