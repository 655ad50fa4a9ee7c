"""Fragments: files of steps that several scenarios share, with parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import form
from validator.language.tree import Told, Tree, Wrong
from validator.language.values import REMEMBERED_NAME
from validator.model.fields import Data, Form, Key


@dataclass(frozen=True, slots=True)
class FragmentForm:
    """A fragment: steps that several scenarios share."""

    fragment: Annotated[str, Key("What it does, in a few words.")]
    steps: Annotated[Annotated[Any, Form("steps")], Key("Its steps.")]
    parameters: Annotated[
        Data, Key("Names, each with its default; a name without a value must be given by who uses the fragment.")
    ] = None
    description: Annotated[str, Key("More about it, for readers.")] = ""


@form("values")
def values(tree: Tree, reading: Reading) -> Tree:
    """Left as it is, with its own `${…}` put in where it stands alone."""
    return reading.settled(tree)


@dataclass(frozen=True)
class Fragment:
    """One file. `parameters`: names and defaults, None where one must be given."""

    path: Path
    shown: str
    title: str
    parameters: dict[str, Tree | None]
    steps: Tree
    tree: Tree

    @property
    def folder(self) -> Path:
        return self.path.parent

    def arguments(self, given: Tree | None, use: Tree, reading: Reading) -> dict[str, Tree]:
        """The values of the parameters, in the terms of who uses it. Raises Wrong for unknown and missing ones."""
        before = len(reading.problems)
        found: dict[str, Tree] = {}
        if given is not None and given.value is not None:
            if not given.is_mapping:
                raise Wrong(f"parameters and their values are expected here, not {given.kind}", given)
            for name, value in given.value.items():
                if name in self.parameters:
                    found[name] = deep(value, reading)
                else:
                    mend = did_you_mean(name, self.parameters) or "It has none."
                    reading.tell(f'the fragment {self.shown} has no parameter "{name}"', given.key_place(name), mend)
        for name, default in self.parameters.items():
            if name in found:
                continue
            if default is None:
                reading.tell(
                    f'the fragment {self.shown} needs the parameter "{name}"',
                    use,
                    f"Write with: {{{name}: …}} beside use.",
                )
            else:
                found[name] = deep(default, reading.within(found))
        if len(reading.problems) > before:
            raise Told
        return found


def deep(tree: Tree, reading: Reading) -> Tree:
    """The value with every `${…}` in it put in: later it is read where other names are known."""
    tree = reading.settled(tree)
    if not (tree.is_mapping or tree.is_list):
        return tree
    other = Tree(None, tree.source, tree.line, tree.column)
    other.keys = tree.keys
    if tree.is_mapping:
        other.value = {key: deep(value, reading) for key, value in tree.value.items()}
    else:
        other.value = [deep(value, reading) for value in tree.value]
    return other


class Fragments:
    """Every fragment that was read, by its path. `load` gives the tree of a file, or raises Wrong."""

    def __init__(self, load: Callable[[Path], Tree]) -> None:
        self.load = load
        self.known: dict[Path, Fragment] = {}
        self._paths: dict[tuple[str, Path], Path | None] = {}

    def find(self, name: str, place: Tree, folder: Path, chain: tuple[Fragment, ...]) -> Fragment:
        """The fragment that a step uses. Raises Wrong where it is missing, uses itself, or is no fragment."""
        if (name, folder) not in self._paths:
            self._paths[name, folder] = _path(name, folder)
        path = self._paths[name, folder]
        if path is None:
            raise Wrong(
                f"there is no fragment {name}{_chain(chain)}",
                place,
                _near(name, folder)
                or f"Its path is relative to this file: {(folder / name).as_posix()} was looked for.",
            )
        for position, one in enumerate(chain):
            if one.path == path:
                ring = " → ".join([*(fragment.shown for fragment in chain[position:]), one.shown])
                raise Wrong(f"this fragment uses itself: {ring}", place, "Take one of these steps out.")
        fragment = self.known.get(path)
        if fragment is None:
            fragment = self.known[path] = read_fragment(self.load(path), path, place)
        return fragment


def read_fragment(tree: Tree, path: Path, place: Tree | None = None) -> Fragment:
    """A fragment from its tree; its steps are read where they are used, since its parameters differ."""
    if not tree.is_mapping or "fragment" not in tree.value:
        raise Wrong(
            f"{tree.source.name} is no fragment: it does not begin with “fragment:”",
            place or tree,
            "A fragment has the keys fragment: (what it does), parameters: and steps:.",
        )
    known = ("fragment", "description", "parameters", "steps")
    for name in tree.value:
        if name not in known:
            mend = did_you_mean(name, known, {"journey": "steps", "params": "parameters", "with": "parameters"})
            raise Wrong(f'"{name}" is not a key of a fragment', tree.key_place(name), mend)
    if "steps" not in tree.value:
        raise Wrong("the steps of this fragment are missing", tree, 'Write "steps:" and the steps below it.')
    title = tree.value["fragment"]
    return Fragment(
        path=path,
        shown=tree.source.name,
        title=str(title.raw or title.value or ""),
        parameters=_parameters(tree.value.get("parameters")),
        steps=tree.value["steps"],
        tree=tree,
    )


def _parameters(tree: Tree | None) -> dict[str, Tree | None]:
    if tree is None or tree.value is None:
        return {}
    if tree.is_list:
        named = {str(one.value): (None, one) for one in tree.value}
    elif tree.is_mapping:
        named = {name: (value if value.value is not None else None, tree) for name, value in tree.value.items()}
    else:
        raise Wrong(f"names and their defaults are expected here, not {tree.kind}", tree, "Write email: or email: x@y.")
    for name, (_, place) in named.items():
        if not REMEMBERED_NAME.fullmatch(name):
            raise Wrong(
                f'"{name}" cannot be a parameter: a name is letters, digits and _, and begins in lower case',
                place.key_place(name) if place is tree else place,
            )
    return {name: default for name, (default, _) in named.items()}


def _path(name: str, folder: Path) -> Path | None:
    for candidate in (name, f"{name}.yaml", f"{name}.yml"):
        path = (folder / candidate).resolve()
        if path.is_file():
            return path
    return None


def _near(name: str, folder: Path) -> str:
    """A file of nearly that name, where it was looked for or near it."""
    wanted = (folder / name).parent
    places = (
        {path.relative_to(folder).as_posix() for path in wanted.glob("*.y*ml")} if _below(wanted, folder) else set()
    )
    places |= {path.relative_to(folder).as_posix() for path in folder.glob("fragments/*.y*ml")}
    mend = did_you_mean(name, places)
    return mend if mend.startswith("Did") else ""


def _below(path: Path, folder: Path) -> bool:
    return path.is_dir() and (path == folder or folder in path.parents)


def _chain(chain: tuple[Fragment, ...]) -> str:
    return f" (used by {' → '.join(fragment.shown for fragment in chain)})" if chain else ""
