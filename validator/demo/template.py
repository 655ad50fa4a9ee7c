"""Fills an HTML file with values: `{{name}}` is escaped, `{{{name}}}` is put in as it is."""

from __future__ import annotations

import html
import json
import re
from typing import Any

_HOLE = re.compile(r"\{\{\{\s*(\w+)\s*\}\}\}|\{\{\s*(\w+)\s*\}\}")


def fill(template: str, **values: object) -> str:
    """The template with each hole filled. A hole that no value is given for raises KeyError: a page is never half."""

    def put(hole: re.Match[str]) -> str:
        raw, name = hole.groups()
        return str(values[raw]) if raw else html.escape(str(values[name]), quote=True)

    return _HOLE.sub(put, template)


def script_json(value: Any) -> str:
    """JSON that can stand within a `<script>` element, whatever texts it holds."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
