"""The address of a tag manager's loader, under any host and name: which container it asks for, and for which layer."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qsl, urlsplit


def container_id(url: str) -> str | None:
    """The container that a URL of a tag manager's loader asks for (`GTM-…`), under any host and name; else None.

    Server-side hosts rename the loader: the id stands in its path, is written in base64, or has lost its `GTM-`.
    """
    try:
        split = urlsplit(url)
        query = parse_qsl(split.query)
    except ValueError:
        return None
    if split.path.endswith("/ns.html"):  # what visitors without JavaScript get
        return None
    if "GTM-" in url:
        plain = next((value for key, value in query if key == "id"), "")
        found = _ID.fullmatch(plain) or _IN_PATH.search(split.path)
        return found[1] if found else None
    for key, value in query:
        if key == "st" and split.path.endswith(".js") and _BARE.fullmatch(value):
            return f"GTM-{value}"
        if len(value) >= 12 and (told := _IN_TEXT.search(_plain(value))):
            return told[1]
    return None


_ID = re.compile(r"(GTM-[A-Z0-9]{4,12})")
_IN_PATH = re.compile(r"/(GTM-[A-Z0-9]{4,12})(?:\.js|/|$)")
_IN_TEXT = re.compile(r"(?:^|[?&/])id=(GTM-[A-Z0-9]{4,12})(?:&|$)")
_BARE = re.compile(r"[A-Z0-9]{6,9}")


def _plain(value: str) -> str:
    """A value that is written in base64; an empty text where it is not."""
    if not value.startswith(("aWQ9", "P2lkP", "L2d0b", "Z3RtL")):  # id=, ?id=, /gtm, gtm.
        return ""
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_").decode("ascii")
    except ValueError:
        return ""


def layer_of(url: str) -> str:
    """The data layer that a loader's URL names in `l=`."""
    return next((value for key, value in parse_qsl(urlsplit(url).query) if key == "l" and value), "dataLayer")
