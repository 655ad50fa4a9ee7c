"""Markdown for a CI job's summary or a comment on a pull request: what is wrong first, the rest folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.model.run import Result, Run
from validator.model.verdict import Chain, FunnelStage, Noticed
from validator.telling import matrix_table, prose, side_by_side

FILE = "summary.md"

_MOST = 20  # causes told in full: a comment holds 65,536 characters
_SIGNS = {"passed": "✅", "failed": "❌", "broken": "⚠️"}
_LINKS = {"ok": " ✓", "broken": " ✗", "unknown": " ?", "skipped": ""}
_STAGES = {"tracked": "✓", "not tracked": "✗", "not run": "–"}
# What Markdown would read as its own; within a word an underscore is only an underscore
_SPECIAL = re.compile(r"[\\`*\[\]<>&|~$]|(?<!\w)_|_(?!\w)|:(?=//|\w+:)|www(?=\.)|[@#](?=\w)")


def render(run: Run) -> str:
    return "\n".join(line for part in _parts(run) for line in (*part, "")).rstrip("\n") + "\n"


def _parts(run: Run) -> Iterator[list[str]]:
    sums = prose.totals(run)
    worst = next((status for status in ("failed", "broken", "passed") if sums.scenarios[status]), "broken")
    yield [f"## {_SIGNS[worst]} Tracking: {_headline(run)}"]
    if run.interrupted:
        yield ["The run was interrupted: what was seen until then is here."]
    yield [text(prose.totals_line(run))]
    found = prose.causes(run)
    if found:
        yield ["### What is wrong"]
    for cause in found[:_MOST]:
        yield _cause(cause, run)
    if len(found) > _MOST:
        yield [f"… and {prose.count(len(found) - _MOST, 'more cause')}; the HTML report holds them all."]
    broken = [result for result in run.results if result.verdict.status == "broken"]
    if broken:
        yield ["### What could not be performed"]
        yield [line for result in broken[:_MOST] for line in _broken(result)]
    for grid in matrix_table.grids(run)[:_MOST]:
        yield list(_grid(grid))
    for table in side_by_side.tables(run)[:_MOST]:
        yield list(_side_by_side(table))
    if run.results:
        yield list(_scenarios(run))
    noticed = [(result, each) for result in run.results for each in result.verdict.noticed]
    if noticed:
        yield list(_warnings(noticed))
    yield [f"<sub>{prose.UNSEEN}</sub>"]


def _headline(run: Run) -> str:
    sums, every = prose.totals(run).scenarios, len(run.results)
    told = [f"{sums[status]} {status}" for status in ("failed", "broken", "passed") if sums[status]]
    return f"{', '.join(told)} of {prose.count(every, 'scenario')}" if every else "no scenario was run"


def _cause(cause: prose.Cause, run: Run) -> list[str]:
    first = run.results[cause.where[0][0]].verdict.outcomes[cause.where[0][1]].expectation
    kind = f" · {cause.conversion}" if cause.conversion else ""
    names = list(dict.fromkeys(prose.scenario_title(run.results[index]) for index, _ in cause.where))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    lines = [f"#### ❌ {text(cause.label)}{kind} · {text(cause.headline)}", "", text(cause.message)]
    if cause.chain.links:
        lines += ["", _chain(cause.chain)]
    if cause.mend:
        lines += ["", f"> **To mend it:** {text(cause.mend)}"]
    place = f"{_code(str(first.location))}, " if first.location.line else ""
    return [*lines, "", f"{place}in {text(', '.join(names[:3]))}{more}"]


def _chain(chain: Chain) -> str:
    links = []
    for link in chain.links:
        told = f"{text(link.name)}{_LINKS[link.state]}"
        links.append(f"**{told}**" if link.state == "broken" else told)
    return " → ".join(links)


def _broken(result: Result) -> Iterator[str]:
    broken = result.verdict.broken
    reason = text(broken.reason) if broken else "could not be performed"
    mend = f" **To mend it:** {text(broken.mend)}" if broken and broken.mend else ""
    yield f"- ⚠️ **{text(prose.scenario_title(result))}**: {reason}{mend}"


def _grid(grid: matrix_table.Grid) -> Iterator[str]:
    yield f"### Matrix: {text(grid.title)}"
    yield ""
    yield "| | " + " | ".join(map(text, grid.columns)) + " |"
    yield "|---|" + "---|" * len(grid.columns)
    for name, statuses in grid.rows:
        yield f"| {text(name)} | " + " | ".join(_SIGNS.get(status, "–") for status in statuses) + " |"
    if grid.left_out:
        yield ""
        yield f"… and {prose.count(grid.left_out, 'more row')}, all passed."


def _side_by_side(table: side_by_side.Table) -> Iterator[str]:
    yield f"### Consent side by side: {text(table.title)}"
    yield ""
    yield "| | " + " | ".join(map(text, table.profiles)) + " |"
    yield "|---|" + "---|" * len(table.profiles)
    for row in table.rows:
        name = {"event": "· ", "cookie": "cookie ", "storage": "storage "}.get(row.kind, "") + text(row.name)
        cells = [f"{_SIGNS[cell]} {cell}" if row.kind == "status" else text(cell) for cell in row.cells]
        yield f"| {name} | " + " | ".join(cells) + " |"


def _scenarios(run: Run) -> Iterator[str]:
    yield f"<details><summary>{prose.count(len(run.results), 'scenario')}</summary>"
    yield ""
    yield "| | Scenario | Expectations | Conversions | Seconds |"
    yield "|---|---|---|---|---:|"
    for result in run.results[:300]:
        verdict = result.verdict
        met = sum(outcome.status == "met" for outcome in verdict.outcomes)
        funnel = " → ".join(map(_stage, verdict.funnel))
        name = text(prose.scenario_title(result))
        took = f"{result.recording.seconds:.1f}"
        yield f"| {_SIGNS[verdict.status]} | {name} | {met} of {len(verdict.outcomes)} met | {funnel} | {took} |"
    if len(run.results) > 300:
        yield f"| | … and {len(run.results) - 300} more | | | |"
    yield ""
    yield "</details>"


def _stage(stage: FunnelStage) -> str:
    name = f"{text(stage.name)} {_STAGES[stage.status]}"
    return f"**{name}**" if stage.conversion == "macro" else name


def _warnings(noticed: list[tuple[Result, Noticed]]) -> Iterator[str]:
    groups: dict[tuple[str, str, str], int] = {}
    for _, each in noticed:
        told = (each.subject, each.finding.message, each.finding.code)
        groups[told] = groups.get(told, 0) + 1
    yield f"<details><summary>{prose.count(len(groups), 'warning')}</summary>"
    yield ""
    for (subject, message, code), often in list(groups.items())[:50]:
        lead = f"**{text(subject)}**: " if subject else ""
        yield f"- {lead}{text(message)}{f' ({prose.times(often)})' if often > 1 else ''} {_code(code)}"
    if len(groups) > 50:
        yield f"- … and {len(groups) - 50} more"
    yield ""
    yield "</details>"


def text(text: str) -> str:
    """Text that stays text: no markup, no HTML, no link, and nobody is called by an @ in an event's name."""
    return _SPECIAL.sub(lambda found: _escape(found.group()), prose.visible(text))


def _escape(found: str) -> str:
    return f"{found}<!-- -->" if found in "@#" or found == "www" else f"&#{ord(found)};"


def _code(text: str) -> str:
    told = prose.visible(text).replace("|", "¦")
    fence = "`" * (max(map(len, re.findall("`+", told)), default=0) + 1)
    return f"{fence} {told} {fence}" if "`" in told else f"`{told}`"
