// The words of Tag Manager's preview mode: what its own messages, kinds of tags and kinds of triggers are called.

const MESSAGES = {
  "gtm.init_consent": "Consent Initialization",
  "gtm.init": "Initialization",
  "gtm.js": "Container Loaded",
  "gtm.dom": "DOM Ready",
  "gtm.load": "Window Loaded",
  "gtm.click": "Click",
  "gtm.linkClick": "Link Click",
  "gtm.formSubmit": "Form Submit",
  "gtm.historyChange": "History Change",
  "gtm.historyChange-v2": "History Change",
  "gtm.pageError": "JavaScript Error",
  "gtm.scrollDepth": "Scroll Depth",
  "gtm.timer": "Timer",
  "gtm.elementVisibility": "Element Visibility",
  "gtm.triggerGroup": "Trigger Group",
  "gtm.video": "YouTube Video",
};
const told = { tags: {}, triggers: {} };

// What the validator's own reading of containers calls them (see page_data.py).
export function learn(words) {
  Object.assign(told, words);
}

export function messageName(title) {
  return Object.hasOwn(MESSAGES, title) ? MESSAGES[title] : "";
}

export function tagType(code) {
  return Object.hasOwn(told.tags, code) ? told.tags[code] : code;
}

export function triggerType(code) {
  return Object.hasOwn(told.triggers, code) ? told.triggers[code] : code;
}
