"""Results of visits in few words: steps, and the events that each of them caused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validator.model.event import Cause, Event
from validator.model.location import Location
from validator.model.plan import Plan
from validator.model.recording import Broken, Recording, StepRecord
from validator.model.run import Result
from validator.model.scenario import Scenario, Step
from validator.model.verdict import Verdict

STEPS = ("goto /mug", "click Add", "click Buy")


def visit(
    *events: tuple[int, str] | tuple[int, str, Mapping[str, Any]],
    steps: tuple[str, ...] = STEPS,
    site: str = "https://shop.example",
    device: str | None = None,
    name: str = "Buy",
    seconds: float = 1.0,
    broken: int = 0,
) -> Result:
    """Each event: its step, `vendor name`, and the params (`id`, `label`, `items` are taken out of them)."""
    told = [_event(number, *event) for number, event in enumerate(events, start=1)]
    journey = tuple(Step("click", None, title, number) for number, title in enumerate(steps, start=1))
    scenario = Scenario(name, journey, device=device, site=site, location=Location("scenarios/buy.yaml", 1, 1))
    why = Broken("The button is gone.", broken) if broken else None
    records = tuple(
        StepRecord(
            step.number,
            "click",
            step.title,
            "performed" if not broken or step.number < broken else "failed" if step.number == broken else "not run",
        )
        for step in journey
    )
    recording = Recording(
        scenario.id, name, site, device, began="2026-03-04T10:00:00+00:00", seconds=seconds, steps=records, broken=why
    )
    status = "broken" if broken else "passed"
    verdict = Verdict(scenario.id, name, status, events=tuple(told), broken=why, location=scenario.location)  # type: ignore[arg-type]
    return Result(scenario, Plan(ignore=("scroll",)), recording, verdict, Path("out"))


def _event(number: int, step: int, title: str, params: Mapping[str, Any] | None = None) -> Event:
    vendor, name = title.split(" ", 1)
    given = dict(params or {})
    own = {key: given.pop(key) for key in ("id", "label", "items", "user", "category", "action") if key in given}
    return Event(
        vendor, name, params=given, number=number, request=number, step=step, earliest=step, latest=step,
        cause=Cause("push", f"push {name}", 0.0, step), **own,
    )  # fmt: skip
