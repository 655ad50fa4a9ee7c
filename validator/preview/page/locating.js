// Locators that last: role and name first, then test id, label, placeholder and the like; a path only where nothing better is.

const MOST = 4000; // elements that are compared

// All elements below a root, those of open shadow trees too.
function* everything(root) {
  let left = MOST * 5;
  const stack = [root];
  while (stack.length) {
    const scope = stack.pop();
    for (const element of scope.querySelectorAll('*')) {
      if (!left--) return;
      yield element;
      if (element.shadowRoot) stack.push(element.shadowRoot);
    }
  }
}

function matching(locator, root) {
  const found = [];
  if (locator.by === 'css') {
    for (const element of everything(root)) {
      if (matches(element, locator.value) && (!locator.has_text || same(element.textContent, locator.has_text))) found.push(element);
    }
    return found;
  }
  for (const element of everything(root)) {
    if (fits(locator, element)) found.push(element);
    if (found.length > MOST) break;
  }
  return locator.by === 'text' ? found.filter((each) => !found.some((other) => other !== each && each.contains(other))) : found;
}

function matches(element, css) {
  try {
    return element.matches(css);
  } catch {
    return false;
  }
}

function same(actual, wanted, exact) {
  const text = spaced(actual);
  return exact ? text === wanted : text.toLowerCase().includes(wanted.toLowerCase());
}

function fits(locator, element) {
  const { by, value, exact } = locator;
  if (by === 'role') return roleOf(element) === value && !isHidden(element) && same(nameOf(element), locator.name, exact) && (!locator.has_text || same(element.textContent, locator.has_text));
  if (by === 'test_id') return element.getAttribute('data-testid') === value;
  if (by === 'label') return isField(element) && labelsOf(element).some((label) => same(label, value, exact));
  if (by === 'placeholder') return same(element.getAttribute('placeholder') ?? '', value, exact) && element.hasAttribute('placeholder');
  if (by === 'alt') return /^(IMG|AREA|INPUT)$/.test(element.tagName) && same(element.getAttribute('alt') ?? '', value, exact);
  if (by === 'title') return element.hasAttribute('title') && same(element.getAttribute('title'), value, exact);
  if (by === 'text') return !/^(SCRIPT|STYLE|NOSCRIPT|HEAD|TITLE)$/.test(element.tagName) && same(element.textContent, value, exact);
  return false;
}

function isField(element) {
  return /^(INPUT|SELECT|TEXTAREA|BUTTON|METER|OUTPUT|PROGRESS)$/.test(element.tagName) || element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby');
}

function labelsOf(element) {
  const given = nameGiven(element);
  return given ? [given] : Array.from(element.labels ?? [], (each) => spaced(each.textContent));
}

// Names that a framework makes anew in each build or visit.
function made(name) {
  return !name || name.length > 60 || /\d{3,}|[0-9a-f]{8,}|[:«»]|^(ember|react|mui|radix|headlessui|yui|ext-|gwt|__|r\d|:r)|[_-][a-zA-Z0-9]{5,}$(?<=[_-](?=[a-zA-Z]*\d)[a-zA-Z0-9]{5,})|(^|[-_])[a-z]*[A-Z][a-z]*\d/.test(name);
}

function quoted(text) {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\a ')}"`;
}

function named(by, value, more = {}) {
  return [{ by, value, ...more }, { by, value, ...more, exact: true }];
}

// Candidates for an element, best first; each is tried by whether it means this element alone.
function* candidates(element) {
  const role = roleOf(element);
  const name = nameOf(element);
  const usable = name && name.length <= 80 && !/[\n\r]/.test(name) && !changing(name);
  const lasting = withoutCount(element, name);
  if (role && lasting && !isHidden(element)) yield* named('role', role, { name: lasting }).slice(0, lasting === name ? 2 : 1);
  else if (role && usable && !isHidden(element)) yield* named('role', role, { name });
  const test = element.getAttribute('data-testid');
  if (test) yield { by: 'test_id', value: test };
  for (const label of labelsOf(element)) if (label && label.length <= 80 && !changing(label) && isField(element)) yield* named('label', label);
  for (const [by, attribute] of [['placeholder', 'placeholder'], ['alt', 'alt'], ['title', 'title']]) {
    const text = spaced(element.getAttribute(attribute));
    if (text && text.length <= 80) yield* named(by, text);
  }
  const text = spaced(element.textContent);
  const kept = text.length <= 60 && !isField(element) && !element.isContentEditable ? withoutCount(element, text) : '';
  if (kept) yield* named('text', kept);
  for (const attribute of ['data-test', 'data-test-id', 'data-qa', 'data-cy', 'data-track', 'data-gtm', 'itemprop']) {
    const value = element.getAttribute(attribute);
    if (value && !made(value)) yield { by: 'css', value: `[${attribute}=${quoted(value)}]` };
  }
  if (element.id && !made(element.id)) yield { by: 'css', value: `#${CSS.escape(element.id)}` };
  const tag = element.tagName.toLowerCase();
  const form = element.getAttribute('name');
  const value = /^(checkbox|radio)$/.test(element.type) ? element.getAttribute('value') : null;
  if (form && !made(form) && value && !made(value)) yield { by: 'css', value: `${tag}[name=${quoted(form)}][value=${quoted(value)}]` };
  if (form && !made(form)) yield { by: 'css', value: `${tag}[name=${quoted(form)}]` };
  const filled = spaced(element.getAttribute('autocomplete'));
  if (filled && !/^(on|off)$/.test(filled)) yield { by: 'css', value: `${tag}[autocomplete=${quoted(filled)}]` };
  const type = tag === 'input' ? element.getAttribute('type') : null;
  if (type && /^(email|tel|password|search|url|file|date|number|range|submit|image)$/.test(type)) yield { by: 'css', value: `input[type=${type}]` };
  if (tag === 'label' && element.htmlFor && !made(element.htmlFor)) yield { by: 'css', value: `label[for=${quoted(element.htmlFor)}]` };
  const href = tag === 'a' ? element.getAttribute('href') : null;
  if (href && href.length <= 100 && !/[?#]|^javascript/.test(href)) yield { by: 'css', value: `a[href=${quoted(href)}]` };
  const source = tag === 'iframe' ? /^[^?#]*/.exec(element.getAttribute('src') ?? '')[0] : '';
  if (source.length > 1 && source.length <= 100 && !made(source.split('/').pop())) yield { by: 'css', value: `iframe[src*=${quoted(source)}]` };
  for (const one of element.classList) if (!made(one)) yield { by: 'css', value: `${tag}.${CSS.escape(one)}` };
  if (form && form.length <= 60) yield { by: 'css', value: `${tag}[name=${quoted(form)}]` }; // a form's own names outlive its page
  if (/^(iframe|textarea|select|form|video|audio|input)$/.test(tag)) yield { by: 'css', value: tag };
}

// A badge that counts, as in “Cart 2”, is no part of a name that lasts.
function withoutCount(element, name) {
  if (!name || name.length > 80 || changing(name)) return '';
  const counted = /^(.*[^\d\s])\s+\(?\d{1,4}\+?\)?$/.exec(name);
  if (!counted) return name;
  const badge = [...element.querySelectorAll('*')].some((each) => !each.childElementCount && /^\(?\d{1,4}\+?\)?$/.test(spaced(each.textContent)));
  return badge ? counted[1] : name;
}

// A name with a count, a price or a time in it will be another one soon.
function changing(name) {
  return /\d+[.,]\d\d\b|[€$£¥]|\b\d{1,2}:\d\d\b|\(\d+\)|\b\d{4,}\b/.test(name);
}

// A text is found where it stands, in the smallest element; what is done there is done to all that hold it.
function alone(locator, element, root) {
  const found = matching(locator, root);
  return found.length === 1 && (found[0] === element || (locator.by === 'text' && element.contains(found[0])));
}

// What stands around an element and can be named: `inside` it, the element is the only one of its kind.
function* around(element) {
  for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) {
    const role = roleOf(each);
    const test = each.getAttribute('data-testid');
    if (test) yield [each, { by: 'test_id', value: test }];
    const name = nameGiven(each) || (role === 'group' ? nameOf(each) : '');
    if (role && name && name.length <= 80) yield* named('role', role, { name }).map((one) => [each, one]);
    if (/^(listitem|row|article|group|dialog|region)$/.test(role)) {
      for (const inner of each.querySelectorAll('h1,h2,h3,h4,h5,h6,th,[itemprop=name],strong,b,a,td')) {
        const text = spaced(inner.textContent);
        if (text && text.length <= 60 && !changing(text)) yield [each, { by: 'role', value: role, name: '', has_text: text }];
      }
    } else {
      const inner = each.querySelector('h1,h2,h3,h4,h5,h6,[itemprop=name],strong');
      const text = inner ? spaced(inner.textContent) : '';
      if (text && text.length <= 60 && !changing(text)) yield [each, { by: 'css', value: holding(each, inner), has_text: text }];
    }
    if (each.id && !made(each.id)) yield [each, { by: 'css', value: `#${CSS.escape(each.id)}` }];
    if (/^(navigation|main|banner|contentinfo|dialog|search|complementary)$/.test(role)) yield [each, { by: 'role', value: role, name: '' }];
  }
}

// An element by what stands in it, child by child, so that no outer one is meant: `div:has(> label > input)`.
function holding(outer, inner) {
  const parts = [];
  for (let each = inner; each && each !== outer; each = each.parentElement) parts.unshift(each.tagName.toLowerCase());
  return `${outer.tagName.toLowerCase()}:has(> ${parts.join(' > ')})`;
}

const FIELDS = 'input:not([type=hidden]), select, textarea, [contenteditable]';

// The smallest part of the page that holds a field alone, and the words that stand before or behind it there.
function* beside(element) {
  let outer = element.parentElement;
  for (let far = 0; outer && outer !== document.body && far < 4; far += 1, outer = outer.parentElement) {
    if (outer.querySelectorAll(FIELDS).length > 1) return;
    for (const before of [true, false]) {
      const range = document.createRange();
      range.selectNodeContents(outer);
      if (before) range.setEndBefore(element);
      else range.setStartAfter(element);
      const words = spaced(range.toString());
      if (words.length > 1 && words.length <= 60 && /\p{L}/u.test(words) && !changing(words)) yield [outer, words];
    }
  }
}

// A field without a name of its own, by the words beside it.
function bySide(element) {
  const tag = element.tagName.toLowerCase();
  for (const [outer, words] of beside(element)) {
    const inside = { by: 'css', value: holding(outer, element), has_text: words };
    if (alone(inside, outer, document) && alone({ by: 'css', value: tag }, element, outer)) return { by: 'css', value: tag, inside };
  }
  return null;
}

function locatorOf(element) {
  const root = document;
  const tried = [...candidates(element)];
  const robust = tried.filter((one) => one.by !== 'css');
  for (const one of robust) if (alone(one, element, root)) return one;
  for (const one of robust.filter((each) => ['role', 'label', 'text'].includes(each.by)).slice(0, 6)) {
    if (matching(one, root).length > 200) continue;
    for (const [outer, where] of around(element)) {
      if (alone(where, outer, root) && alone(one, element, outer)) return { ...one, inside: where };
    }
  }
  for (const one of tried) if (one.by === 'css' && alone(one, element, root)) return one;
  const field = element.matches(FIELDS) ? bySide(element) : null;
  if (field) return field;
  for (const one of robust) {
    const found = matching(one, root);
    if (found.length > 1 && found.length < 100 && found.includes(element)) return { ...one, nth: found.indexOf(element) };
  }
  return { by: 'css', value: path(element) };
}

// The last resort.
function path(element) {
  const parts = [];
  for (let each = element; each && each.nodeType === 1; each = each.parentElement) {
    if (each !== element && each.id && !made(each.id)) return [`#${CSS.escape(each.id)}`, ...parts].join(' > ');
    const tag = each.tagName.toLowerCase();
    const twins = [...(each.parentElement?.children ?? [])].filter((other) => other.tagName === each.tagName);
    parts.unshift(twins.length > 1 ? `${tag}:nth-of-type(${twins.indexOf(each) + 1})` : tag);
    if (tag === 'body') break;
  }
  return parts.join(' > ');
}

// Prices and numbers of orders as the page shows them, each with a way to find it again.
const PRICE = /^[^\d\n]{0,6}\d[\d.,'\u00a0\u202f ]*[^\d\n]{0,6}$/;
const NUMBERED = /(?:^|[\s#:])([A-Z]{1,6}[-_/ ]?\d{3,}[A-Z0-9-]*|\d{5,})(?=$|[\s.,!)])/;

function values() {
  const found = [];
  for (const element of everything(document)) {
    if (found.length >= 80) break;
    if (/^(SCRIPT|STYLE|OPTION|NOSCRIPT|TEMPLATE)$/.test(element.tagName)) continue;
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /\d/.test(node.data));
    if (!own) continue;
    const text = spaced(element.innerText ?? '');
    if (!text || text.length > 160) continue;
    const price = text.length <= 24 && PRICE.test(text) && /[.,]\d\d\b|[€$£¥]|[A-Z]{3}/.test(text);
    const number = NUMBERED.exec(text);
    if (!price && !number) continue;
    const locator = valueLocator(element);
    if (locator) found.push({ text, locator, kind: price ? 'price' : 'number', hint: hint(element) });
  }
  return found;
}

// By what it is called, never by what it shows: that is what changes.
function valueLocator(element) {
  const test = element.getAttribute('data-testid');
  if (test && alone({ by: 'test_id', value: test }, element, document)) return { by: 'test_id', value: test };
  const tag = element.tagName.toLowerCase();
  const tried = [];
  if (element.id && !made(element.id)) tried.push(`#${CSS.escape(element.id)}`);
  for (const attribute of ['itemprop', 'data-test', 'data-qa', 'data-cy', 'name']) {
    const value = element.getAttribute(attribute);
    if (value && !made(value)) tried.push(`[${attribute}=${quoted(value)}]`);
  }
  for (const one of element.classList) if (!made(one)) tried.push(`.${CSS.escape(one)}`);
  for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    if (outer.id && !made(outer.id)) tried.push(`#${CSS.escape(outer.id)} ${tag}`);
  }
  if (tag === 'h1') tried.push('h1');
  const css = tried.find((each) => alone({ by: 'css', value: each }, element, document));
  return css ? { by: 'css', value: css } : null;
}

function hint(element) {
  return [element.id, element.getAttribute('itemprop'), element.getAttribute('data-testid'), ...element.classList].filter(Boolean).join(' ').slice(0, 100);
}
