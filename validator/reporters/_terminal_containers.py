"""The tag managers of a run as lines of the terminal, and which of their tags fired, which did not, and why."""

from __future__ import annotations

from collections.abc import Iterator

from validator.gtm.coverage import ORDER, Covered
from validator.model.run import Run
from validator.reporters._terminal_lines import Line, Part, Pen
from validator.telling import prose
from validator.telling.tag_managers import tag_managers, tags_of

_HEADINGS = {
    "fired": "Fired",
    "not fired": "Not fired",
    "never reached": "Never reached: the journeys do not do what these tags wait for",
    "not decided": "Cannot be told here",
    "paused": "Paused",
}
_MARKS = {"fired": ("✓ ", "green"), "not fired": ("✗ ", "red")}


def container_lines(run: Run, pen: Pen) -> Iterator[Line]:
    """One line a container: which one really ran, in which version, and who ran it."""
    for manager in tag_managers([result.recording for result in run.results]):
        yield pen.line(0, ("Container ", "dim"), manager.title, (manager.sentence[len(manager.title) :], "dim"), hang=2)


def tag_lines(run: Run, pen: Pen) -> Iterator[Line]:
    """What the tags of each container did, as preview mode would list them."""
    for manager, told in tags_of(run):
        yield pen.line(0, ("Tags", "bold"), (" · ", "dim"), manager.sentence, hang=2)
        for status in ("fired", *(one for one in ORDER if one != "fired")):
            group = [one for one in told.tags if one.status == status]
            if group:
                yield pen.line(2, (_HEADINGS[status], "bold"), (f" · {len(group)}", "dim"))
            for one in group:
                yield from _tag(one, pen)
        yield pen.line(0, "")


def _tag(one: Covered, pen: Pen) -> Iterator[Line]:
    mark, style = _MARKS.get(one.status, ("– ", "dim"))
    parts: list[Part] = [(mark, style), prose.visible(one.name)]
    if one.times:
        parts.append((f" · {one.times} ×", "dim"))
    short = one.status == "never reached" and one.reason
    yield pen.line(4, *parts, *([(f" · {prose.visible(one.reason)}", "dim")] if short else []), hang=2)
    if one.reason and not short and one.status != "paused":
        yield pen.line(8, prose.visible(one.reason))
