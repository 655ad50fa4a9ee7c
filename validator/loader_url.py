"""The address of a tag manager's loader, under any host and name: which container it asks for, and for which layer."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit


def container_id(url: str) -> str | None:
    """The container that a URL of a tag manager's loader asks for (`GTM-…`), under any host and name; else None."""
    if "GTM-" not in url:
        return None
    try:
        query = parse_qsl(urlsplit(url).query)
    except ValueError:
        return None
    asked = next((value for key, value in query if key == "id"), "")
    return asked if asked.startswith("GTM-") else None


def layer_of(url: str) -> str:
    """The data layer that a loader's URL names in `l=`."""
    return next((value for key, value in parse_qsl(urlsplit(url).query) if key == "l" and value), "dataLayer")
