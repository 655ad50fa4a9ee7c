// Clicks: on any element, and on links.

const clickIds = []; // Google numbers these listeners, although their triggers ask for no number

LISTEN.click = () => {
  clickIds.push(nextEventId());
  if (clickIds.length > 1) return;
  document.addEventListener(
    "click",
    event => {
      if (event.target && event.target.nodeType)
        guarded(() => pushEvent(elementEvent(event.target, "gtm.click", clickIds)));
    },
    true,
  );
};

const links = {ids: [], lenient: [], wait: 0, lenientWait: 0, on: false, last: 0};

LISTEN.linkClick = (trigger, params) => {
  addWaiting(links, trigger, params);
  if (links.on) return;
  links.on = true;
  document.addEventListener("click", onLinkClick, false);
  document.addEventListener("auxclick", onLinkClick, false);
};

// `lenient`: those that also want clicks and submissions that the page has prevented.
function addWaiting(group, trigger, params) {
  const checks = isTrue(params.checkValidation);
  if (isTrue(params.waitForTags)) {
    const wait = Number(params.waitForTagsTimeout);
    const milliseconds = wait > 0 && isFinite(wait) ? wait : 2000;
    group.wait = Math.max(group.wait, milliseconds);
    if (!checks) group.lenientWait = Math.max(group.lenientWait, milliseconds);
  }
  group.ids.push(trigger.unique);
  if (!checks) group.lenient.push(trigger.unique);
}

function onLinkClick(event) {
  if (!event.target || event.which === 3 || event.gtmReplay || (event.timeStamp && event.timeStamp === links.last))
    return;
  links.last = event.timeStamp;
  const link = closest(event.target, ["a", "area"]);
  if (!link) return;
  const prevented = event.defaultPrevented || event.returnValue === false;
  const wait = prevented ? links.lenientWait : links.wait;
  const ids = prevented ? links.lenient : links.ids;
  if (!ids.length) return;
  guarded(() => {
    const here = opensHere(event, link);
    const told = elementEvent(link, "gtm.linkClick", ids);
    told["gtm.elementText"] = elementText(link);
    told["gtm.willOpenInNewWindow"] = !here;
    if (!(here && !prevented && wait && link.href)) {
      pushAndWait(told, () => {}, wait || 2000);
      return;
    }
    const target = (elementProperty(link, "target") || "_self").substring(1);
    const frame = {self: window, parent: window.parent, top: window.top}[target];
    let held = true;
    if (
      pushAndWait(
        told,
        () => {
          if (held && frame) follow(event, link, frame);
        },
        wait,
      )
    )
      held = false;
    else event.preventDefault();
  });
}

const PLAIN_SCHEMES = ["http://", "https://", "javascript:", "file://"];

// Will the click load another page into this window?
function opensHere(event, link) {
  if (event.which === 2 || event.ctrlKey || event.shiftKey || event.altKey || event.metaKey) return false;
  const href = String(elementProperty(link, "href") || "");
  if (href.indexOf(":") !== -1 && !PLAIN_SCHEMES.some(scheme => href.indexOf(scheme) === 0)) return false;
  const hash = href.indexOf("#");
  const target = elementProperty(link, "target");
  if ((target && target !== "_self" && target !== "_parent" && target !== "_top") || hash === 0) return false;
  return hash > 0 ? withoutFragment(href) !== withoutFragment(location.href) : true;
}

function follow(event, link, frame) {
  const relations = String(elementProperty(link, "rel") || "")
    .toLowerCase()
    .split(" ");
  if (relations.indexOf("noreferrer") >= 0) {
    const again = new MouseEvent(event.type, {bubbles: true, cancelable: true});
    again.gtmReplay = true;
    event.target.dispatchEvent(again);
    return;
  }
  frame.location.href = elementProperty(link, "href");
}
