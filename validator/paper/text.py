"""A page in plain text, for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from validator.paper.blocks import Block, Card, Cell, Chart, Facts, Heading, Paper, Table, Text, Tone
from validator.telling.prose import visible

_SIGNS: dict[Tone, str] = {"good": "✓", "bad": "✗", "warn": "!", "soft": "·", "macro": "★", "": " "}
_BOXES: dict[Tone, str] = {"good": "■", "bad": "✗", "warn": "▪", "soft": "·", "macro": "■", "": " "}
_SPARKS = "▁▂▃▄▅▆▇█"


def render(paper: Paper, width: int = 100) -> str:
    lines = [visible(paper.title)]
    lines += [visible(paper.under)] if paper.under else []
    lines += ["", *_wrapped(paper.lead, width)]
    for block in paper.blocks:
        lines += _block(block, width)
    lines += ["", *_wrapped(paper.foot, width)] if paper.foot else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from ("", visible(text), ("═" if level == 2 else "─") * _long(visible(text)))
        case Text(text):
            yield from ("", *_wrapped(text, width))
        case Facts(facts):
            yield ""
            most = max((_long(fact.value) for fact in facts), default=0)
            for fact in facts:
                note = f"  ({visible(fact.note)})" if fact.note else ""
                yield f"  {_left(visible(fact.value), most)}  {visible(fact.label)}{note}"
        case Table():
            yield from ("", *_table(block))
        case Card():
            yield from ("", *_card(block, width))
        case Chart():
            yield from ("", f"  {visible(block.title)}  {sparks(block.values)}")


def _card(card: Card, width: int) -> Iterator[str]:
    badge = f" · {visible(card.badge)}" if card.badge else ""
    yield f"{_SIGNS[card.tone]} {visible(card.title)}{badge}"
    for line in card.lines:
        yield from _wrapped(line, width, "    ")
    most = max((_long(label) for label, _ in card.facts), default=0)
    for label, value in card.facts:
        yield f"    {_left(visible(label), most)}  {visible(value)}"
    if card.chart:
        yield f"    {sparks(card.chart.values)}"
    if card.mend:
        yield from _wrapped(f"→ {card.mend}", width, "    ")


def sparks(values: Sequence[float]) -> str:
    """A series as small bars."""
    most = max(values, default=0)
    return "".join(_SPARKS[round(value / most * (len(_SPARKS) - 1))] if most else _SPARKS[0] for value in values)


def _table(table: Table) -> Iterator[str]:
    cells = [[_cell(cell) for cell in row] for row in table.rows]
    widths = [
        max([_long(head), *(_long(row[place]) for row in cells if place < len(row))])
        for place, head in enumerate(table.heads)
    ]
    if table.caption:
        yield visible(table.caption)
    if any(table.heads):
        yield "  " + "  ".join(_set(head, widths, at, table) for at, head in enumerate(table.heads))
    for row in cells:
        yield "  " + "  ".join(_set(text, widths, at, table) for at, text in enumerate(row))


def _set(text: str, widths: Sequence[int], place: int, table: Table) -> str:
    padding = " " * (widths[place] - _long(text))
    return padding + text if place in table.numbers else text + padding


def _cell(cell: Cell) -> str:
    strip = "".join(_BOXES[tone] for tone in cell.strip)
    told = visible(cell.text)
    sign = f"{_SIGNS[cell.tone]} " if cell.tone in ("good", "bad", "warn") and not strip and told else ""
    return f"{sign}{told}{' ' if told and strip else ''}{strip}"


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(visible(text), width, initial_indent=indent, subsequent_indent=indent) if text else []


def _long(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _left(text: str, width: int) -> str:
    return text + " " * (width - _long(text))
