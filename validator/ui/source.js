// Where the page's data comes from: the file that it stands in (a report), or the server that serves it (preview).

export function source() {
  const inside = document.getElementById("index");
  return inside ? frozen(JSON.parse(inside.textContent)) : live();
}

// Evidence lies behind the script that draws: it may not have been read when it is first asked for.
function frozen(index) {
  const read = new Map();
  return {
    index: async () => index,
    detail: (key) => {
      if (!read.has(key)) read.set(key, unpacked(key));
      return read.get(key);
    },
    changed: () => {},
  };
}

async function unpacked(key) {
  const find = () => document.querySelector(`script[data-scenario="${CSS.escape(key)}"]`);
  if (!find()?.nextSibling && document.readyState === "loading") {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  const packed = Uint8Array.from(atob(find().textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function live() {
  const fetched = async (path) => {
    const answer = await fetch(path, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };
  return {
    index: () => fetched("data/index.json"),
    detail: (key) => fetched(`data/${encodeURIComponent(key)}.json`),
    // A page that nobody sees keeps no connection: a browser has few of them for all its tabs.
    changed: (told) => {
      let events = null;
      const listen = () => {
        if (document.hidden) {
          events?.close();
          events = null;
        } else if (!events) {
          events = new EventSource("data/changes");
          events.addEventListener("message", () => (document.documentElement.classList.remove("gone"), told()));
          events.addEventListener("error", () => document.documentElement.classList.add("gone"));
        }
      };
      document.addEventListener("visibilitychange", listen);
      listen();
    },
  };
}
