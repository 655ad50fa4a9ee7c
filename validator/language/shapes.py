"""Reads a value as its Python annotation says: the Fields of steps and the keys of files are read by this."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import FORMS, Reader, bad_name, boolean, data, fixed, fixed_text, integer, number, text
from validator.language.tree import Told, Tree, Wrong
from validator.language.values import REMEMBERED_NAME
from validator.model.fields import Form, Key
from validator.model.scenario import Locator
from validator.model.value import Template, Text

_SIMPLE: dict[Any, Reader] = {str: fixed_text, bool: boolean, float: number, int: integer}


@lru_cache(maxsize=1024)
def reader(hint: Any) -> Reader:
    """The function that reads a value of this annotation. It raises Wrong, or Told."""
    if get_origin(hint) is Annotated:
        name = next((told.name for told in get_args(hint) if isinstance(told, Form)), None)
        return reader(get_args(hint)[0]) if name is None else lambda tree, reading: FORMS[name](tree, reading)
    if hint == Text:
        return text
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if hint is Any:
        return data
    if hint is Locator:
        return lambda tree, reading: FORMS["locator"](tree, reading)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _choice(arguments)
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is tuple:
        return _list(arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(*arguments)
    if dataclasses.is_dataclass(hint):
        cls: Any = hint
        return lambda tree, reading: Shape.of(cls).read(tree, reading)
    raise TypeError(f"no value can be written as {hint!r}")


def _choice(choices: tuple[Any, ...]) -> Reader:
    def read(tree: Tree, reading: Reading) -> Any:
        tree = fixed(tree, reading)
        if tree.value in choices and not isinstance(tree.value, bool):
            return tree.value
        known = [str(choice) for choice in choices]
        if len(known) == 1:
            raise Wrong(f'"{known[0]}" is the only text that may stand here, not {tree.kind}', tree)
        mend = did_you_mean(str(tree.value), known) if isinstance(tree.value, str) else ""
        mend = mend if mend.startswith("Did") else f"Write one of: {', '.join(known)}."
        raise Wrong(f"{tree.kind} is not possible here", tree, mend)

    return read


def alternatives(members: tuple[Any, ...]) -> list[Any]:
    """The members of a union, without None; a text with references in it counts as one."""
    kinds = [member for member in members if member is not type(None)]
    if str in kinds and Template in kinds:
        return [Text, *(kind for kind in kinds if kind not in (str, Template))]
    return kinds


def _plain_hint(hint: Any) -> Any:
    """Without what only describes it; a Form stays, since it says how the value is read."""
    if get_origin(hint) is Annotated and not any(isinstance(told, Form) for told in get_args(hint)):
        return get_args(hint)[0]
    return hint


def _union(members: tuple[Any, ...]) -> Reader:
    """The member that fits how the value is written: a mapping, a list or a plain value."""
    kinds = alternatives(members)
    if len(kinds) == 1:
        inner = reader(kinds[0])
        return lambda tree, reading: None if tree.value is None else inner(tree, reading)
    mappings = [one for one in kinds if _is_mapping(one)]
    lists = [one for one in kinds if get_origin(one) is tuple]
    plain = [one for one in kinds if one not in mappings and one not in lists]

    def read(tree: Tree, reading: Reading) -> Any:
        tree = reading.settled(tree)
        fitting = mappings if tree.is_mapping else lists if tree.is_list else plain
        tried = [_tried(reader(one), tree, reading) for one in fitting or kinds]
        fits = next((one for one in tried if not isinstance(one, Wrong)), None)
        if fits is None:
            raise next(one for one in tried if isinstance(one, Wrong))
        return fits[0]

    return read


def _tried(read: Reader, tree: Tree, reading: Reading) -> tuple[Any] | Wrong:
    try:
        return (read(tree, reading),)
    except Wrong as wrong:
        return wrong


def _is_mapping(hint: Any) -> bool:
    origin = get_origin(hint)
    return dataclasses.is_dataclass(hint) or (isinstance(origin, type) and issubclass(origin, Mapping))


def _list(element: Any) -> Reader:
    read_element = reader(element)
    single = not (_is_mapping(element) or get_origin(element) is tuple)

    def read(tree: Tree, reading: Reading) -> tuple[Any, ...]:
        tree = reading.settled(tree)
        if not tree.is_list:
            if tree.value is None:
                return ()
            if single and not tree.is_mapping:
                return (read_element(tree, reading),)
            raise Wrong(f"a list is expected here, not {tree.kind}", tree, 'Begin each entry with "- ".')
        return _all_or_told([(reading.attempt(_wrapped, read_element, one, reading)) for one in tree.value])

    return read


def _mapping(key_hint: Any, value_hint: Any) -> Reader:
    read_value = reader(value_hint)
    named = get_origin(key_hint) is Annotated  # names of values to be remembered

    def read(tree: Tree, reading: Reading) -> dict[str, Any]:
        tree = reading.settled(tree)
        if not tree.is_mapping:
            raise Wrong(f"names and their values are expected here, not {tree.kind}", tree, 'Write "name: value".')
        found = {}
        whole = True
        for key, value in tree.value.items():
            if named and not REMEMBERED_NAME.fullmatch(key):
                reading.problems.append(bad_name(key, tree.key_place(key)).problem)
                whole = False
                continue
            got = reading.attempt(_wrapped, read_value, value, reading)
            whole = whole and got is not None
            found[key] = got[0] if got else None
        if not whole:
            raise Told
        return found

    return read


def _wrapped(read: Reader, tree: Tree, reading: Reading) -> tuple[Any]:
    """In a tuple, so that a value that is None differs from a mistake."""
    return (read(tree, reading),)


def _all_or_told(found: list[tuple[Any] | None]) -> tuple[Any, ...]:
    if None in found:
        raise Told
    return tuple(one[0] for one in found if one is not None)


@dataclasses.dataclass(frozen=True)
class Field:
    """One key of a mapping, as a dataclass declares it by `validator.model.fields.Key`."""

    name: str  # as it is written
    attribute: str
    hint: Any
    required: bool
    key: Key
    default: Any

    @property
    def doc(self) -> str:
        return self.key.doc

    @cached_property
    def read(self) -> Reader:
        """Looked up once: what Python writes types with is slow to hash."""
        return reader(self.hint)


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


class Shape:
    """How a dataclass is written: its keys, and what a bare value means."""

    def __init__(self, cls: Any) -> None:
        hints = get_type_hints(cls, include_extras=True)
        self.cls = cls
        self.fields = [
            Field(field.name.rstrip("_"), field.name, hints[field.name], _required(field), key, field.default)
            for field in dataclasses.fields(cls)
            for key in getattr(hints[field.name], "__metadata__", ())
            if isinstance(key, Key)
        ]
        self.inline = next((field for field in self.fields if field.key.inline), None)
        self.whole = next((field for field in self.fields if field.key.whole), None)
        self.short = next((field for field in self.fields if field.key.short), None)
        self.beside = {field.name: field for field in self.fields if field.key.beside}
        special = {*(field.name for field in (self.inline, self.whole) if field), *self.beside}
        self.keys = {field.name: field for field in self.fields if field.name not in special}

    @staticmethod
    @lru_cache(maxsize=256)
    def of(cls: Any) -> Shape:
        return Shape(cls)

    def read(self, tree: Tree, reading: Reading, beside: Mapping[str, Tree] | None = None) -> Any:
        """An instance from a mapping, or from the short form. Mistakes in several keys are all told."""
        before = len(reading.problems)
        given = self._given(tree, reading)
        strange = reading.settled(tree)
        mistyped = strange.is_mapping and self.whole is None and any(not self._knows(name) for name in strange.value)
        for name, value in (beside or {}).items():
            given[self.beside[name].attribute] = reading.attempt(self.beside[name].read, value, reading)
        for key in self.fields:
            if key.required and key.attribute not in given and not mistyped:
                reading.problems.append(self._missing(key, tree).problem)
        if len(reading.problems) > before:
            raise Told
        try:
            return self.cls(**given)
        except ValueError as error:
            message, mend = (*error.args, "")[:2]
            raise Wrong(str(message), tree, str(mend)) from None

    def _given(self, tree: Tree, reading: Reading) -> dict[str, Any]:
        tree = reading.settled(tree)
        if self.whole is not None:
            return self._one(self.whole, tree, reading) if tree.value is not None else {}
        if not tree.is_mapping:
            return self._bare(tree, reading)
        given: dict[str, Any] = {}
        place: dict[str, Tree] = {}
        for name, value in tree.value.items():
            key = self.keys.get(name)
            if key is not None:
                given[key.attribute] = reading.attempt(key.read, value, reading)
            elif self.inline is not None and name in LOCATOR_KEYS:
                place[name] = value
            else:
                known = [*self.keys, *(LOCATOR_KEYS if self.inline is not None else ())]
                others = {name: meant for name, meant in OTHER_KEYS.items() if meant in known}
                reading.tell(f'"{name}" is not a key here', tree.key_place(name), did_you_mean(name, known, others))
        if place and self.inline is not None:
            part = Tree(place, tree.source, tree.line, tree.column)
            part.keys = tree.keys
            given[self.inline.attribute] = reading.attempt(self.inline.read, part, reading)
        return given

    def _knows(self, name: str) -> bool:
        return name in self.keys or (self.inline is not None and name in LOCATOR_KEYS)

    def _bare(self, tree: Tree, reading: Reading) -> dict[str, Any]:
        if tree.value is None:
            return {}
        key = self.short or (self.inline if not tree.is_list else None)
        if key is None or (tree.is_list and get_origin(_plain_hint(key.hint)) is not tuple):
            raise Wrong(f"keys and their values are expected here, not {tree.kind}", tree, self._keys_told())
        return self._one(key, tree, reading)

    def _one(self, key: Field, tree: Tree, reading: Reading) -> dict[str, Any]:
        return {key.attribute: reading.attempt(key.read, tree, reading)}

    def _keys_told(self) -> str:
        names = [*self.keys, *(LOCATOR_KEYS if self.inline is not None else ())]
        return f"Possible keys: {', '.join(names)}." if names else "Nothing can be written here."

    def _missing(self, key: Field, tree: Tree) -> Wrong:
        if key is self.inline:
            return Wrong(
                "which element is meant is missing here",
                tree,
                'Name it as visitors do, such as label: "E-mail" or role: button with name: "Buy"; or by css.',
            )
        if key is self.whole:
            return Wrong(f"something is missing here: {_uncapitalised(key.doc)}", tree)
        return Wrong(f'the key "{key.name}" is missing here: {_uncapitalised(key.doc)}', tree)


def _uncapitalised(doc: str) -> str:
    first = doc.split(". ")[0].rstrip(".")
    return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


LOCATOR_KEYS = (
    "role",
    "name",
    "exact",
    "text",
    "label",
    "placeholder",
    "test_id",
    "alt",
    "title",
    "css",
    "xpath",
    "nth",
    "has_text",
    "inside",
    "frame",
)
OTHER_KEYS = {  # how keys are called elsewhere
    "value": "option",
    "values": "option",
    "options": "option",
    "file": "files",
    "path": "files",
    "keys": "key",
    "expression": "script",
    "code": "script",
    "js": "script",
    "href": "url",
    "wait_until": "until",
    "target": "to",
    "data": "json",
    "visibility": "state",
    "selector": "css",
    "id": "css",
    "class": "css",
    "testid": "test_id",
    "data-testid": "test_id",
    "testId": "test_id",
    "within": "inside",
    "in": "inside",
    "index": "nth",
    "alt_text": "alt",
}
