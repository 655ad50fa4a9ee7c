"""What is known while files are read: the environment, parameters, remembered names, and the mistakes so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from validator.language.tree import Place, Told, Tree, Wrong
from validator.language.values import references, token
from validator.model.location import Problem
from validator.model.plan import Plan
from validator.model.value import UNIQUE, Reference, Template

T = TypeVar("T")

MOST_NAMES = 40  # that a mend lists


@dataclass
class Reading:
    """Shared by everything that one scenario (or plan) is read from; `within` gives a view with other parameters."""

    environment: Mapping[str, str]
    judging: bool = False
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    secret_names: frozenset[str] = frozenset()
    secrets: dict[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    declared: frozenset[str] = frozenset()  # vendors that the plan being read declares itself
    plan_broken: bool = False  # there is one, with mistakes of its own: nothing can be said of its names
    parameters: Mapping[str, Tree] = field(default_factory=dict)
    remembered: set[str] = field(default_factory=set)
    awaited: list[tuple[str, Place]] = field(default_factory=list)  # used before they are known: by expectations
    step_names: list[tuple[str, Place]] = field(default_factory=list)  # that expectations refer to
    profile_names: list[tuple[str, Place]] = field(default_factory=list)  # likewise, of consent profiles
    demanding: bool = False  # an expectation is being read
    open_names: bool = False  # a plan is being read: what its scenarios will remember is not known

    def within(self, parameters: Mapping[str, Tree]) -> Reading:
        return self._with(parameters=parameters)

    def expecting(self) -> Reading:
        return self if self.demanding else self._with(demanding=True)

    def _with(self, **changed: Any) -> Reading:
        """A view with other values: a fifth of what `dataclasses.replace` costs, and every expectation asks for one."""
        view = copy(self)
        vars(view).update(changed)
        return view

    def tell(self, message: str, place: Tree | Place, mend: str = "") -> None:
        self.problems.append(Wrong(message, place, mend).problem)

    def warn(self, message: str, place: Tree | Place, mend: str = "") -> None:
        self.warnings.append(Wrong(message, place, mend).problem)

    def attempt(self, read: Callable[..., T], *arguments: Any) -> T | None:
        """What `read` gives, or None once its mistake is told."""
        try:
            return read(*arguments)
        except Wrong as wrong:
            self.problems.append(wrong.problem)
        except Told:
            pass
        return None

    def settled(self, tree: Tree) -> Tree:
        """The value with its `${…}` put in. A parameter that stands alone gives all that was passed."""
        value = tree.value
        if type(value) is str and "${" in value and not tree.settled:
            return self._filled(tree)
        return tree

    def _filled(self, tree: Tree) -> Tree:
        parts: list[str | Reference] = []
        found = references(tree)
        for part in found:
            if isinstance(part, str):
                parts.append(part)
            elif part.name[0].islower():
                value = self._lower(part.name, tree)
                if isinstance(value, Tree):
                    if len(found) == 1:
                        return value
                    parts.extend(_pieces(value, part.name, tree))
                else:
                    parts.append(value)
            else:
                text = self._upper(part.name, part.default, tree)
                if len(found) == 1:
                    return _like(tree, text)
                parts.append(text)
        if all(isinstance(part, str) for part in parts):
            return _like(tree, "".join(str(part) for part in parts))
        return _like(tree, Template(tuple(_joined(parts)), tree.location))

    def _upper(self, name: str, default: str | None, tree: Tree) -> str:
        value = self.environment.get(name) or default
        secret = name in self.secret_names
        if value is not None:
            if secret:
                self.secrets[name] = value
            return value
        if name in self.environment:
            return ""
        if self.judging and (secret or not self.demanding):
            return token(name)
        raise Wrong(
            f"the environment variable {name} is not set",
            tree,
            f"Set it before the run, or give a default: ${{{name}:-…}}.",
        )

    def _lower(self, name: str, tree: Tree) -> Tree | Reference:
        first, _, path = name.partition(".")
        if first in self.parameters:
            return _at(self.settled(self.parameters[first]), path, name, tree)
        if first not in self.remembered and not self.open_names and name != UNIQUE:
            if not self.demanding:
                raise unknown_value(first, {*self.parameters, *self.remembered}, tree)
            self.awaited.append((first, tree.place))
        return Reference(name)

    def check_awaited(self) -> None:
        """Tells of every value that an expectation refers to and nothing remembers."""
        for name, place in self.awaited:
            if name not in self.remembered:
                self.problems.append(unknown_value(name, self.remembered, place).problem)


def unknown_value(name: str, known: Iterable[str], place: Tree | Place) -> Wrong:
    near = get_close_matches(name, list(known), 1)
    if near:
        mend = f"Did you mean ${{{near[0]}}}?"
    elif name.upper() != name and "_" not in name and not known:
        mend = f"Let a step before remember it; an environment variable is written in capitals: ${{{name.upper()}}}."
    else:
        mend = "Let a step before remember it, or make it a parameter; $${…} writes the characters as they are."
    return Wrong(f"nothing is known as ${{{name}}} here", place, mend)


def did_you_mean(name: str, known: Iterable[str], others: Mapping[str, str] | None = None) -> str:
    """The mend for a name that is not known: the nearest one, or all where they are few."""
    names = sorted(known)
    if others and name.lower() in others:
        return f'Did you mean "{others[name.lower()]}"?'
    folded = {one.casefold(): one for one in reversed(names)}
    near = get_close_matches(name.casefold(), list(folded), 1, 0.6)
    if near:
        return f'Did you mean "{folded[near[0]]}"?'
    if len(names) > MOST_NAMES:
        return f"Known here: {', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more."
    return f"Known here: {', '.join(names)}." if names else ""


def _at(tree: Tree, path: str, name: str, place: Tree) -> Tree | Reference:
    for key in path.split(".") if path else ():
        part = tree.value.parts[0] if isinstance(tree.value, Template) and len(tree.value.parts) == 1 else None
        if isinstance(part, Reference):
            return Reference(f"{part.name}.{path}")
        if tree.is_mapping and key in tree.value:
            tree = tree.value[key]
        elif tree.is_list and key.isdecimal() and int(key) < len(tree.value):
            tree = tree.value[int(key)]
        else:
            raise Wrong(f'the value of ${{{name}}} has no "{key}"', place)
    return tree


def _pieces(value: Tree, name: str, place: Tree) -> tuple[str | Reference, ...]:
    """A parameter's value within a text."""
    if isinstance(value.value, Template):
        return value.value.parts
    if value.is_mapping or value.is_list:
        raise Wrong(f"${{{name}}} is {value.kind}, which cannot stand within a text", place)
    return (plain_text(value),)


def plain_text(tree: Tree) -> str:
    """A scalar as it was written."""
    if tree.value is None:
        return ""
    if isinstance(tree.value, bool):
        return "true" if tree.value else "false"
    return tree.raw or str(tree.value)


def _like(tree: Tree, value: Any) -> Tree:
    """The tree with another value. What the environment says stays text; a number is made of it where one is asked."""
    other = Tree(value, tree.source, tree.line, tree.column)
    other.quoted = tree.quoted
    other.settled = True
    return other


def as_number(text: str) -> float | None:
    """A plain decimal number, as YAML 1.2 has them; None for any other text."""
    digits = text.removeprefix("-")
    whole, dot, part = digits.partition(".")
    if not (whole.isascii() and whole.isdecimal()) or (len(whole) > 1 and whole[0] == "0") or len(text) > 30:
        return None
    if not dot:
        return int(text)
    return float(text) if part.isascii() and part.isdecimal() else None


def _joined(parts: list[str | Reference]) -> list[str | Reference]:
    joined: list[str | Reference] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return joined
