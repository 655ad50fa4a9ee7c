"""Tags that an event cannot concern: the runtime leaves them out of its messages, and here they are put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST = 2_000  # documents with a container, of one journey, that are remembered


class IdleTags:
    """Remembers the list of all tags, which a container tells once in each document."""

    def __init__(self) -> None:
        self._all: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def whole(self, document: str, value: dict[str, Any]) -> dict[str, Any]:
        """The message with all tags of its container, in the container's order. `value`: as the runtime told it."""
        key = (document, str(value.get("container")))
        every, rest = value.pop("all", None), value.pop("rest", False)
        if every and len(self._all) < _MOST:
            self._all[key] = every
        if rest and key in self._all:
            told = {(tag.get("id"), tag.get("name")): tag for tag in value.get("tags") or ()}
            known = self._all[key]
            value["tags"] = [told.get((tag["id"], tag["name"])) or _idle(tag, value.get("event")) for tag in known]
        return value


def _idle(tag: Mapping[str, Any], event: Any) -> dict[str, Any]:
    """A tag whose triggers all wait for other events."""
    told = {"name": tag["name"], "type": tag["type"], "id": tag["id"], "status": "not fired"}
    if "consent" in tag:
        told["consent"] = tag["consent"]
    if "waits" in tag:
        told["triggers"] = [_other(name, kind, awaited, event) for name, kind, awaited in tag["waits"]]
    return told


def _other(name: str, kind: str, awaited: str | None, event: Any) -> dict[str, Any]:
    """A trigger at the event of another."""
    condition = {"variable": "Event", "operator": "equals", "expected": awaited, "actual": event, "matched": False}
    return {"name": name, "type": kind, "matched": False, "conditions": [condition] if awaited is not None else []}
