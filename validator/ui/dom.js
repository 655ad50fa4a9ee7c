// Elements made of text: nothing here, and nothing that uses it, ever reads text as markup.

const SVG = "http://www.w3.org/2000/svg";

// An element. `on` holds listeners, `class` may hold falsy parts, null and false leave an attribute out.
export function h(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (key === "class") {
      element.setAttribute("class", [value].flat().filter(Boolean).join(" "));
    } else if (key === "style") {
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    } else {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) put(element, child);
    else if (child instanceof Node) element.append(child);
    else if (child !== null && child !== undefined && child !== false) element.append(visible(String(child)));
  }
}

// Controls and the marks that turn text around are written out, as every report does.
export function visible(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (letter) => {
    const code = letter.codePointAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

export function replace(element, ...children) {
  element.replaceChildren();
  put(element, children);
  return element;
}

// Text for screen readers only.
export function unseen(text) {
  return h("span", { class: "unseen" }, text);
}

export function count(number, noun) {
  return `${number} ${number === 1 ? noun : `${noun}s`}`;
}

export function seconds(value) {
  return value < 60 ? `${value.toFixed(value < 10 ? 2 : 1)} s` : `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

// A list that shows `most` at first, and more when asked: 10,000 rows are not drawn at once.
export function growing(items, draw, tag = "div", attributes = {}, most = 200) {
  const list = h(tag, attributes);
  let shown = 0;
  const more = h("button", { type: "button", class: "more", on: { click: grow } });
  function grow() {
    for (const item of items.slice(shown, shown + most)) list.append(draw(item));
    shown = Math.min(items.length, shown + most);
    more.hidden = shown >= items.length;
    more.textContent = `Show more (${items.length - shown} left)`;
  }
  grow();
  return items.length > most ? [list, more] : [list];
}
