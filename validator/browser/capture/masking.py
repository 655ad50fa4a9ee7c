"""Replaces secrets by stable tokens before anything leaves memory."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

Item = TypeVar("Item")
SECRET_HEADERS = frozenset({"cookie", "set-cookie", "authorization", "proxy-authorization"})
_SHORTEST = 3  # characters: a shorter secret would be found everywhere
_PLAIN = 6  # from so many on, a secret is looked for within words too


class Mask:
    """Knows the secrets of one scenario in each spelling in which they may travel."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets`: name → value. A value shows as `«NAME»`."""
        spellings: dict[str, str] = {}
        for name, value in secrets.items():
            if len(value) >= _SHORTEST:
                for spelling in _spellings(value):
                    spellings.setdefault(spelling, f"«{name}»")
        self._spellings = sorted(spellings.items(), key=lambda pair: -len(pair[0]))
        self._alone = {spelling: _alone(spelling) for spelling in spellings if len(spelling) < _PLAIN}

    def text(self, text: str) -> str:
        for spelling, token in self._spellings:
            if spelling in text:
                alone = self._alone.get(spelling)
                text = alone.sub(token, text) if alone else text.replace(spelling, token)
        return text

    def data(self, data: bytes) -> bytes:
        for spelling, token in self._spellings:
            raw = spelling.encode()
            if raw in data:
                alone = self._alone.get(spelling)
                told = token.encode()
                data = re.sub(alone.pattern.encode(), told, data) if alone else data.replace(raw, told)
        return data

    def item(self, item: Item) -> Item:
        """A noun of the recording with everything in it masked; headers that carry a session always are."""
        return self._walk(item)  # type: ignore[no-any-return]

    def _walk(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value) if self._spellings else value
        if isinstance(value, bytes):
            return self.data(value) if self._spellings else value
        if not self._spellings and not getattr(value, "headers", ()):
            return value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed = {
                field.name: new
                for field in dataclasses.fields(value)
                if (new := self._field(field.name, old := getattr(value, field.name))) is not old
            }
            return dataclasses.replace(value, **changed) if changed else value
        if not self._spellings:
            return value
        if isinstance(value, dict):
            return {self._walk(key): self._walk(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self._walk(item) for item in value)
        return value

    def _field(self, name: str, value: Any) -> Any:
        if name == "headers":
            if not self._spellings and not any(key in SECRET_HEADERS for key, _ in value):
                return value
            return tuple((key, f"«{key}»" if key in SECRET_HEADERS else self._walk(told)) for key, told in value)
        return self._walk(value)


def _alone(spelling: str) -> re.Pattern[str]:
    """A short secret where it stands by itself: the code `123` of a card is not in the id `G-DEMO12345`."""
    return re.compile(rf"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f][0-9A-Fa-f])){re.escape(spelling)}(?![A-Za-z0-9])")


def _spellings(value: str) -> set[str]:
    encoded = {
        value,
        quote(value, safe=""),
        quote(value),
        quote_plus(value),
        quote(value, safe="").lower(),
        quote(quote(value, safe=""), safe=""),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
    }
    digits = value.replace(" ", "").replace("-", "")
    if digits.isdecimal() and len(digits) >= _PLAIN:
        encoded.add(digits)  # the number of a card, as programs write it
    if len(value) >= 6:
        encoded.add(base64.b64encode(value.encode()).decode().rstrip("="))
        encoded.add(base64.urlsafe_b64encode(value.encode()).decode().rstrip("="))
    return {spelling for spelling in encoded if spelling}
