"""What YAML text becomes: a tree in which every value and every key knows its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from validator.model.location import Location, Problem

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SWALLOWED = re.compile(r"[ \t]*(?:- +)*[\w-]+:[ \t]+(#\S.*?)[ \t]*")
WIDEST_LINE = 160  # letters of a line that a problem report shows


class Source:
    """One file: `name` as the user is shown it, `path` where it lies, `text` what it holds."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name = name
        self.path = path
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        return _LINE_END.split(self.text)

    def problem(self, message: str, line: int, column: int, mend: str = "") -> Problem:
        """The problem with its line. A place beyond the end of the text is moved to the end."""
        shown = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if len(shown) > WIDEST_LINE:
            shown = shown[:WIDEST_LINE] + "…" if column <= WIDEST_LINE else ""
        shown = _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", shown)
        return Problem(message, Location(self.name, line, column), mend, shown)


class Tree:
    """One value. `value` is a dict of Trees, a list of Trees, a text, a number, a boolean or None.

    `keys` holds where each key of a mapping stands; `raw` the text of a number as it was written; `quoted` is true of
    a text in quotes; `settled` of one whose `${…}` were put in already. A text may become a Template when parameters
    are put in.
    """

    __slots__ = ("column", "keys", "line", "quoted", "raw", "settled", "source", "value")

    def __init__(self, value: Any, source: Source, line: int, column: int) -> None:
        self.value = value
        self.source = source
        self.line = line
        self.column = column
        self.keys: dict[str, tuple[int, int]] = {}
        self.raw = ""
        self.quoted = False
        self.settled = False

    @property
    def location(self) -> Location:
        return Location(self.source.name, self.line, self.column)

    def key_place(self, key: str) -> Place:
        line, column = self.keys.get(key, (self.line, self.column))
        return Place(self.source, line, column)

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def kind(self) -> str:
        """What it is, in words: `a mapping`, `a list`, `the text "x"`, `the number 3`, `nothing`."""
        value = self.value
        if isinstance(value, dict):
            return "a mapping"
        if isinstance(value, list):
            return "a list"
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None:
            return "nothing"
        if isinstance(value, int | float):
            return f"the number {self.raw or value}"
        told = str(value)
        return f'the text "{told if len(told) <= 40 else told[:39] + "…"}"'


@dataclass(frozen=True, slots=True)
class Place:
    """A point in a source, for problems."""

    source: Source
    line: int
    column: int

    @property
    def location(self) -> Location:
        return Location(self.source.name, self.line, self.column)


class Wrong(Exception):
    """One mistake of the user's, found while a value is read."""

    def __init__(self, message: str, place: Tree | Place, mend: str = "") -> None:
        super().__init__(message)
        lines = place.source.lines
        comment = _SWALLOWED.fullmatch(lines[place.line - 1]) if 0 < place.line <= len(lines) else None
        if comment and not mend.startswith("Did you mean"):
            mend = f'Behind a space "#" begins a comment; where it belongs to the text, quote it: "{comment[1]}".'
        self.problem = place.source.problem(message, place.line, place.column, mend)


class Enough(Exception):
    """A file asks for more than can be read; nothing further is tried."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(str(wrong))
        self.problem = wrong.problem


class Told(Exception):
    """A value cannot be had because of mistakes that were told already."""
