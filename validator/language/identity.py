"""Which event is meant: its vendor where none is named, its name in reports, and the planned event behind it."""

from __future__ import annotations

from typing import Any

from validator.model.plan import Plan, PlannedEvent
from validator.model.scenario import Condition
from validator.operators import compare

_CATEGORY_VENDORS = ("ua", "matomo", "piwik_pro", "snowplow")


def wanted(found: tuple[Condition, ...] | list[Condition], name: str) -> Any:
    """What a path must equal, where that is demanded."""
    return next((one.operand for one in found if one.path == (name,) and one.operator == "equals"), None)


def default_vendor(found: list[Condition], plan: Plan | None) -> str | None:
    """The plan's first vendor that has the event; without a plan the one whose events look like this."""
    plan = plan or Plan()
    if not any(one.path[0] in ("event", "category", "action", "label", "params", "items") for one in found):
        return None
    planned_for = (str(one.vendor) for event in plan.events.values() for one in event.expectations)
    for vendor in (*plan.vendors, *planned_for):
        if planned_as(vendor, found, plan) is not None:
            return vendor
    by_category = not any(one.path == ("event",) for one in found) and any(
        one.path[0] in ("category", "action", "label") for one in found
    )
    likely = _CATEGORY_VENDORS if by_category else ("ga4",)
    for vendor in likely:
        if vendor in plan.vendors or not plan.vendors:
            return vendor
    return next(iter(plan.vendors))


def planned_as(vendor: str | None, found: list[Condition], plan: Plan | None) -> PlannedEvent | None:
    """The planned event that is meant: all of what it is there is demanded here as well."""
    if vendor is None or plan is None:
        return None
    for planned in plan.events.values():
        for one in planned.expectations:
            if one.vendor == vendor and _same_identity(one.conditions, found):
                return planned
    return None


def _same_identity(planned: tuple[Condition, ...], found: list[Condition]) -> bool:
    identity = [one for one in planned if one.path[0] in ("event", "category", "action") and one.operator == "equals"]
    return bool(identity) and all(
        (told := wanted(found, str(one.path[0]))) is not None and compare("equals", told, one.operand)
        for one in identity
    )


def event_label(vendor: str | None, found: list[Condition]) -> str:
    event, category, action = (wanted(found, name) for name in ("event", "category", "action"))
    told = str(event) if event is not None else " › ".join(str(one) for one in (category, action) if one is not None)
    if not told:
        told = " ".join(str(one.operand) for one in found if one.path == ("id",) and one.operator == "equals")
    return " ".join(part for part in (vendor or ("any vendor" if not told else ""), told) if part)
