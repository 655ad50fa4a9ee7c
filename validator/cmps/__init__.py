"""The consent platforms: a file here is a platform, its name is what a plan writes under `banner: {cmp: …}`.

A member has NAME (its title), LAYERS (its banner, from the first layer on: model/banner.py), RUNS (a JavaScript
expression: whether its script is at work in the page, banner or not), and where it can be asked SAYS (a JavaScript
expression, or a promise of one: what it has kept of the visitor's answer, as JSON). Its docstring is its manual: how it
is recognised, what is clicked, where it may hide the refusal.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from validator.family import foreign, members, own_names

AUTO = "auto"  # whichever of them shows its banner


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every platform's name, without importing the members."""
    added = {entry.name for entry in foreign(__name__)}
    return tuple(sorted(added | {name.rstrip("_") for name in own_names(__path__)}))


@lru_cache(maxsize=1)
def platforms() -> dict[str, ModuleType]:
    """The members by name."""
    return members(__name__, __path__)
