"""For people at a terminal and in a CI log: what failed, where its chain broke, and how to mend it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from validator.model.recording import StepRecord
from validator.model.run import Result, Run
from validator.model.scenario import Scenario, Step
from validator.model.verdict import Outcome
from validator.reporters._terminal_containers import container_lines, tag_lines
from validator.reporters._terminal_lines import (
    BAD,
    MARKS,
    Line,
    Part,
    Pen,
    outcome_lines,
    repeated_lines,
    scenario_lines,
)
from validator.reporters._terminal_tables import grid_lines, table_lines
from validator.telling import prose

if TYPE_CHECKING:
    from rich.live import Live

FILE = None
_LOG_WIDTH = 120  # of a CI log, which says nothing of its width


def render(run: Run, *, verbose: bool = False, width: int = 100) -> str:
    """The report as plain text, as a terminal of that width would show it."""
    out = StringIO()
    screen = Terminal(console(out, width=width), verbose=verbose)
    for result in run.results:
        screen.show(result)
    screen.close(run)
    return out.getvalue()


def render_result(result: Result, *, verbose: bool = False, width: int = 100) -> str:
    """One scenario as plain text: what pytest shows of a failure."""
    out = StringIO()
    Terminal(console(out, width=width), verbose=verbose).show(result)
    return out.getvalue().rstrip("\n")


def render_outcomes(outcomes: Iterable[Outcome], *, verbose: bool = False, width: int = 100) -> str:
    """Expectations as plain text, each with its chain: what an assertion of a Python test says."""
    out = StringIO()
    pen = Pen(verbose=verbose)
    Terminal(console(out, width=width)).tell(line for each in outcomes for line in outcome_lines(each, pen, 0))
    return out.getvalue().rstrip("\n")


def console(file: IO[str] | None = None, *, width: int | None = None, no_color: bool | None = None) -> Console:
    """A console that takes everything as text: no markup, no highlighting, no emoji codes. NO_COLOR is heeded."""
    out = file or sys.stdout
    if width is None and not out.isatty() and not os.environ.get("COLUMNS"):
        width = _LOG_WIDTH
    return _Console(file=out, markup=False, emoji=False, highlight=False, no_color=no_color, width=width)


class _Console(Console):
    """Goes on in silence when nobody reads any more (`| head`): the run still ends, and its reports are written."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        with contextlib.suppress(OSError, ValueError), open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), self.file.fileno())


class Terminal:
    """Tells a run while it goes on: what is being done in a live region, each scenario as soon as it has ended.

    Where the output is no terminal there is no live region, and each scenario is told when it has ended.
    """

    def __init__(self, to: Console | None = None, *, verbose: bool = False, tags: bool = False) -> None:
        """`tags`: what each tag of the containers did is told at the end."""
        self._tags = tags
        self._console = to or console()
        self._pen = Pen(self._console.encoding, verbose)
        self._running: dict[str, tuple[Scenario, int, str]] = {}
        self._ended: list[str] = []
        self._wanted = 0
        self._live: Live | None = None
        self._told: set[tuple[str, str]] = set()  # what was said to be wrong
        self._tight = False  # whether the last scenario was told in a line, with no empty one after it

    def run_started(self, scenarios: tuple[Scenario, ...]) -> None:
        self._wanted = len(scenarios)
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            from rich.live import Live

            self._live = Live(console=self._console, get_renderable=self._status, transient=True, refresh_per_second=8)
            self._live.start()

    def scenario_started(self, scenario: Scenario) -> None:
        self._running[scenario.id] = (scenario, 0, "opening the browser")

    def step_started(self, scenario: Scenario, step: Step) -> None:
        self._running[scenario.id] = (scenario, step.number, step.title)

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None:
        """The next step, or the scenario's end, says it."""

    def scenario_ended(self, result: Result) -> None:
        self._running.pop(result.scenario.id, None)
        self._ended.append(result.verdict.status)
        self.show(result)

    def say(self, text: str) -> None:
        """A notice of the run itself, above what is being done."""
        self.tell(self._pen.line(0, (line, "dim"), hang=2) for line in text.splitlines())

    def show(self, result: Result) -> None:
        """Everything that there is to say of one scenario, but for what was said of another one already."""
        why = {prose.why(each) for each in result.verdict.outcomes if each.failed}
        why |= {(each.finding.code, each.finding.message) for each in result.verdict.noticed if each.level == "fail"}
        again = result.verdict.status == "failed" and why <= self._told
        self._told |= why
        self.tell(repeated_lines(result, self._pen) if again else scenario_lines(result, self._pen))
        self._tight = again or (result.verdict.status == "passed" and not self._pen.verbose)
        if not self._tight:
            self._console.print()

    def close(self, run: Run, files: Sequence[Path] = ()) -> None:
        """Ends the live region, and sums up. `files`: the reports that were written."""
        self.stop()
        if self._tight:
            self._console.print()
        if len(run.results) > 1:
            self.tell(_causes(run, self._pen))
            self.tell(grid_lines(run, self._pen))
            self.tell(table_lines(run, self._pen))
        if self._tags:
            self.tell(tag_lines(run, self._pen))
        self.tell(_summary(run, files, self._pen))

    def stop(self) -> None:
        """Ends the live region without a word, as an exception on its way out needs it."""
        if self._live:
            self._live.stop()
            self._live = None

    def tell(self, lines: Iterable[Line]) -> None:
        """Lines at their places, wrapped to the width."""
        for line in lines:
            for text in _laid_out(line, self._console):
                self._console.print(text, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)

    def _status(self) -> Text:
        """The live region: what is being performed, and how far the run is. At most eight scenarios are named."""
        shown = Text()
        for scenario, number, title in list(self._running.values())[:8]:
            marks = "".join(f" · {mark}" for mark in scenario.marks)
            steps = f"{number}/{len(scenario.steps)} " if scenario.steps and number else ""
            line = self._pen.text(("› ", "cyan"), f"{scenario.name}{marks}  ", (f"{steps}{title}", "dim"))
            line.truncate(self._console.width - 1, overflow="ellipsis")
            shown.append_text(line).append("\n")
        parts: list[Part] = [(f"{len(self._ended)} of {self._wanted}", "bold")]
        counted = [(status, self._ended.count(status)) for status in ("failed", "broken")]
        parts += [(f" · {many} {status}", MARKS[status][1]) for status, many in counted if many]
        return shown.append_text(self._pen.text(*parts))


def _causes(run: Run, pen: Pen) -> Iterable[Line]:
    """Every cause once: after many scenarios nobody scrolls back."""
    found = prose.causes(run)
    broken = [result for result in run.results if result.verdict.status == "broken"]
    if found or broken:
        yield pen.line(0, ("What is wrong", "bold"))
    for number, cause in enumerate(found, start=1):
        names = list(dict.fromkeys(prose.scenario_title(run.results[index]) for index, _ in cause.where))
        more = f" and {len(names) - 2} more" if len(names) > 2 else ""
        yield pen.line(2, (f"{number}. ", BAD), (cause.label, "bold"), hang=3)
        yield pen.line(5, cause.message)
        if cause.mend:
            yield pen.line(5, ("→ ", "green"), cause.mend, hang=2)
        yield pen.line(5, (f"in {', '.join(names[:2])}{more}", "dim"), hang=2)
    for result in broken:
        yield pen.line(2, ("⊘  ", MARKS["broken"][1]), (prose.scenario_title(result), "bold"), hang=3)
        yield pen.line(5, result.verdict.broken.reason if result.verdict.broken else "could not be performed")
    if found or broken:
        yield pen.line(0, "")


def _summary(run: Run, files: Sequence[Path], pen: Pen) -> Iterable[Line]:
    if run.interrupted:
        yield pen.line(0, ("The run was interrupted: what was seen until then is here.", "bold magenta"))
    sums = prose.totals(run)
    style = BAD if sums.scenarios["failed"] else "bold magenta" if sums.scenarios["broken"] else "bold green"
    first, *rest = prose.totals_line(run).split(" · ")
    parts: list[Part] = [(first, style)]
    for part in rest:
        parts += [(" · ", "dim"), (part, BAD) if "leaked" in part else part]
    yield pen.line(0, *parts, (f" · {run.seconds:.1f} s", "dim"), hang=2)
    yield from container_lines(run, pen)
    yield pen.line(0, (prose.UNSEEN, "dim"))
    yield from (pen.line(0, (str(file), "cyan")) for file in files)


def _laid_out(line: Line, on: Console) -> Iterable[Text]:
    """The line at its place, wrapped to the width; the aside at the right margin, or on a line of its own."""
    room = max(on.width - line.indent, 20)
    lead = Text(" " * line.indent)
    if line.aside is not None and line.text.cell_len + 2 + line.aside.cell_len <= room:
        gap = " " * (room - line.text.cell_len - line.aside.cell_len)
        yield Text.assemble(lead, line.text, gap, line.aside)
        return
    hang = Text(" " * min(line.hang, room // 2))
    first, rest = _broken_at(line.text, room, on)
    yield Text.assemble(lead, first)
    while rest:
        piece, rest = _broken_at(rest, room - len(hang), on)
        yield Text.assemble(lead, hang, piece)
    if line.aside is not None:
        for piece in line.aside.wrap(on, room - len(hang)):
            yield Text.assemble(lead, hang, piece)


def _broken_at(text: Text, room: int, on: Console) -> tuple[Text, Text]:
    """What fits into one line, and the rest."""
    if text.cell_len <= room:
        return text, Text()
    first = text.wrap(on, room)[0]
    rest = text[len(first.plain) :]
    blank = len(rest.plain) - len(rest.plain.lstrip())
    first.rstrip()
    return first, rest[blank:] if blank < len(rest.plain) else Text()
