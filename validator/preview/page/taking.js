// Tells what a person does in the page, as steps of a scenario: each before its consequences.

const CLICKABLE = 'a[href], button, input, select, textarea, summary, label, option, [role=button], [role=link], [role=tab], [role=menuitem], [role=menuitemcheckbox], [role=menuitemradio], [role=option], [role=checkbox], [role=radio], [role=switch], [role=treeitem], [onclick], [contenteditable=""], [contenteditable=true]';
const SECRET = /passw|passcode|\bpin\b|\botp\b|secret|kennwort|mot de passe|contrase|wachtwoord|lösenord|\bsenha\b|\bhasło\b/i;
const CARD = /cc-?(number|num|csc|cvc|cvv)|card-?_?(number|num|no|code|cvc|cvv)|karten-?(nummer|nr)|kaartnummer|n[uú]m[eé]ro d[ei] (la |una )?(carte|tarjeta|carta)|\b(cvc|cvv|csc)2?\b|security.?code|sicherheitscode|cryptogramme|beveiligingscode|pr(ü|ue)f(nummer|ziffer)|\biban\b/i;

const pending = new Map(); // fields whose text is not told yet → what they were called when typing began
const quiet = { until: 0, control: null };

function tell(kind, element, more = {}, known = null) {
  try {
    const named = element ? (known ?? called(element)) : {};
    send(JSON.stringify({ kind, t: Date.now(), url: location.href, ...named, values: top === window ? values() : [], ...more }));
  } catch {
    // a page that breaks what is asked of it does not break its own journey
  }
}

function called(element) {
  return { locator: locatorOf(element), element: about(element) };
}

function about(element) {
  const box = element.getBoundingClientRect();
  const attribute = (name) => element.getAttribute(name) ?? '';
  return {
    tag: element.tagName.toLowerCase(),
    text: spaced(element.textContent).slice(0, 500),
    id: String(element.id ?? ''),
    classes: attribute('class'),
    role: attribute('role'),
    name: secrecy(element) ? '' : nameOf(element).slice(0, 200),
    url: String(element.href ?? element.src ?? element.action ?? '').slice(0, 2000),
    box: [box.x, box.y, box.width, box.height],
    html: secrecy(element) ? `<${element.tagName.toLowerCase()}>` : String(element.cloneNode(false).outerHTML ?? '').slice(0, 400),
  };
}

function target(event) {
  const inner = event.composedPath()[0];
  return inner instanceof Element ? inner : inner?.parentElement ?? null;
}

function isText(element) {
  return element.tagName === 'TEXTAREA' || element.isContentEditable || (element.tagName === 'INPUT' && !/^(button|submit|reset|image|checkbox|radio|file|range|color|hidden)$/.test(element.type));
}

// Which kind of secret a field takes, or ''.
function secrecy(element) {
  if (element.tagName !== 'INPUT' && element.tagName !== 'TEXTAREA') return '';
  const words = [element.name, element.id, element.autocomplete, element.getAttribute('aria-label'), element.placeholder, ...Array.from(element.labels ?? [], (each) => each.textContent), ...Array.from(beside(element), ([, words]) => words)].join(' ');
  if (element.type === 'password' || SECRET.test(words)) return CARD.test(words) ? 'card' : 'password';
  if (CARD.test(words)) return 'card';
  const digits = String(element.value ?? '').replace(/[\s-]/g, '');
  return /^\d{13,19}$/.test(digits) && luhn(digits) ? 'card' : '';
}

function luhn(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const doubled = place % 2 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
}

function flush() {
  for (const element of [...pending.keys()]) filled(element);
}

function filled(element) {
  if (!pending.has(element)) return;
  const known = pending.get(element);
  pending.delete(element);
  const value = element.isContentEditable ? element.innerText : element.value;
  const secret = secrecy(element) || known.secret;
  const told = secret ? { ...known, element: { ...known.element, name: '', html: `<${known.element.tag}>` } } : known;
  tell('fill', element, { value: String(value), secret }, element.isConnected ? null : told);
}

// Typing begins or goes on. A page that draws its fields anew at each letter puts another one in the place of the last.
function typed(element) {
  if (pending.has(element)) return;
  const known = { ...called(element), secret: secrecy(element) };
  for (const [other, one] of pending) {
    if (!other.isConnected && JSON.stringify(one.locator) === JSON.stringify(known.locator)) pending.delete(other);
  }
  pending.set(element, known);
}

// A field is left; or it is taken out of the page, and the same one goes on.
function left(element) {
  setTimeout(() => element.isConnected && filled(element), 0);
}

// Whether a person sees a field itself, and not only a label that is drawn in its place.
function seen(element) {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return box.width > 3 && box.height > 3 && style.visibility === 'visible' && Number(style.opacity) > 0;
}

function clicked(event) {
  if (!event.isTrusted) return;
  const inner = target(event);
  if (!inner) return;
  const element = inner.closest(CLICKABLE) ?? (getComputedStyle(inner).cursor === 'pointer' ? pointed(inner) : null);
  if (!element || isText(element) || element.tagName === 'SELECT' || element.tagName === 'OPTION') return;
  if (element.tagName === 'LABEL' && element.control) {
    if (isText(element.control) || element.control.tagName === 'SELECT') return;
    if (/^(checkbox|radio)$/.test(element.control.type) && !seen(element.control)) {
      flush();
      tell('click', element);
      quiet.control = element.control; // the browser clicks the field itself next
      setTimeout(() => (quiet.control = null), 0);
    }
    return;
  }
  if (element.tagName === 'INPUT' && /^(checkbox|radio)$/.test(element.type)) {
    if (element === quiet.control) return;
    flush();
    tell(element.checked ? 'check' : 'uncheck', element);
    return;
  }
  if (element.tagName === 'INPUT' && /^(file|range|color)$/.test(element.type)) return;
  if (event.detail === 0 && performance.now() < quiet.until) return; // the click that Enter gives to a form's button
  clickedPlain(element, event);
}

function clickedPlain(element, event) {
  flush();
  tell('click', element, { button: event.button === 2 ? 'right' : event.button === 1 ? 'middle' : 'left' });
}

// The outermost element that shows the hand: a card, not the picture in it.
function pointed(element) {
  let found = element;
  while (found.parentElement && found.parentElement !== document.body && getComputedStyle(found.parentElement).cursor === 'pointer') found = found.parentElement;
  return found;
}

function listen() {
  const on = (name, act) => window.addEventListener(name, act, { capture: true, passive: true });
  on('click', clicked);
  on('auxclick', (event) => event.isTrusted && event.button === 1 && target(event)?.closest('a[href]') && clickedPlain(target(event).closest('a[href]'), event));
  on('dblclick', (event) => event.isTrusted && target(event)?.closest(CLICKABLE) && !isText(target(event)) && tell('dblclick', target(event).closest(CLICKABLE)));
  on('input', (event) => {
    const element = target(event);
    if (event.isTrusted && element && isText(element)) typed(element.isContentEditable ? element.closest('[contenteditable]') ?? element : element);
  });
  on('change', (event) => {
    const element = target(event);
    if (!event.isTrusted || !element) return;
    if (element.tagName === 'SELECT') tell('select', element, { options: [...element.selectedOptions].map((each) => spaced(each.label || each.text)) });
    else if (element.tagName === 'INPUT' && element.type === 'file') tell('upload', element, { files: [...element.files].map((each) => each.name) });
    else if (element.tagName === 'INPUT' && /^(range|color)$/.test(element.type)) tell('fill', element, { value: element.value, secret: '' });
    else left(element);
  });
  on('keydown', (event) => {
    const element = target(event);
    if (!event.isTrusted || event.isComposing || event.repeat) return;
    const submits = event.key === 'Enter' && element && isText(element) && element.tagName !== 'TEXTAREA' && !element.isContentEditable;
    if (event.key !== 'Escape' && !submits) return;
    flush();
    tell('press', submits ? element : null, { key: event.key });
    quiet.until = performance.now() + 50;
  });
  on('focusout', () => [...pending.keys()].forEach(left));
  on('pagehide', flush);
  if (top === window) {
    const told = () => {
      const entry = performance.getEntriesByType('navigation')[0];
      tell('opened', null, { how: entry?.type ?? 'navigate', referrer: document.referrer, began: performance.timeOrigin, place: window.navigation?.currentEntry?.index });
    };
    window.navigation?.addEventListener('navigate', (event) => {
      // the browser's own buttons, within one document; other ones are told by the page that opens
      if (event.navigationType !== 'traverse' || !event.userInitiated || !event.destination.sameDocument) return;
      flush();
      tell(event.destination.index < window.navigation.currentEntry.index ? 'go_back' : 'go_forward', null);
    });
    if (location.href !== 'about:blank') told();
  }
}
