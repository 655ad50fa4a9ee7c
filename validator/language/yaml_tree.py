"""YAML text into a tree whose every value and key knows its place. The only file that imports yaml."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from validator.language.tree import Source, Tree, Wrong
from validator.language.yaml_mending import mends
from validator.language.yaml_words import Mistake, explain, strange_space, without_value
from validator.model.location import Problem

LARGEST_FILE = 2_000_000  # bytes
MOST_VALUES = 50_000  # of a file whose aliases are written out
DEEPEST = 50
MOST_MENDED = 20  # mistakes of a file's YAML that are told at once
_STRANGE = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\xac\xae-\u200a\u200c-\u2027\u202a-\u205f\u2061-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LONGEST_NUMBER = 40
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None}
_TEXT_TAG = "tag:yaml.org,2002:str"
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_Scalar, _Alias, _MappingEnd = yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingEndEvent
_Parser: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

MarkedError = yaml.MarkedYAMLError


def read_file(path: Path, name: str) -> Tree:
    """The tree of a file. Raises Wrong with what is wrong first in it."""
    return parse(_text(path, name), path, name)


def read_on(path: Path, name: str) -> tuple[Tree | None, list[Problem]]:
    """The tree of a file, and all that is wrong with its YAML.

    Each mistake is mended for the time being, so that the next one is found. There is no tree where what was meant
    cannot be known. Raises Wrong where there is no text.
    """
    text = _text(path, name)
    written, faithful = Source(name, path, text), True
    told = {wrong.problem.location.line: wrong.problem for wrong in _strange_letters(written)}
    if told:
        text = _STRANGE.sub("", text)
    tree, wrongs, broken = _parsed(Source(name, path, text) if told else written)
    while isinstance(broken, _Broken):
        place = broken.problem.location
        told[place.line] = written.problem(broken.problem.message, place.line, place.column, broken.problem.mend)
        furthest: float = place.line
        for mended, kept in mends(text, place.line, place.column):
            further = _parsed(Source(name, path, mended))
            reached = further[2].problem.location.line if further[2] else math.inf
            if reached > furthest:
                furthest, best = reached, (mended, kept, further)
            if kept and reached > place.line + 1:  # the very next line may be wrong only because of this mend
                break
        if furthest == place.line or len(told) == MOST_MENDED:
            break
        text, kept, (tree, wrongs, broken) = best
        faithful = faithful and kept
    wrongs += [broken] if broken else []
    found = [*told.values(), *(wrong.problem for wrong in wrongs if wrong.problem.location.line not in told)]
    return tree if faithful else None, found


def _text(path: Path, name: str) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _wrong_file(
                f"this file has {size / 1e6:.1f} MB; a scenario, a fragment or a plan has a few KB",
                path,
                name,
                "Is this the file that you meant? Large data belongs into a file of its own.",
            )
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _wrong_file(f"this file cannot be read: {reason}", path, name) from None
    return _decode(data, path, name)


def parse(text: str, path: Path, name: str) -> Tree:
    """The tree of a text. Raises Wrong with what is wrong first in it."""
    source = Source(name, path, text)
    for wrong in _strange_letters(source):
        raise wrong
    tree, wrongs, broken = _parsed(source)
    first = min([*wrongs, *([broken] if broken else [])], key=lambda wrong: wrong.problem.location, default=None)
    if first is not None or tree is None:
        raise first or Wrong("this file is empty", Tree(None, source, 1, 1))
    return tree


def _parsed(source: Source) -> tuple[Tree | None, list[Wrong], Wrong | None]:
    """The tree, the mistakes that did not keep it from being read, and the one that did. No strange letter is in it."""
    builder = _Builder(source, _Parser)
    try:
        return builder.tree(), builder.wrongs, None
    except yaml.YAMLError as error:
        return None, builder.wrongs, _syntax_error(source, error)
    except Wrong as wrong:
        return None, builder.wrongs, wrong


def top_keys(text: str) -> frozenset[str]:
    """The keys that stand at the beginning of a line, found without parsing: a quick look at what a file is."""
    return frozenset(re.findall(r"^([A-Za-z][A-Za-z0-9_-]*)[ \t]*:(?=\s|$)", text, re.MULTILINE))


def _wrong_file(message: str, path: Path, name: str, mend: str = "") -> Wrong:
    return Wrong(message, Tree(None, Source(name, path, ""), 1, 1), mend)


def _decode(data: bytes, path: Path, name: str) -> str:
    unmarked = (
        "utf-16-be" if data[:1] == b"\0" != data[1:2] else "utf-16-le" if data[1:2] == b"\0" != data[:1] else "utf-8"
    )
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), unmarked)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        shown = Source(name, path, data.decode("cp1252", "replace"))
        line = before.count("\n") + 1
        place = Tree(None, shown, line, len(before) - (before.rfind("\n") + 1) + 1)
        raise Wrong(
            f"this file is not UTF-8 text: the byte 0x{data[error.start]:02X} stands here",
            place,
            "Save the file with the encoding UTF-8.",
        ) from None


def _strange_letters(source: Source) -> Iterator[Wrong]:
    for number, line in enumerate(source.lines if _STRANGE.search(source.text) else (), 1):
        for found in _STRANGE.finditer(line):
            letter, place = found.group(), Tree(None, source, number, found.start() + 1)
            if letter == "\0":
                raise Wrong("this is not a text file: it holds a NUL character", place)
            yield Wrong(
                f"an invisible character (U+{ord(letter):04X}) stands here",
                place,
                f'Remove it; where it is meant, write it within double quotes: "\\u{ord(letter):04X}".',
            )


def _syntax_error(source: Source, error: yaml.YAMLError) -> Wrong:
    """The mistake in our words. The pure parser is asked again: its marks are the better ones."""
    try:
        _Builder(source, yaml.SafeLoader).tree()
    except yaml.MarkedYAMLError as pure:
        error = pure
    except Wrong as ours:  # libyaml reads ahead, and met its own limit before the place where ours is passed
        return ours
    except yaml.YAMLError:
        pass
    problem = getattr(error, "problem", None) or str(error)
    mark, opened = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    began = (opened.line + 1, opened.column + 1) if opened else None
    mistake: Mistake = explain(problem, getattr(error, "context", None) or "", at, began, source.lines)
    return _Broken(mistake.message, Tree(None, source, *mistake.place), mistake.mend)


class _Broken(Wrong):
    """No YAML, or not plain text: what stands further down may be YAML again."""


class _Builder:
    """Events of a YAML parser into one tree."""

    def __init__(self, source: Source, parser: Any) -> None:
        self.source = source
        self.next: Callable[[], Any] = parser(source.text.removeprefix("\ufeff")).get_event
        self.anchors: dict[str, tuple[Tree | None, int]] = {}  # None while it is being read; its number of values
        self.count = 0
        self.depth = 0
        self.wrongs: list[Wrong] = []  # in spite of which the file can be read on

    def tree(self) -> Tree:
        self.next()  # the stream
        event = self.next()
        if type(event) is yaml.StreamEndEvent:
            raise Wrong("this file is empty", Tree(None, self.source, 1, 1), 'A scenario begins with "scenario: …".')
        tree = self.node(self.next())
        self.next()  # the end of the document
        event = self.next()
        if type(event) is not yaml.StreamEndEvent:
            raise Wrong(
                "a second document begins here, and a file holds one",
                self.place(event),
                'Put it into a file of its own, and remove the "---".',
            )
        if tree.value is None:
            raise Wrong("this file is empty", tree, 'A scenario begins with "scenario: …".')
        return tree

    def place(self, event: Any) -> Tree:
        return Tree(None, self.source, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any) -> Tree:
        kind = type(event)
        if kind is _Alias:
            return self.alias(event)
        mark = event.start_mark
        tree = Tree(None, self.source, mark.line + 1, mark.column + 1)
        anchor, before = event.anchor, self.count
        if anchor is not None:
            self.anchors[anchor] = (None, 0)
        self.count += 1
        if kind is _Scalar:
            self.scalar(tree, event)
        else:
            self.depth += 1
            if self.depth > DEEPEST:
                raise Wrong(f"this is nested more than {DEEPEST} levels deep", tree)
            if event.tag is not None:
                self.wrongs.append(self.tagged(tree, event))
            if kind is yaml.MappingStartEvent:
                self.mapping(tree, event.flow_style)
            else:
                tree.value = items = []
                while type(event := self.next()) is not yaml.SequenceEndEvent:
                    items.append(self.node(event))
            self.depth -= 1
        if anchor is not None:
            self.anchors[anchor] = (tree, self.count - before)
        return tree

    def scalar(self, tree: Tree, event: Any) -> None:
        text = event.value
        if event.tag is not None and event.tag != _TEXT_TAG:
            self.wrongs.append(self.tagged(tree, event))
        tree.value = text
        if event.style or event.tag is not None:
            tree.quoted = True
        elif text in _WORDS:
            tree.value = _WORDS[text]
        elif text[0] in "-0123456789" and len(text) < _LONGEST_NUMBER and _NUMBER.fullmatch(text):
            tree.value = float(text) if "." in text else int(text)
            tree.raw = text

    def mapping(self, tree: Tree, within_braces: bool) -> None:
        fields: dict[str, Tree] = {}
        merged: list[Tree] = []
        keys = tree.keys
        read, source = self.next, self.source
        while type(event := read()) is not _MappingEnd:
            if type(event) is not _Scalar:
                raise self.strange_key(self.place(event), event)
            key: str = event.value
            mark: Any = event.start_mark
            line, column = mark.line + 1, mark.column + 1
            if key[:1].isspace() and not event.style:
                place = Tree(None, source, line, column)
                raise Wrong(strange_space(key[0]), place, "Replace it with plain spaces.")
            following = read()
            if within_braces and type(following) is _Scalar and not following.value and not following.style:
                ending: Any = event.end_mark
                begins: Any = following.start_mark
                if (ending.line, ending.column) == (begins.line, begins.column):  # no colon between them
                    before = next((value.raw for value in reversed(fields.values())), "")
                    mistake = without_value(key, (line, column), before)
                    self.wrongs.append(Wrong(mistake.message, Tree(None, source, *mistake.place), mistake.mend))
            value = self.node(following)
            if key == "<<" and not event.style:
                merged += value.value if value.is_list else [value]
                continue
            if key in fields:
                twice = Wrong(
                    f'the key "{key}" is given twice; the first stands in line {keys[key][0]}',
                    Tree(None, source, line, column),
                    "Remove one of the two, or put both contents under one key.",
                )
                self.wrongs.append(twice)
                continue
            fields[key] = value
            keys[key] = (line, column)
        for other in merged:
            if not other.is_mapping:
                raise Wrong(f'"<<" takes the keys of another mapping, not {other.kind}', other)
            for key, value in other.value.items():
                if key not in fields:
                    fields[key] = value
                    keys[key] = other.keys[key]
        tree.value = fields

    def alias(self, event: Any) -> Tree:
        place = self.place(event)
        if event.anchor not in self.anchors:
            unmarked = Wrong(
                f'"*{event.anchor}" repeats a value that is marked "&{event.anchor}", and nothing here is',
                place,
                f'Where a text is meant that begins with a star, quote it: "*{event.anchor}".',
            )
            self.wrongs.append(unmarked)
            place.value = f"*{event.anchor}"
            return place
        tree, size = self.anchors[event.anchor]
        if tree is None:
            raise Wrong(f'"*{event.anchor}" stands within the value that it repeats', place)
        self.count += size
        if self.count > MOST_VALUES:
            raise Wrong(
                f"with all its repeated values (*{event.anchor}, …) written out this file has more than"
                f" {MOST_VALUES:,} values",
                place,
                "Repeat fewer values, or remove the aliases.",
            )
        return tree

    def tagged(self, tree: Tree, event: Any) -> Wrong:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        return Wrong(
            f'"{tag}" is a YAML tag, and tags are not read here',
            tree,
            "Remove it; where a text is meant that begins with an exclamation mark, quote it.",
        )

    def strange_key(self, place: Tree, event: Any) -> Wrong:
        if type(event) is yaml.AliasEvent:
            return Wrong(
                f'"*{event.anchor}" cannot be a key',
                place,
                "Quote it: '*' is any name.",
            )
        line = self.source.lines[place.line - 1]
        if "{{" in line:
            return Wrong(
                '"{{ … }}" is not how a value is put in here',
                place,
                'Write "${name}", in quotes.',
            )
        return Wrong("a key must be a text; here stands a mapping or a list", place, "Quote it, if it is a text.")
