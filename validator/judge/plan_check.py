"""Every event held against the tracking plan, expected or not: events and values that it does not have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from validator import operators
from validator.demand_words import demand
from validator.judge.attribution import is_page_view
from validator.judge.sightings import event_facts
from validator.model.event import Event, Finding
from validator.model.plan import Plan
from validator.model.recording import Recording
from validator.model.scenario import Condition, Expectation
from validator.model.value import Template
from validator.model.verdict import Difference
from validator.page_url import host

# What tags send by themselves, without anybody having asked for it. Source: Google Analytics help, 9234069.
AUTOMATIC = frozenset(
    {
        "click",
        "file_download",
        "first_visit",
        "form_start",
        "form_submit",
        "scroll",
        "session_start",
        "user_engagement",
        "video_complete",
        "video_progress",
        "video_start",
        "view_search_results",
    }
)
_NAMING = (("event",), ("category",), ("action",))


def outside(events: Iterable[Event], plan: Plan, expected: frozenset[int], recording: Recording) -> tuple[Event, ...]:
    """The events that neither the plan nor the scenario knows. `events`: those sent; `expected`: numbers of events.

    What another site tells its own properties from a frame (a video, a form) is not the site's to plan.
    """
    if not plan.events or plan.unexpected == "ignore":
        return ()
    foreign = _foreign_frames(recording)
    return tuple(
        event
        for event in events
        if event.number not in expected
        and not _automatic(event)
        and event.name not in plan.ignore
        and (event.action or "") not in plan.ignore
        and not planned(event, plan)
        and not (event.document in foreign and not _of_plan(event, plan))
    )


def _foreign_frames(recording: Recording) -> frozenset[str]:
    """The documents of other sites within frames."""
    own = {host(document.url) for document in recording.documents if document.top} | {host(recording.site)}
    return frozenset(one.id for one in recording.documents if not one.top and host(one.url) not in {*own, ""})


def _of_plan(event: Event, plan: Plan) -> bool:
    vendor = plan.vendors.get(event.vendor)
    return vendor is not None and (not vendor.ids or event.id in vendor.ids)


def _automatic(event: Event) -> bool:
    return is_page_view(event.name) or (event.vendor == "ga4" and event.name in AUTOMATIC)


def planned(event: Event, plan: Plan) -> list[tuple[str, Expectation]]:
    """The planned events that an event is, by its name (or category and action), with the team's names."""
    facts = event_facts(event)
    return [
        (name, expectation)
        for name, one in plan.events.items()
        for expectation in one.expectations
        if expectation.vendor in (None, event.vendor) and _named(expectation, facts)
    ]


def _named(expectation: Expectation, facts: Mapping[str, object]) -> bool:
    naming = [condition for condition in expectation.conditions if condition.path in _NAMING]
    return bool(naming) and not _is_open(naming) and all(operators.holds(each, facts) for each in naming)


def _is_open(conditions: Sequence[Condition]) -> bool:
    """Whether operands refer to values that only a scenario knows."""
    return any(isinstance(condition.operand, Template) for condition in conditions)


def violations(event: Event, plan: Plan) -> list[Finding]:
    """What an event says otherwise than the plan has it, against the planned event that it comes nearest to."""
    facts = event_facts(event)
    found: list[tuple[str, tuple[Difference, ...]]] = []
    for name, expectation in planned(event, plan):
        demands = [condition for condition in expectation.conditions if not _refers(condition.operand)]
        found.append((name, operators.differences(demands, facts)))
    if not found:
        return []
    name, differences = min(found, key=lambda pair: len(pair[1]))
    first = {one.path: one for one in reversed(differences)}  # one sentence a value
    return [Finding("outside-plan", _told(name, one), ".".join(map(str, one.path))) for one in reversed(first.values())]


_OF_THE_PAGE = ("page_", "ga_", "session_", "screen_", "language", "engagement_", "campaign", "content_group")


def extra_parameters(events: Sequence[Event], plan: Plan) -> list[tuple[Event, Finding, str]]:
    """Parameters that the plan does not name, with the level that the planned event gives them.

    What libraries add, and what the page view of the same document has as well, is set for every event, and is not
    meant.
    """
    strict = {name: one.extra for name, one in plan.events.items() if one.extra != "ignore"}
    if not strict:
        return []
    found = []
    for event in events:
        known = planned(event, plan)
        levels = {strict[name] for name, _ in known if name in strict}
        if not levels or len(known) != sum(name in strict for name, _ in known):
            continue
        named = {
            str(one.path[1])
            for _, wanted in known
            for one in wanted.conditions
            if one.path[:1] == ("params",) and len(one.path) > 1
        }
        shared = _of_page(event, events)
        team = known[0][0]
        for name in event.params:
            if name not in named and "*" not in named and name not in shared and not name.startswith(_OF_THE_PAGE):
                message = f"The plan does not name the parameter {name} of “{team}”."
                found.append(
                    (
                        event,
                        Finding("extra-parameter", message, f"params.{name}"),
                        "fail" if "fail" in levels else "warn",
                    )
                )
    return found


def _of_page(event: Event, events: Sequence[Event]) -> set[str]:
    """The parameters that the page views of an event's document have too."""
    if is_page_view(event.name):
        return set()
    views = [
        one for one in events if is_page_view(one.name) and (one.vendor, one.document) == (event.vendor, event.document)
    ]
    return {name for one in views for name in one.params}


def _refers(operand: object) -> bool:
    """Whether an operand holds something that only a journey knows."""
    if isinstance(operand, Condition):
        return _refers(operand.operand)
    if isinstance(operand, Mapping):
        return any(map(_refers, operand.values()))
    if isinstance(operand, list | tuple):
        return any(map(_refers, operand))
    return isinstance(operand, Template) or type(operand).__name__ == "SameAs"


def _told(name: str, difference: Difference) -> str:
    path = ".".join(map(str, difference.path))
    got = demand("equals", difference.actual).removeprefix("equals ") if difference.present else "not there"
    return f"The plan says of “{name}” that {path} {difference.demand}; it is {got}."
