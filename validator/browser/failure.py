"""What Playwright says when something fails, in plain words."""

from __future__ import annotations

import re

from playwright.async_api import Browser

from validator.model.recording import Broken

_NETWORK = {
    "ERR_CONNECTION_REFUSED": ("nothing answers there", "Is the site running? Name its address with --base-url."),
    "ERR_NAME_NOT_RESOLVED": (
        "the host's name is not known",
        "Check the address (--base-url, `site`), or the network.",
    ),
    "ERR_INTERNET_DISCONNECTED": ("there is no network", "Check the network."),
    "ERR_CONNECTION_TIMED_OUT": ("it did not answer in time", "Check the address, the network, or a firewall."),
    "ERR_TIMED_OUT": ("it did not answer in time", "Check the address, the network, or a firewall."),
    "ERR_CERT": (
        "its certificate is not trusted",
        "Mend it, or set `ignore_https_errors: true` under `browser` in the plan.",
    ),
    "ERR_PROXY": ("the proxy did not answer", "Check `proxy` under `browser` in the tracking plan."),
    "ERR_TUNNEL": ("the proxy refused the connection", "Check `proxy` under `browser` in the tracking plan."),
    "ERR_TOO_MANY_REDIRECTS": ("it redirects in a circle", "Open it by hand with cookies deleted."),
    "ERR_INVALID_AUTH_CREDENTIALS": ("it refused the user name or password", "Check `http_credentials` in the plan."),
    "ERR_SSL": ("no secure connection could be made", "Check the address and the server's certificate."),
    "ERR_EMPTY_RESPONSE": ("it closed the connection without an answer", "Look at the site's own log."),
    "ERR_ABORTED": ("the navigation was cut off", "A download, or a page that goes on by itself?"),
}


def first_line(text: str) -> str:
    """What matters of an error's text."""
    line = text.strip().splitlines()[0] if text.strip() else "no reason was given"
    return re.sub(r"^(?:\w+\.)+\w+: |^(?:Page|Locator|Frame|BrowserContext)\.\w+: ", "", line)


def broken_by(error: BaseException, step: int, site: str, browser: Browser) -> Broken:
    """Why the journey cannot go on."""
    told = str(error)
    if not browser.is_connected():
        return Broken(
            "The browser ended while the journey was going on.", step, "browser", first_line(told), "Run it again."
        )
    if "crashed" in told.lower():
        return Broken(
            "The page's process crashed.", step, "browser", first_line(told), "Open the page by hand, or run it again."
        )
    found = re.search(r"net::(ERR_\w+)(?: at (\S+))?", told)
    if found:
        name, url = found.group(1), found.group(2) or site
        reason, mend = next(
            (words for key, words in _NETWORK.items() if name.startswith(key)), (f"the browser says {name}", "")
        )
        kind = "network" if name.startswith(("ERR_INTERNET", "ERR_PROXY", "ERR_TUNNEL")) else "site"
        return Broken(f"{url} could not be opened: {reason}.", step, kind, first_line(told), mend)  # type: ignore[arg-type]
    if "has been closed" in told:
        return Broken("The page was closed while the journey was going on.", step, "site", first_line(told), "")
    return Broken(first_line(told), step, "step", told[:1000], "")
