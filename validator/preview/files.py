"""The files of a preview: read again as soon as one of them changes; what follows from the change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from validator.language import PLAN_NAMES, read_suite
from validator.model.location import InputError, Location, UsageError
from validator.model.plan import Plan
from validator.model.recording import Recording
from validator.model.scenario import Scenario, Step
from validator.model.suite import Entry

_OF_JUDGING = frozenset({"location", "expect", "never"})
_PERFORMED = ("consent", "sessions", "overlays", "browser", "container", "hold", "deliver")


class Files:
    """Scenarios with their plans, and everything that they were read from."""

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        environment: Mapping[str, str],
        base_url: str | None = None,
        plan: Path | None = None,
        secrets: Sequence[str] = (),
    ) -> None:
        """Raises InputError."""
        self._paths = paths
        self._how: dict[str, Any] = {
            "environment": environment,
            "base_url": base_url,
            "plan": plan,
            "secrets": secrets,
        }
        self.problems = ""
        self.entries: tuple[Entry, ...] = read_suite(paths, **self._how).entries
        self._states = self._look()

    def changed(self) -> bool:
        """Whether a file changed since; then `entries` are the new ones, or `problems` says what is wrong in them."""
        states = self._look()
        if states == self._states:
            return False
        try:
            self.entries, self.problems = read_suite(self._paths, **self._how).entries, ""
        except (InputError, UsageError) as error:
            self.problems = str(error)
        self._states = self._look()
        return True

    def _look(self) -> dict[Path, tuple[int, int]]:
        found = {path: _state(path) for path in self._paths}
        for entry in self.entries:
            for name in {location.file for location in _locations(entry)}:
                found[Path(name)] = _state(Path(name))
            folder = Path(entry.scenario.location.file).parent
            for name in PLAN_NAMES:  # one that is written only now counts too
                found[folder / name] = _state(folder / name)
        return found


def only_judged_anew(old: Entry, new: Entry) -> bool:
    """Whether the same journey would be performed: nothing but expectations and what is said of them changed."""
    return (
        _bare(old.scenario) == _bare(new.scenario)
        and all(_bare(getattr(old.plan, name)) == _bare(getattr(new.plan, name)) for name in _PERFORMED)
        and _endpoints(old.plan) == _endpoints(new.plan)
    )


def relocated(recording: Recording, scenario: Scenario) -> Recording:
    """The recording with each step where it is written now."""
    steps = {step.number: step for step in scenario.steps}
    told = tuple(
        dataclasses.replace(record, location=steps[record.number].location, name=steps[record.number].name)
        if record.number in steps
        else record
        for record in recording.steps
    )
    return dataclasses.replace(recording, steps=told)


def _state(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return (0, -1)
    return (told.st_mtime_ns, told.st_size)


def _endpoints(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Whose requests are held: what decides it in the plan."""
    return {
        name: (*vendor.endpoints, *vendor.match)
        for name, vendor in plan.vendors.items()
        if vendor.endpoints or vendor.match
    }


def _bare(value: Any) -> Any:
    """The value without places and without what is expected, to be compared."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        left_out = _OF_JUDGING | ({"name"} if isinstance(value, Step) else frozenset())
        fields = [field.name for field in dataclasses.fields(value) if field.name not in left_out]
        return type(value).__name__, [(name, _bare(getattr(value, name))) for name in fields]
    if isinstance(value, Mapping):
        return [(key, _bare(each)) for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [_bare(each) for each in value]
    return value


def _locations(value: Any) -> Iterator[Location]:
    if isinstance(value, Location):
        if value.file:
            yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _locations(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _locations(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _locations(each)
