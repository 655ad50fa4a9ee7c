"""Parts of a tracking plan that are read piece by piece, so that each mistake has its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from validator.language.fragment_file import Fragments
from validator.language.journey import Around, Unrolling
from validator.language.reading import Reading
from validator.language.tree import Tree, Wrong
from validator.model.scenario import Step


def by_name(tree: Tree, reading: Reading, what: str) -> Mapping[str, Tree]:
    tree = reading.settled(tree)
    if not tree.is_mapping:
        raise Wrong(f"{what} by name are expected here, not {tree.kind}", tree, 'Write "name:" and the rest below it.')
    found: Mapping[str, Tree] = tree.value
    return found


def each(tree: Tree, reading: Reading, what: str, read: Callable[[str, Tree, Tree], Any]) -> dict[str, Any]:
    """A mapping of which each value is read by itself; None where a mistake was told."""
    listed = by_name(tree, reading, what)
    return {name: reading.attempt(read, name, value, tree) for name, value in listed.items()}


def steps_of(tree: Tree, reading: Reading, fragments: Fragments) -> tuple[Step, ...]:
    return Unrolling(fragments).all(tree, reading, Around(tree.source.path.parent, "setup"))
