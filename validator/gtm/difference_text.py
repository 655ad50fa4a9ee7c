"""The difference of two containers as text, as data, and as markdown for a pull request."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from validator.gtm.difference import Change, Detail, Difference
from validator.gtm.sentences import short
from validator.model.container import Container

_MARKS = {"added": "+", "removed": "−", "changed": "~"}
_MOST_LINES = 40  # of code that has changed
_NOTHING = "Nothing changes for the visitor."


def as_text(found: Difference) -> str:
    """For the terminal: each tag with what is not as it was."""
    lines = [f"{_name(found.before)} → {_name(found.after)}", totals(found)]
    for change in found.changes:
        renamed = f" (was ‘{change.was}’)" if change.was else ""
        lines += ["", f"{_MARKS[change.kind]} {change.name}{renamed}"]
        if change.kind != "changed":
            lines.append(f"    {short(change.sentence, 2000)}")
        for detail in change.details:
            if _is_code(detail):
                lines += [f"    {detail.what}:", *(f"      {line}" for line in _code_lines(detail))]
            else:
                lines.append(f"    {detail.what}: {short(detail.was, 400)} → {short(detail.now, 400)}")
    if found.silent:
        lines += ["", "Without effect on visitors", *(f"  {told}" for told in found.silent)]
    return "\n".join(lines) + "\n"


def as_markdown(found: Difference) -> str:
    """For a pull request: a heading, what changes, and what does not, folded."""
    lines = [f"### {_cell(_name(found.before))} → {_cell(_name(found.after))}", "", totals(found)]
    for change in found.changes:
        renamed = f" (was {_cell(change.was)})" if change.was else ""
        lines += ["", f"**{change.kind}: {_cell(change.name)}**{renamed}", ""]
        if change.kind != "changed":
            lines.append(_cell(change.sentence))
            continue
        plain = [detail for detail in change.details if not _is_code(detail)]
        if plain:
            lines += ["| what | was | now |", "| --- | --- | --- |"]
            lines += [f"| {_cell(one.what)} | {_cell(one.was)} | {_cell(one.now)} |" for one in plain]
        for detail in change.details:
            if _is_code(detail):
                code = [*_code_lines(detail)]
                fence = "`" * max(3, 1 + max((len(run) for line in code for run in _ticks(line)), default=0))
                lines += ["", f"{_cell(detail.what)}:", "", f"{fence}diff", *code, fence]
    if found.silent:
        lines += ["", "<details><summary>Without effect on visitors</summary>", ""]
        lines += [f"- {_cell(told)}" for told in found.silent]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def as_data(found: Difference) -> dict[str, Any]:
    return {
        "before": _told(found.before),
        "after": _told(found.after),
        "changes": [_change(change) for change in found.changes],
        "without_effect": list(found.silent),
    }


def totals(found: Difference) -> str:
    """`1 tag added, 2 changed`."""
    counts = {kind: sum(change.kind == kind for change in found.changes) for kind in ("added", "removed", "changed")}
    told = [f"{count} {kind}" for kind, count in counts.items() if count]
    return f"Tags: {', '.join(told)}." if told else _NOTHING


def _change(change: Change) -> dict[str, Any]:
    details = [{"what": one.what, "was": one.was, "now": one.now} for one in change.details]
    return {
        "kind": change.kind,
        "tag": change.name,
        "was": change.was,
        "sentence": change.sentence,
        "details": details,
    }


def _told(container: Container) -> dict[str, str]:
    return {"id": container.id, "name": container.name, "version": container.version, "source": container.source}


def _name(container: Container) -> str:
    version = f"version {container.version}" if container.version not in ("", "0") else container.name
    return " ".join(filter(None, [container.id or "A container", version]))


def _is_code(detail: Detail) -> bool:
    return "\n" in detail.was.strip() or "\n" in detail.now.strip()


def _code_lines(detail: Detail) -> Iterator[str]:
    changed = difflib.unified_diff(detail.was.splitlines(), detail.now.splitlines(), lineterm="", n=1)
    lines = [line for line in changed if not line.startswith(("---", "+++", "@@"))]
    yield from (short_line(line) for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"… {len(lines) - _MOST_LINES} more lines"


def short_line(line: str) -> str:
    return line if len(line) <= 200 else line[:199] + "…"


def _ticks(line: str) -> Iterator[str]:
    run = ""
    for letter in line + " ":
        if letter == "`":
            run += letter
        elif run:
            yield run
            run = ""


def _cell(text: str) -> str:
    """Text that stays as it is in markdown, and in one cell of a table."""
    plain = short(text, 400)
    for letter in "\\|<>*_`[]":
        plain = plain.replace(letter, f"\\{letter}")
    return plain
