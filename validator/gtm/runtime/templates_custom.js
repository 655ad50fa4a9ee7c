// Custom templates: their sandboxed code is not run here; what depends on it stays undecided.

const CUSTOM_UNKNOWN = "custom templates are not run here";

function customVariable(params, message, told) {
  throw new Error(told.type + ": " + CUSTOM_UNKNOWN);
}
