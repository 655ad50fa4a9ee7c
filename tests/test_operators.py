"""Operators: each with values that meet it and values that do not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from validator.language import conditions
from validator.language.reading import Reading
from validator.language.yaml_tree import parse
from validator.model.location import NOWHERE
from validator.model.scenario import Candidates, Condition, SameAs
from validator.model.value import Reference, Template, Unresolved
from validator.operators import OPERATORS, compare, describe, differences, filled, holds, values_at
from validator.patterns import PatternError, check, search

ITEMS = [{"item_id": "MUG-1", "quantity": 2, "price": 9.5}, {"item_id": "TEE-2", "quantity": 1, "price": "19.00"}]

# Each operator: how it is written, values that meet it, values that do not.
TABLE: list[tuple[str, str, list[Any], list[Any]]] = [
    ("equals", "19.9", [19.9, "19.9", "19.90"], ["19,9", "19.9 ", "x", 19.91, None, True, [19.9], "0019.9"]),
    ("equals", "EUR", ["EUR"], ["eur", "EUR ", "", None, 1, ["EUR"]]),
    ("equals", "00123", ["00123"], [123, "123"]),
    ("equals", "1", [1, 1.0, "1", "1.0"], [True, "true", "01"]),
    ("equals", "true", [True, "true"], [1, "1", False, "True"]),
    ("equals", "null", [None], ["null", "", 0, False]),
    ("equals", "12345678901234567890", ["12345678901234567890"], ["12345678901234567891"]),
    ("equals", "{equals: {a: 1, b: [x]}}", [{"a": "1", "b": ["x"]}], [{"a": 1, "b": ["x"], "c": 2}, {"a": 1}, "a"]),
    ("equals", "59.97", [59.970000000000006, "59.97000001", 59.96999999999999], [59.971, 59.96, 60]),
    ("equals", "1717236000.123", [1717236000.123], [1717236000.456]),
    ("equals", "0.0000001", [0.0000001], [0.0000002, 0]),
    ("equals", "1234567890", [1234567890.0], [1234567891, "1234567889"]),
    ("not", "{not: EUR}", ["USD", "", None], ["EUR"]),
    ("not", "{not: {contains: test}}", ["live"], ["a test"]),
    ("matches", r"{matches: '^MUG-\d+$'}", ["MUG-1", "MUG-22"], ["xMUG-1", "MUG-", None, ["MUG-1"]]),
    ("matches", "{matches: UG}", ["MUG"], ["mug"]),
    ("matches", "{matches: '(?i)ug'}", ["MUG"], ["g"]),
    ("matches", r"{matches: '^\d+$'}", [12, "12"], [1.5]),
    ("contains", "{contains: utm_source=}", ["/?utm_source=x"], ["/", None, {"utm_source=": 1}]),
    ("contains", "{contains: sale}", [["new", "sale"]], [["sales"], []]),
    ("contains", "{contains: [a, b]}", [["b", "c", "a"]], [["a"]]),
    ("starts_with", "{starts_with: /check}", ["/checkout"], ["/x/check", None, 5]),
    ("ends_with", "{ends_with: .pdf}", ["a.pdf"], ["a.pdf?x", ["a.pdf"]]),
    ("one_of", "{one_of: [EUR, 5]}", ["EUR", 5, "5"], ["USD", None, ["EUR"]]),
    ("at_least", "{at_least: 1}", [1, "1", 2.5], [0.99, "one", None, True, "", "1e3"]),
    ("at_most", "{at_most: 10}", [10, -3, "9.99"], [10.01, "x"]),
    ("at_most", "{at_most: 59.97}", [59.970000000000006], [59.971]),
    ("at_least", "{at_least: 0.3}", [0.29999999999999993], [0.299]),
    ("more_than", "{more_than: 0.3}", [0.301], [0.30000000000000004]),
    ("between", "{between: [1, 10]}", [1, 10, "5"], [0, 11, None]),
    ("more_than", "{more_than: 3}", [3.01, "4"], [3, "3", "x"]),
    ("less_than", "{less_than: 3}", [2.99, "-4"], [3, None]),
    ("type", "{type: number}", [1, 1.5], ["1", True, None]),
    ("type", "{type: integer}", [1, 2.0], [1.5, "1"]),
    ("type", "{type: text}", ["", "1"], [1, None]),
    ("type", "{type: boolean}", [True], [1, "true"]),
    ("type", "{type: list}", [[], (1,)], [{}, "x"]),
    ("type", "{type: mapping}", [{}], [[], "x"]),
    ("type", "{type: null}", [None], ["", 0]),
    ("length", "{length: 2}", [[1, 2], "ab", {"a": 1, "b": 2}], [[1], 2, None]),
    ("length", "{length: {at_least: 1}}", [[1], "ab"], [[], "", 5]),
    ("present", "present", ["", None, 0, []], []),
    ("present", "{present: false}", [], ["", None, 0]),
    ("absent", "{absent: true}", [], ["", None, 0]),
    ("empty", "{empty: true}", ["", [], {}, None], [0, "x", [0], False]),
    ("empty", "{empty: false}", ["x", 0, [0]], ["", [], None]),
    ("any", "{any: {item_id: TEE-2, price: 19}}", [ITEMS], [ITEMS[:1], [], None, "TEE-2"]),
    ("each", "{each: {quantity: {at_least: 1}}}", [ITEMS], [[], [*ITEMS, {"quantity": 0}], [*ITEMS, {}], None]),
    ("unordered", "{unordered: [{item_id: TEE-2}, {quantity: {at_least: 1}}]}", [ITEMS, ITEMS[::-1]], [ITEMS[:1], []]),
]  # fmt: skip


def written(text: str) -> tuple[Condition, ...]:
    """The conditions of a demand on one value, as it is written in a file."""
    tree = parse(f"x: {text}\n", Path("x.yaml"), "x.yaml")
    reading = Reading({}, open_names=True)
    found = tuple(conditions.conditions(tree.value["x"], reading, ()))
    assert not reading.problems
    return found


@pytest.mark.parametrize(("name", "text", "meeting", "missing"), TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_operator(name: str, text: str, meeting: list[Any], missing: list[Any]) -> None:
    demands = written(text)
    assert [demand.operator for demand in demands] == [name]
    assert [value for value in meeting if not holds(demands[0], value)] == []
    assert [value for value in missing if holds(demands[0], value)] == []
    assert describe(demands[0])


def test_every_operator_has_a_row_and_a_manual() -> None:
    assert {row[0] for row in TABLE} | {"same_as"} == set(OPERATORS)
    assert all("Example:" in (test.__doc__ or "") for test in OPERATORS.values())


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_what_is_absent_satisfies_only_absent(row: tuple[str, str, list[Any], list[Any]]) -> None:
    name, text, _, _ = row
    (demand,) = written(text)
    wanted = demand.operand is (name == "absent") if name in ("absent", "present") else False
    assert compare(name, None, demand.operand, present=False) is wanted


def test_not_present_is_absent() -> None:
    (demand,) = written("{not: {present: true}}")
    assert compare("not", None, demand.operand, present=False)
    assert not compare("not", "x", demand.operand)
    (demand,) = written("{not: {absent: true}}")
    assert not compare("not", None, demand.operand, present=False)
    assert compare("not", "x", demand.operand)


def test_mappings_match_partially_and_lists_in_full_and_in_order() -> None:
    demands = written("{params: {currency: EUR}, items: [{item_id: MUG-1}, {item_id: TEE-2, quantity: 1}]}")
    data = {"params": {"currency": "EUR", "value": 5}, "items": ITEMS}
    assert differences(demands, data) == ()
    turned = differences(demands, {**data, "items": ITEMS[::-1]})
    assert [difference.path for difference in turned] == [
        ("items", 0, "item_id"),
        ("items", 1, "item_id"),
        ("items", 1, "quantity"),
    ]
    longer = differences(demands, {**data, "items": [*ITEMS, {}]})
    assert [(one.demand, one.note) for one in longer] == [("has length 2", "it has 3")]


def test_paths() -> None:
    data = {"ecommerce": {"items": ITEMS, "a.b": 1}, "x": {"y": 1}}
    assert values_at(data, ("ecommerce", "items", 1, "item_id")) == ["TEE-2"]
    assert values_at(data, ("ecommerce", "items", "1", "item_id")) == ["TEE-2"]
    assert values_at(data, ("ecommerce.items.0.item_id",)) == ["MUG-1"]
    assert values_at(data, ("ecommerce", "a.b")) == [1]
    assert values_at(data, ("*", "y")) == [1]
    assert values_at(data, ("ecommerce", "items", "*", "quantity")) == [2, 1]
    for absent in (("z",), ("x", "y", "z"), ("ecommerce", "items", 5), ("ecommerce", "items", "x"), ("x", "*", "*")):
        assert values_at(data, absent) == []


def test_any_name_is_existential() -> None:
    (demand,) = written("{'*': {contains: '@'}}")
    assert holds(demand, {"a": 1, "b": "ada@example.org"})
    assert not holds(demand, {"a": 1, "b": "ada"})
    assert not holds(demand, {})


def test_each_tells_the_element_that_is_wrong() -> None:
    (difference,) = differences(written("{items: {each: {price: {type: number}}}}"), {"items": ITEMS})
    assert (difference.path, difference.demand, difference.actual) == (("items", 1, "price"), "is a number", "19.00")


def test_an_absent_value_is_told_as_such() -> None:
    (difference,) = differences(written("{coupon: X}"), {})
    assert (difference.present, difference.demand, difference.actual) == (False, 'equals "X"', None)


def test_templates_are_filled_also_within_demands() -> None:
    (demand,) = written('{any: {price: "${price}"}}')
    assert holds(filled(demand, {"price": 9.5}), ITEMS)
    assert not holds(filled(demand, {"price": 9.6}), ITEMS)
    with pytest.raises(Unresolved):
        filled(demand, {})
    text = Condition(("label",), "equals", Template(("SKU ", Reference("sku")), NOWHERE))
    assert holds(filled(text, {"sku": 7}), {"label": "SKU 7"})


def test_same_as_asks_for_the_values_of_the_place_that_it_means() -> None:
    asked: list[tuple[SameAs, tuple[str | int, ...]]] = []

    def look_up(of: SameAs, path: tuple[str | int, ...]) -> list[Any]:
        asked.append((of, path))
        return [9.5]

    (demand,) = written("{same_as: {push: purchase, path: ecommerce.items.0.price}}")
    whole = Condition(("params", "value"), "same_as", demand.operand)
    assert holds(filled(whole, {}, look_up), {"params": {"value": "9.50"}})
    assert not holds(filled(whole, {}, look_up), {"params": {"value": 9}})
    assert asked[0] == (
        SameAs(push="purchase", path=("ecommerce", "items", 0, "price")),
        ("ecommerce", "items", 0, "price"),
    )
    nothing = filled(Condition(("v",), "same_as", SameAs(event="login")), {}, lambda of, path: [])
    (difference,) = differences([nothing], {"v": 1})
    assert difference.note == "login was not seen, or had none, so there is nothing to compare with"
    assert isinstance(nothing.operand, Candidates)


def test_words() -> None:
    told = {
        "19.99": "equals 19.99",
        "EUR": 'equals "EUR"',
        "{at_least: 1}": "is at least 1",
        "{absent: true}": "is absent",
        "{absent: false}": "is present",
        "{not: EUR}": 'is not "EUR"',
        "{not: {contains: x}}": 'does not contain "x"',
        "{not: {at_least: 2}}": "is not at least 2",
        "{one_of: [a, 2]}": 'is one of "a", 2',
        "{between: [1, 2]}": "is between 1 and 2",
        "{matches: '^a'}": "matches /^a/",
        "{type: integer}": "is an integer",
        "{length: {at_least: 1}}": "has a length that is at least 1",
        "{any: {id: 1, n: {more_than: 2}}}": "has an element whose id equals 1 and whose n is more than 2",
        "{each: {more_than: 2}}": "has elements, each one that is more than 2",
        "{empty: false}": "is not empty",
        "{same_as: begin_checkout}": "is the same as that of begin_checkout",
        '"${price}"': "equals ${price}",
    }
    assert {text: describe(written(text)[0]) for text in told} == told


def test_risky_patterns_end() -> None:
    began = time.process_time()
    assert not search(r"(a+)+$", "a" * 5000 + "b")
    assert not search(r"^(a|a)*b$", "a" * 5000)
    assert not search(r".*.*.*=x", "a" * 5000)
    assert search(r"^(\w+\s?)*$", "some words here")
    assert time.process_time() - began < 5  # going back would take longer than the universe is old


@pytest.mark.parametrize("pattern", ["(", "[z-a]", r"(?=(a+)+)b", "a{99999999999}", "*"])
def test_patterns_that_cannot_be_used(pattern: str) -> None:
    with pytest.raises(PatternError):
        check(pattern)


@pytest.mark.parametrize(
    "pattern", [r"(?<year>\d+)-(?<month>\d+)", r"^([\w-]+\.)+com$", r"(?:ab|a)*c", r"^(?:\d{3},)*\d+$"]
)
def test_patterns_as_javascript_writes_them(pattern: str) -> None:
    check(pattern)
