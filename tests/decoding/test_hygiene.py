"""Findings on values: what is one, what is none, and where it points."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from validator.decoding import ga4_rules, hygiene
from validator.model.event import Event

CARD = "4111 1111 1111 1111"


def test_every_code_is_registered() -> None:
    house = Path(hygiene.__file__).parents[1]
    files = [house / "decoding/hygiene.py", house / "decoding/ga4_rules.py"]
    files += [*house.glob("vendors/*.py"), *house.glob("protocols/*.py")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    raised = {code for text in texts for code in re.findall(r'(?:Finding|too_long)\(\s*"([a-z-]+)"', text)}
    assert raised == set(hygiene.CODES)


def codes(**given: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in hygiene.findings(Event("any", **given))]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"a": "ada@example.org"}, "an e-mail address"),
        ({"a": "https://a.example/?m=ada%40example.org"}, "an e-mail address, percent-encoded"),
        ({"a": "to Ada <ada.l+x@mail.example.co.uk>!"}, "an e-mail address"),
        ({"a": "YWRhQGV4YW1wbGUub3Jn"}, "an e-mail address in base64"),
        ({"a": "x=YWRhLmxvdmVsYWNlQGV4YW1wbGUub3Jn&y"}, "an e-mail address in base64"),
        ({"a": "+49 170 1234567"}, "a phone number"),
        ({"phone": "0170 123 45 67"}, "a phone number"),
        ({"phone_number": "(030) 1234567"}, "a phone number"),
        ({"a": CARD}, "a card number"),
        ({"a": "pan=4111111111111111;"}, "a card number"),
        ({"a": {"b": [{"c": "ada@example.org"}]}}, "an e-mail address"),
    ],
)
def test_personal_data_is_found(params: dict[str, Any], expected: str) -> None:
    (found,) = hygiene.findings(Event("any", params=params))
    assert found.code == "personal-data"
    assert found.message.endswith(f"holds {expected}.")
    assert found.path.startswith("params.")


def test_the_number_that_a_page_offers_to_call_is_not_its_visitors() -> None:
    assert not hygiene.findings(Event("click", params={"link_url": "tel:+49301234567"}))
    assert not hygiene.findings(Event("click", params={"link_url": "mailto:info@shop.example?subject=A%20question"}))
    shown = {"link_url": "tel:+49301234567", "link_text": "+49 (0)30 123 45-67"}
    assert not hygiene.findings(Event("click", params=shown))  # the link's text says the link's number
    assert not hygiene.findings(Event("click", params={"link_url": "mailto:info@a.example", "text": "Info@a.example"}))
    (other,) = hygiene.findings(Event("click", params={**shown, "callback": "+49 170 1234567"}))
    assert other.path == "params.callback"
    for address in ("mailto:ada@shop.example", "mailto:info@shop.example?cc=ada@shop.example", "info@shop.example"):
        assert hygiene.findings(Event("click", params={"link_url": address})), address


@pytest.mark.parametrize(
    "params",
    [{"pixel_id": "4111111111111111"}, {"items": [{"product_id": "4111111111111111"}]}, {"a": "511162776752735"}],
)
def test_the_numbers_of_pixels_and_products_are_no_cards(params: dict[str, Any]) -> None:
    assert not hygiene.findings(Event("any", params=params))


@pytest.mark.parametrize(
    "value",
    [
        "me@home",
        "@media (min-width: 3em)",
        "user@",
        "1718000000000",
        "1234567890.1718000000",
        "4111 1111 1111 1112",
        "fb.1.1718000000000.1098115397",
        "GA1.2.123456789.1718000000",
        "2026-01-01T10:00:00+01:00",
        "UTC+12",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "6ec1bd7f-0b8d-4b6b-9d1c-7a1b2c3d4e5f",
        "AAAAAAAAAAAAAAAAAAAAAAAA",
        "0170 123 45 67",
        "5839986596567654",
        "4444444444444444",
        "https://maps.example/@52.52,13.405,15z",
        "https://shop.example/img/mug@2x.png?v=1",
    ],
)
def test_what_only_looks_like_it_is_none(value: str) -> None:
    assert codes(params={"a": value}) == []


def test_a_hash_is_told_by_its_name() -> None:
    digest = "5f0c0bd8eb1a1ad2f9a0b0a4b0f2a8c0d8a8d0c0b0a090807060504030201000"
    assert codes(params={"email": digest}) == [("personal-data-hashed", "params.email")]
    assert codes(user={"em": digest}) == [("personal-data-hashed", "user.em")]
    assert codes(user={"hashed_phone_number": digest[:32]}) == [("personal-data-hashed", "user.hashed_phone_number")]
    assert codes(params={"session": digest}) == []


@pytest.mark.parametrize("text", ["undefined", "NaN", "null", "[object Object]", "{{Product ID}}"])
def test_placeholders(text: str) -> None:
    assert codes(params={"a": text}) == [("placeholder-text", "params.a")]
    assert codes(items=({"id": text},)) == [("placeholder-text", "items.0.id")]
    assert codes(label=text) == [("placeholder-text", "label")]
    assert codes(raw={"a": text}) == ([("placeholder-text", "raw.a")] if text.startswith("{{") else [])


def test_money() -> None:
    assert codes(params={"currency": "EUR", "value": 19.99}) == []
    assert codes(params={"currency": "eur"}) == [("currency-unknown", "params.currency")]
    assert codes(params={"currency": "€"}) == [("currency-unknown", "params.currency")]
    assert codes(params={"value": "19,99"}) == [("value-as-text", "params.value")]
    assert codes(params={"value": "high"}) == []
    assert codes(items=({"price": "19.99"},)) == [("value-as-text", "items.0.price")]


def test_a_signal_and_what_was_not_decoded_are_not_looked_at() -> None:
    assert codes(params={"a": "ada@example.org"}, kind="signal") == []
    assert codes(raw={"a": "ada@example.org"}, undecoded="because") == []


def test_names_that_google_keeps() -> None:
    for name in ("click", "session_start", "_own", "ga_event", "firebase_x"):
        found = ga4_rules.reserved_name(name)
        assert found is not None
        assert found.code == "event-name-reserved"
    assert ga4_rules.reserved_name("page_view") is None
    assert ga4_rules.reserved_name("add_to_cart") is None


@pytest.mark.parametrize(
    ("value", "params", "item", "words"),
    [
        (64.92, {"shipping": 4.95}, {}, "the difference is shipping, which Google asks to leave out"),
        (71.36, {"tax": 11.39}, {}, "the difference is tax, which Google asks to leave out"),
        (50.40, {"tax": 9.57}, {}, "the difference is tax, which the prices of the items hold"),
        (53.97, {}, {"discount": 2}, None),
        (57.97, {}, {"discount": 2}, None),  # of all pieces
        (54.97, {"coupon": "WELCOME5"}, {}, None),
        (54.97, {"coupon": ""}, {}, "is 59.97."),
        (64.97, {"coupon": "WELCOME5"}, {}, "is 59.97."),
        (5997, {"coupon": "WELCOME5"}, {}, "is 59.97."),
        (1299000.5, {}, {"price": 12.99}, "value is 1299000.5, but"),
        (33.35, {}, {"price": 3.33, "quantity": 10}, None),  # the price of one is rounded
        (1000, {"currency": "JPY"}, {"price": 333}, None),
        (1000, {"currency": "EUR"}, {"price": 333}, "is 999."),
    ],
)
def test_what_explains_another_sum(
    value: float, params: dict[str, Any], item: dict[str, Any], words: str | None
) -> None:
    given = {"value": value, "currency": "EUR", "transaction_id": "T1", **params}
    event = Event(
        "ga4", name="purchase", params=given, items=({"item_id": "A", "price": 19.99, "quantity": 3, **item},)
    )
    told = [finding.message for finding in ga4_rules.findings(event, given)]
    assert (told == []) if words is None else (len(told) == 1 and words in told[0])


def test_sums() -> None:
    def told(value: Any, *items: dict[str, Any], name: str = "purchase") -> list[str]:
        params = {"value": value, "currency": "EUR", "transaction_id": "T1"}
        event = Event("ga4", name=name, params=params, items=items)
        return [finding.code for finding in ga4_rules.findings(event, params)]

    item = {"item_id": "A", "price": 19.99, "quantity": 2}
    assert told(39.98, item) == []
    assert told(39.97, item) == []  # a cent of rounding
    assert told(45.5, item) == ["value-not-sum-of-items"]
    assert told(19.99, {"item_id": "A", "price": 19.99}) == []
    assert told(45.5, {"item_id": "A"}) == []
    assert told(45.5, item, name="refund") == []
