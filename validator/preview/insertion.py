"""Writes into a scenario file as a person would: at its place, and leaving every other letter as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from validator.language.tree import Source, Tree, Wrong
from validator.language.yaml_tree import parse
from validator.model.location import InputError, Location
from validator.model.suite import Entry
from validator.preview.trial import read_expectation

_BRACKETS = {"[": "]", "{": "}"}


def write_expectation(entry: Entry, step: int | None, text: str, environment: Mapping[str, str]) -> Location:
    """Writes one expectation below a step of the scenario's file; without a step, over the whole journey.

    Returns where it stands now. Raises InputError: it is none, or the file is not as it was read.
    """
    read_expectation(text, entry.plan, environment, entry.scenario.secrets)
    places = {each.number: each.location for each in entry.scenario.steps}
    place = places.get(step) if step is not None else None
    path = Path(place.file if place else entry.scenario.location.file)
    before = path.read_bytes().decode("utf-8-sig")
    end = "\r\n" if "\r\n" in before else "\n"
    plain = before.replace("\r\n", "\n")
    after = insert(plain, (place.line, place.column) if place else None, text.strip("\n"), str(path))
    changed = next(
        (number for number, (old, new) in enumerate(_pairs(plain, after), start=1) if old != new), len(after)
    )
    mark = b"\xef\xbb\xbf" if path.read_bytes().startswith(b"\xef\xbb\xbf") else b""
    path.write_bytes(mark + after.replace("\n", end).encode())
    return Location(str(path), changed, 1)


def _pairs(old: str, new: str) -> Iterator[tuple[str | None, str]]:
    lines = old.split("\n")
    for number, line in enumerate(new.split("\n")):
        yield lines[number] if number < len(lines) else None, line


def insert(text: str, place: tuple[int, int] | None, expectation: str, name: str = "the scenario") -> str:
    """The text with the expectation below the step at `place` (line and column from 1), or at its end.

    `expectation` is YAML in block style, with or without its leading dash. Raises InputError where the text is no
    YAML, or has no step there.
    """
    told = _item(expectation)
    tree = _parsed(text, name)
    if place is None:
        changed = _below_key(text, tree, 1, told) if "expect" in _keys(tree) else _at_end(text, told)
    else:
        step = step_at(tree, place)
        if step is None:
            raise _refusal(name, text, place, "the file was changed: this step is not here any more")
        changed = _below_step(text, step, told)
    _parsed(changed, name)
    return changed


def _item(expectation: str) -> list[str]:
    """The lines of the expectation without its dash, unindented."""
    lines = [line.rstrip() for line in expectation.strip("\n").split("\n")]
    if lines and lines[0].lstrip().startswith("- "):
        lead = len(lines[0]) - len(lines[0].lstrip()) + 2
        lines = [line[lead:] if number else line.lstrip()[2:] for number, line in enumerate(lines)]
    return [line for line in lines if line.strip()]


def step_at(tree: Tree, place: tuple[int, int]) -> Tree | None:
    """The step that begins at a line and column."""
    return next((each for each in _walk(tree) if (each.line, each.column) == place and each is not tree), None)


def _keys(tree: Tree) -> Mapping[str, tuple[int, int]]:
    return tree.keys if tree.is_mapping else {}


def _walk(tree: Tree) -> Iterator[Tree]:
    yield tree
    if tree.is_mapping:
        for each in tree.value.values():
            yield from _walk(each)
    elif tree.is_list:
        for each in tree.value:
            yield from _walk(each)


def _parsed(text: str, name: str) -> Tree:
    try:
        return parse(text, Path(name), name)
    except Wrong as wrong:
        raise InputError([wrong.problem]) from None


def _refusal(name: str, text: str, place: tuple[int, int], why: str) -> InputError:
    return InputError([Source(name, Path(name), text).problem(why, *place, "Save it, and try again.")])


def _below_step(text: str, step: Tree, told: list[str]) -> str:
    lines = text.split("\n")
    line, column = step.line, step.column
    if lines[line - 1][column - 1 : column] == "{":
        return _into_braces(text, step, told)
    if not step.is_mapping:  # a bare word: it becomes a key
        word = str(step.value)
        row = lines[line - 1]
        at = row.index(word, column - 1) + len(word)
        quote = 1 if row[at : at + 1] in ("'", '"') else 0
        lines[line - 1] = f"{row[: at + quote]}:{row[at + quote :]}"
        return _added(lines, line, column, told)
    if "expect" in step.keys:
        return _below_key(text, step, column, told)
    return _added(lines, line, column, told)


def _added(lines: list[str], line: int, column: int, told: list[str]) -> str:
    """A new `expect:` at the end of the block mapping that begins at line and column."""
    end = _end_of_block(lines, line, column - 1)
    pad = " " * (column - 1)
    new = [f"{pad}expect:", *_as_item(told, column + 1)]
    return "\n".join([*lines[:end], *new, *lines[end:]])


def _end_of_block(lines: list[str], line: int, indent: int) -> int:
    """The number of lines up to the end of what is indented at least so far, from `line` on. Comments behind it stay
    behind it."""
    end = line
    for number in range(line, len(lines)):
        row = lines[number]
        if not row.strip():
            continue
        if len(row) - len(row.lstrip(" ")) < indent:
            break
        end = number + 1
    return end


def _as_item(told: list[str], dash: int) -> list[str]:
    """The lines as an item of a block list whose dash stands in the column after `dash` spaces."""
    pad = " " * dash
    return [f"{pad}- {told[0]}", *(f"{pad}  {line}" for line in told[1:])]


def _below_key(text: str, owner: Tree, column: int, told: list[str]) -> str:
    """One more item under `expect:` of a mapping whose keys stand in `column`."""
    lines = text.split("\n")
    value = owner.value["expect"]
    key_line, key_column = owner.keys["expect"]
    if value.value is None or value.value == []:
        row = lines[key_line - 1]
        lines[key_line - 1] = re.sub(r"(expect['\"]?[ \t]*:)[ \t]*\[[ \t]*\]", r"\1", row, count=1)
        return "\n".join([*lines[:key_line], *_as_item(told, key_column + 1), *lines[key_line:]])
    if lines[value.line - 1][value.column - 1 : value.column] == "[":
        return _into_brackets(text, owner, value, told)
    dash = value.column - 1
    end = value.line
    for number in range(value.line, len(lines)):
        row = lines[number]
        indent = len(row) - len(row.lstrip(" "))
        if not row.strip():
            continue
        if indent < dash or (indent == dash and not row.lstrip().startswith(("- ", "#", "-\n")) and row.strip() != "-"):
            break
        end = number + 1
    while end > value.line and lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return "\n".join([*lines[:end], *_as_item(told, dash), *lines[end:]])


def _into_brackets(text: str, owner: Tree, value: Tree, told: list[str]) -> str:
    """`expect: [A, B]` becomes a block list with one item more, where it stands on one line of block style."""
    start = _offset(text, value.line, value.column)
    end = _closing(text, start)
    within = text[start + 1 : end]
    lines = text.split("\n")
    key_line, key_column = owner.keys["expect"]
    before = lines[key_line - 1][: key_column - 1]
    block = "\n" not in within and "#" not in within and not before.strip(" -") and key_line == value.line
    if not block:
        return f"{text[:end].rstrip()}, {_flow(told)}{text[end:]}"
    items = [line for each in _parts(within) for line in _as_item([each.strip()], key_column + 1)]
    head, rest = text[:start].rstrip(" "), text[end + 1 :]
    tail, newline, below = rest.partition("\n")
    added = "\n".join([*items, *_as_item(told, key_column + 1)])
    return f"{head}{tail.rstrip()}\n{added}{newline}{below}"


def _into_braces(text: str, step: Tree, told: list[str]) -> str:
    if "expect" in step.keys:
        value = step.value["expect"]
        start = _offset(text, value.line, value.column)
        if text[start : start + 1] == "[":
            end = _closing(text, start)
            comma = ", " if value.value else ""
            return f"{text[:end].rstrip()}{comma}{_flow(told)}{text[end:]}"
    end = _closing(text, _offset(text, step.line, step.column))
    return f"{text[:end].rstrip()}, expect: [{_flow(told)}]{text[end:]}"


def _flow(told: list[str]) -> str:
    """The expectation on one line, for a list in brackets."""
    from validator.preview.yaml_lines import flow

    return flow(plain(_parsed("\n".join(told), "the expectation")))


def plain(tree: Tree) -> Any:
    """The values of a tree."""
    if tree.is_mapping:
        return {key: plain(value) for key, value in tree.value.items()}
    return [plain(each) for each in tree.value] if tree.is_list else tree.value


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1


def _tokens(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The brackets and commas of flow style from `start` on, without those in quotes and comments."""
    quote, number = "", start
    while number < len(text):
        letter = text[number]
        if quote:
            if quote == '"' and letter == "\\":
                number += 1
            elif letter == quote:
                quote = ""
        elif letter in "'\"" and text[number - 1 : number] in " ,[{:\n":
            quote = letter
        elif letter == "#" and text[number - 1 : number] in " \t\n":
            number = text.find("\n", number)
            if number < 0:
                return
        elif letter in "[]{},":
            yield number, letter
        number += 1


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for number, letter in _tokens(text, start):
        depth += (letter in "[{") - (letter in "]}")
        if depth == 0:
            return number
    raise ValueError("a bracket is not closed")


def _parts(within: str) -> Iterator[str]:
    """What stands between the commas of the outermost level."""
    depth, begun = 0, 0
    for number, letter in _tokens(within, 0):
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            yield within[begun:number]
            begun = number + 1
    if within[begun:].strip():
        yield within[begun:]


def _at_end(text: str, told: list[str]) -> str:
    """A new top-level `expect:`, before `never:` or at the end of the file."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join([*lines, "", "expect:", *_as_item(told, 2)]) + "\n"
