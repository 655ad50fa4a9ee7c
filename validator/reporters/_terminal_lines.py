"""What the terminal says of one scenario, as lines of styled text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from validator.model.recording import Broken, StepRecord
from validator.model.run import Result
from validator.model.verdict import Chain, Difference, NearMiss, Noticed, Outcome
from validator.telling import prose

BAD = "bold red"
MARKS = {
    "met": ("✓", "green"),
    "missing": ("✗", BAD),
    "wrong": ("✗", BAD),
    "repeated": ("✗", BAD),
    "forbidden": ("✗", BAD),
    "known": ("~", "yellow"),
    "undecidable": ("?", "yellow"),
    "not run": ("–", "dim"),
    "passed": ("✓", "green"),
    "failed": ("✗", BAD),
    "broken": ("⊘", "bold magenta"),
}
LINK_MARKS = {"ok": (" ✓", "green"), "broken": (" ✗", BAD), "unknown": (" ?", "yellow"), "skipped": ("", "dim")}

# One for one, so that styles keep their places
_ASCII = str.maketrans("✓✗⊘→·›─…–—“”„‘’", '+x!>->-~--"""\'\'')

Part = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` from `indent` on, `aside` at the right margin where there is room, or else below."""

    indent: int
    text: Text
    aside: Text | None = None
    hang: int = 0  # further indentation of what is wrapped


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes parts, text or (text, style), as a terminal of this encoding can show them."""

    encoding: str = "utf-8"
    verbose: bool = False

    def text(self, *parts: Part) -> Text:
        written = Text()
        for part in parts:
            told, style = part if isinstance(part, tuple) else (part, "")
            written.append(self._shown(told), style or None)
        return written

    def line(self, indent: int, *parts: Part, aside: str = "", hang: int = 0) -> Line:
        return Line(indent, self.text(*parts), self.text((aside, "dim")) if aside else None, hang)

    def _shown(self, told: str) -> str:
        told = prose.visible(told)
        try:
            told.encode(self.encoding)
        except UnicodeEncodeError:
            return told.translate(_ASCII).encode(self.encoding, "backslashreplace").decode(self.encoding)
        except LookupError:
            return told.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")
        return told


def scenario_lines(result: Result, pen: Pen) -> Iterator[Line]:
    """All there is to say of one scenario: much where it did not pass, one line where it did."""
    verdict = result.verdict
    mark, style = MARKS[verdict.status]
    took = f"{result.recording.seconds:.1f} s"
    heading: list[Part] = [(mark, style), " ", (prose.scenario_title(result), "bold")]
    if verdict.status == "passed":
        heading.append((f"  {_met(result)}", "dim"))
    elif verdict.status == "broken":
        heading.append((" · could not be performed", style))
    yield pen.line(0, *heading, aside=took, hang=2)
    if verdict.status == "passed" and not pen.verbose:
        yield from _notices(list(verdict.noticed), pen, 4)
        for outcome in prose.unmet(result):
            yield from outcome_lines(outcome, pen, 4)
        return
    told: dict[tuple[str, str], Outcome] = {}
    yield from _steps(result, pen, told)
    yield from _journey(result, pen, told)
    yield from _funnel(result, pen)
    yield from _goals(result, pen)
    for note in result.recording.notes:
        yield pen.line(2, ("Note    ", "bold"), (note, "dim"), hang=8)


def repeated_lines(result: Result, pen: Pen) -> Iterator[Line]:
    """A scenario that failed by nothing but what was said of others already."""
    mark, style = MARKS["failed"]
    took = f"{result.recording.seconds:.1f} s"
    labels = [each.expectation.label for each in result.verdict.outcomes if each.failed]
    labels += [each.finding.message for each in result.verdict.noticed if each.level == "fail"]
    again = (f"  as told above: {', '.join(dict.fromkeys(labels))}", "dim")
    yield pen.line(0, (mark, style), " ", (prose.scenario_title(result), "bold"), again, aside=took, hang=2)


def outcome_lines(outcome: Outcome, pen: Pen, indent: int = 6, told_at: str = "") -> Iterator[Line]:
    """One expectation: a line where it was met, or else how far it got and how to mend it.

    `told_at`: the label of an expectation above that has told the same already.
    """
    mark, style = MARKS[outcome.status]
    wanted = outcome.expectation
    parts: list[Part] = [(mark, style), " ", wanted.label]
    if wanted.conversion:
        parts.append((f" · {wanted.conversion}", "bold cyan" if wanted.conversion == "macro" else "cyan"))
    if outcome.status == "met":
        yield pen.line(indent, *parts, hang=2)
        return
    parts.append((f" · {prose.headline(outcome)}", style))
    yield pen.line(indent, *parts, aside=str(wanted.location) if wanted.location.line else "", hang=2)
    if outcome.status == "not run":
        return
    if told_at and not pen.verbose:
        yield pen.line(indent + 4, f"for the same reason as {told_at}", hang=2)
        return
    yield from _chain(outcome.chain, pen, indent + 4)
    if told := prose.message(outcome):
        yield pen.line(indent + 4, told)
    yield from _near(outcome, pen, indent + 4)
    if outcome.chain.mend:
        yield pen.line(indent + 4, ("→ ", "green"), outcome.chain.mend, hang=2)
    about = [f"planned as “{wanted.planned}”"] if wanted.planned else []
    about += [f"owner {wanted.owner}"] if wanted.owner else []
    if about:
        yield pen.line(indent + 4, (", ".join(about), "dim"))


def _outcomes(outcomes: list[Outcome], pen: Pen, told: dict[tuple[str, str], Outcome]) -> Iterator[Line]:
    """`told`: what was told of this scenario already, by its words."""
    for outcome in outcomes:
        why = (outcome.chain.message, outcome.chain.mend)
        first = told.get(why) if why[0] else None
        where = f" at step {first.step}" if first and first.step and first.step != outcome.step else ""
        yield from outcome_lines(outcome, pen, told_at=f"{first.expectation.label}{where}" if first else "")
        told.setdefault(why, outcome)


def _chain(chain: Chain, pen: Pen, indent: int) -> Iterator[Line]:
    parts: list[Part] = []
    for link in chain.links:
        mark, style = LINK_MARKS[link.state]
        parts += [("  ", "dim")] if parts else []
        parts += [(link.name, style if link.state in {"broken", "skipped"} else ""), (mark, style)]
    if parts:
        yield pen.line(indent, *parts)


def _near(outcome: Outcome, pen: Pen, indent: int) -> Iterator[Line]:
    full = outcome.near if pen.verbose else outcome.near[:1]
    for near in full:
        yield from _near_miss(near, pen, indent)
    for near in outcome.near[len(full) : len(full) + 2]:
        yield pen.line(indent, (f"also near: {prose.title(near.what)}, {prose.near_place(near)}", "dim"), hang=2)


def _near_miss(near: NearMiss, pen: Pen, indent: int) -> Iterator[Line]:
    place = prose.near_place(near)
    yield pen.line(indent, "near: ", (prose.title(near.what), "bold"), f", {place}" if place else "", hang=2)
    width = max((len(prose.path_text(each.path)) for each in near.differences), default=0)
    for difference, demanded in prose.joined(near.differences):
        yield from _difference(difference, demanded, pen, indent + 2, min(width, 40))


def _difference(difference: Difference, demanded: str, pen: Pen, indent: int, width: int) -> Iterator[Line]:
    path = prose.path_text(difference.path)
    lead = width
    hang = lead + 11
    if len(path) > lead:
        yield pen.line(indent, (path, "cyan"), hang=2)
        path = ""
    place = str(difference.location) if difference.location.line else ""
    yield pen.line(indent, (f"{path:<{lead}}", "cyan"), ("  expected ", "dim"), demanded, aside=place, hang=hang)
    start: list[Part] = [" " * lead, ("  got      ", "dim")]
    note: list[Part] = [("  " + difference.note, "yellow")] if difference.note else []
    if not difference.present:
        yield pen.line(indent, *start, ("nothing: it is absent", "red"), *note, hang=hang)
        return
    told = prose.shown(difference.actual)
    marked = prose.differing(prose.shown(difference.expected), told) if difference.demand.startswith("equals") else None
    first, last = marked or (0, len(told))
    yield pen.line(indent, *start, told[:first], (told[first:last], BAD), told[last:], *note, hang=hang)
    if first > 3:
        yield pen.line(indent, " " * (hang + first), ("^" * max(1, last - first), "red"))


def _steps(result: Result, pen: Pen, told: dict[tuple[str, str], Outcome]) -> Iterator[Line]:
    folded: list[StepRecord] = []
    for step in result.recording.steps:
        outcomes = [each for each in result.verdict.outcomes if each.step == step.number]
        noticed = [each for each in result.verdict.noticed if each.step == step.number]
        if step.status == "performed" and not outcomes and not noticed and not pen.verbose:
            folded.append(step)
            continue
        yield from _folded(folded, pen)
        folded = []
        yield from _step(step, result, pen)
        yield from _outcomes(outcomes, pen, told)
        yield from _notices(noticed, pen, 6)
        if step.status == "failed" or any(each.failed for each in outcomes):
            yield from _picture(step, result, pen)
    yield from _folded(folded, pen)


def _step(step: StepRecord, result: Result, pen: Pen) -> Iterator[Line]:
    style = {"failed": "bold magenta", "not run": "dim", "skipped": "dim"}.get(step.status, "")
    parts: list[Part] = [(f"{step.number} ", "dim"), (step.title, style)]
    parts += [(f" · {step.status}", style)] if step.status != "performed" else []
    took = f"{step.ended - step.started:.1f} s" if pen.verbose and step.status == "performed" else ""
    place = str(step.location) if step.status == "failed" and step.location.line else ""
    yield pen.line(2, *parts, aside=place or took, hang=2)
    if step.status != "failed":
        return
    broken = result.verdict.broken
    if broken and broken.step == step.number:
        yield from _broken(broken, pen)
    elif step.error:
        yield pen.line(6, step.error.splitlines()[0])
    if any(each not in (broken.reason if broken else step.error) for each in step.candidates):
        yield pen.line(6, "on the page: ", ", ".join(step.candidates), hang=2)


def _picture(step: StepRecord, result: Result, pen: Pen) -> Iterator[Line]:
    if step.screenshot:
        yield pen.line(6, (f"picture: {(result.folder / step.screenshot).as_posix()}", "dim"), hang=2)


def _broken(broken: Broken, pen: Pen) -> Iterator[Line]:
    yield pen.line(6, broken.reason)
    yield from (pen.line(6, (line, "dim"), hang=2) for line in broken.detail.splitlines()[:3])
    if broken.mend:
        yield pen.line(6, ("→ ", "green"), broken.mend, hang=2)


def _folded(steps: list[StepRecord], pen: Pen) -> Iterator[Line]:
    if len(steps) > 2:
        yield pen.line(2, (f"{steps[0].number}–{steps[-1].number} {len(steps)} steps that expect nothing", "dim"))
        return
    for step in steps:
        yield pen.line(2, (f"{step.number} ", "dim"), (step.title, "dim"), hang=2)


def _journey(result: Result, pen: Pen, told: dict[tuple[str, str], Outcome]) -> Iterator[Line]:
    verdict = result.verdict
    steps = {step.number: step for step in result.recording.steps}
    broken = verdict.broken
    if broken and not (broken.step in steps and steps[broken.step].status == "failed"):
        yield from _broken(broken, pen)
    outcomes = [each for each in verdict.outcomes if each.step not in steps]
    noticed = [each for each in verdict.noticed if each.step not in steps]
    unexpected = verdict.unexpected if result.plan.unexpected != "ignore" else ()
    if not outcomes and not noticed and not unexpected:
        return
    yield pen.line(2, "over the whole journey")
    yield from _outcomes(outcomes, pen, told)
    yield from _notices(noticed, pen, 6)
    if unexpected:
        mark: Part = ("✗ ", BAD) if result.plan.unexpected == "fail" else ("! ", "yellow")
        names = list(dict.fromkeys(event.title for event in unexpected))
        listed = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
        yield pen.line(6, mark, f"{prose.count(len(unexpected), 'event')} outside the plan: {listed}", hang=2)


def _notices(noticed: list[Noticed], pen: Pen, indent: int) -> Iterator[Line]:
    groups: dict[tuple[str, str, str, str], int] = {}
    for each in noticed:
        key = (each.level, each.subject, each.finding.message, each.finding.code)
        groups[key] = groups.get(key, 0) + 1
    for (level, subject, told, code), often in groups.items():
        mark: Part = ("✗ ", BAD) if level == "fail" else ("! ", "yellow")
        lead = f"{subject}: " if subject else ""
        repeated = f" ({prose.times(often)})" if often > 1 else ""
        yield pen.line(indent, mark, f"{lead}{told}{repeated} ", (f"[{code}]", "dim"), hang=2)


def _funnel(result: Result, pen: Pen) -> Iterator[Line]:
    parts: list[Part] = []
    for stage in result.verdict.funnel:
        mark = {"tracked": ("✓", "green"), "not tracked": ("✗", BAD)}.get(stage.status, ("–", "dim"))
        parts += [(" ─ ", "dim")] if parts else [("Funnel  ", "bold")]
        parts += [stage.name, " ", mark, *([(" (macro)", "bold cyan")] if stage.conversion == "macro" else [])]
    if parts:
        yield pen.line(2, *parts, hang=8)


def _goals(result: Result, pen: Pen) -> Iterator[Line]:
    parts: list[Part] = []
    for goal in result.verdict.goals:
        if goal.completed or pen.verbose:
            parts += [(" · ", "dim")] if parts else [("Goals   ", "bold")]
            slot = f" (goal {goal.slot})" if goal.slot else ""
            parts += [goal.name, " ", ("✓", "green") if goal.completed else ("–", "dim"), (slot, "dim")]
    if parts:
        yield pen.line(2, *parts, hang=8)


def _met(result: Result) -> str:
    met = sum(outcome.status == "met" for outcome in result.verdict.outcomes)
    return f"{prose.count(met, 'expectation')} met" if met else "nothing was expected"
