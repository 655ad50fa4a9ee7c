"""YAML as this product writes it: block style, for people to read and to review, and for the language to read back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z/_(«„“À-ɏ][^\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\uffff]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
# What may not stand in YAML text as it is: controls, marks that hide or turn text, line separators, the byte order mark
_STRANGE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\uffff\ufffe]"
)
_LONGEST_NUMBER = 40  # letters


def yaml_text(value: Any) -> str:
    """The value as a YAML document: mappings, lists, texts, numbers, booleans and None; anything else as its text."""
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: Any, indent: int) -> Iterator[str]:
    pad = "  " * indent
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from _under(f"{pad}{scalar(str(key))}:", each, indent + 1)
    elif isinstance(value, list | tuple) and value:
        for each in value:
            if isinstance(each, Mapping) and each:
                first, *rest = _block(each, indent + 1)
                yield f"{pad}- {first.lstrip(' ')}"
                yield from rest
            else:
                yield from _under(f"{pad}-", each, indent + 1)
    else:
        yield f"{pad}{scalar(value)}"


def _under(lead: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple) and value:
        yield lead
        yield from _block(value, indent)
    else:
        yield f"{lead} {scalar(value)}"


def scalar(value: Any) -> str:
    """One value on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping | list | tuple):
        return "{}" if isinstance(value, Mapping) else "[]"
    text = str(value)
    if _STRANGE.search(text):
        return '"' + _STRANGE.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and text.lower() not in _WORDS
    return text if plain and text[-1] not in ": " else "'" + text.replace("'", "''") + "'"


def _number(value: int | float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f"'{value}'"
    told = repr(value)
    if not _NUMBER.fullmatch(told):
        told = f"{value:f}".rstrip("0").rstrip(".")
    return told if len(told) < _LONGEST_NUMBER and _NUMBER.fullmatch(told) else f"'{value}'"


def _escape(found: re.Match[str]) -> str:
    letter = found.group()
    if letter in "\n\t\r":
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}[letter]
    code = ord(letter)
    return "\\uFFFD" if 0xD800 <= code <= 0xDFFF else f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
