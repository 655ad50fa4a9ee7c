"""The plan goes to CSV and JSON Schema and comes back, and other people's sheets and schemas are understood."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from validator.language import read_plan_file
from validator.model.location import InputError
from validator.model.plan import Plan
from validator.plan.field import Field, as_plan, demanded, listed, number, rows_of
from validator.plan.json_schema import read_schema, write_schema
from validator.plan.sheet import read_sheet, write_sheet
from validator.plan.shown import as_markdown, as_text
from validator.yaml_text import yaml_text

PLAN = Path(__file__).parents[2] / "scenarios" / "tracking-plan.yaml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan_file(PLAN)


def imported(text: str, vendor: str = "ga4") -> dict:
    rows = (read_schema if text.lstrip()[:1] in "{[" else read_sheet)(text, "file", vendor)
    return as_plan(rows, "test")["events"]


@pytest.mark.parametrize("write", [write_sheet, lambda rows: write_schema(rows, "test")], ids=["csv", "json schema"])
def test_the_shops_plan_goes_and_comes_back(plan: Plan, tmp_path: Path, write) -> None:
    rows = rows_of(plan)
    text = write(rows)
    back = (read_schema if text[:1] == "{" else read_sheet)(text, "file")
    file = tmp_path / "tracking-plan.yaml"
    file.write_text(yaml_text(as_plan(back, "test")), encoding="utf-8")
    again = read_plan_file(file)
    assert rows_of(again) == rows
    assert [event.conversion for event in again.events.values()] == [one.conversion for one in plan.events.values()]


def test_the_schema_judges_events_as_the_plan_does(plan: Plan) -> None:
    schema = json.loads(write_schema(rows_of(plan), "test"))
    jsonschema.Draft202012Validator.check_schema(schema)
    own = {**schema["$defs"]["Add to cart (ga4)"], "$defs": schema["$defs"]}
    event = {"event": "add_to_cart", "currency": "EUR", "value": 3, "items": [{}]}
    for changed, fits in [({}, True), ({"currency": "USD"}, False), ({"value": "3"}, False), ({"items": []}, False)]:
        assert jsonschema.Draft202012Validator(own).is_valid({**event, **changed}) is fits


SHEET = """Our plan;;;;;
Event name;When;Parameter name;Data type;Mandatory;Allowed values
add_to_cart;A product goes into the cart;currency;string;yes;EUR, USD
;;value;float;yes;
;;items[].item_id;string;yes;
;;coupon;string;no;
purchase;;transaction_id;string;yes;
"""


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_sheet_of_somebody_elses(separator: str) -> None:
    text = SHEET.replace(", ", " | ").replace(";", separator)
    assert imported(f"\ufeff{text}") == {
        "add_to_cart": {
            "description": "A product goes into the cart",
            "ga4": {
                "event": "add_to_cart",
                "params": {"currency": {"type": "text", "one_of": ["EUR", "USD"]}, "value": {"type": "number"}},
                "items": {"each": {"item_id": {"type": "text"}}},
            },
        },
        "purchase": {"ga4": {"event": "purchase", "params": {"transaction_id": {"type": "text"}}}},
    }


def test_headings_are_understood_with_what_people_write_around_them() -> None:
    text = (
        "Tracking plan – web (June)\n"
        "Event Name (GA4),Trigger / When does it fire?,Property Name,Is Required?,Permitted values,Is it a Key Event?\n"
        "generate_lead,A form is sent,currency,required,EUR,TRUE\n"
        ",,coupon,no,,\n"
    )
    (row,) = read_sheet(text, "plan.csv")
    assert (row.conversion, row.description, row.sent[0].naming) == (
        "macro", "A form is sent", {"event": "generate_lead"},
    )  # fmt: skip
    assert [(field.path, field.required, field.values) for field in row.sent[0].fields] == [
        ("currency", True, ("EUR",)),
        ("coupon", False, ()),
    ]


def test_what_is_optional_is_not_required() -> None:
    (row,) = read_sheet("Event,Parameter,Optional\nbuy,coupon,yes\n,value,no\n", "plan.csv")
    assert [(field.path, field.required) for field in row.sent[0].fields] == [("coupon", False), ("value", True)]


def test_a_sheet_of_categories_and_actions() -> None:
    text = "Event,Key event,Event category,Event action,Event label\nSign up,yes,Account,Create,email\n"
    assert imported(text) == {
        "Sign up": {"conversion": "macro", "ua": {"category": "Account", "action": "Create", "label": "email"}}
    }


def test_one_event_at_several_vendors() -> None:
    text = "Event,Vendor,Name,Parameter\nOrder,GA4,purchase,value\n,Meta Pixel,Purchase,value\n"
    assert imported(text) == {
        "Order": {
            "ga4": {"event": "purchase", "params": {"value": "present"}},
            "meta": {"event": "Purchase", "params": {"value": "present"}},
        }
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no row with headings"),
        ("a,b,c\n1,2,3\n", "no row with headings"),
        ("Parameter,Type\nvalue,number\n", "no column holds the events"),
        ("Event,Parameter\n,value\n", "file:2:1: this row belongs to no event"),
        ("Event,Vendor\nOrder,Nobody\n", '"Nobody" is not a vendor'),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(text, "file")
    assert told in str(caught.value)


SCHEMAS = {
    "event fixed by const": {
        "properties": {
            "event": {"const": "sign_up"},
            "method": {"type": "string", "enum": ["email", "google"]},
            "age": {"type": ["integer", "null"], "minimum": 18},
        },
        "required": ["event", "method"],
    },
    "definitions by reference": {
        "oneOf": [{"$ref": "#/definitions/sign_up"}],
        "definitions": {
            "method": {"type": "string", "enum": ["email", "google"]},
            "sign_up": {
                "properties": {"event": {"enum": ["sign_up"]}, "method": {"$ref": "#/definitions/method"}},
                "required": ["method"],
            },
        },
    },
    "a list of events with rules": {
        "events": [
            {
                "name": "sign_up",
                "rules": {
                    "properties": {
                        "properties": {
                            "properties": {"method": {"type": "string", "enum": ["email", "google"]}},
                            "required": ["method"],
                        }
                    },
                    "required": ["properties"],
                },
            }
        ]
    },
    "rules with their keys": {
        "name": "Web",
        "rules": [
            {
                "key": "sign_up",
                "type": "TRACK",
                "jsonSchema": {
                    "properties": {
                        "context": {},
                        "properties": {
                            "properties": {"method": {"type": "string", "enum": ["email", "google"]}},
                            "required": ["method"],
                        },
                    }
                },
            },
            {"key": "", "type": "IDENTIFY", "jsonSchema": {}},
        ],
    },
    "a list of schemas": [
        {
            "properties": {"event": {"const": "sign_up"}, "method": {"type": "string", "enum": ["email", "google"]}},
            "required": ["method"],
        }
    ],
    "self-describing": {
        "self": {"name": "sign_up", "vendor": "com.example"},
        "properties": {"method": {"type": "string", "enum": ["email", "google"]}},
        "required": ["method"],
    },
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_of_somebody_elses(name: str) -> None:
    assert imported(json.dumps(SCHEMAS[name])) == {
        "sign_up": {"ga4": {"event": "sign_up", "params": {"method": {"type": "text", "one_of": ["email", "google"]}}}}
    }


def test_a_schema_sees_through_ecommerce_and_into_items() -> None:
    item = {"type": "object", "properties": {"item_id": {"type": "string"}}, "required": ["item_id"]}
    ecommerce = {
        "type": "object",
        "properties": {
            "value": {"type": "number", "exclusiveMinimum": 0},
            "items": {"type": "array", "minItems": 1, "items": item},
        },
        "required": ["value", "items"],
    }
    schema = {"properties": {"event": {"const": "buy"}, "ecommerce": ecommerce}, "required": ["event", "ecommerce"]}
    (told,) = imported(json.dumps(schema)).values()
    assert told["ga4"]["params"] == {"value": {"type": "number", "more_than": 0}}
    assert told["ga4"]["items"]["length"] == {"at_least": 1}
    assert told["ga4"]["items"]["each"] == {"item_id": {"type": "text"}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "this is no JSON"),
        ("{}", "no schema in it"),
        ('{"$defs": {"a": {"$ref": "#/$defs/a"}}}', "no schema in it"),
    ],
)
def test_a_schema_that_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_schema(text, "file")


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("EUR, USD", ("EUR", "USD")),
        ("Standard | Express", ("Standard", "Express")),
        ("1;2.5", (1, 2.5)),
        ("007", ("007",)),
        ('"a, b" | c', ("a, b", "c")),
        ("", ()),
    ],
)
def test_the_values_of_a_cell(cell: str, values: tuple) -> None:
    assert listed(cell) == values


def test_numbers_and_demands() -> None:
    assert [number(text) for text in ("12", "1.5", "1e3", "01", "-3")] == [12, 1.5, "1e3", "01", -3]
    assert demanded(Field("x", required=False)) is None
    assert demanded(Field("x")) == "present"
    assert demanded(Field("x", fewest=2, most=2)) == {"length": 2}


def test_text_and_markdown_hold_every_event_and_goal(plan: Plan) -> None:
    for text in (as_text(plan), as_markdown(plan)):
        for name in [*plan.events, *(goal.name for goal in plan.goals)]:
            assert name in text


def test_cells_are_no_formulas_and_markdown_no_markup() -> None:
    text = "Event,Name,Parameter,Pattern\nA|B,=1+1,<b>,'\n"
    rows = read_sheet(text, "file")
    assert ",'=1+1," in write_sheet(rows)
    plan = Plan(name="<x>|")
    assert "&lt;x>\\|" in as_markdown(plan)
