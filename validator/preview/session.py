"""A preview: scenarios performed one at a time, each told while it goes on, judged anew when its file changes."""

from __future__ import annotations

import dataclasses
import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from validator import __version__
from validator.browser.engine import Engine
from validator.browser.progress import Silence
from validator.judge import judge
from validator.model.location import InputError, UsageError
from validator.model.recording import Recording, StepRecord
from validator.model.run import Result, Run
from validator.model.scenario import Step
from validator.model.suite import Entry
from validator.model.verdict import Verdict
from validator.preview.changes import Changes
from validator.preview.companion import Companion, Mode, Opened
from validator.preview.files import Files, only_judged_anew, relocated

_OFTEN = 0.1  # seconds between two looks at the files


class Session:
    """The state of a preview. Its methods may be called from any thread."""

    def __init__(
        self,
        files: Files,
        engine: Engine,
        opened: Opened,
        *,
        mode: Mode = "go",
        stays: bool = False,
        veil: Callable[[Recording], Recording] = lambda recording: recording,
    ) -> None:
        """`veil` takes out of a recording what became known as a secret only later."""
        self.files = files
        self.changes = Changes()
        self.problem = ""  # why nothing could be performed
        self.under_way: int | None = None  # the index of the entry that is being performed
        self.companion: Companion | None = None
        self._engine = engine
        self._opened = opened
        self._first_mode: Mode = mode
        self._stays = stays
        self._veil = veil
        self._lock = threading.RLock()
        self._entries = list(files.entries)
        self._recordings: dict[int, Recording] = {}
        self._finished: dict[int, Result] = {}
        self._judged: dict[int, tuple[Entry, Recording | None, Result]] = {}
        self._orders: queue.Queue[tuple[int, Mode] | None] = queue.Queue()
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name="preview-journeys", daemon=True),
            threading.Thread(target=self._watch, name="preview-files", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()
        if self._entries:
            self.perform(0, self._first_mode)

    def close(self) -> None:
        """Ends the journey that is under way, and everything else."""
        self._closing.set()
        self._orders.put(None)
        self._leave()
        for thread in self._threads:
            thread.join(20)
        self.changes.close()

    # What a person asks for

    def perform(self, index: int, mode: Mode = "go") -> None:
        """Performs an entry from its start, in place of what is under way. Raises KeyError: there is no such entry."""
        if not 0 <= index < len(self._entries):
            raise KeyError(f"there is no scenario {index + 1}")
        self._orders.put((index, mode))
        self._leave()

    def order(self, what: str) -> None:
        """pause, step, go, finish; flush (bring out what the page holds back). Raises ValueError."""
        companion = self.companion
        if companion is None:
            raise ValueError("no journey is under way")
        if what == "flush":
            companion.flush()
        else:
            companion.order(what)
        self.changes.tell()

    def _leave(self) -> None:
        if self.companion:
            self.companion.abandoned = True
            with suppress(RuntimeError):  # the engine's loop is closed: it is over
                self._engine.interrupt()

    # What is known

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def run(self) -> Run:
        results = tuple(self.result(index) for index in range(len(self._entries)))
        shown = results[self.under_way or 0].recording if results else Recording("", "")
        return Run(results, shown.began, sum(one.recording.seconds for one in results), shown.browser, __version__)

    def result(self, index: int) -> Result:
        """What came of an entry, or what is known of it until now."""
        with self._lock:
            if index in self._finished:
                return self._finished[index]
            entry, recording = self._entries[index], self._recordings.get(index)
            known = self._judged.get(index)
            if known and known[0] is entry and known[1] is recording:
                return known[2]
        result = until_now(entry, recording)
        with self._lock:
            self._judged[index] = (entry, recording, result)
        return result

    def recording(self, index: int) -> Recording | None:
        with self._lock:
            found = self._finished.get(index)
            return found.recording if found else self._recordings.get(index)

    # The threads

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            while not self._orders.empty():  # the last one counts
                later = self._orders.get()
                if later is None:
                    return
                order = later
            self._perform(*order)

    def _perform(self, index: int, mode: Mode) -> None:
        entry = self._entries[index]
        with self._lock:
            self._finished.pop(index, None)
            self._recordings.pop(index, None)
            self.problem, self.under_way = "", index
            companion = Companion(partial(self._seen, index), self._opened, mode=mode, stays=self._stays)
            self.companion = companion
        self.changes.tell()
        try:
            if not self._orders.empty() or self._closing.is_set():
                return
            (result,) = self._engine.run([entry], Silence(), companion).results
            veiled = self._veil(result.recording)
            if veiled is not result.recording:
                result = judged_anew(dataclasses.replace(result, recording=veiled), entry)
            with self._lock:
                self._finished[index] = result
                if self._entries[index] is not entry:  # the file was changed meanwhile
                    self._finished[index] = judged_anew(result, self._entries[index])
        except (UsageError, InputError) as error:
            self.problem = str(error)
        except Exception as error:  # the page tells it; the preview goes on
            self.problem = f"The validator itself made a mistake: {type(error).__name__}: {error}"
        finally:
            companion.leave()
            self.companion, self.under_way = None, None
            self.changes.tell()

    def _seen(self, index: int, recording: Recording) -> None:
        with self._lock:
            self._recordings[index] = self._veil(recording)
        self.changes.tell()

    def _watch(self) -> None:
        while not self._closing.wait(_OFTEN):
            if self.files.changed():
                self._take_over()
                self.changes.tell()

    def _take_over(self) -> None:
        """The files were saved: judged anew at once; performed anew where the journey itself changed."""
        if self.files.problems:
            return
        new = self.files.entries
        again = None
        with self._lock:
            old, self._entries = self._entries, list(new)
            if len(old) != len(new):
                self._finished, self._recordings, again = {}, {}, 0
            else:
                for index, (before, after) in enumerate(zip(old, new, strict=True)):
                    if not only_judged_anew(before, after):
                        again = index if again is None or index == self.under_way else again
                        self._finished.pop(index, None)
                    elif index in self._finished:
                        self._finished[index] = judged_anew(self._finished[index], after)
                    elif index in self._recordings:
                        self._recordings[index] = relocated(self._recordings[index], after.scenario)
        if again is not None and new:
            mode = self.companion.mode if self.companion and self.companion.mode != "finish" else "go"
            self.perform(again, mode)


def until_now(entry: Entry, recording: Recording | None) -> Result:
    """A journey that is still under way: what did not come yet is not missing."""
    scenario = entry.scenario
    if recording is None:
        recording = Recording(scenario.id, scenario.name, scenario.site, scenario.device, scenario.consent)
    seen = {record.number for record in recording.steps}
    ahead = tuple(_ahead(one, recording) for one in scenario.steps if one.number not in seen)
    steps = tuple(sorted((*recording.steps, *ahead), key=lambda record: record.number))
    last = max((push.at for push in recording.pushes), default=0.0)
    ended = max([recording.seconds, last, *(record.ended for record in recording.steps)])
    whole = dataclasses.replace(recording, steps=steps, finished=True, seconds=ended)
    verdict = _open(judge(whole, scenario, entry.plan))
    return Result(scenario, entry.plan, whole, verdict)


def _ahead(step: Step, recording: Recording) -> StepRecord:
    started = max((record.ended for record in recording.steps), default=0.0)
    return StepRecord(
        step.number,
        step.kind,
        step.title,
        "not run",
        step.phase,
        step.name,
        step.stage,
        started,
        started,
        location=step.location,
    )


def _open(verdict: Verdict) -> Verdict:
    """What is missing may still come; what is wrong will not get right."""
    outcomes = tuple(
        dataclasses.replace(one, status="not run") if one.status == "missing" else one for one in verdict.outcomes
    )
    failed = any(one.failed for one in outcomes) or any(one.level == "fail" for one in verdict.noticed)
    status: Mapping[bool, Any] = {True: "failed", False: "passed"}
    broken = verdict.broken if verdict.broken and verdict.broken.kind != "nothing" else None
    return dataclasses.replace(verdict, outcomes=outcomes, status="broken" if broken else status[failed], broken=broken)


def judged_anew(result: Result, entry: Entry) -> Result:
    """The same journey, judged by what the files say now."""
    recording = relocated(result.recording, entry.scenario)
    verdict = judge(recording, entry.scenario, entry.plan)
    return dataclasses.replace(result, scenario=entry.scenario, plan=entry.plan, recording=recording, verdict=verdict)
