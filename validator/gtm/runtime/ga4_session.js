// GA4: who the visitor is, and which session this is. Without analytics_storage nothing is kept: numbers of this page.

const SESSION_SECONDS = 1800;
const TWO_YEARS = 63072000;
const ENGAGED_AFTER = 10000;

const engagement = {
  total: 0, // milliseconds seen in this page
  untold: 0, // since the last event that told it
  since: document.visibilityState === "visible" ? performance.now() : 0,

  count() {
    const now = performance.now();
    if (engagement.since) {
      const passed = now - engagement.since;
      engagement.total += passed;
      engagement.untold += passed;
      engagement.since = now;
    }
    return engagement.untold;
  },

  take() {
    const told = Math.round(engagement.count());
    engagement.untold = 0;
    return told;
  },
};

document.addEventListener(
  "visibilitychange",
  () => {
    engagement.count();
    engagement.since = document.visibilityState === "visible" ? performance.now() : 0;
  },
  true,
);

function cookieSettings(config) {
  const domain =
    !config.cookie_domain || config.cookie_domain === "auto" ? cookieDomain() : String(config.cookie_domain);
  const seconds =
    config.cookie_expires === undefined || config.cookie_expires === "" ? TWO_YEARS : Number(config.cookie_expires);
  return {
    domain,
    path: config.cookie_path || "/",
    seconds,
    flags: config.cookie_flags || "",
    prefix: config.cookie_prefix && config.cookie_prefix !== "_ga" ? config.cookie_prefix : "",
  };
}

// The visitor's number: from the cookie, a new one, or one for this page only.
let pageClient = "";
function clientId(config, name) {
  if (config.client_id) return {id: String(config.client_id), fresh: false};
  if (consent.granted("analytics_storage")) {
    const settings = cookieSettings(config);
    const cookie = name || settings.prefix + "_ga";
    const told = /^GA1\.[\d-]+\.(\d+\.\d+)$/.exec(cookieValues(cookie)[0] || "");
    const fresh = !told;
    const id = told ? told[1] : pageClient || randomNumber() + "." + unixSeconds();
    pageClient = id;
    writeCookie(cookie, "GA1.1." + id, settings);
    return {id, fresh};
  }
  if (!pageClient) pageClient = randomNumber() + "." + unixSeconds();
  return {id: pageClient, fresh: !sawClient};
}
let sawClient = false;

function readSession(text) {
  const now = /^GS2\.[\d-]+\.s(\d+)(.*)$/.exec(text || "");
  if (now) {
    const told = {sid: now[1]};
    now[2].split("$").forEach(part => {
      told[part.charAt(0)] = part.slice(1);
    });
    return {sid: told.sid, count: Number(told.o) || 1, engaged: told.g === "1", last: Number(told.t) || 0};
  }
  const before = /^GS1\.[\d-]+\.(\d+)\.(\d+)\.(\d+)\.(\d+)/.exec(text || "");
  return before
    ? {sid: before[1], count: Number(before[2]), engaged: before[3] === "1", last: Number(before[4])}
    : null;
}

// The session at an event of a destination: {sid, count, engaged, starts, first}.
function sessionOf(destination) {
  const config = destination.config;
  const settings = cookieSettings(config);
  const cookie = settings.prefix + "_ga_" + destination.id.replace(/^G-/, "");
  const stored = consent.granted("analytics_storage");
  const client = clientId(config);
  const now = unixSeconds();
  const known = stored ? readSession(cookieValues(cookie)[0]) || destination.session : destination.session;
  const alive = known && now - known.last < (Number(config.session_timeout) || SESSION_SECONDS);
  const session = alive ? known : {sid: String(now), count: known ? known.count + 1 : 1, engaged: false, last: now};
  session.last = now;
  if (engagement.total + engagement.count() >= ENGAGED_AFTER) session.engaged = true;
  const told = {client, session, starts: !alive, first: !known && client.fresh};
  sawClient = true;
  destination.session = session;
  destination.keepSession = () => {
    if (!consent.granted("analytics_storage")) return;
    writeCookie(
      cookie,
      "GS2.1.s" +
        session.sid +
        "$o" +
        session.count +
        "$g" +
        (session.engaged ? 1 : 0) +
        "$t" +
        session.last +
        "$j60$l0$h0",
      settings,
    );
  };
  return told;
}
