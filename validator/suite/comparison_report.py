"""A comparison as text for a terminal, as markdown for a pull request, as a page, and as a JSON document."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from validator.json_text import json_text
from validator.reporters.markdown import text as markdown_text
from validator.suite.comparison import Compared, Difference, Side, code, differences
from validator.telling import prose

FORMAT, VERSION = "validator-comparison", 1
_SIGNS = {"gone": "−", "new": "+", "changed": "≠", "repeated": "×", "moved": "⇄"}
_MOST = 60  # journeys and differences that are told in full to people; JSON holds all


def document_of(journeys: Sequence[Compared], a: Side, b: Side) -> dict[str, Any]:
    """The whole comparison as plain values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "a": a.text,
        "b": b.text,
        "exit_code": code(journeys),
        "differences": [
            {
                "kind": each.pair.kind,
                "title": each.pair.title,
                "message": each.message,
                "fields": [
                    {
                        "path": list(field.path),
                        "a": field.expected,
                        "b": field.actual,
                        "absent": None
                        if field.expected is not None and field.present
                        else "b"
                        if not field.present
                        else "a",
                        "note": field.note,
                    }
                    for field in each.pair.differences
                ],
                "journeys": list(each.journeys),
            }
            for each in differences(journeys)
        ],
        "journeys": [
            {
                "title": journey.title,
                "a": journey.a.verdict.status,
                "b": journey.b.verdict.status,
                "changes": len(journey.changes),
                "expectations": [
                    {"id": name, "a": one, "b": other} for name, (one, other) in journey.expectations.items()
                ],
                "broken": [{"side": name, "reason": broken.reason} for name, broken in journey.broken],
            }
            for journey in journeys
        ],
    }


def json(journeys: Sequence[Compared], a: Side, b: Side) -> str:
    return json_text(document_of(journeys, a, b), indent=2) + "\n"


def headline(journeys: Sequence[Compared]) -> str:
    """`2 differences in 3 of 8 journeys`."""
    found = differences(journeys)
    touched = sum(bool(journey.changes or journey.expectations) for journey in journeys)
    told = f"{prose.count(len(found), 'difference')} in {touched} of {prose.count(len(journeys), 'journey')}"
    told = told if found or touched else f"no difference in {prose.count(len(journeys), 'journey')}"
    lost = sum(bool(journey.broken) for journey in journeys)
    return f"{told}, {lost} could not be compared" if lost else told


def terminal(journeys: Sequence[Compared], a: Side, b: Side) -> str:
    return "\n".join(_plain(journeys, a, b)) + "\n"


def _plain(journeys: Sequence[Compared], a: Side, b: Side) -> Iterator[str]:
    yield from (f"A  {prose.visible(a.text)}", f"B  {prose.visible(b.text)}", "")
    for each in differences(journeys):
        yield f"{_SIGNS[each.pair.kind or '']} {prose.visible(each.message)}"
        yield from (f"      {path}\n        A  {one}\n        B  {other}" for path, one, other in _fields(each))
        yield f"    in {_names(each, prose.visible)}"
    for journey in journeys:
        yield from (
            f"! {prose.visible(f'{journey.title}: {name}')}\n        A  {one}\n        B  {other}"
            for name, (one, other) in journey.expectations.items()
        )
        yield from (
            f"⊘ {prose.visible(journey.title)} could not be performed at {name}: {prose.visible(broken.reason)}"
            for name, broken in journey.broken
        )
    yield headline(journeys)


def markdown(journeys: Sequence[Compared], a: Side, b: Side) -> str:
    """For a comment on a pull request: what differs first, the journeys folded away."""
    return "\n".join(_markdown(journeys, a, b)) + "\n"


def _markdown(journeys: Sequence[Compared], a: Side, b: Side) -> Iterator[str]:
    sign = {0: "✅", 1: "❌", 3: "⚠️"}[code(journeys)]
    yield from (f"## {sign} Tracking compared: {headline(journeys)}", "")
    yield from (f"**A** {markdown_text(a.text)} · **B** {markdown_text(b.text)}", "")
    found = differences(journeys)
    for each in found[:_MOST]:
        yield from (f"#### {_SIGNS[each.pair.kind or '']} {markdown_text(each.message)}", "")
        fields = list(_fields(each))
        if fields:
            yield from ("| Field | A | B |", "|---|---|---|")
            yield from (f"| {' | '.join(map(markdown_text, field))} |" for field in fields)
            yield ""
        yield from (f"in {_names(each, markdown_text)}", "")
    if len(found) > _MOST:
        yield from (f"… and {len(found) - _MOST} more.", "")
    yield from (f"<details><summary>{prose.count(len(journeys), 'journey')}</summary>", "")
    yield from ("| Journey | A | B | Differences |", "|---|---|---|---|")
    for journey in journeys[:300]:
        told = "; ".join(f"{name}: {one} → {other}" for name, (one, other) in journey.expectations.items())
        why = "; ".join(f"{name}: {broken.reason}" for name, broken in journey.broken)
        more = " · ".join(filter(None, (str(len(journey.changes) or ""), told, why)))
        cells = (journey.title, journey.a.verdict.status, journey.b.verdict.status, more)
        yield f"| {' | '.join(map(markdown_text, cells))} |"
    yield from ("", "</details>", "", f"<sub>{prose.UNSEEN}</sub>")


def page(journeys: Sequence[Compared], a: Side, b: Side) -> str:
    """One file that stands by itself: no script, no address."""
    return _PAGE.format(title=_text(headline(journeys)), body="\n".join(_page(journeys, a, b)))


def _page(journeys: Sequence[Compared], a: Side, b: Side) -> Iterator[str]:
    yield f"<h1>{_text(headline(journeys))}</h1>"
    yield f"<p><b>A</b> {_text(a.text)}<br><b>B</b> {_text(b.text)}</p>"
    for each in differences(journeys):
        yield f"<section><h2>{_SIGNS[each.pair.kind or '']} {_text(each.message)}</h2>"
        fields = list(_fields(each))
        if fields:
            rows = "".join(
                f"<tr><th scope=row>{_text(path)}</th><td>{_text(one)}</td><td>{_text(other)}</td></tr>"
                for path, one, other in fields
            )
            yield f"<table><thead><tr><th>Field<th>A<th>B</tr></thead><tbody>{rows}</tbody></table>"
        yield f"<p>in {_text(', '.join(each.journeys))}</p></section>"
    yield "<h2>Journeys</h2><table><thead><tr><th>Journey<th>A<th>B<th>What differs</tr></thead><tbody>"
    for journey in journeys:
        told = [f"{name}: {one} → {other}" for name, (one, other) in journey.expectations.items()]
        told += [f"{name}: {broken.reason}" for name, broken in journey.broken]
        more = "<br>".join(
            map(_text, [*([prose.count(len(journey.changes), "difference")] if journey.changes else []), *told])
        )
        cells = "".join(f"<td>{_text(each)}</td>" for each in (journey.a.verdict.status, journey.b.verdict.status))
        yield f"<tr><th scope=row>{_text(journey.title)}</th>{cells}<td>{more}</td></tr>"
    yield f"</tbody></table><p><small>{_text(prose.UNSEEN)}</small></p>"


def _fields(each: Difference) -> Iterator[tuple[str, str, str]]:
    for field in each.pair.differences:
        one = "–" if field.expected is None else prose.shown(field.expected)
        other = prose.shown(field.actual) if field.present else "–"
        yield prose.path_text(field.path), one, f"{other} ({field.note})" if field.note else other


def _names(each: Difference, shown: Callable[[str], str]) -> str:
    more = f" and {len(each.journeys) - 3} more" if len(each.journeys) > 3 else ""
    return ", ".join(shown(name) for name in each.journeys[:3]) + more


def _text(text: str) -> str:
    return html.escape(prose.visible(text))


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tracking compared: {title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c2430; background: #fff }}
h1 {{ font-size: 1.5rem }} h2 {{ font-size: 1.05rem; margin: 2rem 0 .5rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-top: 1px solid #d5dae1;
  overflow-wrap: anywhere; font-weight: normal }}
thead th {{ border: 0; font-weight: 600 }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #e4e8ee; background: #14181f }} th, td {{ border-color: #343c48 }} }}
</style></head>
<body><main>
{body}
</main></body></html>
"""
