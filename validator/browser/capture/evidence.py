"""The recording of one journey while it grows: every part masked, numbered, and written to its journal at once."""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import Any, TypeVar

from validator.browser.capture.masking import Mask
from validator.model import recording as nouns
from validator.recordings.recording_file import Journal, Part

Noun = TypeVar("Noun", bound=Any)
_LISTS: dict[type, str] = {
    nouns.StepRecord: "steps",
    nouns.Document: "documents",
    nouns.Request: "requests",
    nouns.Push: "pushes",
    nouns.ConsentChange: "consents",
    nouns.ConsentAnswer: "answers",
    nouns.TagMessage: "tags",
    nouns.ContainerSeen: "containers",
    nouns.Reading: "readings",
    nouns.PageView: "views",
    nouns.Stored: "stored",
    nouns.PageError: "errors",
}


class Evidence:
    """Parts are kept in the order in which they came; those with a number or id can be replaced by a fuller one."""

    def __init__(self, mask: Mask, journal: Journal | None = None) -> None:
        self.mask = mask
        self._journal = journal
        self._parts: dict[str, list[Any]] = {name: [] for name in _LISTS.values()}
        self._places: dict[tuple[str, Any], int] = {}
        self._header: dict[str, Any] = {}
        self.notes: list[str] = []
        self.broken: nouns.Broken | None = None

    def describe(self, **header: Any) -> None:
        """Header fields of the recording."""
        told = {key: self.mask.item(value) for key, value in header.items()}
        self._header |= told
        if self._journal:
            self._journal.describe(**told)

    def add(self, part: Part, *, journal: bool = True) -> None:
        """Keeps a part; one with the number or id of an earlier one takes its place.

        `journal` False: what changed is not worth a line of its own, because the recording is about to be finished.
        """
        part = self.mask.item(part)
        if isinstance(part, nouns.Broken):
            self.broken = part
        else:
            name = _LISTS[type(part)]
            parts = self._parts[name]
            key = part.id if isinstance(part, nouns.Request | nouns.Document) else getattr(part, "number", None)
            place = self._places.get((name, key)) if key is not None else None
            if place is not None:
                parts[place] = part
            else:
                if key is not None:
                    self._places[name, key] = len(parts)
                parts.append(part)
        if self._journal and journal:
            self._journal.add(part)

    def change(self, part: Noun, *, journal: bool = True, **fields: Any) -> Noun:
        """Keeps the part again, with other values in some fields."""
        changed = dataclasses.replace(part, **fields)
        self.add(changed, journal=journal)
        return changed

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
            if self._journal:
                self._journal.note(text)

    @property
    def requests(self) -> list[nouns.Request]:
        return self._parts["requests"]

    @property
    def documents(self) -> list[nouns.Document]:
        return self._parts["documents"]

    @property
    def pushes(self) -> list[nouns.Push]:
        return self._parts["pushes"]

    @property
    def containers(self) -> list[nouns.ContainerSeen]:
        return self._parts["containers"]

    @property
    def steps(self) -> list[nouns.StepRecord]:
        return self._parts["steps"]

    def recording(self, **header: Any) -> nouns.Recording:
        """What was seen until now. `header`: fields of the recording that are known only at its end.

        Documents and page views stand in the order in which they began: a page's own words may come after the next's.
        """
        parts: dict[str, Any] = {name: tuple(parts) for name, parts in self._parts.items()}
        for name in ("documents", "views"):
            parts[name] = tuple(sorted(parts[name], key=attrgetter("at")))
        told: dict[str, Any] = {"scenario": "", "name": "", **self._header, **header}
        return nouns.Recording(**told, **parts, broken=self.broken, notes=tuple(self.notes))

    def finish(self, recording: nouns.Recording) -> None:
        """Turns the journal into the finished file."""
        if self._journal:
            self._journal.finish(recording)

    def close(self) -> None:
        """Leaves the journal as it is, where it was not finished."""
        if self._journal:
            self._journal.close()
