"""What a hit says: events, whatever the vendor, under the same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with what a hit says, or with a journey as a whole.

    `code` is stable (`value-as-text`), `message` a sentence that an analyst understands, `path` the value that is
    meant (`params.value`).
    """

    code: str
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Where in the journey an event began.

    kind: push, gtag (a command), tag (a tag manager's message, with the tag's name), intent (the page's call that
    sent it). `at` and `step` are the cause's own.
    """

    kind: Literal["push", "gtag", "tag", "intent"]
    text: str  # `push add_to_cart`, `tag GA4 – add to cart`
    at: float
    step: int
    push: int | None = None  # Push.number


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a request. A batch gives several that share the request.

    kind `signal`: a side ping that is shown and never counted. `undecoded`: why nothing could be read; then only
    vendor, request and raw are filled. `consent`: as the hit declares it, `ad_storage` → granted or denied.
    The fields from `request` on are filled by the judge, from the recording.
    """

    vendor: str
    name: str = ""
    id: str = ""  # destination: measurement, property or pixel id
    category: str | None = None
    action: str | None = None
    label: str | None = None
    value: float | str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Mapping[str, Any], ...] = ()
    user: Mapping[str, Any] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["event", "signal"] = "event"
    findings: tuple[Finding, ...] = ()
    undecoded: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)  # protocol parameters that became nothing above
    request: int = 0  # Request.id
    index: int = 0  # within the request, from 0
    number: int = 0  # within the journey, from 1, in the order of sending
    at: float = 0.0
    step: int = 0  # during which it was sent
    document: str = ""
    page_url: str = ""
    cause: Cause | None = None
    earliest: int = 0  # the steps that it can belong to
    latest: int = 0

    @property
    def title(self) -> str:
        """As reports say it: `ga4 add_to_cart`, `ua Ecommerce › Add Product To Cart`."""
        if self.undecoded:
            return f"{self.vendor} (not decoded)"
        if self.category is not None or self.action is not None:
            return f"{self.vendor} {self.category or '(no category)'} › {self.action or '(no action)'}"
        return f"{self.vendor} {self.name or '(no name)'}"
