"""One scenario, many journeys: sites, locales, variants and rows of data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.files import suite
from validator.model.location import InputError
from validator.model.scenario import Scenario

JOURNEY = "journey:\n  - goto: /mug\n    expect: [{vendor: ga4}]\n"


def read(folder: Path, body: str, journey: str = JOURNEY, **files: str) -> list[Scenario]:
    named = {name.replace("_", ".", 1): text for name, text in files.items()}
    base_url = named.pop("base.url", None)
    told = suite(folder, {"s.yaml": f"scenario: S\n{body}{journey}", **named}, base_url=base_url)
    return [entry.scenario for entry in told]


def test_every_combination_is_a_journey_with_a_name_of_its_own(tmp_path: Path) -> None:
    body = """\
sites: {production: https://shop.example/, staging: https://staging.example}
devices: [Desktop Chrome, iPhone 15]
consent: [granted, denied]
locales: [de-DE]
variants: {control: , bold: {cookie: {exp: b}}}
data: [{mug: blue}, {mug: red}]
"""
    found = read(tmp_path, body)
    assert len(found) == len({one.id for one in found}) == 2 * 2 * 2 * 2 * 2
    first = found[0]
    assert first.marks == ("Desktop Chrome", "consent granted", "production", "de-DE", "control", "blue")
    assert first.id.endswith("::S[Desktop Chrome, consent granted, production, de-DE, control, blue]")
    assert (first.site, first.locale, first.cookies) == ("https://shop.example", "de-DE", {})
    assert [one.cookies for one in found if dict(one.cell)["variant"] == "bold"] == [{"exp": "b"}] * 16


def test_sites_without_names_are_called_by_their_hosts(tmp_path: Path) -> None:
    found = read(tmp_path, "sites: [https://a.example, https://b.example:8000]\n")
    assert [one.marks for one in found] == [("a.example",), ("b.example:8000",)]


def test_the_base_url_of_the_command_line_is_the_only_site(tmp_path: Path) -> None:
    found = read(tmp_path, "sites: [https://a.example, https://b.example]\n", base_url="https://c.example")
    assert [(one.site, one.marks) for one in found] == [("https://c.example", ())]


def test_a_variant_adds_its_query_to_every_goto_of_the_site(tmp_path: Path) -> None:
    journey = """\
journey:
  - goto: /mug?a=1#top
  - remember: {sku: {css: h1}}
  - goto: "/p/${sku}"
  - goto: https://pay.example/
    expect: [{vendor: ga4}]
"""
    body = "site: https://shop.example\nvariants: {bold: {query: {exp: b c}, header: {X-Exp: b}}}\n"
    (one,) = read(tmp_path, body, journey)
    urls = [str(step.fields.url) for step in one.journey if step.kind == "goto"]
    assert urls == ["/mug?a=1&exp=b+c#top", "/p/${sku}?exp=b+c", "https://pay.example/"]
    assert one.headers == {"X-Exp": "b"}


DATA = "journey:\n  - goto: /p/${product}\n    expect: [{vendor: ga4, value: '${price}'}]\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows_csv", "Product,Price\nmug,19.90\ntea,8\n"),
        ("rows_csv", "\ufeffProduct;Price\r\nmug;19.90\r\n\r\ntea;8\r\n"),
        ("rows_tsv", "product\tprice\nmug\t19.90\ntea\t8"),
        ("rows_yaml", "- {product: mug, price: 19.90}\n- {product: tea, price: 8}\n"),
        ("rows_json", '{"rows": [{"product": "mug", "price": 19.90}, {"product": "tea", "price": 8}]}'),
    ],
)
def test_rows_come_from_files(tmp_path: Path, name: str, text: str) -> None:
    found = read(tmp_path, f"site: https://x.example\ndata: {name.replace('_', '.')}\n", DATA, **{name: text})
    assert [(one.cell, one.journey[0].fields.url) for one in found] == [
        ((("data", "mug"),), "/p/mug"),
        ((("data", "tea"),), "/p/tea"),
    ]
    assert [one.journey[0].expect[0].conditions[-1].operand for one in found] == [19.9, 8]


def test_rows_that_share_their_first_value_are_called_by_another_or_by_number(tmp_path: Path) -> None:
    rows = "data: [{kind: mug, size: 1}, {kind: mug, size: 2}]\nsite: https://x.example\n"
    assert [one.marks for one in read(tmp_path, rows)] == [("1",), ("2",)]
    rows = "data: [{kind: mug}, {kind: mug}]\nsite: https://x.example\n"
    assert [one.marks for one in read(tmp_path, rows)] == [("row 1",), ("row 2",)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("site: https://x.example\nsites: {a: https://y.example}\n", "both site and sites are given"),
        ("sites: {a: shop.example}\n", "is not the base URL of a site"),
        ("site: https://x.example\ndata: row.csv\n", 'Did you mean "rows.csv"'),
        ("site: https://x.example\ndata: rows.xlsx\n", "is no file of data"),
        ("site: https://x.example\ndata: []\n", "rows are expected here"),
        ("site: https://x.example\ndata: [{Big: 1}]\n", '"Big" cannot be the name of a value'),
        ("site: https://x.example\ndata: rows.csv\n", "this row has 3 values, and there are 2 columns"),
        ("site: https://x.example\nvariants: {b: {cooky: {a: b}}}\n", '"cooky" is not a key here'),
        (f"site: https://x.example\nlocales: [{', '.join(f'd{n}' for n in range(5001))}]\n", "5,001 journeys"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, body: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, body, rows_csv="a,b\n1,2,3\n")
    assert told in str(caught.value)


def test_a_mistake_in_the_journey_is_told_once_for_all_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "site: https://x.example\ndata: [{a: 1}, {a: 2}]\n", DATA)
    assert len(caught.value.problems) == 2
