// Sending: with the page's own means, so that whoever watches them sees it.

const PAGE_ID = String(Date.now() - Math.floor(Math.random() * 1000));
let leaving = false;

function queryText(pairs) {
  return pairs
    .filter(pair => pair[1] !== undefined && pair[1] !== null)
    .map(pair => encodeURIComponent(pair[0]) + "=" + encodeURIComponent(String(pair[1])))
    .join("&");
}

function sendImage(url) {
  const image = new Image(1, 1);
  image.onload = image.onerror = () => {
    image.onload = image.onerror = null;
  };
  image.src = url;
}

function sendBeacon(url, body) {
  try {
    if (navigator.sendBeacon && navigator.sendBeacon(url, body || "")) return true;
  } catch (error) {
    /* too large, or not allowed: another way then */
  }
  return false;
}

// A POST that outlives the page; while the page goes away by beacon.
function sendPost(url, body) {
  if (leaving && sendBeacon(url, body)) return;
  try {
    fetch(url, {
      method: "POST",
      body: body || undefined,
      keepalive: true,
      credentials: "include",
      mode: "no-cors",
      cache: "no-store",
    }).catch(() => {
      /* what the network says is seen elsewhere */
    });
  } catch (error) {
    if (!sendBeacon(url, body)) sendImage(url + (body ? "&" + body : ""));
  }
}

function sendGet(url) {
  if (leaving && sendBeacon(url)) return;
  try {
    fetch(url, {method: "GET", keepalive: true, credentials: "include", mode: "no-cors", cache: "no-store"}).catch(
      () => {
        /* what the network says is seen elsewhere */
      },
    );
  } catch (error) {
    sendImage(url);
  }
}

const leaveTasks = [];

// Tasks for when the page is hidden or left. They may run more than once: pages come back.
function onLeaving(task) {
  leaveTasks.push(task);
}

function leave() {
  leaving = true;
  leaveTasks.forEach(task => guarded(task));
  leaving = false;
}

addEventListener("pagehide", leave, true);
document.addEventListener(
  "visibilitychange",
  () => {
    if (document.visibilityState === "hidden") leave();
  },
  true,
);
