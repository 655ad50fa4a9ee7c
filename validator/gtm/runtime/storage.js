// Cookies: read, and set on the widest domain that the browser takes.

function cookieValues(name, decode) {
  const values = [];
  let text = "";
  try {
    text = document.cookie;
  } catch (error) {
    return values; // a sandboxed frame has none
  }
  text.split(";").forEach(pair => {
    const at = pair.indexOf("=");
    if (at < 0 || pair.slice(0, at).trim() !== name) return;
    let value = pair.slice(at + 1).trim();
    if (decode) {
      try {
        value = decodeURIComponent(value);
      } catch (error) {
        /* as it stands */
      }
    }
    values.push(value);
  });
  return values;
}

function writeCookie(name, value, options) {
  const parts = [name + "=" + value, "path=" + (options.path || "/")];
  if (options.domain && options.domain !== "none") parts.push("domain=" + options.domain);
  if (options.seconds) parts.push("expires=" + new Date(Date.now() + options.seconds * 1000).toUTCString());
  if (options.flags) parts.push(options.flags);
  else if (location.protocol === "https:") parts.push("secure");
  try {
    document.cookie = parts.join("; ");
  } catch (error) {
    /* a sandboxed frame has none */
  }
}

let widest;

// The widest domain on which a cookie can be set; "none" for addresses and single names.
function cookieDomain() {
  if (widest !== undefined) return widest;
  widest = "none";
  const host = location.hostname;
  if (/^[\d.]+$/.test(host) || host.indexOf(":") >= 0 || host.indexOf(".") < 0) return widest;
  const parts = host.split(".");
  for (let i = parts.length - 2; i >= 0; i--) {
    const domain = parts.slice(i).join(".");
    const probe = "_gtm_probe_" + Math.floor(Math.random() * 1e9);
    writeCookie(probe, "1", {domain});
    const taken = cookieValues(probe).length > 0;
    writeCookie(probe, "", {domain, seconds: -1});
    if (taken) {
      widest = domain;
      break;
    }
  }
  return widest;
}

// The number that stands in `GA1.<depth>.…`: how many names the cookie's domain has.
function cookieDepth(domain) {
  return domain === "none" ? 1 : domain.replace(/^\./, "").split(".").length;
}

const randomNumber = () => Math.floor(Math.random() * 2147483647) + 1;
const unixSeconds = () => Math.floor(Date.now() / 1000);
