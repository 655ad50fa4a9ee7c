"""What a site's first page says of its tags, so that a first tracking plan can name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DEMO = "GTM-DEMO123"  # the bundled shop's container: it serves the file itself
_MOST = 2_000_000  # characters of a page that are looked at


@dataclass(frozen=True, slots=True)
class FirstLook:
    """`title` of the page; ids in the order of the page. `answered` False: nothing could be had from there."""

    answered: bool = False
    title: str = ""
    containers: tuple[str, ...] = ()
    measurements: tuple[str, ...] = ()

    @property
    def is_demo(self) -> bool:
        return _DEMO in self.containers


def first_look(url: str) -> FirstLook:
    """Asks for the page once; whatever goes wrong, the plan is written without it."""
    import requests

    try:
        answer = requests.get(url, timeout=5)
    except requests.RequestException:
        return FirstLook()
    return read_page(answer.text[:_MOST]) if answer.ok else FirstLook()


def read_page(html: str) -> FirstLook:
    title = re.search(r"<title[^>]*>([^<]*)", html, re.IGNORECASE)
    return FirstLook(
        True,
        " ".join(title.group(1).split()) if title else "",
        tuple(dict.fromkeys(re.findall(r"\bGTM-[A-Z0-9]{4,10}\b", html))),
        tuple(dict.fromkeys(re.findall(r"\bG-[A-Z0-9]{8,12}\b", html))),
    )
