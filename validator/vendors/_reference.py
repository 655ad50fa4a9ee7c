"""The page of the reference that lists the vendors, made from their manuals."""

from __future__ import annotations

import inspect

from validator.vendors import VENDORS

_HEAD = """\
# Vendors

Whose hits are understood, and how each is read. Made from the decoders' own manuals: `validator vendors NAME` shows
the same. Every request has exactly one claimant, by its shape before its host, so that server-side and first-party
endpoints are recognised; a plan can add endpoints, and declare a simple vendor of its own.

Where a hit has no category, action or label of its own, these stay empty; everything else is under its parameters.
What a decoder does not know is kept under its own name, and nothing is dropped.
"""


def markdown() -> str:
    """docs/vendors.md."""
    rows = "\n".join(f"| [`{name}`](#{name}) | {VENDORS[name].NAME} |" for name in VENDORS)
    manuals = "\n\n".join(f"## {name}\n\n{inspect.cleandoc(VENDORS[name].__doc__ or '')}" for name in VENDORS)
    return f"{_HEAD}\n| vendor | |\n| --- | --- |\n{rows}\n\n{manuals}\n"
