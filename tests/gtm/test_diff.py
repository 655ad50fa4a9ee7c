"""What changes for visitors between two containers, and what only looks like a change."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.gtm.difference import Difference, difference
from validator.gtm.difference_text import as_data, as_markdown, as_text
from validator.json_text import json_text

SHOP: dict[str, Any] = {
    "tags": [
        {
            "name": "Add",
            "type": "gaawe",
            "params": {
                "eventName": "add_to_cart",
                "measurementIdOverride": "G-AAAA111111",
                "eventSettingsTable": [
                    {"parameter": "value", "parameterValue": "{{price}}"},
                    {"parameter": "currency", "parameterValue": "EUR"},
                ],
            },
            "fires": ["click"],
        },
        {
            "name": "Pixel",
            "type": "html",
            "params": {"html": "<script>\none();\ntwo();\n</script>"},
            "fires": ["click"],
        },
    ],
    "triggers": [
        {"name": "click", "type": "CLICK", "when": [["{{Click Text}}", "EQUALS", "Add to cart"]]},
        {"name": "idle", "type": "CUSTOM_EVENT", "event": "idle"},
    ],
    "variables": [
        {"name": "price", "type": "v", "params": {"name": "{{path}}"}},
        {"name": "path", "type": "c", "params": {"value": "price"}},
        {"name": "lone", "type": "c", "params": {"value": "1"}},
    ],
}
Edit = Callable[[dict[str, Any]], Any]


def changed(edit: Edit) -> Difference:
    after = copy.deepcopy(SHOP)
    edit(after)
    return difference(read_container(exported(SHOP), "a"), read_container(exported(after), "b"))


def details(found: Difference, tag: str) -> list[tuple[str, str, str]]:
    change = next(change for change in found.changes if change.name == tag)
    return [(one.what, one.was, one.now) for one in change.details]


def test_nothing() -> None:
    found = changed(lambda shop: None)
    assert (found.changes, found.silent) == ((), ())
    assert "Nothing changes for the visitor." in as_text(found)


def test_a_parameter_by_its_name_wherever_its_row_stands() -> None:
    def edit(shop: dict[str, Any]) -> None:
        rows = shop["tags"][0]["params"]["eventSettingsTable"]
        rows.reverse()
        rows[0]["parameterValue"] = "USD"
        rows.append({"parameter": "coupon", "parameterValue": "{{coupon}}"})

    assert details(changed(edit), "Add") == [
        ("eventSettingsTable.currency", "EUR", "USD"),
        ("eventSettingsTable.coupon", "(nothing)", "{{coupon}}"),
    ]


def test_a_trigger_is_told_at_every_tag_that_it_fires() -> None:
    found = changed(lambda shop: shop["triggers"][0]["when"][0].__setitem__(2, "Buy"))
    told = [
        (
            "fires at ‘click’",
            "Click – All Elements, when Click Text equals “Add to cart”",
            "Click – All Elements, when Click Text equals “Buy”",
        )
    ]
    assert details(found, "Add") == details(found, "Pixel") == told


def test_a_variable_is_told_where_a_tag_reads_it_through_another() -> None:
    found = changed(lambda shop: shop["variables"][1]["params"].update(value="total"))
    assert details(found, "Add") == [("variable {{path}}", "constant price", "constant total")]
    assert [change.name for change in found.changes] == ["Add"]


def test_tags_that_come_and_go() -> None:
    def edit(shop: dict[str, Any]) -> None:
        shop["tags"] = [{"name": "New", "type": "img", "params": {"url": "x"}, "fires": ["click"]}, shop["tags"][0]]

    found = changed(edit)
    assert [(change.kind, change.name) for change in found.changes] == [("removed", "Pixel"), ("added", "New")]
    assert found.changes[1].sentence.startswith("Custom image; fires at Click")


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (lambda shop: shop["tags"][0].update(paused=True), ("paused", "no", "yes")),
        (lambda shop: shop["tags"][0].update(consent=["ad_storage"]), ("consent", "not set", "ad_storage")),
        (lambda shop: shop["tags"][0].update(tagFiringOption="ONCE_PER_LOAD"),
         ("how often", "once per event", "once per load")),
        (lambda shop: shop["tags"][0].update(unless=["idle"]),
         ("exception", "(nothing)", "‘idle’: Custom Event, when Event equals “idle”")),
    ],
)  # fmt: skip
def test_how_a_tag_behaves(edit: Edit, what: tuple[str, str, str]) -> None:
    assert details(changed(edit), "Add") == [what]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda shop: shop["tags"][0].update(name="Put in"), "tag ‘Add’ is called ‘Put in’ now"),
        (lambda shop: shop["variables"][2]["params"].update(value="2"),
         "variable ‘lone’ has changed, and no tag uses it"),
        (lambda shop: shop["triggers"][1].update(event="busy"), "trigger ‘idle’ has changed, and no tag uses it"),
        (lambda shop: shop["tags"].append({"name": "P", "type": "html", "paused": True}),
         "tag ‘P’ is new, and paused"),
    ],
)  # fmt: skip
def test_what_visitors_do_not_notice(edit: Edit, told: str) -> None:
    found = changed(edit)
    assert found.changes == ()
    assert found.silent == (told,)


def test_a_trigger_with_another_name_is_the_same() -> None:
    def edit(shop: dict[str, Any]) -> None:
        shop["triggers"][0]["name"] = "renamed"
        for tag in shop["tags"]:
            tag["fires"] = ["renamed"]

    assert changed(edit).changes == ()


def test_code_line_by_line() -> None:
    found = changed(lambda shop: shop["tags"][1]["params"].update(html="<script>\none();\nthree();\n</script>"))
    assert "    html:\n       one();\n      -two();\n      +three();\n" in as_text(found)
    assert "```diff\n one();\n-two();\n+three();\n" in as_markdown(found)


def test_markdown_cannot_be_broken_by_names() -> None:
    found = changed(lambda shop: shop["tags"].append(
        {"name": "a|b <b>*x*", "type": "html", "params": {"html": "```\n<i>"}, "fires": ["click"]}
    ))  # fmt: skip
    assert "**added: a\\|b \\<b\\>\\*x\\***" in as_markdown(found)


def test_data() -> None:
    found = changed(lambda shop: shop["tags"][0].update(paused=True))
    told = json.loads(json_text(as_data(found)))
    assert told["changes"][0]["tag"] == "Add"
    assert told["changes"][0]["details"] == [{"what": "paused", "was": "no", "now": "yes"}]


def test_a_published_container_against_an_export() -> None:
    """Without names, tags are matched by what they send."""
    resource = {
        "version": "8",
        "macros": [{"function": "__e"}],
        "tags": [
            {"function": "__gaawe", "vtp_eventName": "add_to_cart", "vtp_measurementIdOverride": "G-AAAA111111"},
            {"function": "__gaawe", "vtp_eventName": "purchase", "vtp_measurementIdOverride": "G-AAAA111111"},
        ],
        "predicates": [{"function": "_eq", "arg0": ["macro", 0], "arg1": "buy"}],
        "rules": [[["if", 0], ["add", 0, 1]]],
    }
    published = read_container(json.dumps({"resource": resource}), "b")
    found = difference(read_container(exported(SHOP), "a"), published)
    kinds = {change.name: change.kind for change in found.changes}
    assert kinds == {"Pixel": "removed", "GA4 event purchase": "added", "GA4 event add_to_cart": "changed"}
