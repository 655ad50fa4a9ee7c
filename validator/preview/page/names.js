// Roles and names of elements, as assistive technology is told them: what people call a thing lasts longer than markup.

const FIELD_ROLES = { checkbox: 'checkbox', radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox', button: 'button', submit: 'button', reset: 'button', image: 'button', email: 'textbox', tel: 'textbox', text: 'textbox', url: 'textbox' };
const TAG_ROLES = { BUTTON: 'button', TEXTAREA: 'textbox', NAV: 'navigation', MAIN: 'main', ARTICLE: 'article', ASIDE: 'complementary', DIALOG: 'dialog', LI: 'listitem', UL: 'list', OL: 'list', TABLE: 'table', TR: 'row', TD: 'cell', TH: 'columnheader', H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading', H5: 'heading', H6: 'heading', FIELDSET: 'group', OPTION: 'option' };
const NAMED_BY_CONTENT = new Set(['button', 'link', 'heading', 'checkbox', 'radio', 'switch', 'tab', 'option', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'cell', 'columnheader', 'rowheader', 'row', 'treeitem', 'tooltip', 'gridcell']);
const KNOWN_ROLES = new Set([...NAMED_BY_CONTENT, 'textbox', 'searchbox', 'combobox', 'listbox', 'slider', 'spinbutton', 'img', 'navigation', 'main', 'article', 'complementary', 'dialog', 'alertdialog', 'listitem', 'list', 'table', 'region', 'form', 'group', 'radiogroup', 'tablist', 'tabpanel', 'menu', 'menubar', 'toolbar', 'banner', 'contentinfo', 'search', 'grid', 'tree', 'progressbar', 'status', 'alert']);

function spaced(text) {
  return String(text ?? '').replace(/[\u200b\u00ad]/g, '').replace(/\s+/g, ' ').trim();
}

function textOf(list) {
  return spaced(Array.from(list, (each) => each.textContent).join(' '));
}

function roleOf(element) {
  const given = spaced(element.getAttribute('role')).split(' ').find((role) => KNOWN_ROLES.has(role));
  if (given) return given;
  const tag = element.tagName.toUpperCase();
  if (tag === 'A' || tag === 'AREA') return element.hasAttribute('href') ? 'link' : '';
  if (tag === 'INPUT') {
    const role = FIELD_ROLES[element.type] ?? '';
    return element.hasAttribute('list') && /textbox|searchbox/.test(role) ? 'combobox' : role;
  }
  if (tag === 'SELECT') return element.multiple || element.size > 1 ? 'listbox' : 'combobox';
  if (tag === 'IMG') return element.getAttribute('alt') === '' ? '' : 'img';
  if (tag === 'SECTION') return nameGiven(element) ? 'region' : '';
  if (tag === 'FORM') return nameGiven(element) ? 'form' : '';
  return TAG_ROLES[tag] ?? '';
}

// Whether assistive technology is told of the element at all.
function isHidden(element) {
  for (let each = element; each; each = each.parentElement ?? each.getRootNode().host) {
    if (each.getAttribute('aria-hidden') === 'true' || each.hasAttribute('inert')) return true;
    const style = getComputedStyle(each);
    if (style.display === 'none') return true;
    if (each === element && style.visibility !== 'visible') return true;
  }
  return false;
}

// A name that the author wrote for assistive technology.
function nameGiven(element) {
  const ids = spaced(element.getAttribute('aria-labelledby')).split(' ').filter(Boolean);
  const referred = ids.map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean);
  if (referred.length) return spaced(referred.map((each) => content(each, true)).join(' '));
  return spaced(element.getAttribute('aria-label'));
}

function nameOf(element) {
  const given = nameGiven(element);
  if (given) return given;
  const tag = element.tagName.toUpperCase();
  const type = tag === 'INPUT' ? element.type : '';
  const title = spaced(element.getAttribute('title'));
  if (type === 'button' || type === 'submit' || type === 'reset') return spaced(element.value) || { submit: 'Submit', reset: 'Reset' }[type] || title;
  if (type === 'image') return spaced(element.alt) || title || 'Submit';
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(tag)) {
    const labels = Array.from(element.labels ?? [], (each) => content(each, true, element));
    return spaced(labels.join(' ')) || title || spaced(element.getAttribute('placeholder'));
  }
  if (tag === 'IMG') return spaced(element.getAttribute('alt')) || title;
  const inner = { FIELDSET: 'legend', TABLE: 'caption' }[tag];
  if (inner) return textOf(element.querySelectorAll(`:scope > ${inner}`)).slice(0, 200) || title;
  return (NAMED_BY_CONTENT.has(roleOf(element)) ? spaced(content(element, false)) : '') || title;
}

// The words of an element's content. `even`: though it is hidden; `without`: a field that stands within its own label.
function content(element, even, without) {
  if (!even && isHidden(element)) return '';
  let text = '';
  const nodes = element.shadowRoot ? element.shadowRoot.childNodes : element.tagName === 'SLOT' ? element.assignedNodes() : element.childNodes;
  for (const node of nodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else if (node.nodeType === Node.ELEMENT_NODE && node !== without) {
      const style = getComputedStyle(node);
      if (style.display === 'none' || style.visibility === 'hidden' || node.getAttribute('aria-hidden') === 'true') continue;
      const words = nameGiven(node) || (node.tagName === 'IMG' ? node.alt : /^(SCRIPT|STYLE|INPUT|SELECT|TEXTAREA)$/.test(node.tagName) ? '' : content(node, true, without));
      text += style.display.startsWith('inline') || style.display === 'contents' ? words : ` ${words} `;
    }
  }
  return before(element, '::before') + text + before(element, '::after');
}

// Text that a style sheet puts in.
function before(element, place) {
  const told = getComputedStyle(element, place);
  const text = told.display === 'none' ? '' : told.content;
  if (!/^["']/.test(text)) return '';
  return told.display.startsWith('inline') ? text.slice(1, -1) : ` ${text.slice(1, -1)} `;
}
