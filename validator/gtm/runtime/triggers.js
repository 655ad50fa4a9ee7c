// Triggers: does one answer this message, and why not.

const TRIGGERS = {};
PROGRAM.triggers.forEach(trigger => {
  TRIGGERS[trigger.id] = trigger;
});

// The one event that a trigger can answer; null where it may answer several.
function onlyEvent(trigger) {
  if (trigger.event) return trigger.event;
  const first = trigger.type === "customEvent" && trigger.conditions[0];
  const plain = first && shownName(first[1]) === "Event" && first[0] === "equals" && !first[3] && !first[4];
  return plain && first[2].indexOf("{{") < 0 ? first[2] : null;
}
PROGRAM.triggers.forEach(trigger => {
  trigger.only = onlyEvent(trigger);
});

// Tags that may answer an event, by its name, in their order; worked out when it comes first.
const candidates = new Map();

function candidatesOf(event) {
  let found = candidates.get(event);
  if (!found) {
    const answers = id => !TRIGGERS[id] || TRIGGERS[id].only === null || TRIGGERS[id].only === event;
    found = PROGRAM.tags.filter(tag => (tag.firing || []).some(answers));
    if (candidates.size < 500) candidates.set(event, found);
  }
  return found;
}

// {matched, state}: what a trigger says to a message. Asked once a message.
function evaluateTrigger(id, message) {
  const known = message.triggers.get(id);
  if (known) return known;
  const trigger = TRIGGERS[id];
  const told = trigger
    ? askTrigger(trigger, message)
    : {
        matched: false,
        state: {name: "(trigger " + id + ")", type: "unknown", matched: null, conditions: []},
      };
  message.triggers.set(id, told);
  return told;
}

function askTrigger(trigger, message) {
  const where = "trigger ‘" + trigger.name + "’";
  const conditions = [];
  let matched = true,
    unknown = false,
    undecided = false,
    refused = false;
  if (trigger.event) {
    matched = message.event === trigger.event;
    conditions.push({
      variable: "Event",
      operator: "equals",
      expected: trigger.event,
      actual: message.event || null,
      matched,
    });
  } else if (trigger.type !== "customEvent" && trigger.type !== "always") {
    matched = false;
    unknown = true;
  }
  if (matched && trigger.unique) {
    const addressed = String(message.layer["gtm.triggers"] === undefined ? "" : message.layer["gtm.triggers"]);
    matched = addressed === "" || addressed.split(",").indexOf(trigger.unique) >= 0;
  }
  const aboutEvent = condition => shapeOf(condition).name === "Event";
  if (matched) {
    for (const condition of trigger.conditions) {
      if (matched || (!unknown && shapeOf(condition).harmless)) {
        const told = evaluateCondition(condition, message, where);
        conditions.push(told.state);
        undecided = undecided || (told.undecided && matched);
        refused = refused || (!told.truth && !told.undecided);
        matched = matched && told.truth;
        // A custom event of another name: what else it asks is not worth working out.
        if (!matched && trigger.type === "customEvent" && aboutEvent(condition)) break;
      } else {
        conditions.push(unasked(condition));
      }
    }
  }
  unknown = unknown || (undecided && !refused);
  const state = {name: trigger.name, type: trigger.type, matched: unknown ? null : matched, conditions};
  return {matched, state, undecided: undecided && !refused};
}

function unasked(condition) {
  return {
    variable: shapeOf(condition).name,
    operator: shapeOf(condition).words,
    expected: String(condition[2]),
    actual: null,
    matched: null,
  };
}

// Are the conditions met under which a listener is switched on?
function isEnabled(trigger, message) {
  return trigger.enabled.every(
    condition => evaluateCondition(condition, message, "trigger ‘" + trigger.name + "’").truth,
  );
}

// Trigger groups: each fires once, when all of its triggers have fired at least once.
const GROUPS = PROGRAM.triggers
  .filter(trigger => trigger.type === "triggerGroup" && trigger.params.listens !== false)
  .map(trigger => ({trigger, missing: new Set((trigger.params.triggerIds || []).map(String)), done: false}));

function noteGroups(message) {
  GROUPS.forEach(group => {
    if (group.done || !group.missing.size) return;
    group.missing.forEach(id => {
      if (evaluateTrigger(id, message).matched) group.missing.delete(id);
    });
    if (group.missing.size) return;
    group.done = true;
    later(() => pushEvent({event: "gtm.triggerGroup", "gtm.triggers": group.trigger.unique}));
  });
}
