// The start: once a page, where gtm.js would have started.

const OBSERVED = Symbol.for(PROGRAM.id + " " + PROGRAM.layer);

function start() {
  if (PROGRAM.observe) {
    const again = !!window[OBSERVED];
    Object.defineProperty(window, OBSERVED, {value: true, enumerable: false, configurable: true});
    reportContainer(again ? "loaded twice" : "");
    if (again) return;
    watchLayer();
    processQueue();
    return;
  }
  const manager = (window.google_tag_manager = window.google_tag_manager || {});
  if (manager[PROGRAM.id]) {
    reportContainer("loaded twice");
    return;
  }
  manager[PROGRAM.id] = {
    bootstrap: Date.now(),
    dataLayer: modelInterface,
    callback: () => {},
    macro: index => liveValues[index],
    onHtmlSuccess: id => pendingHtml[id] && pendingHtml[id].done(),
    onHtmlFailure: id => pendingHtml[id] && pendingHtml[id].fail("it told a failure"),
  };
  const shared = (manager[PROGRAM.layer] = manager[PROGRAM.layer] || {gtmDom: false, gtmLoad: false, subscribers: 0});
  reportContainer("");
  shared.subscribers += 1;
  watchLayer();
  later(processQueue); // what stands in the layer comes before the page's own progress
  whenReady(() => {
    if (shared.gtmDom) return;
    shared.gtmDom = true;
    layerOf().push({event: "gtm.dom"});
  });
  whenLoaded(() => {
    if (shared.gtmLoad) return;
    shared.gtmLoad = true;
    layerOf().push({event: "gtm.load"});
  });
}

function whenReady(task) {
  if (document.readyState !== "loading") later(task);
  else document.addEventListener("DOMContentLoaded", () => later(task), {once: true});
}

function whenLoaded(task) {
  if (document.readyState === "complete") later(task);
  else addEventListener("load", () => later(task), {once: true});
}

guarded(start);
