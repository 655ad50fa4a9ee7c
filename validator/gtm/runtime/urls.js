// Parts of a URL, as Google's URL variables give them.

function urlOf(text) {
  try {
    return new URL(String(text), document.baseURI);
  } catch (error) {
    return null;
  }
}

function urlPart(text, component, options) {
  options = options || {};
  const url = urlOf(text);
  if (!url) return undefined;
  switch (component) {
    case "PROTOCOL":
      return url.protocol.replace(":", "").toLowerCase();
    case "HOST": {
      const host = url.hostname.replace(/:[0-9]+$/, "").toLowerCase();
      const bare = /^www\d*\.(.+)/.exec(host);
      return isTrue(options.stripWww) && bare ? bare[1] : host;
    }
    case "PORT":
      return url.port || (url.protocol === "http:" ? "80" : url.protocol === "https:" ? "443" : "");
    case "PATH":
      return pathOf(url, options.defaultPages);
    case "QUERY":
      return queryOf(url, options);
    case "EXTENSION": {
      const parts = url.pathname.split(".");
      const last = parts.length > 1 ? parts[parts.length - 1] : "";
      return last.split("/")[0];
    }
    case "FRAGMENT":
      return url.hash.replace("#", "");
    default:
      return withoutFragment(url.href);
  }
}

function withoutFragment(text) {
  const at = text.indexOf("#");
  return at < 0 ? text : text.slice(0, at);
}

function pathOf(url, defaultPages) {
  let path = url.pathname || "/";
  const pages = Array.isArray(defaultPages) ? defaultPages : [];
  const parts = path.split("/");
  if (pages.indexOf(parts[parts.length - 1]) >= 0) {
    parts[parts.length - 1] = "";
    path = parts.join("/");
  }
  return path;
}

function queryOf(url, options) {
  const key = options.queryKey;
  const all = url.search.replace("?", "");
  if (key === undefined || key === "" || key === null)
    return !all && isTrue(options.ignoreEmptyQueryParam) ? undefined : all;
  const keys = isTrue(options.multiQueryKeys)
    ? Array.isArray(key)
      ? key
      : String(key).replace(/\s+/g, "").split(",")
    : [String(key)];
  for (const name of keys) {
    const value = firstQuery(all, name);
    if (value !== undefined && !(isTrue(options.ignoreEmptyQueryParam) && value === "")) return value;
  }
  return undefined;
}

function firstQuery(query, name) {
  for (const pair of query.split("&")) {
    const at = pair.indexOf("=");
    if (decoded(at < 0 ? pair : pair.slice(0, at)) === name) return decoded(at < 0 ? "" : pair.slice(at + 1));
  }
  return undefined;
}

function decoded(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch (error) {
    return text;
  }
}

// Does a URL lead away from this site? `affiliated`: domains that count as this site's.
function isOutbound(text, affiliated) {
  const url = urlOf(text);
  if (!url || !text || !/^https?:$/.test(url.protocol)) return false;
  const bare = host => host.replace(/^www\d*\./, "").toLowerCase();
  const host = bare(url.hostname);
  if (host === bare(location.hostname)) return false;
  const domains = Array.isArray(affiliated)
    ? affiliated
    : String(affiliated || "")
        .replace(/\s+/g, "")
        .split(",");
  return !domains.some(domain => {
    if (domain && domain.is_regex) {
      try {
        return new RegExp(domain.domain).test(host);
      } catch (error) {
        return false;
      }
    }
    const plain = typeof domain === "string" ? domain : domain && domain.domain;
    return plain && host.indexOf(plain) >= 0;
  });
}
