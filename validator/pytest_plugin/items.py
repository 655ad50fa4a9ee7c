"""Scenarios as pytest items: collected with the language's own words, failed with the terminal's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from validator.model.location import InputError, UsageError
from validator.pytest_plugin.engine import base_url, engine
from validator.pytest_plugin.keeping import keep_run

if TYPE_CHECKING:
    from validator.model.run import Result
    from validator.model.suite import Entry


class ScenarioFile(pytest.File):
    """A file of scenarios; what is wrong in it is told at collection, in the language's own words."""

    def collect(self) -> Iterator[pytest.Item]:
        from validator.language import read_suite

        plan = self.config.getoption("--tracking-plan")
        try:
            suite = read_suite(
                [self.path],
                environment=os.environ,
                base_url=base_url(self.config),
                plan=Path(plan) if plan else None,
                secrets=self.config.getoption("--tracking-secret"),
            )
        except (InputError, UsageError) as error:
            raise self.CollectError(str(error)) from None
        for warning in suite.warnings:
            self.warn(pytest.PytestWarning(str(warning)))
        for entry in suite.entries:
            marks = ", ".join(entry.scenario.marks)
            name = entry.scenario.name + (f"[{marks}]" if marks else "")
            yield ScenarioItem.from_parent(self, name=name, entry=entry)


class TrackingFailed(Exception):
    """The tracking of a scenario is not as expected, or its journey could not be performed."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.verdict.status)
        self.result = result


class ScenarioItem(pytest.Item):
    """One scenario on one device."""

    def __init__(self, *, entry: Entry, **rest: Any) -> None:
        super().__init__(**rest)
        self.entry = entry
        for tag in entry.scenario.tags:
            if tag.isidentifier():
                self.config.addinivalue_line("markers", f"{tag}: a tag of scenarios")
                self.add_marker(tag)

    def runtest(self) -> None:
        from validator.browser.progress import Silence

        run = engine(self.config).run([self.entry], Silence())
        if run.interrupted:
            raise KeyboardInterrupt  # pytest ends the session, as with any other test
        keep_run(self.config, run)
        result = run.results[0]
        if not result.verdict.passed:
            raise TrackingFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, TrackingFailed):
            from validator.reporters.terminal import render_result

            return render_result(excinfo.value.result)
        if isinstance(excinfo.value, InputError | UsageError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, max(0, self.entry.scenario.location.line - 1), self.name
