"""GitHub's annotations: each cause at its line of the scenario, as workflow commands on the standard output.

GitHub shows ten errors and ten warnings of a step, so each cause is told once, and the worst first.
Source: GitHub documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.model.location import Location
from validator.model.run import Run
from validator.telling import prose

FILE = None

_MOST = 10


def render(run: Run) -> str:
    """The commands, a line each; the last is a notice with the totals."""
    lines = [*_causes(run), *_broken(run), *_forbidden(run), *_warnings(run)]
    lines.append(_command("notice", "Tracking", f"{prose.totals_line(run)}\n{prose.UNSEEN}"))
    return "".join(f"{line}\n" for line in lines)


def _causes(run: Run) -> Iterator[str]:
    for cause in prose.causes(run):
        expectation = run.results[cause.where[0][0]].verdict.outcomes[cause.where[0][1]].expectation
        names = list(dict.fromkeys(prose.scenario_title(run.results[index]) for index, _ in cause.where))
        told = [cause.message, f"→ {cause.mend}" if cause.mend else "", f"In: {', '.join(names[:5])}"]
        yield _command(
            "error", f"{cause.label} · {cause.headline}", "\n".join(filter(None, told)), expectation.location
        )


def _broken(run: Run) -> Iterator[str]:
    for result in run.results:
        broken = result.verdict.broken
        if result.verdict.status != "broken":
            continue
        failed = next((step for step in result.recording.steps if step.status == "failed"), None)
        place = failed.location if failed and failed.location.line else result.verdict.location
        told = [broken.reason, f"→ {broken.mend}" if broken.mend else ""] if broken else []
        title = f"{prose.scenario_title(result)} could not be performed"
        yield _command("error", title, "\n".join(filter(None, told)), place)


def _forbidden(run: Run) -> Iterator[str]:
    """Findings and events that the plan does not let pass: they fail a scenario without an expectation."""
    for result in run.results:
        for each in result.verdict.noticed:
            if each.level == "fail":
                title = each.subject or prose.scenario_title(result)
                yield _command("error", title, f"{each.finding.message} [{each.finding.code}]", result.verdict.location)
        if result.plan.unexpected == "fail" and result.verdict.unexpected:
            names = ", ".join(dict.fromkeys(event.title for event in result.verdict.unexpected))
            yield _command("error", "Outside the plan", names, result.verdict.location)


def _warnings(run: Run) -> Iterator[str]:
    leaked = prose.totals(run).counts.leaked
    if leaked:
        told = "They should have been held back, but a remote address answered them."
        yield _command("warning", f"{prose.count(leaked, 'hit')} leaked", told)
    seen: dict[tuple[str, str], str] = {}
    for result in run.results:
        for each in result.verdict.noticed:
            if each.level == "warn":
                command = _command(
                    "warning",
                    each.subject or prose.scenario_title(result),
                    f"{each.finding.message} [{each.finding.code}]",
                    result.verdict.location,
                )
                seen.setdefault((each.subject, each.finding.code), command)
    yield from list(seen.values())[: _MOST - bool(leaked)]


def _command(kind: str, title: str, message: str, location: Location | None = None) -> str:
    properties = {}
    if location and location.line:
        properties = {"file": location.file, "line": str(location.line), "col": str(location.column)}
    told = ",".join(f"{name}={_property(value)}" for name, value in {**properties, "title": title}.items())
    return f"::{kind} {told}::{_data(message)}"


def _data(text: str) -> str:
    """A message: lines are kept, everything else that is no letter is written out."""
    shown = "\n".join(prose.visible(line) for line in text.split("\n"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(prose.visible(text)).replace(":", "%3A").replace(",", "%2C")
