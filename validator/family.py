"""Families: folders of like members, one file a member, found by walking the folder and by entry points."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def members(package: str, path: Iterable[str]) -> dict[str, ModuleType]:
    """Every member of a family by its name, sorted. `goto_` is named `goto`: a keyword needs the underscore.

    A user's own package adds members through the entry point group named as the package (`validator.vendors`); they
    never replace ours.
    """
    found = {name.rstrip("_"): importlib.import_module(f"{package}.{name}") for name in own_names(path)}
    for entry in foreign(package):
        if entry.name not in found:
            found[entry.name] = entry.load()
    return dict(sorted(found.items()))


def own_names(path: Iterable[str]) -> list[str]:
    """The names of the modules in a family's folder, without importing them."""
    return sorted(info.name for info in pkgutil.iter_modules(path) if not info.name.startswith("_"))


def foreign(group: str) -> tuple[EntryPoint, ...]:
    """What other packages add to a family. Reading all metadata is slow: done only where one names the group."""
    if not _named(f"[{group}]"):
        return ()
    from importlib import metadata

    return tuple(metadata.entry_points(group=group))


def _named(heading: str) -> bool:
    """Whether an installed package's list of entry points has the heading; True where that cannot be told."""
    for place in map(Path, sys.path):
        if place.is_file():  # a zip file
            return True
        try:
            if any(heading in file.read_text("utf-8", "replace") for file in place.glob("*-info/entry_points.txt")):
                return True
        except OSError:
            return True
    return False
