"""A container in words, and which of its tags send what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.gtm.explain import condition_sentence, possible, sendings, tag_sentence, tags_for, trigger_sentence
from validator.model.container import Container, ContainerCondition

TOLD: dict[str, Any] = {
    "tags": [
        {"name": "Google tag", "type": "googtag", "params": {"tagId": "{{id}}"}, "fires": ["Initialization"]},
        {
            "name": "Silent",
            "type": "googtag",
            "fires": ["Initialization"],
            "params": {
                "tagId": "G-SILENT",
                "configSettingsTable": [{"parameter": "send_page_view", "parameterValue": "false"}],
            },
        },
        {
            "name": "Add",
            "type": "gaawe",
            "params": {"eventName": "add_to_cart", "measurementIdOverride": "{{id}}"},
            "fires": ["add"],
        },
        {
            "name": "Echo",
            "type": "gaawe",
            "params": {"eventName": "{{Event}}", "measurementIdOverride": "{{id}}"},
            "fires": ["steps"],
        },
        {
            "name": "Mapped",
            "type": "gaawe",
            "params": {"eventName": "shop_{{table}}", "measurementIdOverride": "{{id}}"},
            "fires": ["add"],
        },
        {
            "name": "Open",
            "type": "gaawe",
            "params": {"eventName": "{{layer}}_seen", "measurementIdOverride": "{{id}}"},
            "fires": ["add"],
        },
        {
            "name": "Old add",
            "type": "ua",
            "fires": ["click"],
            "unless": ["add"],
            "consent": ["ad_storage", "analytics_storage"],
            "params": {
                "trackType": "TRACK_EVENT",
                "eventCategory": "{{category}}",
                "eventAction": "Add Product To Cart",
                "gaSettings": "{{settings}}",
            },
        },
        {"name": "HTML", "type": "html", "params": {"html": "<b></b>"}, "paused": True},
    ],
    "triggers": [
        {"name": "add", "type": "CUSTOM_EVENT", "event": "addToCart"},
        {"name": "steps", "type": "CUSTOM_EVENT", "event": "^(view_item|purchase)$", "match": "MATCH_REGEX"},
        {
            "name": "click",
            "type": "CLICK",
            "when": [["{{Click Text}}", "EQUALS", "Add to cart"], ["{{Page Path}}", "CONTAINS", "x", "not"]],
        },
    ],
    "variables": [
        {"name": "id", "type": "c", "params": {"value": "G-AAAA111111"}},
        {"name": "category", "type": "c", "params": {"value": "Ecommerce"}},
        {"name": "layer", "type": "v", "params": {"name": "what"}},
        {"name": "settings", "type": "gas", "params": {"trackingId": "UA-1-1"}},
        {
            "name": "table",
            "type": "smm",
            "params": {
                "input": "{{layer}}",
                "setDefaultValue": True,
                "defaultValue": "other",
                "map": [{"key": "1", "value": "one"}, {"key": "2", "value": "two"}],
            },
        },
    ],
}


@pytest.fixture(scope="module")
def container() -> Container:
    return read_container(exported(TOLD), "container.json")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"vendor": "ga4", "event": "page_view"}, ["Google tag"]),
        ({"vendor": "ga4", "event": "add_to_cart"}, ["Add"]),
        ({"vendor": "ga4", "event": "purchase"}, ["Echo"]),
        ({"vendor": "ga4", "event": "shop_two"}, ["Mapped"]),
        ({"vendor": "ga4", "event": "mug_seen"}, ["Open"]),
        ({"vendor": "ga4", "event": "refund"}, []),
        ({"vendor": "ga4", "event": "add_to_cart", "id": "G-OTHER"}, []),
        ({"vendor": "ga4", "event": "add_to_cart", "id": "G-AAAA111111"}, ["Add"]),
        ({"vendor": "ua", "category": "Ecommerce", "action": "Add Product To Cart"}, ["Old add"]),
        ({"vendor": "ua", "event": "event", "category": "Ecommerce", "action": "Add Product To Cart"}, ["Old add"]),
        ({"vendor": "ua", "category": "Ecommerce", "action": "Other"}, []),
        ({"vendor": "meta", "event": "AddToCart"}, []),
    ],
)
def test_tags_for(container: Container, asked: dict[str, str], names: list[str]) -> None:
    assert [tag.name for tag in tags_for(container, **asked)] == names


def test_sending_of_universal_analytics(container: Container) -> None:
    tag = next(tag for tag in container.tags if tag.name == "Old add")
    (sending,) = sendings(container, tag)
    assert sending.id.certain == "UA-1-1"
    assert sending.category
    assert sending.category.certain == "Ecommerce"


def test_possible_of_a_loop() -> None:
    told = {"variables": [{"name": "a", "type": "c", "params": {"value": "{{b}}"}},
                          {"name": "b", "type": "c", "params": {"value": "{{a}}"}}]}  # fmt: skip
    assert possible(read_container(exported(told), "x"), "{{a}}").fits("anything") is None


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (ContainerCondition("equals", "{{Click Text}}", "Buy"), "Click Text equals “Buy”"),
        (ContainerCondition("contains", "{{_event}}", "x", negate=True), "Event does not contain “x”"),
        (
            ContainerCondition("matchRegex", "{{Page URL}}", "a+", ignore_case=True),
            "Page URL matches RegEx (ignore case) “a+”",
        ),
        (ContainerCondition("sounds", "{{a}}{{b}}", "x"), "{{a}}{{b}} sounds “x”"),
    ],
)
def test_condition(condition: ContainerCondition, sentence: str) -> None:
    assert condition_sentence(condition) == sentence


def test_trigger(container: Container) -> None:
    trigger = next(trigger for trigger in container.triggers if trigger.name == "click")
    assert (
        trigger_sentence(trigger)
        == "Click – All Elements, when Click Text equals “Add to cart” and Page Path does not contain “x”"
    )


def test_tag(container: Container) -> None:
    told = {tag.name: tag_sentence(container, tag) for tag in container.tags}
    assert told["Old add"] == (
        "Universal Analytics event “Ecommerce › Add Product To Cart” to UA-1-1; fires at Click – All Elements, when "
        "Click Text equals “Add to cart” and Page Path does not contain “x”; but not at Custom Event, when Event "
        "equals “addToCart”; needs consent to ad_storage and analytics_storage"
    )
    assert told["HTML"] == "Custom HTML; has no trigger; is paused"
    assert told["Google tag"] == "Google tag “page_view” to G-AAAA111111; fires at Initialization"
