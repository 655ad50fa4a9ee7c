"""Journeys that are made more than once: after a failure, after the browser ended, or to find what is unstable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from validator.model.event import Finding
from validator.model.recording import Broken
from validator.model.run import Result
from validator.model.verdict import Noticed, Outcome
from validator.telling import prose

Visit = Callable[[int], Awaitable[Result]]  # the number of the attempt, from 1


async def made(visit: Visit, *, retries: int, repeat: int) -> Result:
    """One result of as many visits as are wanted.

    `repeat`: every journey is made so often, and what differs between its visits is told. `retries`: a journey that
    did not pass is made again so often at most; one that passes then is told to be unstable. Where the browser ended
    under a journey, it is made once more in any case.
    """
    visits = [await visit(1)]
    while len(visits) < repeat and not _interrupted(visits[-1]):
        visits.append(await visit(len(visits) + 1))
    if repeat > 1:
        return repeated(visits)
    lost = 0
    while not visits[-1].verdict.passed and not _interrupted(visits[-1]):
        if lost < 1 and _browser_ended(visits[-1].verdict.broken):
            lost += 1
        elif len(visits) - lost > retries:
            break
        visits.append(await visit(len(visits) + 1))
    return retried(visits)


def retried(visits: Sequence[Result]) -> Result:
    """The last visit, with a warning of what came of those before it."""
    last = visits[-1]
    if len(visits) == 1:
        return last
    why = list(dict.fromkeys(reason for each in visits[:-1] for reason in _reasons(each)))
    shown = "; ".join(why[:3]) + (f" and {len(why) - 3} more" if len(why) > 3 else "")
    before = f"before: {shown}." if shown else "before."
    if all(_browser_ended(each.verdict.broken) for each in visits[:-1]):
        told = f"The browser ended while this was made, and it was made again: {shown}."
        return _noticed(last, Finding("made-again", told))
    if last.verdict.passed:
        return _noticed(last, Finding("unstable", f"This passed only at attempt {len(visits)}; {before}"))
    return _noticed(
        last, Finding("made-again", f"This was made {prose.times(len(visits))}, and never passed; {before}")
    )


def repeated(visits: Sequence[Result]) -> Result:
    """The first visit that did not pass, or the last; with a warning for each expectation that is unstable."""
    shown = next((each for each in visits if not each.verdict.passed), visits[-1])
    found: dict[str, list[tuple[Result, Outcome]]] = {}
    for visit in visits:
        for name, outcome in zip(prose.outcome_ids(visit), visit.verdict.outcomes, strict=True):
            found.setdefault(name, []).append((visit, outcome))
    for seen in found.values():
        counted: Counter[str] = Counter(outcome.status for _, outcome in seen)
        if len(counted) > 1 or len(seen) < len(visits):
            shown = _noticed(shown, _unstable(seen, counted, len(visits)), seen[0][1])
    broken = sum(each.verdict.status == "broken" for each in visits)
    if 0 < broken < len(visits):
        told = f"This could not be made in {broken} of {len(visits)} visits: {'; '.join(_reasons(shown))}."
        shown = _noticed(shown, Finding("unstable", told))
    return shown


def _unstable(seen: Sequence[tuple[Result, Outcome]], counted: Counter[str], whole: int) -> Finding:
    """How often an expectation came to what, and how long after its step its event was sent."""
    told = ", ".join(f"{status} in {many}" for status, many in counted.most_common())
    missing = f", not there in {whole - len(seen)}" if len(seen) < whole else ""
    delays = [
        event.at - step.ended
        for visit, outcome in seen
        for event in outcome.events[:1]
        for step in visit.recording.steps
        if step.number == outcome.step
    ]
    spread = f"; sent {min(delays):.1f} to {max(delays):.1f} s after its step ended" if delays else ""
    return Finding("unstable", f"Of {whole} visits: {told}{missing}{spread}.")


def _noticed(result: Result, finding: Finding, of: Outcome | None = None) -> Result:
    subject = of.expectation.label if of else ""
    noticed = Noticed(finding, "warn", (of.step or 0) if of else 0, None, subject)
    return replace(result, verdict=replace(result.verdict, noticed=(*result.verdict.noticed, noticed)))


def _reasons(result: Result) -> list[str]:
    if result.verdict.broken:
        return [result.verdict.broken.reason.rstrip(".")]
    return [f"{each.expectation.label} {prose.headline(each)}" for each in result.verdict.outcomes if each.failed]


def _browser_ended(broken: Broken | None) -> bool:
    return broken is not None and broken.kind == "browser" and "validator itself" not in broken.reason


def _interrupted(result: Result) -> bool:
    broken = result.verdict.broken
    return broken is not None and broken.kind == "interrupted"
