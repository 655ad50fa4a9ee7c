"""A page as one HTML file that stands by itself: no script, no address; it prints on A4."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from validator import ui
from validator.paper.blocks import Block, Card, Cell, Chart, Facts, Heading, Paper, Table, Text
from validator.telling.prose import visible

_SHARED = Path(ui.__file__).parent / "style.css"
_OWN = Path(__file__).parent / "page.css"
_WIDE, _HIGH = 640, 96  # of a chart, in its own units


def render(paper: Paper) -> str:
    body = "\n".join(line for block in paper.blocks for line in _block(block))
    under = f'<p class="under">{_text(paper.under)}</p>' if paper.under else ""
    foot = f"<footer><p>{_text(paper.foot)}</p></footer>" if paper.foot else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_text(paper.title)}</title>\n<style>{_style()}</style></head>\n<body><main>\n"
        f'<header class="{paper.tone}"><h1>{_text(paper.title)}</h1>{under}'
        f'<p class="lead">{_text(paper.lead)}</p></header>\n{body}\n{foot}\n</main></body></html>\n'
    )


def _style() -> str:
    """The colours of the report's own page, and the look of this one."""
    colours = _SHARED.read_text("utf-8").partition("* {")[0]
    return colours + _OWN.read_text("utf-8")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{_text(text)}</h{level}>"
        case Text(text, tone):
            yield f'<p class="{tone}">{_text(text)}</p>'
        case Facts(facts):
            yield '<dl class="facts">'
            for fact in facts:
                note = f"<dd class=note>{_text(fact.note)}</dd>" if fact.note else ""
                label, value = _text(fact.label), _text(fact.value)
                yield f'<div class="{fact.tone}"><dt>{label}</dt><dd class=value>{value}</dd>{note}</div>'
            yield "</dl>"
        case Table():
            yield from _table(block)
        case Card():
            yield from _card(block)
        case Chart():
            yield from _chart(block)


def _table(table: Table) -> Iterator[str]:
    def cls(place: int) -> str:
        return ' class="number"' if place in table.numbers else ""

    yield '<div class="scroll" tabindex="0"><table>'
    if table.caption:
        yield f"<caption>{_text(table.caption)}</caption>"
    heads = "".join(f'<th scope="col"{cls(place)}>{_text(head)}</th>' for place, head in enumerate(table.heads))
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in table.rows:
        first, *rest = row
        others = "".join(f"<td{cls(place)}>{_cell(cell)}</td>" for place, cell in enumerate(rest, 1))
        yield f'<tr><th scope="row"{cls(0)}>{_cell(first)}</th>{others}</tr>'
    yield "</tbody></table></div>"


def _cell(cell: Cell) -> str:
    told = _text(cell.text)
    if cell.tone:
        told = f'<span class="{cell.tone}">{told}</span>'
    if cell.share is not None:
        width = round(100 * min(1.0, max(0.0, cell.share)), 1)
        told += (
            f'<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="rest" width="100" height="4"/>'
            f'<rect class="{cell.tone or "plain"}" width="{width}" height="4"/>'
            "</svg>"
        )
    if cell.strip:
        told += _strip(cell.strip)
    return told


def _strip(tones: Sequence[str]) -> str:
    boxes = "".join(
        f'<rect class="{tone or "none"}" x="{4 * place}" width="3" height="14" rx="1"/>'
        for place, tone in enumerate(tones)
    )
    bad = sum(tone == "bad" for tone in tones)
    label = f"{bad} of {len(tones)} days red" if bad else f"{len(tones)} days, none red"
    width = 4 * len(tones)
    return f'<svg class="strip" role="img" aria-label="{label}" width="{width}" viewBox="0 0 {width} 14">{boxes}</svg>'


def _card(card: Card) -> Iterator[str]:
    badge = f'<span class="badge">{_text(card.badge)}</span>' if card.badge else ""
    yield f'<section class="card {card.tone}"><h3>{_text(card.title)}{badge}</h3>'
    yield from (f"<p>{_text(line)}</p>" for line in card.lines)
    if card.facts:
        told = "".join(f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in card.facts)
        yield f'<dl class="about">{told}</dl>'
    if card.chart:
        yield from _chart(card.chart)
    if card.mend:
        yield f'<p class="mend"><b>To mend it:</b> {_text(card.mend)}</p>'
    yield "</section>"


def _chart(chart: Chart) -> Iterator[str]:
    expected = [value for value in chart.expected if value is not None]
    most = max([*chart.values, *expected, 1])
    step = _WIDE / max(1, len(chart.values))

    def high(value: float) -> float:
        return round(_HIGH - value / most * (_HIGH - 4), 1)

    bars = "".join(
        f'<rect class="{"bad" if place in chart.marked else "plain"}" x="{round(place * step, 1)}" '
        f'y="{high(value)}" width="{round(step * 0.8, 1)}" height="{round(_HIGH - high(value), 1)}"/>'
        for place, value in enumerate(chart.values)
    )
    line = " ".join(
        f"{round((place + 0.4) * step, 1)},{high(value)}"
        for place, value in enumerate(chart.expected)
        if value is not None
    )
    drawn = f'<polyline class="expected" points="{line}"/>' if line else ""
    ends = f"<span>{_text(chart.first)}</span><span>{_text(chart.last)}</span>"
    key = '<span class="key">line: what was to be expected</span>' if line else ""
    yield (
        f'<figure><svg class="chart" role="img" aria-label="{_text(chart.title)}" viewBox="0 0 {_WIDE} {_HIGH}" '
        f'preserveAspectRatio="none">{bars}{drawn}</svg>'
        f'<figcaption><span class="ends">{ends}</span><b>{_text(chart.title)}</b> {key}</figcaption></figure>'
    )


def _text(text: str) -> str:
    return html.escape(visible(text))
