"""Tags that fired, that nearly fired, and that no journey ever reached."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.gtm.coverage import Coverage, as_data, as_text, coverage, totals
from validator.model.container import Container
from validator.model.recording import ConditionState, Recording, TagMessage, TagState, TriggerState

SHOP: dict[str, Any] = {
    "tags": [
        {"name": "Page", "type": "html", "fires": ["All Pages"]},
        {"name": "Add", "type": "html", "fires": ["add"]},
        {"name": "Buy", "type": "html", "fires": ["buy"]},
        {"name": "Denied", "type": "html", "fires": ["All Pages"]},
        {"name": "Odd", "type": "html", "fires": ["All Pages"]},
        {"name": "Paused", "type": "html", "fires": ["buy"], "paused": True},
    ],
    "triggers": [
        {"name": "add", "type": "CLICK", "when": [["{{Click Text}}", "EQUALS", "Add to cart"]]},
        {"name": "buy", "type": "CUSTOM_EVENT", "event": "purchase"},
        {"name": "idle", "type": "CUSTOM_EVENT", "event": "idle"},
    ],
}


def asked(variable: str, expected: str, actual: str | None) -> ConditionState:
    return ConditionState(variable, "equals", expected, actual, expected == actual)


def trigger(name: str, *conditions: ConditionState) -> TriggerState:
    return TriggerState(name, "click", all(one.matched for one in conditions), conditions)


def message(number: int, event: str, text: str | None = None, **statuses: str) -> TagMessage:
    """One message as the runtime tells it: each tag with its triggers."""
    pages = trigger("All Pages", asked("Event", "gtm.js", event))
    add = trigger("add", asked("Event", "gtm.click", event), asked("Click Text", "Add to cart", text))
    buy = trigger("buy", asked("Event", "purchase", event))
    its = {"Page": pages, "Add": add, "Buy": buy, "Denied": pages, "Odd": pages, "Paused": buy}
    states = [
        TagState(
            name, "html", statuses.get(name, "not fired"), reason="why" if name in statuses else "", triggers=(one,)
        )
        for name, one in its.items()
    ]
    return TagMessage("GTM-TEST", "7", number, event, tuple(states))


@pytest.fixture(scope="module")
def container() -> Container:
    return read_container(exported(SHOP), "container.json")


def recording(name: str, *messages: TagMessage) -> Recording:
    return Recording(scenario=f"x::{name}", name=name, tags=messages)


@pytest.fixture(scope="module")
def found(container: Container) -> Coverage:
    page = message(1, "gtm.js", Page="fired", Denied="denied", Odd="unknown")
    click = message(2, "gtm.click", "Add to basket")
    return coverage(container, [recording("one", page, click), recording("two", page)])


def test_what_became_of_each_tag(found: Coverage) -> None:
    assert {one.name: (one.status, one.times, one.reason) for one in found.tags} == {
        "Page": ("fired", 2, ""),
        "Add": ("not fired", 0, "trigger ‘add’: Click Text equals “Add to cart”, the page says “Add to basket”"),
        "Buy": ("never reached", 0, "no event “purchase” came"),
        "Denied": ("not fired", 0, "denied: why"),
        "Odd": ("not decided", 0, "why"),
        "Paused": ("paused", 0, "it is paused"),
    }
    assert found.tags[0].scenarios == ("one", "two")


def test_what_became_of_each_trigger(found: Coverage) -> None:
    told = {one.name: (one.status, one.times) for one in found.triggers}
    assert told == {"All Pages": ("fired", 2), "add": ("not fired", 0), "buy": ("never reached", 0)}


def test_the_number_to_gate_on(found: Coverage) -> None:
    assert found.percent == 20.0
    assert totals(found) == "Tags fired: 1 of 5 (20 %) · triggers matched: 1 of 3 (33 %)"
    assert as_data(found)["percent"] == 20.0


def test_text_tells_what_is_missing_first(found: Coverage) -> None:
    text = as_text(found, "GTM-TEST")
    assert text.index("Tags · not fired") < text.index("Tags · never reached") < text.index("Tags · fired")
    assert "  ✓ Page · 2 × · ‘one’, ‘two’\n" in text


def test_a_click_that_fired_in_another_journey_counts(container: Container) -> None:
    near = recording("near", message(1, "gtm.click", "Buy"))
    there = recording("there", message(1, "gtm.click", "Add to cart", Add="fired"))
    found = coverage(container, [near, there])
    assert found.tags[1].status == "fired"
    assert found.tags[1].scenarios == ("there",)


def test_messages_of_other_containers_do_not_count(container: Container) -> None:
    other = TagMessage("GTM-OTHER", "1", 1, "gtm.js", (TagState("Page", "html", "fired"),))
    found = coverage(container, [recording("one", other)])
    assert found.messages == 0
    assert found.percent == 0.0


def test_nothing_to_cover() -> None:
    assert coverage(Container("GTM-1"), []).percent == 100.0
