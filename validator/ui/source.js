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
    ahead: () => {},
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
  const held = new Map(); // what tags did, by scenario: most of the evidence, which is told once
  const asked = new Map(); // what is on its way already, by scenario
  const read = async (key) => {
    const { change, tags } = held.get(key) ?? { change: 0, tags: [] };
    const detail = await fetched(`data/${encodeURIComponent(key)}.json?known=${change}`);
    if (Array.isArray(detail.tags)) return detail;
    const now = tags.slice(0, detail.tags.count);
    for (const [place, told] of detail.tags.new) now[place] = told;
    held.set(key, { change: detail.tags.change, tags: now });
    return { ...detail, tags: now };
  };
  return {
    index: () => fetched("data/index.json"),
    detail: (key) => {
      const found = asked.get(key) ?? read(key);
      asked.delete(key);
      return found;
    },
    // Asks for what will be drawn next, while something else is still being read.
    ahead: (key) => {
      const found = read(key);
      found.catch(() => {}); // who draws it tells
      asked.set(key, found);
    },
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
