// Custom HTML and custom images.

const liveValues = []; // what scripts of custom HTML reach by google_tag_manager["GTM-…"].macro(n)
const pendingHtml = {}; // by its id: custom HTML that tells itself when it is through
let htmlCount = 0;

function reachLive(value) {
  liveValues.push(value);
  return "google_tag_manager[" + JSON.stringify(PROGRAM.id) + "].macro(" + (liveValues.length - 1) + ")";
}

TAGS.html = (params, run) => {
  if (!document.body) {
    // fired before the page has a body: Google waits for one
    later(() => TAGS.html(params, run));
    return run.pending();
  }
  const id = (run.message.htmlId = "gtm-html-" + PROGRAM.id + "-" + ++htmlCount);
  const html = fillHtml(String(run.raw.html || ""), run.message, reachLive);
  const box = document.createElement("div");
  box.innerHTML = POLICY.createHTML(html);
  const restore = isTrue(run.raw.supportDocumentWrite) ? captureWrites(run) : () => {};
  // A tag that knows its own id tells by google_tag_manager[…].onHtmlSuccess whether it is through.
  const tellsItself = partsOf(String(run.raw.html)).some(
    part => part.name && (PROGRAM.variables[part.name] || {}).type === "hid",
  );
  if (tellsItself) pendingHtml[id] = run.later;
  insertAll(
    document.body,
    Array.from(box.childNodes),
    error => {
      restore();
      if (error) run.later.fail(error);
      else if (!tellsItself) run.later.done();
    },
    run,
  );
  return run.pending();
};

// Puts nodes into the page one by one; a script with a source is waited for, as a browser does while it parses.
function insertAll(place, nodes, ended, run) {
  const node = nodes.shift();
  if (!node) return ended();
  const next = () => insertAll(place, nodes, ended, run);
  if (node.nodeType === 1 && node.tagName === "SCRIPT" && isScript(node))
    return insertScript(place, node, next, ended, run);
  if (node.nodeType === 1 && node.querySelector && node.querySelector("script")) {
    const inner = Array.from(node.childNodes);
    inner.forEach(child => node.removeChild(child));
    place.appendChild(node);
    return insertAll(node, inner, error => (error ? ended(error) : next()), run);
  }
  place.appendChild(node);
  return next();
}

const isScript = node => /^$|javascript|ecmascript|gtmscript/i.test(node.getAttribute("type") || "");

function insertScript(place, node, next, ended, run) {
  const script = document.createElement("script"); // Google keeps no other attributes than these
  const source = node.getAttribute("src") || node.getAttribute("data-gtmsrc");
  script.async = false;
  script.type = "text/javascript";
  if (node.id) script.id = node.id;
  if (node.getAttribute("charset")) script.charset = node.getAttribute("charset");
  if (source) {
    script.src = POLICY.createScriptURL(source);
    script.onload = next;
    script.onerror = () => ended("its script " + source + " could not be loaded");
    place.appendChild(script);
    return;
  }
  script.text = POLICY.createScript(node.text);
  let mistake = null;
  // An exception inside reaches the window, not us: listen while it runs, so that it is told with the tag's name.
  const listen = event => {
    if (!mistake) mistake = event.message || String(event.error);
  };
  window.addEventListener("error", listen, true);
  try {
    place.appendChild(script);
  } finally {
    window.removeEventListener("error", listen, true);
  }
  if (mistake) {
    reportError(new Error(mistake), "tag ‘" + run.state.tag.name + "’", run.message);
    run.state.reason = mistake;
    run.mistake = mistake;
  }
  next();
}

// While a tag that may use document.write runs, what it writes goes to the page's end instead of replacing the page.
// Returns what gives the page its own methods back.
function captureWrites(run) {
  const write = text => {
    const box = document.createElement("div");
    box.innerHTML = POLICY.createHTML(text);
    insertAll(document.body, Array.from(box.childNodes), () => {}, run);
  };
  document.write = function () {
    write(Array.prototype.join.call(arguments, ""));
  };
  document.writeln = function () {
    write(Array.prototype.join.call(arguments, "") + "\n");
  };
  return () => {
    delete document.write; // the prototype's come back
    delete document.writeln;
  };
}

TAGS.img = (params, run) => {
  let url = String(params.url || "");
  if (!url) return run.fail("it has no URL");
  if (isTrue(params.useCacheBuster)) {
    const name = params.cacheBusterQueryParam || "gtmcb";
    url += (url.indexOf("?") < 0 ? "?" : "&") + name + "=" + randomNumber();
  }
  const image = new Image(1, 1);
  image.onload = image.onerror = () => run.later.done();
  image.src = url;
  run.told.sent({vendor: "image", event: "", id: "", url});
  return run.pending();
};
