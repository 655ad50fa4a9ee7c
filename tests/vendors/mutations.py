"""Damages requests as carelessness and malice do: values of other types, cut texts, wrong letters."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote_plus

from validator.model.recording import Request

VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 1e308, "", "x", "null", "[]", "{}", [], {}, [[]], [None], [1, "a"], {"a": None},
    {"0": [1]}, [{}], [[[]]], "%", "&=", '{"a":', "a" * 50, {"value": "x"},
]  # fmt: skip
PIECES = ["%", "&", "=", "[", "]", "{", "}", '"', ",", ";", "~", "!", "'", "..", "\n", "%00", "%5B", "null", "-",
          "9" * 30, "é", "*", "(", ")", "|", ":", "#", "?", "//", "@", "+"]  # fmt: skip


def mutated(request: Request, dice: random.Random) -> Request:
    """The request with some damage done to its URL and its body."""
    head, mark, query = request.url.partition("?")
    if mark:
        query = "&".join(_field(part, dice) for part in query.split("&"))
    if dice.random() < 0.2:
        query = _text(query, dice)
    if dice.random() < 0.1:
        head = head[:9] + _text(head[9:], dice)
    return replace(request, url=head + mark + query, body=_body(request.body, dice))


def _body(body: bytes, dice: random.Random) -> bytes:
    if not body:
        return body
    plain = body.decode("latin-1")
    if plain[:1] in "{[" and dice.random() < 0.8:
        try:
            return json.dumps(_value(json.loads(body), dice)).encode()
        except ValueError:
            return _text(plain, dice).encode("latin-1", "replace")
    if "=" in plain and dice.random() < 0.6:
        return "&".join(_field(part, dice) for part in plain.split("&")).encode("utf-8", "replace")
    return _text(plain, dice).encode("latin-1", "replace")


def _field(part: str, dice: random.Random) -> str:
    name, _, value = part.partition("=")
    if dice.random() < 0.12:
        other = dice.choice(VALUES)
        return f"{name}={quote(other if isinstance(other, str) else json.dumps(other))}"
    plain = unquote_plus(value)
    if plain[:1] in ("{", "[") and dice.random() < 0.5:
        try:
            return f"{name}={quote(json.dumps(_value(json.loads(plain), dice)))}"
        except ValueError:
            return part
    return part


def _value(value: Any, dice: random.Random) -> Any:
    if dice.random() < 0.12:
        return dice.choice(VALUES)
    if isinstance(value, dict):
        return {
            name if dice.random() > 0.03 else name + "x": _value(item, dice)
            for name, item in value.items()
            if dice.random() > 0.05
        }
    if isinstance(value, list):
        return [_value(item, dice) for item in value] + ([dice.choice(VALUES)] if dice.random() < 0.1 else [])
    return value


def _text(text: str, dice: random.Random) -> str:
    letters = list(text)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(letters) + 1)
        action = dice.random()
        if action < 0.35:
            del letters[place : place + dice.randint(1, 6)]
        elif action < 0.7:
            letters[place:place] = list(dice.choice(PIECES))
        else:
            letters[place : place + 1] = [chr(dice.randrange(256))]
    return "".join(letters)
