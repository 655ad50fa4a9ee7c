"""The watch: round after round, without overlap; what has changed is looked at again at once, and only then told."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from validator.model.location import InputError, UsageError
from validator.model.run import BROKEN, FAILED, PASSED, Run
from validator.model.suite import Entry
from validator.monitor.alarms import messages
from validator.monitor.changes import Change, changed, confirmed, gone
from validator.monitor.memory import Known, Memory, Waiting, save
from validator.monitor.schedule import Clock, Schedule
from validator.monitor.seen import Seen, seen
from validator.telling.prose import count

Suites = Callable[[], Sequence[Entry]]
Perform = Callable[[Sequence[Entry]], Run]
Tell = Callable[[Waiting], tuple[int, ...]]  # gives the places of the addresses that do not have it yet
OWN = "::watch"  # the key of the watch itself: whether it can work
_LONGEST = 86400.0  # seconds that a message waits for being sent
_MOST_WAITING = 200


class Interrupted(Exception):
    """A round was ended by a signal: what it saw is not whole, and counts for nothing."""


@dataclass(slots=True)
class Watch:
    """What is needed for rounds. `suites` reads the files anew each time; `tell` sends a message."""

    suites: Suites
    perform: Perform
    tell: Tell
    memory: Memory
    path: Path
    schedule: Schedule
    clock: Clock
    chance: random.Random = field(default_factory=random.Random)
    say: Callable[[str], None] = lambda text: None
    stopped: Callable[[], bool] = lambda: False
    site: str = ""
    latest: dict[str, Seen] = field(default_factory=dict)
    next_due: float | None = None
    under_way: bool = False

    def run(self) -> None:
        """Rounds until somebody stops it. The first is made at once, unless the last one ended a short time ago."""
        due = self.clock.now()
        last = self.memory.last
        if last is not None and 0 <= due - last < self.schedule.every:
            due = last + self.schedule.every
            self.say(f"The last round ended {round((self.clock.now() - last) / 60)} minutes ago; the next is due then.")
        start = due
        while not self.stopped():
            self.next_due = start
            if (left := start - self.clock.now()) > 0:
                self.clock.wait(left)
            if self.stopped():
                return
            self.round()
            due, skipped = self.schedule.next(due, self.clock.now(), self.memory.lost)
            self.memory.counts["skipped"] += skipped
            if skipped:
                self.say(f"The round took longer than the span: {count(skipped, 'round')} left out.")
            start = due + self.schedule.late(self.chance)

    def round(self) -> int:
        """One round; its exit code, as a run has it."""
        began, self.under_way = self.clock.now(), True
        try:
            first, entries = self._look()
            changes = changed(self.memory.bad, first)
            sure = self._again(changes, entries) if changes else {}
        except Interrupted:
            self.say("Interrupted: this round counts for nothing.")
            return BROKEN
        finally:
            self.under_way = False
        now = self.clock.now()
        for key in gone(self.memory.bad, first, {entry.scenario.id for entry in entries}) if entries else ():
            del self.memory.bad[key]  # nobody expects it any more: there is nothing to come back
        self._apply(sure, now)
        code = self._counted(first, now - began)
        self.memory.last = now
        self.memory.outbox += messages(sure.values(), now, self.site)
        self.send()
        self._keep()
        return code

    def _look(self) -> tuple[Mapping[str, Seen], Sequence[Entry]]:
        """What there is now, and the scenarios that were made. The watch itself is one of the things seen."""
        try:
            entries = self.suites()
            found = dict(self._seen(entries))
        except (InputError, UsageError) as error:
            return {OWN: _own("broken", str(error))}, ()
        except Interrupted:
            raise
        except Exception as error:  # a fault of ours, or of the machine, must not end the watch
            return {OWN: _own("broken", f"{type(error).__name__}: {error}")}, ()
        return {**found, OWN: _own("met")}, entries

    def _seen(self, entries: Sequence[Entry]) -> Mapping[str, Seen]:
        run = self.perform(entries)
        if run.interrupted or self.stopped():
            raise Interrupted
        return seen(run)

    def _again(self, changes: Mapping[str, Change], entries: Sequence[Entry]) -> Mapping[str, Change]:
        """A second look at once, at those scenarios alone."""
        touched = {change.now.scenario for change in changes.values()}
        meant = [entry for entry in entries if entry.scenario.id in touched]
        self.say(f"{count(len(changes), 'change')} seen; looking again at {count(len(meant), 'scenario')} …")
        second, _ = self._look() if OWN in changes else self._part(meant)
        sure = confirmed(changes, second)
        self.memory.counts["unconfirmed"] += len(changes) - len(sure)
        if len(sure) < len(changes):
            self.say(f"{count(len(changes) - len(sure), 'change')} not confirmed: nobody is told.")
        return sure

    def _part(self, meant: Sequence[Entry]) -> tuple[Mapping[str, Seen], Sequence[Entry]]:
        try:
            return self._seen(meant), meant
        except Interrupted:
            raise
        except Exception as error:
            self.say(f"The second look could not be made: {error}")
            return {}, meant

    def _apply(self, sure: Mapping[str, Change], now: float) -> None:
        for key, change in sure.items():
            if change.recovered:
                self.memory.bad.pop(key, None)
                self.memory.counts["recovered"] += 1
            else:
                since = change.before.since if change.before else now
                self.memory.bad[key] = Known(change.now, since)
                self.memory.counts["broke"] += 1

    def _counted(self, first: Mapping[str, Seen], seconds: float) -> int:
        """Counts the round, and says how it ended."""
        self.latest = {key: one for key, one in first.items() if key != OWN} or self.latest
        own = first.get(OWN)
        journeys = [one for key, one in first.items() if key.endswith("::journey")]
        if own is not None and own.state == "broken":
            result, code = "error", BROKEN
            self.say(f"This round could not be made: {own.reason}")
        elif any(one.state == "failed" for key, one in first.items() if key != OWN):
            result, code = "failed", FAILED
        elif any(one.state == "broken" for one in journeys):
            result, code = "broken", BROKEN
        else:
            result, code = "passed", PASSED
        nothing = result == "error" or (bool(journeys) and all(one.state == "broken" for one in journeys))
        memory = self.memory
        memory.lost = memory.lost + 1 if nothing else 0
        memory.counts[result] += 1
        memory.last_seconds, memory.seconds = seconds, memory.seconds + seconds
        red = f", {count(len(memory.bad), 'thing')} red" if memory.bad else ""
        self.say(f"Round: {result}, {count(len(journeys), 'journey')} in {seconds:.0f} s{red}.")
        return code

    def send(self) -> None:
        """Sends what waits. What cannot be sent waits for the next round, a day at most."""
        left: list[Waiting] = []
        for waiting in self.memory.outbox[-_MOST_WAITING:]:
            missing = self.tell(waiting)
            if not missing:
                self.memory.counts["sent"] += 1
            elif self.clock.now() - waiting.at < _LONGEST:
                left.append(
                    Waiting(waiting.owner, waiting.title, waiting.body, waiting.tone, waiting.at, tuple(missing))
                )
            else:
                self.memory.counts["unsent"] += 1
                self.say(f"“{waiting.title}” could not be sent for a day, and is given up.")
        self.memory.outbox = left

    def _keep(self) -> None:
        try:
            save(self.memory, self.path)
        except OSError as error:
            self.say(f"{self.path} cannot be written, so that a restart would tell again: {error.strerror or error}.")


def _own(state: str, reason: str = "") -> Seen:
    return Seen(
        OWN,
        "broken" if state == "broken" else "met",
        "",
        "the watch itself",
        "",
        headline="cannot work",
        reason=reason,
    )
