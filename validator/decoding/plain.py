"""Reads a hit of plain parameters: which of them go under which name, who the user is, and what it was worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from validator.decoding import fields
from validator.model.event import Event

_AMOUNTS = ("value", "quantity", "discount", "shipping", "tax")


def plain_hit(
    vendor: str,
    name: str,
    account: str,
    given: dict[str, Any],
    params: Mapping[str, str],
    user: Mapping[str, str] | None = None,
    items: Iterable[Mapping[str, Any]] = (),
    aside: bool = False,
) -> Event:
    """One event: `params` and `user` say what parameters are called; what they do not name stays in raw."""
    said = fields.numbers(fields.present(fields.take(given, params)), _AMOUNTS)
    found = tuple(items)
    if "value" not in said and (total := worth_of(found)) is not None:
        said["value"] = total
    return Event(
        vendor=vendor,
        name=name,
        id=account,
        value=fields.worth(said.get("value")),
        params=said,
        items=found,
        user=fields.present(fields.take(given, user or {})),
        kind=fields.kind(aside),
        raw=given,
    )


def worth_of(items: Iterable[Mapping[str, Any]]) -> float | None:
    """Price × quantity of all items; None where there is none, or one does not say."""
    total, counted = 0.0, False
    for item in items:
        price, quantity = item.get("price"), item.get("quantity", 1)
        if not isinstance(price, int | float) or not isinstance(quantity, int | float):
            return None
        total, counted = total + price * quantity, True
    return round(total, 4) if counted else None


def columns(given: dict[str, Any], names: Mapping[str, str], separator: str) -> tuple[dict[str, Any], ...]:
    """Items that stand in lists side by side: `skulist=A|B&qlist=1|2`."""
    lists = {new: given.pop(old).split(separator, 500) for old, new in names.items() if given.get(old)}
    count = min(max(map(len, lists.values()), default=0), 500)
    rows = [{new: row[place] for new, row in lists.items() if place < len(row)} for place in range(count)]
    return fields.items([fields.present(row) for row in rows])


def numbered(given: dict[str, Any], names: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Items whose parameters end with their number: `ITEM1=A&QTY1=2&ITEM2=B`."""
    found: dict[int, dict[str, Any]] = {}
    for name in list(given):
        stem = name.rstrip("0123456789")
        place = name[len(stem) :]
        if stem in names and 0 < len(place) < 4:
            found.setdefault(int(place), {})[names[stem]] = given.pop(name)
    return fields.items([found[place] for place in sorted(found)])
