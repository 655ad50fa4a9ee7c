// Drawing again while somebody reads: what was opened stays open, what was typed and focused stays, nothing jumps.

// Draws with `draw`, and puts back what a reader had done within `root`.
export function kept(root, draw) {
  const opened = new Set([...root.querySelectorAll("details[open]")].map((each) => name(root, each)));
  const closed = new Set([...root.querySelectorAll("details:not([open])")].map((each) => name(root, each)));
  const scrolls = [root, ...root.querySelectorAll(".rows, .messages, .wide")].map((each) => [name(root, each), each.scrollTop, each.scrollLeft, atEnd(each)]);
  const focus = root.contains(document.activeElement) ? document.activeElement : null;
  const held = focus ? { name: name(root, focus), start: focus.selectionStart, end: focus.selectionEnd } : null;
  draw();
  const now = new Map([root, ...root.querySelectorAll("details, .rows, .messages, .wide, a, button, input, textarea, select, [tabindex]")].map((each) => [name(root, each), each]));
  for (const [key, each] of now) {
    if (each.tagName !== "DETAILS") continue;
    if (opened.has(key)) each.open = true;
    else if (closed.has(key)) each.open = false;
  }
  for (const [key, top, left, end] of scrolls) {
    const each = now.get(key);
    if (each) each.scrollTo(left, end && each !== root ? each.scrollHeight : top);
  }
  const again = held && now.get(held.name);
  if (again) {
    again.focus({ preventScroll: true });
    if (held.start !== undefined && held.start !== null) again.setSelectionRange?.(held.start, held.end);
  }
}

function atEnd(element) {
  return element.scrollTop > 0 && element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
}

// What an element is called from one drawing to the next: its id, or its path with the words that tell it apart.
function name(root, element) {
  if (element === root) return "root";
  if (element.id) return `#${element.id}`;
  if (element.dataset.name) return `=${element.dataset.name}`;
  const words = element.tagName === "DETAILS" ? element.querySelector(":scope > summary")?.textContent : element.getAttribute("href") ?? (element.tagName === "BUTTON" ? element.textContent : "");
  const own = `${element.tagName}.${element.getAttribute("class") ?? ""}:${words ?? ""}`;
  const parent = element.parentElement;
  const twins = [...(parent?.children ?? [])].filter((each) => each.tagName === element.tagName);
  const outer = element.parentElement?.closest("details, section, article, [id]");
  return `${outer && root.contains(outer) ? name(root, outer) : "root"} > ${own}${words ? "" : `[${twins.indexOf(element)}]`}`;
}

// Whether somebody is just selecting text within `root`: drawing again would take it away.
export function selecting(root) {
  const chosen = getSelection();
  return Boolean(chosen && !chosen.isCollapsed && root.contains(chosen.anchorNode));
}
