"""Tags that an event cannot concern: the runtime tells of them once a document and event, here they are put back."""

from __future__ import annotations

from typing import Any

_MOST = 5_000  # events of documents that are remembered


class IdleTags:
    """Remembers the whole list of tags that came with an event's first message."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    def whole(self, document: str, value: dict[str, Any]) -> dict[str, Any]:
        """The message with all tags of its container, in the container's order. `value`: as the runtime told it."""
        if not value.pop("idle", False):
            return value
        key = (document, str(value.get("container")), str(value.get("event")))
        known = self._whole.get(key)
        told = value.get("tags") or []
        if known is None:
            if len(self._whole) < _MOST:
                self._whole[key] = [_untouched(tag) for tag in told]
            return value
        now = {(tag.get("id"), tag.get("name")): tag for tag in told}
        names = [(tag.get("id"), tag.get("name")) for tag in known]
        more = [tag for key, tag in now.items() if key not in set(names)]
        value["tags"] = [now.get(name, tag) for name, tag in zip(names, known, strict=True)] + more
        return value


def _untouched(tag: dict[str, Any]) -> dict[str, Any]:
    """A tag as it stands where nothing concerned it."""
    kept = {name: item for name, item in tag.items() if name not in ("sent", "reason")}
    return {**kept, "status": "not fired"}
