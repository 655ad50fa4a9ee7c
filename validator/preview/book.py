"""A visit that becomes a scenario while it goes on: what is ticked, and the file that is written."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from validator.model.location import InputError, UsageError
from validator.model.plan import Plan
from validator.model.recording import Recording, StepRecord
from validator.preview.proposals import Known, Proposal, events_of, numbers_of, proposals
from validator.preview.remembering import names_of, remembered
from validator.preview.renumbering import renumbered
from validator.preview.session import Session
from validator.preview.taking import Recorder, Taken, Visit
from validator.preview.writing import Draft, Written, header, read_draft, steps_text, written
from validator.preview.yaml_lines import flow, item


@dataclass(frozen=True, slots=True)
class Cover:
    """What a scenario says before its journey, and where it is kept."""

    file: Path
    name: str = ""
    consent: str | None = None
    plan: Path | None = None


class Book:
    """The recorder's part of the live page (see app.Taking). Methods may be called from any thread."""

    def __init__(self, session: Session, recorder: Recorder, cover: Cover, environment: Mapping[str, str]) -> None:
        self._session = session
        self._recorder = recorder
        self._cover = cover
        self._environment = environment
        self._lock = threading.RLock()
        self._changed: dict[tuple[int, str], bool] = {}  # what a person ticked or unticked
        self._removed: set[int] = set()  # numbers of steps that are left out
        self._known: tuple[Recording | None, int, list[dict[str, Any]]] = (None, -1, [])
        self.saved: Path | None = None

    def state(self) -> dict[str, Any]:
        recording = self._session.recording(0)
        visit = self._recorder.visit
        if recording is None:
            return {"steps": [], "file": str(self._cover.file), "saved": None}
        with self._lock:
            changes = visit.changes
            if self._known[0] is not recording or self._known[1] != changes:
                steps = self._steps(recording, visit, self._session.entries[0].plan)
                self._known = (recording, changes, steps)
            told = [
                {**step, "expect": [{**one, "ticked": self._ticked(one)} for one in step["expect"]]}
                for step in self._known[2]
                if step["number"] not in self._removed
            ]
        return {"steps": told, "file": str(self._cover.file), "saved": str(self.saved) if self.saved else None}

    def tell(self, told: Mapping[str, Any]) -> Any:
        what = told.get("what")
        if what == "tick":
            with self._lock:
                self._changed[int(told["step"]), str(told["title"])] = bool(told["ticked"])
        elif what == "remove":
            self._removed.add(int(told["step"]))
        elif what == "save":
            return self.save()
        else:
            raise ValueError(f"{what!r} is no order")
        return {}

    def save(self) -> dict[str, Any]:
        """Writes the scenario. What the page is told: where, or why not."""
        if self._session.companion:
            self._session.companion.flush()
        try:
            made = self.written()
            self._cover.file.write_text(made.text, "utf-8")
        except InputError as error:
            return {"mistakes": str(error)}
        except (OSError, UsageError) as error:
            return {"mistakes": f"{self._cover.file} cannot be written: {error}"}
        self.saved = self._cover.file
        left = sum(1 for one in made.proposals if one.why and not one.ticked)
        return {"saved": str(self.saved), "left_out": left}

    def written(self) -> Written:
        """The scenario as it would be saved now. Raises InputError, UsageError."""
        recording = self._session.recording(0)
        visit = self._recorder.visit
        if recording is None:
            raise UsageError("nothing was seen yet")
        recording = self._recorder.masked(recording)
        kept = [
            (number, kind, value)
            for number, kind, value in taken_steps(visit, self._session)
            if number not in self._removed
        ]
        draft = self._draft(visit, [(kind, value) for _, kind, value in kept])
        numbers = {number: place for place, (number, _, _) in enumerate(kept, start=1)}
        told = reordered(recording, numbers)
        shown = [replace(one, step=numbers[one.step]) for one in visit.shown if one.step in numbers]
        with self._lock:
            changed = {
                (numbers[step], title): ticked for (step, title), ticked in self._changed.items() if step in numbers
            }
        return written(draft, told, shown, lambda text: self._read(text, visit), changed=changed)

    def _draft(self, visit: Visit, steps: Sequence[tuple[str, Any]]) -> Draft:
        entry = self._session.entries[0]
        cover = self._cover
        name = cover.name or entry.scenario.name
        site = visit.secrets.address(entry.scenario.site)
        head = header(name, site, secrets=sorted(visit.secrets.values), consent=cover.consent)
        return self._read(head + steps_text(steps), visit)

    def _read(self, text: str, visit: Visit) -> Draft:
        environment = {**self._environment, **visit.secrets.values}
        site = self._session.entries[0].scenario.site
        return read_draft(text, self._cover.file, environment=environment, base_url=site, plan=self._cover.plan)

    def _ticked(self, one: Mapping[str, Any]) -> bool:
        return self._changed.get((one["step"], one["title"]), bool(one["ticked"]))

    def _steps(self, recording: Recording, visit: Visit, plan: Plan) -> list[dict[str, Any]]:
        """Every step with what it could be held to, for the page."""
        found = found_in(recording, visit, plan, self._session.entries[0].scenario.site)
        return [
            {
                "number": number,
                "text": f"{kind}: {flow(value)}" if value is not None else kind,
                "expect": [_told(one) for one in found if one.step == number],
            }
            for number, kind, value in taken_steps(visit, self._session)
        ]


def found_in(recording: Recording, visit: Visit, plan: Plan, site: str) -> tuple[Proposal, ...]:
    """The proposals of a visit that may still go on."""
    events = events_of(recording, plan)
    known = Known(site, numbers_of(events), names_of(remembered(visit.shown, events)))
    return proposals(recording, plan, known)


def _told(one: Proposal) -> dict[str, Any]:
    return {
        "step": one.step,
        "kind": one.kind,
        "title": one.title,
        "text": "\n".join(item(one.value)),
        "conversion": one.conversion,
        "ticked": one.ticked,
        "why": one.why,
    }


def taken_steps(visit: Visit, session: Session) -> list[tuple[int, str, Any]]:
    """Number, kind and value of every step, the one that opened the first page included."""
    first = session.entries[0].scenario.journey[0]
    return [(first.number, "goto", str(first.fields.url).replace("${", "$${")), *map(_numbered, visit.steps)]


def _numbered(taken: Taken) -> tuple[int, str, Any]:
    return taken.number, taken.kind, taken.value


def reordered(recording: Recording, numbers: Mapping[int, int]) -> Recording:
    """The recording with the steps that are kept numbered from 1 on; what a left-out step caused goes to the one
    before it."""
    places = sorted(numbers)

    def moved(old: int) -> int:
        before = [number for number in places if number <= old]
        return numbers[before[-1]] if before else min(old, 1)

    steps: tuple[StepRecord, ...] = tuple(
        replace(one, number=numbers[one.number]) for one in recording.steps if one.number in numbers
    )
    return replace(renumbered(recording, moved), steps=steps)
