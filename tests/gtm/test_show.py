"""A container read aloud: sentences, who uses what, and nothing lost of what is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.gtm.references import References, named
from validator.gtm.sentences import as_text, describe, parameters_of, short, variable_sentence
from validator.json_text import json_text
from validator.model.container import Container, Tag, Variable

TOLD: dict[str, Any] = {
    "tags": [
        {
            "name": "GA4 – add to cart",
            "type": "gaawe",
            "params": {
                "eventName": "add_to_cart",
                "measurementIdOverride": "{{id}}",
                "eventSettingsTable": [{"parameter": "value", "parameterValue": "{{price}}"}],
                "userProperties": [{"name": "plan", "value": "gold"}],
            },
            "fires": ["Add"],
        },
        {"name": "Strange", "type": "cvt_1_2", "params": {"odd": "{{gone}}"}, "fires": ["All Pages"], "paused": True},
        {"name": "Pointing nowhere", "type": "html"},
    ],
    "triggers": [
        {"name": "Add", "type": "CLICK", "when": [["{{Click Text}}", "EQUALS", "{{words}}"]]},
        {"name": "Alone", "type": "CUSTOM_EVENT", "event": "alone"},
    ],
    "variables": [
        {"name": "id", "type": "c", "params": {"value": "G-AAAA111111"}},
        {"name": "price", "type": "jsm", "params": {"javascript": "function() {\n  return {{raw price}};\n}"}},
        {"name": "raw price", "type": "v", "params": {"name": "ecommerce.value", "setDefaultValue": True,
                                                      "defaultValue": "0"}},
        {"name": "words", "type": "smm", "params": {"input": "{{Page Path}}", "map": [{"key": "/", "value": "Add"}]}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def container() -> Container:
    text = exported(TOLD).replace('"firingTriggerId": []', '"firingTriggerId": ["404"]')
    return read_container(text, "container.json")


@pytest.fixture(scope="module")
def told(container: Container) -> dict[str, Any]:
    return describe(container)


def test_tag_with_its_triggers_parameters_and_variables(told: dict[str, Any]) -> None:
    tag = told["tags"][0]
    assert tag["sentence"] == (
        "GA4 event “add_to_cart” to G-AAAA111111; fires at Click – All Elements, when Click Text equals “{{words}}”"
    )
    assert tag["sends"] == [{"vendor": "ga4", "event": "add_to_cart", "id": "G-AAAA111111"}]
    assert tag["parameters"] == {"value": "{{price}}", "userProperties.plan": "gold"}
    assert tag["triggers"] == ["Add"]
    assert set(tag["variables"]) == {"id", "price"}
    assert set(tag["all_variables"]) == {"id", "price", "raw price", "Click Text", "words", "Page Path"}


def test_who_uses_what(told: dict[str, Any]) -> None:
    used = {item["name"]: item["used_by"] for item in [*told["triggers"], *told["variables"]]}
    assert used["Add"] == ["tag ‘GA4 – add to cart’"]
    assert used["Alone"] == []
    assert used["raw price"] == ["variable ‘price’"]
    assert used["words"] == ["trigger ‘Add’"]


def test_what_is_not_known_is_kept_and_said(told: dict[str, Any]) -> None:
    strange, lost = told["tags"][1], told["tags"][2]
    assert strange["kind"] == "cvt_1_2"
    assert strange["paused"] is True
    assert lost["missing_triggers"] == ["404"]
    text = as_text(told)
    assert "names triggers that are not in the container: 404" in text


def test_text_is_for_people(told: dict[str, Any]) -> None:
    text = as_text(told)
    assert text.startswith("GTM-TEST · test · version 7 · an export\n3 tags, 3 triggers, 4 variables\n")
    assert "  GA4 – add to cart\n      GA4 event “add_to_cart” to G-AAAA111111\n      fires at ‘Add’: Click" in text
    assert "      value = {{price}}\n" in text
    assert "dataLayer ecommerce.value, 0 when nothing is found" in text
    assert "lookup table of {{Page Path}} with 1 row\n" in text
    assert "used by nothing" in text


def test_data_is_json(told: dict[str, Any]) -> None:
    assert json.loads(json_text(told))["id"] == "GTM-TEST"


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        (Variable("x", "u", {"component": "QUERY", "queryKey": "gclid"}), "URL: query parameter gclid"),
        (Variable("x", "u", {"component": "PATH", "customUrlSource": "{{y}}"}), "URL: path of {{y}}"),
        (Variable("x", "d", {"elementId": "price", "attributeName": "title"}), "DOM element #price, attribute title"),
        (Variable("x", "aev", {"varType": "ATTRIBUTE", "attribute": "href"}), "auto-event: attribute href"),
        (Variable("x", "k", {"name": "_ga"}), "cookie _ga"),
        (Variable("x", "remm", {"input": "{{y}}", "map": "broken"}), "regex table of {{y}} with 0 rows"),
        (Variable("x", "future", {}), "future"),
        (Variable("x", "jsm", {}), "custom JavaScript of 1 line"),
    ],
)
def test_variable_in_a_sentence(variable: Variable, sentence: str) -> None:
    assert variable_sentence(Container("GTM-1"), variable) == sentence


def test_variables_that_read_each_other_in_a_circle() -> None:
    circle = (Variable("a", "c", {"value": "{{b}}"}), Variable("b", "c", {"value": "{{a}}"}))
    known = References.of(Container("GTM-1", variables=circle))
    assert known.all_of(["a"]) == ("a", "b")


def test_names_are_found_wherever_they_stand() -> None:
    assert named({"{{key}}": ["{{ a }}", {"x": "{{b}}{{a}}"}], "n": 1}) == ("key", "a", "b")


def test_tables_of_odd_shape_are_passed_over() -> None:
    tag = Tag("1", "x", "gaawe", {"eventParameters": ["text", {"name": "a"}, {"name": "b", "value": "1"}, None]})
    assert parameters_of(tag) == {"b": "1"}


def test_long_values_are_cut_on_one_line() -> None:
    assert short("a\n  b") == "a b"
    assert len(short("x" * 500)) == 160


def test_a_published_container_says_that_names_are_not_its_own() -> None:
    text = as_text(describe(Container("GTM-1", source="published")))
    assert "holds no names" in text
