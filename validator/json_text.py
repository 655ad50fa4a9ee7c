"""JSON as this product writes it: always valid, whatever a page has put into it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def json_text(document: Any, indent: int | None = None) -> str:
    """The document as JSON that every reader takes, and that can be written as UTF-8.

    Half a surrogate pair, as pages can push it, is escaped; NaN and infinity become `{"$type": "number", …}`.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    try:
        text = json.dumps(
            document, ensure_ascii=False, separators=separators, default=_plain, allow_nan=False, indent=indent
        )
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(document, separators=separators, default=_plain, indent=indent)
    except ValueError:
        return json_text(_finite(document), indent)
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _finite(value: Any) -> Any:
    """Numbers that JSON does not know stand as the page's other such values do."""
    if isinstance(value, float) and not math.isfinite(value):
        told = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return {"$type": "number", "value": told}
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return value
