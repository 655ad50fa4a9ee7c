"""What the faults are made of, and how a verdict is told in the golden file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.judge.builders import Visit, expect, ga4, scenario, tag, trigger
from validator.model.container import Container, ContainerCondition, Tag, Trigger
from validator.model.recording import Broken
from validator.model.verdict import Verdict

FAULTS: dict[str, Callable[[], Verdict]] = {}
ADD = 'click button "Add to cart"'
CUSTOM = ("Event", "equals", "add_to_cart", "add_to_cart")


def fault(make: Callable[[], Verdict]) -> Callable[[], Verdict]:
    FAULTS[make.__name__.replace("_", " ")] = make
    return make


def at_product(**more: Any) -> Visit:
    return Visit(**more).goto("/product/mug").step(ADD, text="Add to cart")


def click_trigger(actual: str, event: str = "gtm.click") -> Any:
    return trigger(
        "Click – Add to cart",
        "click",
        ("Event", "equals", "gtm.click", event),
        ("Click Text", "equals", "Add to cart", actual),
    )


def custom_trigger(event: str, *more: Any) -> Any:
    return trigger("CE – add_to_cart", "customEvent", ("Event", "equals", "add_to_cart", event), *more)


def with_tag(status: str, reason: str = "", **more: Any) -> Visit:
    visit = at_product()
    push = visit.push({"event": "add_to_cart"})
    visit.message(
        "add_to_cart", tag("GA4 – add to cart", status, custom_trigger("add_to_cart"), reason=reason, **more), push=push
    )
    return visit


def live(operator: str, left: str, right: str, kind: str = "click") -> Container:
    tags = (
        Tag(
            "1",
            "GA4 – add to cart",
            "gaawe",
            {"eventName": "add_to_cart", "measurementIdOverride": "G-DEMO12345"},
            ("7",),
        ),
    )
    return Container(
        "GTM-DEMO123", tags=tags, triggers=(Trigger("7", "Clicks", kind, (ContainerCondition(operator, left, right),)),)
    )


ADDED = scenario([], [ga4("add_to_cart")])
NAMED = scenario([], [expect("tag", demands={"name": "GA4 – add to cart"})])


def told(found: Verdict) -> str:
    """A verdict's failing outcomes with their chains, as the golden file keeps them."""
    lines = []
    for outcome in found.outcomes:
        if outcome.status in ("met", "not run"):
            continue
        chain = outcome.chain
        marks = {"ok": "✓", "broken": "✗", "unknown": "?", "skipped": ""}
        links = " · ".join(f"{link.name} {marks[link.state]}".strip() for link in chain.links)
        lines += [f"{outcome.status} {outcome.expectation.label} [{chain.broken or 'unknown'}]", f"  {links}"]
        lines += [f"  {chain.message}"] + ([f"  → {chain.mend}"] if chain.mend else [])
    if isinstance(found.broken, Broken):
        lines += [f"broken: {found.broken.reason}", f"  → {found.broken.mend}"]
    return "\n".join(lines)
