"""A chain of evidence while it is followed: link after link, until one is broken or nobody knows further."""

from __future__ import annotations

from typing import Literal

from validator.model.verdict import Chain, Link

NAMES = ("step", "push", "container", "trigger", "tag", "consent", "request", "vendor", "field")


class Trail:
    """Collects links in the order of NAMES; what is never told is skipped."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}
        self.broken = ""
        self.message = ""
        self.mend = ""

    def ok(self, name: str, text: str = "") -> None:
        """A link that holds."""
        self._links[name] = Link(name, "ok", text)

    def skipped(self, name: str, text: str = "") -> None:
        """A link that is not needed here."""
        self._links[name] = Link(name, "skipped", text)

    def unknown(self, name: str, text: str = "") -> None:
        """A link of which the evidence tells nothing."""
        self._links[name] = Link(name, "unknown", text)

    def breaks(self, name: str, message: str, mend: str, text: str = "") -> Chain:
        """The chain, broken here: all that was not told before it holds where it is known, and is skipped behind."""
        self._links[name] = Link(name, "broken", text or message)
        self.broken, self.message, self.mend = name, message, mend
        return self.chain()

    def lost(self, message: str, mend: str) -> Chain:
        """The chain, where the evidence cannot tell which link broke."""
        self.message, self.mend = message, mend
        return self.chain()

    def chain(self) -> Chain:
        """All links, in order."""
        state: Literal["skipped"] = "skipped"
        links = tuple(self._links.get(name, Link(name, state)) for name in NAMES)
        behind = NAMES.index(self.broken) if self.broken else len(NAMES)
        links = tuple(
            Link(link.name, "skipped", link.text if link.state == "skipped" else "") if place > behind else link
            for place, link in enumerate(links)
        )
        return Chain(links, self.broken, self.message, self.mend)
