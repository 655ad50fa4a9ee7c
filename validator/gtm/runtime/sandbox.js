// What the code of a custom template may ask for by require(…): https://developers.google.com/tag-platform/tag-manager/templates/api

class Undecidable extends Error {}

const templateStores = {}; // templateStorage, by type of template
const loadedScripts = {};

function windowPlace(path, make) {
  const parts = String(path).split(".");
  let place = window;
  for (let i = 0; i < parts.length - 1; i++) {
    if (place[parts[i]] === undefined && make) place[parts[i]] = {};
    place = place[parts[i]];
    if (place === undefined || place === null) return null;
  }
  return {object: place, key: parts[parts.length - 1]};
}

function readWindow(path) {
  const place = windowPlace(path);
  return place ? place.object[place.key] : undefined;
}

function changeConsent(command, told) {
  if (command === "default") consent.setDefault(told);
  else consent.update(told);
  report("consent", {command, given: jsonSafe(told), state: consent.state()});
}

// Calls what a template gave to be called later. A mistake in it is the template's.
function callBack(told, task) {
  const args = Array.prototype.slice.call(arguments, 2);
  budget.steps = 0;
  try {
    if (task) task.apply(null, args);
  } catch (error) {
    const tag = told.run && told.run.state.tag.name;
    reportError(error, tag ? "tag ‘" + tag + "’" : "template " + told.type, told.message);
  }
}

function loadScript(told, url, done, failed, token) {
  const key = token === undefined ? null : String(token);
  if (key !== null && loadedScripts[key]) {
    loadedScripts[key].then(
      () => callBack(told, done),
      () => callBack(told, failed),
    );
    return;
  }
  const loading = new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.async = true;
    script.onload = resolve;
    script.onerror = () => reject(new Error(url));
    script.src = POLICY.createScriptURL(url);
    (document.head || document.documentElement).appendChild(script);
  });
  if (key !== null) loadedScripts[key] = loading;
  loading.then(
    () => callBack(told, done),
    () => callBack(told, failed),
  );
}

const typeOf = value =>
  value === undefined ? "undefined" : value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

function parsedUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch (error) {
    return undefined;
  }
  const search = {};
  url.searchParams.forEach((value, key) => {
    search[key] = hasOwn(search, key) ? [].concat(search[key], value) : value;
  });
  return {
    href: url.href,
    origin: url.origin,
    protocol: url.protocol,
    username: url.username,
    password: url.password,
    host: url.host,
    hostname: url.hostname,
    port: url.port,
    pathname: url.pathname,
    search: url.search,
    searchParams: search,
    hash: url.hash,
  };
}

function urlComponent(href, component, extensions, queryKey) {
  if (!component) return href;
  const plain = String(component).toUpperCase();
  if (plain === "QUERY" && queryKey === undefined) return urlPart(href, "QUERY");
  return urlPart(href, plain, {queryKey, defaultPages: extensions});
}

function queryValues(search, key, all) {
  const values = new URLSearchParams(search).getAll(key);
  return all ? values : values.length ? values[0] : undefined;
}

async function digest(text, encoding) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  if (encoding === "hex") return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return btoa(String.fromCharCode.apply(null, bytes));
}

const decodeOr = (decode, text) => {
  try {
    return decode(text);
  } catch (error) {
    return undefined;
  }
};

const storageApi = () => ({
  getItem: key => localStorage.getItem(key),
  setItem: (key, value) => {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch (error) {
      return false;
    }
  },
  removeItem: key => localStorage.removeItem(key),
});

// What require(name) gives to one run of a template. `told`: {type, message, run}.
const SANDBOX = {
  addConsentListener: told => (type, task) => {
    consent.listeners.push({type, task: (name, granted) => callBack(told, task, name, granted)});
  },
  addEventCallback: told => task => {
    const message = told.message,
      before = message.finish || (() => {});
    message.finish = () => {
      before();
      guarded(() =>
        task(PROGRAM.id, {
          tags: message.tags
            .filter(state => state.status !== "not fired")
            .map(state => ({
              id: state.tag.id,
              status: state.status === "fired" ? "success" : "failure",
              executionTime: 0,
            })),
        }),
      );
    };
  },
  aliasInWindow: () => (to, from) => {
    const value = readWindow(from),
      place = windowPlace(to, true);
    if (value === undefined || !place) return false;
    place.object[place.key] = value;
    return true;
  },
  callInWindow: () =>
    function (path) {
      const place = windowPlace(path);
      const task = place && place.object[place.key];
      return typeof task === "function"
        ? task.apply(place.object, Array.prototype.slice.call(arguments, 1))
        : undefined;
    },
  callLater: told => task => {
    later(() => callBack(told, task));
  },
  copyFromDataLayer: () => (key, version) => copyOf(model.get(key, version === undefined ? 2 : version)),
  copyFromWindow: () => path => readWindow(path),
  createArgumentsQueue: () => (name, list) => {
    const known = readWindow(name);
    if (typeof known === "function") return known;
    const place = windowPlace(name, true),
      queue = windowPlace(list, true);
    queue.object[queue.key] = queue.object[queue.key] || [];
    return (place.object[place.key] = function () {
      queue.object[queue.key].push(arguments);
    });
  },
  createQueue: () => name => {
    const place = windowPlace(name, true);
    place.object[place.key] = place.object[place.key] || [];
    return item => readWindow(name).push(item);
  },
  decodeUri: () => text => decodeOr(decodeURI, text),
  decodeUriComponent: () => text => decodeOr(decodeURIComponent, text),
  encodeUri: () => text => decodeOr(encodeURI, text),
  encodeUriComponent: () => text => decodeOr(encodeURIComponent, text),
  fromBase64: () => text => decodeOr(value => decodeURIComponent(escape(atob(value))), text),
  toBase64: () => text => btoa(unescape(encodeURIComponent(text))),
  generateRandom: () => (low, high) => Math.floor(Math.random() * (high - low + 1)) + low,
  getContainerVersion: () => () => ({
    containerId: PROGRAM.id,
    version: PROGRAM.version,
    debugMode: false,
    previewMode: false,
    environmentName: "",
    environmentMode: false,
  }),
  getCookieValues: () => (name, decode) => cookieValues(name, decode !== false),
  getQueryParameters: () => (key, all) => queryValues(location.search, key, all),
  getReferrerQueryParameters: () => (key, all) =>
    queryValues((urlOf(document.referrer || location.href) || location).search, key, all),
  getReferrerUrl: () => (component, extensions, all, key) =>
    document.referrer ? urlComponent(document.referrer, component, extensions, key) : "",
  getTimestamp: () => () => Date.now(),
  getTimestampMillis: () => () => Date.now(),
  getType: () => typeOf,
  getUrl: () => (component, all, extensions, key) => urlComponent(location.href, component, extensions, key),
  gtagSet: () => (key, value) => {
    Object.assign(globalFields, isPlain(key) ? key : {[key]: value});
  },
  injectHiddenIframe: told => (url, done) => {
    const frame = document.createElement("iframe");
    frame.style.display = "none";
    frame.style.visibility = "hidden";
    frame.width = frame.height = "0";
    frame.onload = () => callBack(told, done);
    frame.src = url;
    (document.body || document.documentElement).appendChild(frame);
  },
  injectScript: told => (url, done, failed, token) => loadScript(told, url, done, failed, token),
  isConsentGranted: () => type => consent.granted(type),
  JSON: () => ({parse: text => decodeOr(JSON.parse, text), stringify: value => JSON.stringify(value)}),
  localStorage: storageApi,
  logToConsole: () =>
    function () {
      console.log.apply(console, arguments);
    },
  makeInteger: () => value => Math.trunc(Number(value)) || 0,
  makeNumber: () => value => Number(value),
  makeString: () => value => String(value),
  makeTableMap: () => (rows, key, value) => (Array.isArray(rows) ? tableOf(rows, key, value) : null),
  Math: () => ({
    abs: Math.abs,
    ceil: Math.ceil,
    floor: Math.floor,
    max: Math.max,
    min: Math.min,
    pow: Math.pow,
    round: Math.round,
    sqrt: Math.sqrt,
  }),
  Object: () => ({
    delete: (object, key) => delete object[key],
    entries: Object.entries,
    freeze: Object.freeze,
    keys: Object.keys,
    values: Object.values,
  }),
  parseUrl: () => parsedUrl,
  queryPermission: () => () => true,
  readCharacterSet: () => () => document.characterSet,
  readTitle: () => () => document.title,
  readAnalyticsStorage: () => () => ({client_id: clientId({}).id, sessions: []}),
  sendPixel: told => (url, done, failed) => {
    const image = new Image(1, 1);
    image.onload = () => callBack(told, done);
    image.onerror = () => callBack(told, failed);
    image.src = url;
    if (told.run) told.run.told.sent({vendor: "image", event: "", id: "", url});
  },
  setCookie: () => (name, value, options, encode) => {
    const asked = options || {};
    writeCookie(name, encode === false ? value : encodeURIComponent(value), {
      domain: asked.domain === "auto" ? cookieDomain() : asked.domain,
      path: asked.path,
      seconds: asked["max-age"],
      flags: [asked.secure ? "secure" : "", asked.samesite ? "samesite=" + asked.samesite : ""]
        .filter(Boolean)
        .join("; "),
    });
  },
  setDefaultConsentState: () => settings => changeConsent("default", Object.assign({}, settings)),
  setInWindow: () => (path, value, override) => {
    const place = windowPlace(path, true);
    if (!place || (place.object[place.key] !== undefined && !override)) return false;
    place.object[place.key] = value;
    return true;
  },
  sha256: told => (text, done, failed, options) => {
    digest(String(text), (options || {}).outputEncoding).then(
      value => callBack(told, done, value),
      () => callBack(told, failed),
    );
  },
  templateStorage: told => {
    const store = (templateStores[told.type] = templateStores[told.type] || {});
    return {
      getItem: key => (hasOwn(store, key) ? store[key] : null),
      setItem: (key, value) => {
        store[key] = value;
      },
      removeItem: key => {
        delete store[key];
      },
      clear: () => {
        Object.keys(store).forEach(key => delete store[key]);
      },
    };
  },
  updateConsentState: () => settings => changeConsent("update", Object.assign({}, settings)),
};

const requireFor = told => name => {
  if (!hasOwn(SANDBOX, name)) throw new Undecidable("its template asks for “" + name + "”, which cannot be run here");
  return SANDBOX[name](told);
};
