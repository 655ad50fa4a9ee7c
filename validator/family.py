"""Families: folders of like members, one file a member, found by walking the folder and by entry points."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from importlib import metadata
from types import ModuleType


def members(package: str, path: Iterable[str]) -> dict[str, ModuleType]:
    """Every member of a family by its name, sorted. `goto_` is named `goto`: a keyword needs the underscore.

    A user's own package adds members through the entry point group named as the package (`validator.vendors`); they
    never replace ours.
    """
    names = sorted(info.name for info in pkgutil.iter_modules(path) if not info.name.startswith("_"))
    found = {name.rstrip("_"): importlib.import_module(f"{package}.{name}") for name in names}
    for entry in metadata.entry_points(group=package):
        if entry.name not in found:
            found[entry.name] = entry.load()
    return dict(sorted(found.items()))
