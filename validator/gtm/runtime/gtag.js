// gtag commands: what a page pushes as `arguments`. Each may give a message for the data layer.

const groupsOf = told =>
  String(told === undefined || told === "" ? "default" : told)
    .split(",")
    .map(text => text.trim());

// The measurement ids that an event goes to: those it names, and those of the groups it names.
function addressed(sendTo) {
  const names =
    sendTo === undefined
      ? ["default"]
      : []
          .concat(sendTo)
          .join(",")
          .split(",")
          .map(text => text.trim());
  const found = new Set();
  names.forEach(name => {
    if (name.indexOf("G-") === 0) found.add(name);
    Object.keys(destinations).forEach(id => {
      if (destinations[id].groups.indexOf(name) >= 0) found.add(id);
    });
  });
  return Array.from(found);
}

const GTAG = {
  consent(args) {
    const told = args[2];
    if (args.length !== 3 || !told || typeof told !== "object") return undefined;
    const plain = Object.assign({}, told);
    if (args[1] === "default") consent.setDefault(plain);
    else if (args[1] === "update") consent.update(plain);
    return undefined;
  },

  config(args) {
    const id = args[1],
      params = args[2];
    if (typeof id !== "string" || (params !== undefined && !isPlain(params))) return undefined;
    if (id.indexOf("G-") === 0 && !PROGRAM.observe) {
      ga4Config(id, withTypes(Object.assign({}, params)), {external: true, groups: groupsOf(params && params.groups)});
    }
    return undefined;
  },

  event(args) {
    const name = args[1],
      params = args[2];
    if (typeof name !== "string" || (params !== undefined && !isPlain(params)) || args.length > 3) return undefined;
    const item = {event: name};
    const own = params ? merge(params, null) : {};
    if (params) {
      item.eventModel = merge(params, null);
      if (params.event_callback) item.eventCallback = params.event_callback;
      if (params.event_timeout) item.eventTimeout = params.event_timeout;
    } else {
      item.eventModel = {};
    }
    delete own.event_callback;
    const ids = addressed(own.send_to);
    if (!PROGRAM.observe) ids.forEach(id => ga4Event(id, name, own, {external: true}));
    delete item.eventModel.send_to;
    if (ids.length) item.eventModel.send_to = ids.join(",");
    return item;
  },

  js(args) {
    if (args.length !== 2 || !args[1] || !args[1].getTime) return undefined;
    return {event: "gtm.js", "gtm.start": args[1].getTime()};
  },

  set(args) {
    let told;
    if (args.length === 2 && isPlain(args[1])) told = merge(args[1], null);
    else if (args.length === 3 && typeof args[1] === "string") told = {[args[1]]: copyOf(args[2])};
    if (!told) return undefined;
    if (told.ads_data_redaction !== undefined) consent.redact = isTrue(told.ads_data_redaction);
    if (told.url_passthrough !== undefined) consent.passthrough = isTrue(told.url_passthrough);
    Object.assign(globalFields, copyOf(told));
    delete told.event;
    return told;
  },

  get(args) {
    const id = args[1],
      key = args[2],
      callback = args[3];
    if (args.length !== 4 || typeof callback !== "function" || PROGRAM.observe) return undefined;
    const destination = destinationOf(String(id));
    const known = () => {
      if (key === "client_id") return clientId(destination.config).id;
      if (key === "session_id") return destination.session ? destination.session.sid : undefined;
      if (key === "session_number") return destination.session ? String(destination.session.count) : undefined;
      return hasOwn(destination.config, key) ? destination.config[key] : globalFields[key];
    };
    later(() => callback(known()));
    return undefined;
  },
};

const GTAG_TITLES = {consent: "Consent", config: "Config", event: "Event", js: "js", set: "Set", get: "Get"};
