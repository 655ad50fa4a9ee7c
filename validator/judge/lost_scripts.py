"""The scripts that pages asked for in vain: a vendor's library may be among them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from validator.model.recording import PageError, Recording, Request

_CSP = re.compile(r"load(?:ing)? the script '([^']+)'.*Content Security Policy", re.IGNORECASE | re.DOTALL)
_FAILED = re.compile(r"(?:GET )?(\S+) (?:failed: (?P<why>.+)|answered (?P<status>\d+))", re.DOTALL)
_STATUS = re.compile(r"status of (\d{3})")
_SCRIPT = re.compile(r"\.m?js(?:$|\?)|/gtag/js\?")
_LIBRARIES = ("/gtag/js", "/gtm.js")


@dataclass(frozen=True, slots=True)
class LostScript:
    """A script that did not load. `page` is the address of the page that asked for it."""

    url: str
    why: str  # `answered 404`
    page: str = ""

    @property
    def address(self) -> str:
        """Without its query."""
        return self.url.partition("?")[0]

    @property
    def google(self) -> bool:
        """Whether it is a library of Google's."""
        return any(name in self.url for name in _LIBRARIES)

    def __str__(self) -> str:
        return f"{self.address} ({self.why})"


def lost_scripts(recording: Recording, pages: Collection[str] | None = None) -> list[LostScript]:
    """Each script that did not load, once for each page; `pages`: only those that these pages asked for."""
    found = [one for request in recording.requests if (one := _of_request(request)) is not None]
    found += [one for error in recording.errors if (one := _of_error(error)) is not None]
    unique: dict[tuple[str, str], LostScript] = {}
    for one in found:
        unique.setdefault((one.url, one.page), one)
    return [one for one in unique.values() if pages is None or not one.page or one.page in pages]


def _of_request(request: Request) -> LostScript | None:
    failed = request.failure or request.handling == "stopped" or (request.status or 0) >= 400
    if not failed or not (request.resource_type == "script" or any(name in request.url for name in _LIBRARIES)):
        return None
    why = request.failure or (f"answered {request.status}" if request.status else "the browser stopped it")
    return LostScript(request.url, why, request.page_url)


def _of_error(error: PageError) -> LostScript | None:
    if error.kind == "console":
        refused = _CSP.search(error.text)
        if refused is not None:
            return LostScript(refused[1], "the page's Content-Security-Policy refused it", error.page_url)
        if not error.text.startswith("Failed to load resource"):
            return None
        url = re.sub(r":\d+:\d+$", "", error.source)
        status = _STATUS.search(error.text)
        why = f"answered {status[1]}" if status else error.text.partition(": ")[2].strip()
        return LostScript(url, why, error.page_url) if _SCRIPT.search(url) else None
    failed = _FAILED.match(error.text) if error.kind == "request" else None
    if failed is None or not _SCRIPT.search(failed[1]):
        return None
    return LostScript(failed[1], failed["why"] or f"answered {failed['status']}", error.page_url)
