// Custom templates: an export's code runs as it is written, a published container's as Google compiled it.

const templateCode = new Map();

// Runs the code of a template with its fields; what it returns.
function runTemplate(type, fields, told) {
  const need = requireFor(told);
  if (hasOwn(PROGRAM.bytecode, type)) {
    const scope = new Scope(null);
    scope.add("require", need);
    budget.steps = 0;
    evaluate(PROGRAM.bytecode[type], scope);
    return scope.get("__" + type)(fields);
  }
  const source = PROGRAM.templates[type];
  if (!source) throw new Undecidable("the code of its template is not in the container");
  if (!templateCode.has(type)) templateCode.set(type, new Function("require", "data", '"use strict";' + source));
  return templateCode.get(type)(need, fields);
}

const isTemplate = type => hasOwn(PROGRAM.bytecode, type) || type.indexOf("cvt_") === 0;

function customVariable(params, message, told) {
  return runTemplate(told.type, Object.assign({}, params, {gtmEventId: message.layer["gtm.uniqueEventId"]}), {
    type: told.type,
    message,
  });
}

function customTag(params, run) {
  const type = run.state.tag.type;
  const fields = Object.assign({}, params, {
    gtmOnSuccess: () => run.done(),
    gtmOnFailure: () => run.fail("its template told a failure"),
    gtmTagId: Number(run.state.tag.id) || run.state.tag.id,
    gtmEventId: run.message.layer["gtm.uniqueEventId"],
  });
  try {
    runTemplate(type, fields, {type, message: run.message, run});
  } catch (error) {
    if (error instanceof Undecidable) return run.unknown(error.message);
    throw error;
  }
  return run.pending();
}
