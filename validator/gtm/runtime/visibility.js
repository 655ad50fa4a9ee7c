// Elements: how they are found, what they say, how much of them is on screen.

// Google's text of an element: what Click Text gives.
function elementText(element) {
  let text = "";
  try {
    text = element.innerText || element.textContent || "";
  } catch (error) {
    /* an element of another document */
  }
  if (text && text !== " ") text = text.replace(/^[\s\xa0]+/g, "").replace(/[\s\xa0]+$/g, "");
  return text && text.replace(/(\xa0+|\s{2,}|\n|\r\t)/g, " ");
}

// A property; of SVG elements, whose properties are animated, the text.
function elementProperty(element, name) {
  const value = element[name];
  return value && typeof value.animVal === "string" ? value.animVal : value;
}

function attributeOf(element, name) {
  return element && name && element.attributes && element.attributes[name] ? element.attributes[name].value : null;
}

function closest(element, tags, most) {
  for (let place = element, steps = 0; place && steps <= (most || 100); place = place.parentElement, steps++) {
    if (tags.indexOf(String(place.tagName).toLowerCase()) >= 0) return place;
  }
  return null;
}

function elementUrl(element) {
  return (
    (attributeOf(element, "formaction") !== null ? element.formAction : "") ||
    element.action ||
    elementProperty(element, "href") ||
    element.src ||
    element.code ||
    element.codebase ||
    ""
  );
}

function found(selectorType, id, selector) {
  try {
    if (String(selectorType).toUpperCase() === "CSS")
      return selector ? Array.from(document.querySelectorAll(selector)) : [];
    const element = id && document.getElementById(id);
    return element ? [element] : [];
  } catch (error) {
    reportError(new Error("“" + selector + "” is not a CSS selector"), "element visibility");
    return [];
  }
}

function isHidden(element) {
  if (document.visibilityState === "hidden") return true;
  const box = element.getBoundingClientRect();
  if (!box.width || !box.height) return true;
  for (let place = element; place && place.nodeType === 1; place = place.parentElement) {
    const style = getComputedStyle(place);
    if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return true;
  }
  return false;
}

// The share of an element that is on screen, 0 to 1.
function shownRatio(element) {
  const box = element.getBoundingClientRect();
  const area = box.width * box.height;
  if (!area) return 0;
  const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
  const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
  return (Math.max(0, width) * Math.max(0, height)) / area;
}
