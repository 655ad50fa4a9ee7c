"""The blocks of a page. Texts are plain; each form escapes them in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "good", "bad", "warn", "soft", "macro"]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 begins a part of the page, 3 a part of that."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number that says much. `note` stands below it."""

    value: str
    label: str
    tone: Tone = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of numbers, at the top of a page."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `share`: from 0 to 1, drawn as a bar; `strip`: one tone a day, drawn as a row of boxes."""

    text: str
    tone: Tone = ""
    share: float | None = None
    strip: tuple[Tone, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`numbers`: the columns, from 0, that are set to the right. `wide`: the column that takes the room."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What came each day, beside what was to be expected; `marked`: days (places) that are told of."""

    title: str
    values: tuple[float, ...]
    expected: tuple[float | None, ...] = ()
    marked: tuple[int, ...] = ()
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that happened: what, when, where, what it cost, what mends it."""

    title: str
    tone: Tone = ""
    badge: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()  # label and value
    mend: str = ""
    chart: Chart | None = None


Block = Heading | Text | Facts | Table | Card | Chart


@dataclass(frozen=True, slots=True)
class Paper:
    """A page. `lead` says in one sentence what came of it."""

    title: str
    lead: str
    blocks: tuple[Block, ...]
    tone: Tone = ""
    under: str = ""  # the title's second line: site, time
    foot: str = ""


def rows(*of: Sequence[Cell | str]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells, plain texts among them."""
    return tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in of)
