"""What a container's triggers make of messages, where Google's own script tells nothing."""

from __future__ import annotations

import pytest

from tests.judge.builders import Visit
from validator.judge.foresight import foresee
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable


def state(trigger: Trigger, payload: dict, *more: Trigger, **fields):
    visit = Visit(status="loaded").goto("/product/mug?a=1")
    push = visit.push(payload, state=fields.pop("state", payload))
    tag = Tag("1", "T", "gaawe", firing=("1",), **fields)
    variables = (
        Variable("DLV – type", "v", {"name": "page.type"}),
        Variable("Word", "c", {"value": "Add to cart"}),
        Variable("Own", "jsm", {"javascript": "function() {}"}),
    )
    container = Container("GTM-1", tags=(tag,), triggers=(trigger, *more), variables=variables)
    return foresee(container, ["T"], [push], visit.recording())[0].tag


def on_click(operator: str, left: str, right: str, **more) -> Trigger:
    return Trigger("1", "Clicks", "click", (ContainerCondition(operator, left, right, **more),))


CLICK = {
    "event": "gtm.click",
    "gtm.elementText": "Add to cart",
    "gtm.elementClasses": "button main",
    "page": {"type": "mug"},
}


@pytest.mark.parametrize(
    ("trigger", "status"),
    [
        (on_click("equals", "{{Click Text}}", "Add to cart"), "fired"),
        (on_click("equals", "{{Click Text}}", "{{Word}}"), "fired"),
        (on_click("equals", "{{Click Text}}", "add to cart"), "not fired"),
        (on_click("equals", "{{Click Text}}", "add to cart", ignore_case=True), "fired"),
        (on_click("equals", "{{Click Text}}", "Add to cart", negate=True), "not fired"),
        (on_click("contains", "{{Click Classes}}", "main"), "fired"),
        (on_click("startsWith", "{{Page Path}}", "/product"), "fired"),
        (on_click("endsWith", "{{Page URL}}", "?a=1"), "fired"),
        (on_click("matchRegex", "{{Page Hostname}}", r"^shop\."), "fired"),
        (on_click("matchRegex", "{{Page Hostname}}", r"^SHOP\.", ignore_case=True), "fired"),
        (on_click("matchRegex", "{{Page Hostname}}", "("), "unknown"),
        (on_click("equals", "{{DLV – type}}", "mug"), "fired"),
        (on_click("equals", "{{DLV – type}}", "tea"), "not fired"),
        (on_click("equals", "{{Own}}", "x"), "unknown"),
        (on_click("equals", "{{No such}}", "x"), "unknown"),
        (on_click("equals", "a {{Click Text}}", "x"), "unknown"),
        (on_click("cssSelector", "{{Click Element}}", ".x"), "unknown"),
        (Trigger("1", "All", "linkClick"), "not fired"),
        (Trigger("1", "CE", "customEvent", (ContainerCondition("equals", "{{_event}}", "gtm.click"),)), "fired"),
        (Trigger("1", "Odd", "triggerGroupish"), "unknown"),
        (Trigger("9", "Not there", "click"), "unknown"),
    ],
)
def test_how_a_tag_must_have_been(trigger, status):
    assert state(trigger, CLICK).status == status


def test_exceptions_and_paused_tags():
    trigger = Trigger("1", "Clicks", "click")
    assert state(trigger, CLICK, Trigger("2", "Clicks too", "click"), blocking=("2",)).status == "blocked"
    assert state(trigger, CLICK, paused=True).status == "paused"


def test_gtag_commands_are_no_messages():
    visit = Visit(status="loaded").goto("/")
    push = visit.gtag("event", "x")
    assert foresee(Container("GTM-1", tags=(Tag("1", "T", "gaawe"),)), ["T"], [push], visit.recording()) == []
