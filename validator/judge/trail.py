"""A chain of evidence while it is followed: link after link, until one is broken or nobody knows further."""

from __future__ import annotations

from typing import Any, Literal

from validator.model.value import as_text
from validator.model.verdict import Chain, Link

NAMES = ("step", "push", "container", "trigger", "tag", "consent", "request", "vendor", "field")
LONGEST = 120


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


def quoted(value: Any) -> str:
    """A value in a sentence: texts in quotation marks, numbers bare, long ones cut."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        cut = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
        return f'"{cut}"'
    if isinstance(value, list | tuple):
        inner = ", ".join(quoted(one) for one in value[:3])
        return f"[{inner}{', …' if len(value) > 3 else ''}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {quoted(one)}" for key, one in list(value.items())[:3])
        return f"{{{inner}{', …' if len(value) > 3 else ''}}}"
    return as_text(value)


def listed(names: Any) -> str:
    """`a`, `a and b`, `a, b and c`; long lists are cut."""
    words = list(dict.fromkeys(names))
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def begun(text: str) -> str:
    """With a capital at its beginning, as a sentence has."""
    return text[:1].upper() + text[1:]
