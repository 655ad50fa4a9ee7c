"""The page of the reference that lists the vendors, made from their manuals and their code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from dataclasses import fields
from types import ModuleType

from validator.decoding import finding_codes
from validator.model.event import Event
from validator.vendors import VENDORS

_HEAD = """\
# Vendors

Whose hits are understood, and how each is read. Made from the decoders' own manuals: `validator vendors NAME` shows
the same. Every request has exactly one claimant, by its shape before its host, so that server-side and first-party
endpoints are recognised; a plan can add endpoints, and declare a simple vendor of its own.

Where a hit has no category, action or label of its own, these stay empty; everything else is under its parameters.
What a decoder does not know is kept under its own name, and nothing is dropped.

The table says what each decoder fills where the hit holds it; name and parameters are filled by all. It is made from
the decoders' code.
"""
_FINDINGS = """\
## What is noticed

Each finding has a code. A plan turns it into a failure or silences it (`findings: {value-as-text: fail, personal-data:
ignore}`), a scenario forbids it (`never: [{finding: personal-data}]`), and `off: warnings` beside a vendor's id
silences what its decoder notices.

| code | what it means |
| --- | --- |
"""
COLUMNS = ("id", "category", "action", "label", "value", "items", "user", "consent")
_PLACES = tuple(field.name for field in fields(Event))
_MAKERS = {
    "Event": _PLACES,
    "plain_hit": ("vendor", "name", "id", "raw", "params", "user", "items"),
    "replace": (),
}


def filled(vendor: ModuleType) -> frozenset[str]:
    """What a decoder fills of an event: the arguments that it, or the protocol it speaks, gives to `Event`.

    A decoder of plain parameters gives them to `plain_hit`, and what is special to `replace`.
    """
    protocol = getattr(vendor, "protocol", None)
    sources = [inspect.getsource(vendor), *([inspect.getsource(protocol)] if protocol else [])]
    found: set[str] = set()
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKERS:
            given = dict(zip(_MAKERS[node.func.id], node.args, strict=False))
            given |= {word.arg: word.value for word in node.keywords if word.arg}
            told = {name for name, value in given.items() if not isinstance(value, ast.Constant) or value.value}
            if node.func.id == "plain_hit" and ("items" in told or _speaks_of_value(nodes)):
                told.add("value")
            found |= told
    return frozenset(found)


def _speaks_of_value(nodes: Iterable[ast.AST]) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == "value" for node in nodes)


def markdown() -> str:
    """docs/vendors.md."""
    head = f"| vendor | | {' | '.join(COLUMNS)} |\n| --- | --- |{' :-: |' * len(COLUMNS)}"
    rows = "\n".join(_row(name) for name in VENDORS)
    codes = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in sorted(finding_codes.ALL.items()))
    manuals = "\n\n".join(f"## {name}\n\n{inspect.cleandoc(VENDORS[name].__doc__ or '')}" for name in VENDORS)
    return f"{_HEAD}\n{head}\n{rows}\n\n{len(VENDORS)} vendors.\n\n{_FINDINGS}{codes}\n\n{manuals}\n"


def _row(name: str) -> str:
    told = filled(VENDORS[name])
    marks = " | ".join("✓" if column in told else "" for column in COLUMNS)
    return f"| [`{name}`](#{name}) | {VENDORS[name].NAME} | {marks} |"
