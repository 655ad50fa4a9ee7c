// Addresses within the page, so that every view has a permalink: #/s1/m4/hits, #/s1/o2, #/.

export const TABS = ["expectations", "hits", "tags", "variables", "layer", "consent", "page", "errors"];

export function route() {
  const [key = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
  const found = { key, message: null, outcome: null, tab: null };
  for (const part of rest) {
    if (/^m\d+$/.test(part)) found.message = Number(part.slice(1));
    else if (/^o\d+$/.test(part)) found.outcome = Number(part.slice(1));
    else if (TABS.includes(part)) found.tab = part;
  }
  return found;
}

export function address({ key = "", message = null, outcome = null, tab = null }) {
  const parts = [key, message === null ? null : `m${message}`, outcome === null ? null : `o${outcome}`, tab];
  return `#/${parts.filter((part) => part !== null && part !== "").map(encodeURIComponent).join("/")}`;
}

export function go(place) {
  location.hash = address(place);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
