"""URLs as scenarios write them: `/cart` is a path of the site, anything else the complete URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from validator.model.scenario import Condition
from validator.operators import holds


def is_site(url: str) -> bool:
    """Whether it is the base URL of a site."""
    try:
        return bool(re.match(r"https?://", url)) and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def host(url: str) -> str:
    """The host of a URL without `www.`; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def url_meant(told: str) -> str:
    """The mend for what is no base URL."""
    return f"Write https://{told.split(':/')[-1].lstrip('/') or 'www.your-shop.example'}"


def absolute(url: str, site: str, page: str = "") -> str:
    """The URL that is meant by a step: of the site, or for `?…` and `#…` of the page in front of the visitor."""
    if url.startswith(("?", "#")) and page.startswith("http"):
        return urljoin(page, url)
    if url.startswith("/") and not url.startswith("//"):
        return site.rstrip("/") + url
    return urljoin(site.rstrip("/") + "/", url) if site else url


def fits(conditions: Iterable[Condition], url: str) -> bool:
    """Whether a page's URL meets demands. Where an operand begins with `/` the path is meant, with the query if the
    operand has one; otherwise the complete URL."""
    return all(holds(condition, _compared(condition.operand, url)) for condition in conditions)


def filled(conditions: Iterable[Condition], value: Callable[[Any], Any]) -> tuple[Condition, ...]:
    """The conditions with remembered values in them; `value` is the stage's."""
    return tuple(replace(condition, operand=value(condition.operand)) for condition in conditions)


def _compared(operand: Any, url: str) -> str:
    if isinstance(operand, tuple) and operand and isinstance(operand[0], Condition):
        return _compared(operand[0].operand, url)
    first = operand[0] if isinstance(operand, list) and operand else operand
    if isinstance(first, str) and first.lstrip("^").startswith(("/", "\\/")):
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query and "?" in first else "")
    return url
