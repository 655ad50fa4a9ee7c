"""What is kept of a run: its journeys, the circumstances of each, and what came of every expectation.

`journeys_of` makes them of a run; pure. Moments are seconds since 1970 (UTC); days are days since 1970, in UTC.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from validator.judge.kinds import sent_of
from validator.model.event import Event
from validator.model.recording import ContainerSeen, Recording
from validator.model.run import Result, Run
from validator.model.segment import Sent
from validator.model.verdict import FAILING, Outcome
from validator.telling import prose
from validator.traffic import traffic_of

DAY = 86400
_CHOSEN_PORTS = 32768  # from here on a system chooses ports by itself; they tell nothing from run to run
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """What is expected, in whichever scenario: the line of a history. `name`: the team's name of it, or its label."""

    name: str
    label: str
    kind: str = "event"
    vendor: str = ""
    event: str = ""
    category: str = ""
    action: str = ""
    conversion: str = ""  # micro, macro
    owner: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it this one: it stays the same line when its owner or its weight changes."""
        return self.name, self.label, self.kind, self.vendor, self.event, self.category, self.action


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What one journey happened under, and which events it sent, each kind once."""

    device: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    consent: str = ""
    site: str = ""
    container: str = ""
    version: str = ""  # of the container, as it really ran
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of one expectation. `expectation`: its id, the same from run to run; `link`: where the chain broke."""

    expectation: str
    subject: Subject
    status: str  # met, missing, wrong, repeated, forbidden, known, undecidable, not run
    step: str = ""  # its title
    link: str = ""
    headline: str = ""
    message: str = ""
    mend: str = ""
    lateness: float | None = None  # seconds from the cause to the hit
    unstable: bool = False  # its visits did not agree


@dataclass(frozen=True, slots=True)
class KeptJourney:
    """One journey. `key` is the same wherever its recording is judged, so that each is kept once."""

    key: str
    scenario: str  # Scenario.id
    name: str
    file: str
    status: str  # passed, failed, broken
    began: float
    seconds: float
    circumstances: Circumstances
    outcomes: tuple[Kept, ...] = ()
    broken: str = ""  # why it could not be performed
    mend: str = ""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """Which run journeys belong to."""

    key: str
    began: float
    seconds: float = 0.0
    browser: str = ""
    validator: str = ""
    door: str = "run"  # run, merge, pytest, monitor, …


def state(status: str) -> str:
    """What a status says of the tracking: met, failed, or nothing."""
    return "met" if status == "met" else "failed" if status in FAILING else ""


def moment(text: str) -> float | None:
    """An ISO 8601 time as seconds since 1970; None where it is none."""
    try:
        told = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (told if told.tzinfo else told.replace(tzinfo=datetime.timezone.utc)).timestamp()


def run_of(run: Run, door: str = "run") -> KeptRun:
    """The run by itself."""
    began = moment(run.began) or 0.0
    return KeptRun(f"{run.began} {run.seconds:.6f}", began, run.seconds, run.browser, run.version, door)


def journeys_of(run: Run) -> tuple[KeptJourney, ...]:
    """Every journey of a run that was performed, however it ended. What was interrupted is no evidence."""
    fallback = moment(run.began) or 0.0
    return tuple(_journey(result, fallback) for result in run.results if not _interrupted(result))


def _interrupted(result: Result) -> bool:
    broken = result.verdict.broken
    return broken is not None and broken.kind == "interrupted"


def _journey(result: Result, fallback: float) -> KeptJourney:
    verdict, recording = result.verdict, result.recording
    began, broken = moment(recording.began) or fallback, verdict.broken
    unique = (verdict.scenario, recording.began or fallback, recording.seconds, recording.site, recording.browser)
    ids = prose.outcome_ids(result)
    return KeptJourney(
        key="|".join(map(str, unique)),
        scenario=verdict.scenario,
        name=verdict.name,
        file=verdict.location.file,
        status=verdict.status,
        began=began,
        seconds=recording.seconds,
        circumstances=_circumstances(result),
        outcomes=tuple(_kept(result, each, name) for each, name in zip(verdict.outcomes, ids, strict=True)),
        broken=_text(broken.reason) if broken else "",
        mend=_text(broken.mend) if broken else "",
    )


def _circumstances(result: Result) -> Circumstances:
    recording, traffic = result.recording, traffic_of(result.recording)
    container = _container(recording, result)
    return Circumstances(
        device=recording.device or "",
        source=_text(traffic.source),
        medium=_text(traffic.medium),
        campaign=_text(traffic.campaign),
        consent=result.scenario.consent or "",
        site=_site(recording.site),
        container=container.id if container else "",
        version=container.version if container else "",
        sent=sent_of(result),
    )


def _site(url: str) -> str:
    """The site's address; of this machine's, without a port that the system chose for one run."""
    try:
        parts = urlsplit(url)
        chosen = parts.port is not None and parts.port >= _CHOSEN_PORTS
        if chosen and parts.hostname in ("127.0.0.1", "localhost", "::1"):
            return f"{parts.scheme}://{parts.netloc.rpartition(':')[0]}"
    except ValueError:
        return url
    return url.rstrip("/")


def _container(recording: Recording, result: Result) -> ContainerSeen | None:
    """The container that ran: the plan's, where it did."""
    ran = [seen for seen in recording.containers if seen.status in ("loaded", "simulated")]
    wanted = result.plan.container.id if result.plan.container else ""
    ran.sort(key=lambda seen: (seen.id != wanted, not seen.version, not seen.id.startswith("GTM-")))
    return ran[0] if ran else None


def _kept(result: Result, outcome: Outcome, name: str) -> Kept:
    wanted, chain = outcome.expectation, outcome.chain
    return Kept(
        expectation=name,
        subject=_subject(outcome),
        status=outcome.status,
        step=_text(prose.step_title(result, outcome.step)),
        link=chain.broken,
        headline="" if outcome.status == "met" else _text(prose.headline(outcome)),
        message=_text(prose.message(outcome)),
        mend=_text(chain.mend),
        lateness=_lateness(outcome.events) if outcome.status == "met" and wanted.kind == "event" else None,
        unstable=_unstable(result, outcome),
    )


def _subject(outcome: Outcome) -> Subject:
    wanted = outcome.expectation
    told: dict[str, str] = {
        str(one.path[0]): str(one.operand)
        for one in wanted.conditions
        if one.operator == "equals" and len(one.path) == 1 and isinstance(one.operand, str | int | float)
    }
    goal = told.get("name", "") if wanted.kind == "goal" else ""
    return Subject(
        name=_text(wanted.planned or goal or wanted.label),
        label=_text(wanted.label),
        kind=wanted.kind,
        vendor=wanted.vendor or "",
        event=_text(told.get("event", "")) if wanted.kind in ("event", "push") else "",
        category=_text(told.get("category", "")),
        action=_text(told.get("action", "")),
        conversion=wanted.conversion or "",
        owner=wanted.owner or "",
    )


def _lateness(events: Sequence[Event]) -> float | None:
    """How long after its cause the last of the events was sent."""
    found = [max(0.0, event.at - event.cause.at) for event in events if event.cause is not None]
    return max(found, default=None)


def _unstable(result: Result, outcome: Outcome) -> bool:
    """Whether its visits did not agree: a repeat tells so of one expectation, a retry of the whole journey."""
    label, step = outcome.expectation.label, outcome.step or 0
    told = [one for one in result.verdict.noticed if one.finding.code == "unstable"]
    return any(
        (one.subject, one.step) == (label, step) if one.subject else label in one.finding.message for one in told
    )


def _text(text: Any) -> str:
    """Text for a database: nothing in it that is no letter, and not without end."""
    told = prose.visible(text)
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"
