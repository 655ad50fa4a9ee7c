"""A page as markdown, for a wiki, a chat, or a comment."""

from __future__ import annotations

from collections.abc import Iterator

from validator.paper.blocks import Block, Card, Cell, Chart, Facts, Heading, Paper, Table, Text, Tone
from validator.paper.text import sparks
from validator.reporters.markdown import text as escaped

_SIGNS: dict[Tone, str] = {"good": "✅", "bad": "❌", "warn": "⚠️", "soft": "", "macro": "", "": ""}
_BOXES: dict[Tone, str] = {"good": "🟩", "bad": "🟥", "warn": "🟨", "soft": "⬜", "macro": "🟦", "": "⬜"}


def render(paper: Paper) -> str:
    sign = f"{_SIGNS[paper.tone]} " if _SIGNS[paper.tone] else ""
    lines = [f"# {escaped(paper.title)}"]
    lines += ["", f"{escaped(paper.under)}"] if paper.under else []
    lines += ["", f"**{sign}{escaped(paper.lead)}**"]
    for block in paper.blocks:
        lines += ["", *_block(block)]
    lines += ["", f"<sub>{escaped(paper.foot)}</sub>"] if paper.foot else []
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escaped(text)}"
        case Text(text, tone):
            yield f"{_SIGNS[tone]} {escaped(text)}".strip()
        case Facts(facts):
            yield from ("| | | |", "|---:|---|---|")
            for fact in facts:
                yield f"| **{escaped(fact.value)}** | {escaped(fact.label)} | {escaped(fact.note)} |"
        case Table():
            yield from _table(block)
        case Card():
            yield from _card(block)
        case Chart():
            yield f"{escaped(block.title)} `{sparks(block.values)}`"


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield from (escaped(table.caption), "")
    yield f"| {' | '.join(map(escaped, table.heads))} |"
    yield f"|{'|'.join('---:' if at in table.numbers else '---' for at in range(len(table.heads)))}|"
    for row in table.rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(cell: Cell) -> str:
    boxes = "".join(_BOXES[tone] for tone in cell.strip)
    return " ".join(filter(None, (_SIGNS[cell.tone] if not boxes else "", escaped(cell.text), boxes)))


def _card(card: Card) -> Iterator[str]:
    badge = f" · {escaped(card.badge)}" if card.badge else ""
    yield f"#### {_SIGNS[card.tone]} {escaped(card.title)}{badge}".replace("####  ", "#### ")
    yield from (line for told in card.lines for line in ("", escaped(told)))
    if card.facts:
        yield ""
        yield from (f"- {escaped(label)}: {escaped(value)}" for label, value in card.facts)
    if card.chart:
        yield from ("", f"`{sparks(card.chart.values)}`")
    if card.mend:
        yield from ("", f"> **To mend it:** {escaped(card.mend)}")
