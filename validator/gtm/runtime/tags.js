// Tags: which of them run at a message, in which order, and what became of each.

const TAGS_BY_NAME = {};
PROGRAM.tags.forEach(tag => {
  if (!TAGS_BY_NAME[tag.name]) TAGS_BY_NAME[tag.name] = tag;
});

const firedEver = new Map(); // tags that fire once a page: what became of them

function newState(tag) {
  return {tag, status: "not fired", reason: "", triggers: [], sent: [], matched: false, asked: false};
}

// Every tag of the container at one message, asked but not run.
function evaluateTags(message) {
  message.steady = new Map();
  message.tags = candidatesOf(message.event).map(tag => {
    const state = newState(tag);
    state.asked = true;
    let matched = false,
      blocked = false,
      undecided = false;
    (tag.firing || []).forEach(id => {
      const told = evaluateTrigger(id, message);
      state.triggers.push(told.state);
      matched = matched || told.matched;
      undecided = undecided || told.undecided;
    });
    (tag.blocking || []).forEach(id => {
      const told = evaluateTrigger(id, message);
      if (matched || told.matched) state.triggers.push(Object.assign({}, told.state, {blocking: true}));
      blocked = blocked || told.matched;
    });
    state.matched = matched;
    if (matched && blocked) {
      state.status = "blocked";
      const names = state.triggers
        .filter(trigger => trigger.blocking && trigger.matched)
        .map(trigger => "‘" + trigger.name + "’");
      state.reason = "its exception " + names.join(", ") + " matched";
    } else if (matched) {
      state.status = "fired"; // until something stops it
    } else if (undecided) {
      state.status = "unknown";
      state.reason = "whether its trigger matched depends on a variable that cannot be worked out here";
    }
    return state;
  });
  message.steady = null;
  message.states = new Map(message.tags.map(state => [state.tag, state]));
}

function runTags(message) {
  if (PROGRAM.observe) return observeTags(message);
  const due = message.tags.filter(state => state.matched && state.status === "fired");
  due.forEach(state => {
    state.status = "not fired";
  });
  due.forEach(state => runSequence(state, message, () => {}));
  message.fired = due.some(
    state => state.status !== "paused" && state.status !== "scheduled" && state.status !== "live only",
  );
  return message.fired;
}

const sequenceOfTag = tag => (tag.params && tag.params.sequence) || {};
const asBoolean = value => value === true || value === "true";

// A tag with what runs before and after it. `ended(ok)` when all of it is through.
function runSequence(state, message, ended) {
  const sequence = sequenceOfTag(state.tag);
  const setup = (sequence.setup || [])[0],
    teardown = (sequence.teardown || [])[0];
  const main = () =>
    runTag(state, message, ok => {
      const last = teardown && companion(teardown.tagName, message);
      if (!last || (!ok && asBoolean(teardown.stopTeardownOnFailure))) return ended(ok);
      return runSequence(last, message, () => ended(ok));
    });
  const first = setup && companion(setup.tagName, message);
  if (!first) return main();
  return runSequence(first, message, ok => {
    if (!ok && asBoolean(setup.stopOnSetupFailure)) {
      state.status = "failed";
      state.reason = "the tag before it, ‘" + setup.tagName + "’, did not succeed";
      settle(message);
      return ended(false);
    }
    return main();
  });
}

function companion(name, message) {
  const tag = TAGS_BY_NAME[name];
  if (!tag) return null;
  let state = message.states.get(tag);
  if (!state) {
    // no trigger of its own could answer this event
    state = newState(tag);
    message.states.set(tag, state);
    message.tags.push(state);
  }
  return state;
}

// Why a tag must not run now, as {status, reason, ok}; null when it may.
function hindrance(tag) {
  if (tag.paused) return {status: "paused", reason: "it is paused"};
  if (tag.liveOnly) return {status: "live only", reason: "it fires in the published container only"};
  const now = Date.now() / 1000;
  if (tag.starts && now < tag.starts) return {status: "scheduled", reason: "it starts at " + timeText(tag.starts)};
  if (tag.ends && now > tag.ends) return {status: "scheduled", reason: "it ended at " + timeText(tag.ends)};
  const refusal = refusedByPage(tag.type);
  if (refusal) return {status: "blocked", reason: refusal};
  const denied = (tag.consent || []).filter(type => !consent.granted(type));
  if (denied.length) return {status: "denied", reason: "it needs consent to " + denied.join(", ")};
  return null;
}

const KINDS = {
  html: "customScripts",
  img: "customPixels",
  googtag: "google",
  gaawc: "google",
  gaawe: "google",
  ua: "google",
  awct: "google",
  sp: "google",
  gclidw: "google",
  flc: "google",
  fls: "google",
};

// What the page forbids by gtm.blocklist and gtm.allowlist in its data layer; an empty text where it does not.
function refusedByPage(type) {
  const names = [type, KINDS[type] || (type.indexOf("cvt_") === 0 ? "sandboxedScripts" : "nonGoogleScripts")];
  const list = key => model.get("gtm." + key, 1);
  const blocked = list("blocklist") || list("blacklist"),
    allowed = list("allowlist") || list("whitelist");
  const has = told => Array.isArray(told) && names.some(name => told.indexOf(name) >= 0);
  if (has(blocked)) return "the page forbids it by gtm.blocklist";
  if (Array.isArray(allowed) && !has(allowed)) return "the page does not allow it by gtm.allowlist";
  return "";
}

const timeText = seconds => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";

function runTag(state, message, ended) {
  const tag = state.tag;
  const stopped = hindrance(tag);
  if (stopped) {
    state.status = stopped.status;
    state.reason = stopped.reason;
    return ended(false);
  }
  const perLoad = tag.option === "once_per_load",
    perEvent = tag.option !== "unlimited";
  const record = perLoad ? firedEver : message.firedHere;
  if ((perLoad || perEvent) && record.has(tag)) {
    const before = record.get(tag);
    if (perLoad && before.message !== message) {
      state.status = "limited";
      state.reason = "it fires once a page, and has";
    }
    return before.whenEnded(ended);
  }
  const run = startRun(state, message);
  if (perLoad || perEvent) record.set(tag, run);
  run.whenEnded(ended);
  execute(run);
  return undefined;
}

// One run of a tag. What a tag type calls: done, fail, unknown, pending (it ends later), ended (done, or waits).
function startRun(state, message) {
  const waiting = [];
  const run = {
    state,
    message,
    raw: state.tag.params,
    ok: null,
    mistake: null,
    whenEnded(task) {
      if (run.ok === null) waiting.push(task);
      else task(run.ok);
    },
    finish(ok) {
      if (run.ok !== null) return;
      run.ok = ok;
      message.open -= 1;
      waiting.forEach(task => guarded(() => task(ok)));
      settle(message);
    },
    done() {
      if (state.status !== "waiting") state.status = run.mistake ? "failed" : "fired";
      run.finish(!run.mistake);
    },
    fail(reason) {
      state.status = "failed";
      state.reason = reason;
      run.finish(false);
    },
    unknown(reason) {
      state.status = "unknown";
      state.reason = reason;
      run.finish(true);
    },
    // It fired, that much is certain; what it does nobody can tell.
    unseen(reason) {
      state.status = "fired";
      state.reason = reason;
      run.finish(true);
    },
    pending() {
      if (state.status === "not fired") state.status = "fired";
    },
    ended(now) {
      if (now === false) run.wait();
      else run.done();
    },
    wait() {
      state.status = "waiting";
      state.reason = "it waits until the page tells what the visitor allows";
      run.told.after = () => {
        state.status = "fired";
        state.reason = "";
        run.finish(true);
      };
    },
  };
  run.later = {done: () => run.done(), fail: reason => run.fail(reason), state, message};
  run.told = {
    sent: entry => {
      state.sent.push(jsonSafe(entry));
      if (message.reported) settle(message);
    },
    after: null,
  };
  message.open += 1;
  return run;
}

function execute(run) {
  const tag = run.state.tag;
  try {
    const type = TAGS[tag.type] || (isTemplate(tag.type) ? customTag : null);
    if (!type) return run.unseen("what it sends is not known: tags of type " + tag.type + " cannot be run here");
    const params = tag.type === "html" ? run.raw : resolve(run.raw, run.message);
    run.state.status = "fired";
    return type(params, run);
  } catch (error) {
    reportError(error, "tag ‘" + tag.name + "’", run.message);
    return run.fail(String((error && error.message) || error));
  }
}

const signature = message => message.tags.map(state => state.status + state.reason + state.sent.length).join();

// When something changes at a message that was reported, it is told again; when all tags are through, its caller is.
function settle(message) {
  if (message.reported && !message.again && message.told !== signature(message)) {
    message.again = true;
    later(() => {
      message.again = false;
      reportMessage(message);
    });
  }
  if (message.open === 0 && message.ran) message.finish();
}
