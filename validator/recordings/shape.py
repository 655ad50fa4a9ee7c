"""Shapes: how a noun is written as a JSON object, and read back with every value checked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import Any, Generic, TypeVar

Noun = TypeVar("Noun")


class Mismatch(Exception):
    """A value is not what its place demands; `path` grows on the way out: `.requests[3].url`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = ""

    def under(self, place: str) -> Mismatch:
        self.path = place + self.path
        return self


@dataclass(frozen=True, slots=True)
class Kind:
    """What one value is: `name` in words, `read` checks it, `write` (None: as it is) makes JSON of it."""

    name: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any] | None = None


class Shape(Generic[Noun]):
    """The JSON object of one noun: its keys and their kinds, in the order in which they are written.

    A key is the attribute's name. What has its default is not written; what a reader does not know, it passes over.
    """

    def __init__(self, noun: type[Noun], /, **kinds: Kind) -> None:
        self.noun = noun
        self.kinds = kinds
        defaults = {
            field.name: field.default if field.default_factory is MISSING else field.default_factory()
            for field in fields(noun)  # type: ignore[arg-type]
        }
        self.required = frozenset(key for key in kinds if defaults[key] is MISSING)
        self._writers = [(key, kind.write, defaults[key]) for key, kind in kinds.items()]
        self._readers = [(key, kind.read) for key, kind in kinds.items()]

    def write(self, item: Noun) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for key, write, default in self._writers:
            value = getattr(item, key)
            if value is default or (default is not MISSING and value == default):
                continue
            written[key] = value if write is None else write(value)
        return written

    def read(self, document: Any) -> Noun:
        """Raises Mismatch."""
        if not isinstance(document, dict):
            raise Mismatch(f"must be an object, not {_told(document)}")
        found = {}
        for key, read in self._readers:
            if key in document:
                try:
                    found[key] = read(document[key])
                except Mismatch as mismatch:
                    raise mismatch.under(f".{key}") from None
            elif key in self.required:
                raise Mismatch(f"has no “{key}”")
        return self.noun(**found)

    @property
    def kind(self) -> Kind:
        return Kind(self.noun.__name__, self.read, self.write)


def many(shape: Shape[Any]) -> Kind:
    """A list of objects, a tuple in the noun."""
    return Kind(
        f"list of {shape.noun.__name__}",
        lambda value: _each(value, shape.read),
        lambda value: [shape.write(item) for item in value],
    )


def optional(kind: Kind) -> Kind:
    """The kind, or null."""
    write = kind.write
    return Kind(
        f"{kind.name} or null",
        lambda value: None if value is None else kind.read(value),
        None if write is None else lambda value: None if value is None else write(value),
    )


def one_of(*allowed: str) -> Kind:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in allowed:
            raise Mismatch(f"must be one of {', '.join(word or '(empty)' for word in allowed)}, not {_told(value)}")
        return str(value)

    return Kind(" · ".join(allowed), read)


def bodies(document: dict[str, Any]) -> dict[str, Any]:
    """The object as it is written: bytes under `body` become text, or `body_base64` where they are not UTF-8."""
    body = document.get("body")
    if isinstance(body, bytes):
        try:
            document["body"] = body.decode("utf-8")
        except UnicodeDecodeError:
            del document["body"]
            document["body_base64"] = base64.b64encode(body).decode("ascii")
    return document


def bytes_of(document: Any) -> Any:
    """The reverse of `bodies`. Raises Mismatch."""
    if not isinstance(document, dict):
        return document
    if isinstance(document.get("body_base64"), str):
        try:
            return {**document, "body": base64.b64decode(document["body_base64"], validate=True)}
        except (binascii.Error, ValueError):
            raise Mismatch("is not base64").under(".body_base64") from None
    if isinstance(document.get("body"), str):
        return {**document, "body": document["body"].encode("utf-8", "surrogatepass")}
    return document


def _each(value: Any, read: Callable[[Any], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Mismatch(f"must be a list, not {_told(value)}")
    found: list[Any] = []
    try:
        for item in value:
            found.append(read(item))  # noqa: PERF401 - the length says which one was wrong
    except Mismatch as mismatch:
        raise mismatch.under(f"[{len(found)}]") from None
    return tuple(found)


def _told(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:57]}…"


def _typed(name: str, *types: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise Mismatch(f"must be {name}, not {_told(value)}")
        return value

    return read


def _mapping_of_texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise Mismatch(f"must be an object of texts, not {_told(value)}")
    return value


def _box(value: Any) -> tuple[float, ...]:
    box = _each(value, _number)
    if len(box) != 4:
        raise Mismatch(f"must be four numbers, not {len(box)}")
    return box


def _header(value: Any) -> tuple[str, ...]:
    pair = _each(value, _text)
    if len(pair) != 2:
        raise Mismatch("must be a name and a value")
    return pair


_text = _typed("text", str)
_number = _typed("a number", int, float)

ANY = Kind("any JSON value", lambda value: value)
TEXT = Kind("text", _text)
WHOLE = Kind("whole number", _typed("a whole number", int))
NUMBER = Kind("number", _number)
FLAG = Kind("true or false", _typed("true or false", bool))
BYTES = Kind("bytes", _typed("text", bytes))
MAPPING = Kind("object", _typed("an object", dict), dict)
STATES = Kind("object of texts", _mapping_of_texts, dict)
TEXTS = Kind("list of text", lambda value: _each(value, _text), list)
MAPPINGS = Kind(
    "list of objects", lambda value: _each(value, _typed("an object", dict)), lambda value: [*map(dict, value)]
)
BOX = Kind("x, y, width, height", _box, list)
HEADERS = Kind("list of [name, value]", lambda value: _each(value, _header), lambda value: [[*pair] for pair in value])
