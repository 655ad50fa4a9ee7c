"""One JSON document for other programs, with a written schema: schemas/results.schema.json, and docs/results.md.

What a person looks for stands on a line of its own: each fact of a scenario, each of its events, expectations and
findings. Spread further, the file of a long run is twice as large.
"""

from __future__ import annotations

from typing import Any

from validator.json_text import json_text
from validator.model.run import Run
from validator.telling.results import scenarios_of, summary_of

FILE = "results.json"


def render(run: Run) -> str:
    summary = json_text(summary_of(run), indent=2).removesuffix("\n}")
    scenarios = _lines([_scenario(told) for told in scenarios_of(run)], "  ")
    return f'{summary},\n  "scenarios": [{scenarios}]\n}}\n'


def _scenario(told: dict[str, Any]) -> str:
    return f"{{{_lines([f'{json_text(key)}: {_value(value)}' for key, value in told.items()], '    ')}}}"


def _value(value: Any) -> str:
    return f"[{_lines([*map(json_text, value)], '      ')}]" if isinstance(value, list) else json_text(value)


def _lines(parts: list[str], indent: str) -> str:
    """The parts of an object or a list, each on its line; nothing where there is none."""
    return "".join([f"\n{indent}  ", f",\n{indent}  ".join(parts), f"\n{indent}"]) if parts else ""
