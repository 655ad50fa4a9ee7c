"""The plan's goals: which of them a journey completed.

A goal is what the analytics count: a page that was seen counts when a hit told so. Only where the plan names no
vendor, and no page view was sent at all, the browser's own views stand in. A goal counts once a session, and a
journey is one session; its funnel is looked at, and does not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from validator import operators
from validator.judge.attribution import is_page_view
from validator.judge.redone import redone
from validator.judge.sightings import Sighting, event_facts, of_goal
from validator.model.event import Event
from validator.model.plan import Goal, Plan
from validator.model.recording import Recording
from validator.model.scenario import Condition
from validator.model.value import Unresolved, as_text
from validator.model.verdict import GoalResult


@dataclass(frozen=True, slots=True)
class PageSeen:
    """One page view that was told to a vendor, or (without hits) that the browser saw."""

    url: str
    earliest: int
    latest: int
    at: float


def goals(
    plan: Plan, recording: Recording, events: Sequence[Event]
) -> tuple[tuple[GoalResult, ...], tuple[Sighting, ...]]:
    """Each goal of the plan with whether it completed, and the completions as sightings. `events`: those sent."""
    known = {reading.name: reading.value for reading in recording.readings}
    results, completions = [], []
    for goal in plan.goals:
        result, sighting = _goal(goal, plan, recording, events, known)
        results.append(result)
        if sighting is not None:
            completions.append(sighting)
    return tuple(results), tuple(completions)


def page_views(goal_vendor: str | None, plan: Plan, recording: Recording, events: Sequence[Event]) -> list[PageSeen]:
    """The page views that count, one for each page that was seen, whatever number of vendors was told."""
    told = [one for one in events if is_page_view(one.name) and goal_vendor in (None, one.vendor)]
    if told or goal_vendor or plan.vendors:
        vendor, destination = (told[0].vendor, told[0].id) if told else ("", "")
        for name in plan.vendors:
            first = next((one for one in told if one.vendor == name), None)
            if first is not None:
                vendor, destination = first.vendor, first.id
                break
        mine = [one for one in told if one.vendor == vendor and one.id == destination]
        return [
            PageSeen(_address(one), one.earliest, one.latest, one.at)
            for number, one in enumerate(mine)
            if not any(redone(before, one) for before in mine[:number])
        ]
    tops = {document.id for document in recording.documents if document.top}
    views = [view for view in recording.views if not tops or view.document in tops]
    return [PageSeen(view.url, view.step, view.step, view.at) for view in views if view.how != "replaceState"]


def path_of(url: str) -> str:
    """The path of a URL, without its query; `/` where there is none."""
    return urlsplit(url).path or "/"


def _address(event: Event) -> str:
    """The page's address as the hit tells it."""
    path = event.params.get("page_path")
    if isinstance(path, str) and path.startswith("/"):
        return path
    return as_text(event.params.get("page_location") or event.page_url)


def _goal(
    goal: Goal, plan: Plan, recording: Recording, events: Sequence[Event], known: dict[str, Any]
) -> tuple[GoalResult, Sighting | None]:
    try:
        conditions = tuple(operators.filled(condition, known) for condition in goal.conditions)
    except Unresolved as error:
        return _result(goal, None, f"it asks for the value remembered as “{error.name}”, and nothing was", ()), None
    views = page_views(goal.vendor, plan, recording, events)
    match goal.kind:
        case "event":
            reached, detail = _by_event(goal, conditions, events)
        case "destination":
            reached, detail = _by_destination(conditions, views, recording)
        case "pages":
            reached, detail = _by_pages(conditions, views)
        case _:
            reached, detail = _by_duration(conditions, events)
    funnel = tuple((path, any(_under(path, view) for view in views)) for path in goal.funnel)
    result = _result(goal, reached, detail, funnel)
    return result, of_goal(result, (reached.earliest, reached.latest), reached.at) if reached else None


def _result(goal: Goal, reached: PageSeen | None, detail: str, funnel: tuple[tuple[str, bool], ...]) -> GoalResult:
    return GoalResult(
        name=goal.name,
        conversion=goal.conversion,
        completed=reached is not None,
        slot=goal.slot,
        step=reached.latest if reached else None,
        funnel=funnel,
        detail=detail,
    )


def _by_event(goal: Goal, conditions: Sequence[Condition], events: Sequence[Event]) -> tuple[PageSeen | None, str]:
    for event in events:
        if goal.vendor in (None, event.vendor) and not operators.differences(conditions, event_facts(event)):
            return PageSeen(event.page_url, event.earliest, event.latest, event.at), event.title
    return None, "no such event was sent"


def _by_destination(
    conditions: Sequence[Condition], views: Sequence[PageSeen], recording: Recording
) -> tuple[PageSeen | None, str]:
    reached = next((view for view in views if _is_destination(conditions, view.url)), None)
    if reached is not None:
        return reached, _shown(reached.url)
    visited = next((view.url for view in recording.views if _is_destination(conditions, view.url)), "")
    if not visited:
        visited = next((one.url for one in recording.documents if one.top and _is_destination(conditions, one.url)), "")
    if visited:
        return None, f"the visitor came to {_shown(visited)}, but no page view of it was sent"
    return None, "no such page was reached"


def _is_destination(conditions: Sequence[Condition], url: str) -> bool:
    parts = urlsplit(url)
    path = parts.path or "/"
    asked = "".join(str(condition.operand) for condition in conditions)
    if "?" in asked and parts.query:
        path += f"?{parts.query}"
    if "#" in asked and parts.fragment:
        path += f"#{parts.fragment}"
    return _holds(conditions, "destination", path, {"path": path, "url": url})


def _by_pages(conditions: Sequence[Condition], views: Sequence[PageSeen]) -> tuple[PageSeen | None, str]:
    for count, view in enumerate(views, start=1):
        if _holds(conditions, "pages", count, {}):
            return view, f"{count} page views"
    return None, "1 page view" if len(views) == 1 else f"{len(views)} page views"


def _by_duration(conditions: Sequence[Condition], events: Sequence[Event]) -> tuple[PageSeen | None, str]:
    for event in events:
        seconds = round(event.at - events[0].at, 3)
        if _holds(conditions, "duration", seconds, {}):
            return PageSeen(event.page_url, event.step, event.step, event.at), f"{seconds:.1f} s"
    lasted = events[-1].at - events[0].at if events else 0.0
    return None, f"{lasted:.1f} s"


def _holds(conditions: Sequence[Condition], name: str, value: Any, more: dict[str, Any]) -> bool:
    """Whether a value meets conditions that stand at it (an empty path), or at its name."""
    facts = {name: value, **more}
    return bool(conditions) and not any(
        operators.differences([condition], facts if condition.path else value) for condition in conditions
    )


def _under(path: str, view: PageSeen) -> bool:
    seen, wanted = path_of(view.url).rstrip("/"), path.rstrip("/")
    return seen == wanted or (bool(wanted) and seen.startswith(f"{wanted}/"))


def _shown(url: str) -> str:
    return path_of(url)
