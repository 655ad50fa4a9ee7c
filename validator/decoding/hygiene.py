"""Findings on the values of an event: limits, money, items, placeholders, personal data.

Codes are stable: a plan turns each into a failure, or silences it (`findings: {value-as-text: fail}`). What only one
vendor's protocol knows (a name reserved by GA4, a length in UA) is found by that vendor's decoder with the functions
here. Limits of Google Analytics 4: its help centre, articles 9267744 and 13316687.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding import currencies, personal_data
from validator.model.event import Event, Finding

CODES: Mapping[str, str] = {  # what each finding means; a decoder raises no other
    "currency-missing": "A value is sent without its currency: the vendor counts no revenue.",
    "currency-unknown": "The currency is not a code of ISO 4217.",
    "event-incomplete": "An event lacks what the vendor demands of it, and is dropped.",
    "event-name-malformed": "The event's name has characters that the vendor does not allow.",
    "event-name-reserved": "The event's name is one that the vendor keeps for itself.",
    "event-name-too-long": "The event's name is longer than the vendor keeps.",
    "hit-too-long": "The hit is longer than the vendor takes.",
    "hit-truncated": "The hit was cut off on its way.",
    "item-without-id": "An item has neither an id nor a name.",
    "items-missing": "An e-commerce event is sent without items.",
    "param-name-reserved": "A parameter's name begins as the vendor's own do.",
    "param-name-too-long": "A parameter's name is longer than the vendor keeps.",
    "param-value-too-long": "A parameter's value is longer than the vendor keeps.",
    "personal-data": "An e-mail address, a phone or card number is sent in clear, or encoded.",
    "personal-data-hashed": "A hash of an e-mail address or phone number is sent.",
    "placeholder-text": "undefined, null, NaN, [object Object] or an unfilled {{variable}} is sent as a value.",
    "too-many-item-params": "An item has more parameters of its own than the vendor keeps.",
    "too-many-items": "The event has more items than the vendor keeps.",
    "too-many-params": "The event has more parameters than the vendor keeps.",
    "too-many-user-properties": "The hit has more user properties than the vendor keeps.",
    "transaction-id-missing": "A purchase or refund is sent without its transaction id.",
    "ua-retired": "Universal Analytics was switched off: nobody receives the hit.",
    "user-id-too-long": "The user id is longer than the vendor keeps.",
    "user-property-name-too-long": "A user property's name is longer than the vendor keeps.",
    "user-property-value-too-long": "A user property's value is longer than the vendor keeps.",
    "value-as-text": "An amount is sent as a text that is no number: the vendor counts nothing.",
    "value-not-sum-of-items": "The value is not the sum of price × quantity of the items.",
    "value-not-whole": "The event's value is not a whole number: the vendor drops it.",
}
MOST = 2_000  # values of one event that are looked at
LONGEST = 20_000  # letters of one value that are looked at
_PLACEHOLDERS = frozenset({"undefined", "null", "NaN", "[object Object]", "[object Undefined]", "Infinity"})
_PRICES = ("price", "quantity", "item_price")
_KEPT = ("page_location", "page_referrer", "page_title")


def findings(event: Event) -> tuple[Finding, ...]:
    """What is wrong with an event's values, whatever the vendor. Monitoring and side pings are not looked at."""
    if event.undecoded or event.kind == "signal":
        return ()
    values = _values(event)
    joined = "\n".join(values)
    empty = not _PLACEHOLDERS.isdisjoint(values) or event.name in _PLACEHOLDERS or "{{" in joined
    personal = (
        personal_data.suspicious(joined) or personal_data.phones(event.params) or personal_data.phones(event.user)
    )
    hashed = personal_data.hashes(joined)
    if not empty and not personal and not hashed:  # nearly always: paths are only made where they are needed
        return (*_money(event), *_items(event)) if "currency" in event.params or event.items or _amounts(event) else ()
    found = list(texts(event))
    return (
        *(_placeholders(event, found) if empty else ()),
        *_money(event),
        *_items(event),
        *(_personal(found) if personal else ()),
        *(_hashed(found) if hashed else ()),
    )


def _amounts(event: Event) -> bool:
    return "value" in event.params or "tax" in event.params or "shipping" in event.params


def _values(event: Event) -> list[str]:
    """All texts of an event, at most MOST, without their paths."""
    found: list[str] = [text for text in (event.category, event.action, event.label) if text]
    pending: list[Any] = [event.params, event.user, event.raw, *event.items[:200]]
    while pending and len(found) < MOST:
        given = pending.pop()
        for value in given.values() if isinstance(given, Mapping) else given:
            kind = type(value)
            if kind is str:
                if value:
                    found.append(value if len(value) <= LONGEST else value[:LONGEST])
            elif kind is dict or kind is list or kind is tuple:
                pending.append(value)
    return found


def texts(event: Event) -> Iterator[tuple[str, str]]:
    """All texts of an event with their paths, depth first; at most MOST of them."""
    for name in ("category", "action", "label"):
        value = getattr(event, name)
        if value:
            yield name, value
    count = 0
    for root, given in (("params", event.params), ("user", event.user), ("raw", event.raw)):
        for path, value in _walk(root, given):
            yield path, value
            count += 1
            if count >= MOST:
                return
    for place, item in enumerate(event.items[:200]):
        for path, value in _walk(f"items.{place}", item):
            yield path, value
            count += 1
            if count >= MOST:
                return


def _walk(root: str, given: Any) -> Iterator[tuple[str, str]]:
    pending: list[tuple[str, Any]] = [(root, given)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str):
            if value:
                yield path, value[:LONGEST]
        elif isinstance(value, Mapping):
            pending += [(f"{path}.{name}", inner) for name, inner in reversed(list(value.items()))]
        elif isinstance(value, list | tuple):
            pending += [(f"{path}.{place}", inner) for place, inner in reversed(list(enumerate(value[:MOST])))]


def _placeholders(event: Event, values: list[tuple[str, str]]) -> Iterator[Finding]:
    if event.name in _PLACEHOLDERS:
        yield placeholder("name", event.name)
    for path, value in values:
        if value in _PLACEHOLDERS and not path.startswith("raw."):
            yield placeholder(path, value)
        elif value.startswith("{{") and value.endswith("}}"):
            message = f"{path} is the unfilled placeholder {value}: the variable was not replaced by its value."
            yield Finding("placeholder-text", message, path)


def placeholder(path: str, value: str) -> Finding:
    """A value that JavaScript wrote where there was none."""
    message = f"{path} is the text {value!r}: the site sent it where it had no value."
    return Finding("placeholder-text", message, path)


def _money(event: Event) -> Iterator[Finding]:
    currency = event.params.get("currency")
    if isinstance(currency, str) and currency and currency not in currencies.CODES:
        if currency.upper() in currencies.CODES:
            message = f"The currency is written {currency!r}; ISO 4217 codes are upper case: {currency.upper()!r}."
        else:
            message = f"The currency {currency!r} is not a code of ISO 4217 (such as EUR)."
        yield Finding("currency-unknown", message, "params.currency")
    for name in ("value", "tax", "shipping"):
        value = event.params.get(name)
        if isinstance(value, str) and value and value not in _PLACEHOLDERS and _meant_as_number(value):
            yield as_text(f"params.{name}", value)


def as_text(path: str, value: str) -> Finding:
    """An amount that is no number to the vendor."""
    message = f"{path} is the text {value!r}, not a number: the vendor counts nothing. Push it as a number."
    return Finding("value-as-text", message, path)


def _meant_as_number(value: str) -> bool:
    return any(letter.isdigit() for letter in value) and len(value) < 30


def _items(event: Event) -> Iterator[Finding]:
    for place, item in enumerate(event.items[:200]):
        for name in _PRICES:
            value = item.get(name)
            if isinstance(value, str) and value and value not in _PLACEHOLDERS and _meant_as_number(value):
                yield as_text(f"items.{place}.{name}", value)


def _personal(values: list[tuple[str, str]]) -> Iterator[Finding]:
    for path, what in personal_data.seek(values):
        yield Finding("personal-data", f"{path} holds {what}.", path)


def _hashed(values: list[tuple[str, str]]) -> Iterator[Finding]:
    for path, what in personal_data.seek_hashed(values):
        yield Finding("personal-data-hashed", f"{path} holds {what}.", path)


def too_long(
    code: str, what: str, text: str | bytes, limit: int, path: str, unit: str = "characters"
) -> Iterator[Finding]:
    """A finding if the text has more characters (of bytes: bytes) than the vendor keeps."""
    if len(text) > limit:
        yield Finding(code, f"{what} has {len(text)} {unit}; the vendor keeps {limit}.", path)
