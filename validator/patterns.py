"""Regular expressions that always end: risky ones are followed state by state instead of by trying and going back."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

if sys.version_info >= (3, 11):
    from re import _constants as constants
    from re import _parser as parser
else:
    import sre_constants as constants
    import sre_parse as parser

MOST_STATES = 4000
LONG = 16  # a repeat that may go round this often counts as one without end
_ENDLESS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")  # as JavaScript and RE2 write it


class PatternError(ValueError):
    """A text that is not a regular expression, or one that cannot be followed in a bounded time."""


def search(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text. Raises PatternError."""
    return _matcher(pattern)(text)


_LIST = re.compile(r"\^?([\w.-]*)(?:\((?:\?:)?([\w.-]+(?:\|[\w.-]+)*)\)([\w.-]*))?\$?")


def alternatives(pattern: str) -> list[str]:
    """The texts of a pattern that does no more than name some: `^(a|b)$`, `a|b`, `film_(start|end)`; else none."""
    plain = pattern.replace(r"\.", ".")
    parts = [_LIST.fullmatch(plain)] if "(" in plain else [_LIST.fullmatch(part) for part in plain.split("|")]
    found: list[str] = []
    for part in parts:
        if part is None:
            return []
        found += [part[1] + inner + (part[3] or "") for inner in (part[2] or "").split("|")]
    return [] if "" in found else found


def check(pattern: str) -> None:
    """Raises PatternError, in words for the author of the pattern."""
    _matcher(pattern)


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Callable[[str], bool]:
    python = _NAMED_GROUP.sub("(?P<", pattern)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled = re.compile(python)
            tree = parser.parse(python)
        except (re.error, OverflowError, RecursionError) as error:
            raise PatternError(_words(error)) from None
    if not _risky(tree):
        return lambda text: compiled.search(text) is not None
    try:
        machine = _Machine(tree, compiled.flags)
    except _NotFollowed as error:
        if _depth(tree) < 2:
            return lambda text: compiled.search(text) is not None
        raise PatternError(f"it repeats a repetition and has {error}, which can take for ever") from None
    return machine.search


def _words(error: Exception) -> str:
    if isinstance(error, re.error):
        place = f" at character {error.pos + 1}" if error.pos is not None else ""
        return f"{error.msg}{place}"
    return "it is too large"


def _risky(tree: Any) -> bool:
    """Whether trying and going back may take longer than the text's length squared."""
    return _depth(tree) > 1 or _count(tree) > 2


def _children(operator: Any, argument: Any) -> list[Any]:
    if operator in _ENDLESS or getattr(constants, "POSSESSIVE_REPEAT", None) is operator:
        return [argument[2]]
    if operator is constants.SUBPATTERN:
        return [argument[3]]
    if operator is constants.BRANCH:
        return list(argument[1])
    if operator in (constants.ASSERT, constants.ASSERT_NOT):
        return [argument[1]]
    if getattr(constants, "ATOMIC_GROUP", None) is operator:
        return [argument]
    if operator is constants.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part is not None]
    return []


def _depth(tree: Any) -> int:
    """How deep endless repeats are nested; alternatives within one count as one more."""
    deepest = 0
    for operator, argument in tree:
        within = max((_depth(child) for child in _children(operator, argument)), default=0)
        if operator in _ENDLESS and argument[1] >= LONG:
            within += 2 if _branches(argument[2]) else 1
        deepest = max(deepest, within)
    return deepest


def _branches(tree: Any) -> bool:
    return any(
        operator is constants.BRANCH or any(_branches(child) for child in _children(operator, argument))
        for operator, argument in tree
    )


def _count(tree: Any) -> int:
    return sum(
        (operator in _ENDLESS and argument[1] >= LONG) + sum(_count(child) for child in _children(operator, argument))
        for operator, argument in tree
    )


class _NotFollowed(Exception):
    """The pattern has something that only trying and going back can do."""


_Test = Callable[[str], bool]
_Place = Callable[[str, int], bool]


class _Machine:
    """The pattern as states. A state is (test, next): on a letter; (None, nexts): freely; (place, next): if there."""

    def __init__(self, tree: Any, flags: int) -> None:
        self.letters: list[_Test | None] = []
        self.places: list[_Place | None] = []
        self.nexts: list[list[int]] = []
        self.flags = flags
        self.end = self._state()
        self.start = self._sequence(list(tree), self.end)

    def _state(self, letter: _Test | None = None, place: _Place | None = None, nexts: Iterable[int] = ()) -> int:
        if len(self.letters) >= MOST_STATES:
            raise _NotFollowed("repeats with very large counts")
        self.letters.append(letter)
        self.places.append(place)
        self.nexts.append(list(nexts))
        return len(self.letters) - 1

    def _sequence(self, items: list[Any], then: int) -> int:
        for operator, argument in reversed(items):
            then = self._item(operator, argument, then)
        return then

    def _item(self, operator: Any, argument: Any, then: int) -> int:
        if operator in _ENDLESS:
            least, most, inner = argument
            return self._repeat(least, most, inner, then)
        if operator is constants.SUBPATTERN:
            _, add, remove, group = argument
            if add or remove:
                raise _NotFollowed("flags inside a group")
            return self._sequence(list(group), then)
        if operator is constants.BRANCH:
            return self._state(nexts=[self._sequence(list(branch), then) for branch in argument[1]])
        if operator is constants.AT:
            return self._state(place=_place(argument, self.flags), nexts=[then])
        return self._state(letter=_letter(operator, argument, self.flags), nexts=[then])

    def _repeat(self, least: int, most: Any, inner: Any, then: int) -> int:
        items = list(inner)
        if most == constants.MAXREPEAT:
            loop = self._state(nexts=[then])
            self.nexts[loop].insert(0, self._sequence(items, loop))
            then = loop
        else:
            for _ in range(most - least):
                then = self._state(nexts=[self._sequence(items, then), then])
        for _ in range(least):
            then = self._sequence(items, then)
        return then

    def search(self, text: str) -> bool:
        waiting: set[int] = set()
        for index in range(len(text) + 1):
            reached = self._freely({*waiting, self.start}, text, index)
            if self.end in reached:
                return True
            if index < len(text):
                letter = text[index]
                waiting = {
                    following
                    for state in reached
                    if (test := self.letters[state]) is not None and test(letter)
                    for following in self.nexts[state]
                }
        return False

    def _freely(self, states: set[int], text: str, index: int) -> set[int]:
        reached: set[int] = set()
        open_ = list(states)
        while open_:
            state = open_.pop()
            if state in reached:
                continue
            reached.add(state)
            place = self.places[state]
            if self.letters[state] is None and (place is None or place(text, index)):
                open_.extend(self.nexts[state])
        return reached


def _letter(operator: Any, argument: Any, flags: int) -> _Test:
    if operator is constants.ANY:
        return (lambda letter: True) if flags & re.DOTALL else (lambda letter: letter != "\n")
    if operator is constants.LITERAL:
        return _folded(lambda letter: ord(letter) == argument, flags)
    if operator is constants.NOT_LITERAL:
        same = _folded(lambda letter: ord(letter) == argument, flags)
        return lambda letter: not same(letter)
    if operator is constants.IN:
        return _set(argument, flags)
    names = {"ASSERT": "a look-ahead", "ASSERT_NOT": "a look-ahead", "GROUPREF": "a back-reference"}
    raise _NotFollowed(names.get(str(operator), "a special group"))


def _folded(test: _Test, flags: int) -> _Test:
    if not flags & re.IGNORECASE:
        return test
    return lambda letter: any(test(form) for form in {letter, *letter.lower()[:1], *letter.upper()[:1]})


def _set(items: list[Any], flags: int) -> _Test:
    negated = bool(items) and items[0][0] is constants.NEGATE
    tests = [_member(operator, argument) for operator, argument in items if operator is not constants.NEGATE]
    found = _folded(lambda letter: any(test(letter) for test in tests), flags)
    return (lambda letter: not found(letter)) if negated else found


def _member(operator: Any, argument: Any) -> _Test:
    if operator is constants.LITERAL:
        return lambda letter: ord(letter) == argument
    if operator is constants.RANGE:
        return lambda letter: argument[0] <= ord(letter) <= argument[1]
    source = _CATEGORIES.get(str(argument))
    if source is None:
        raise _NotFollowed("a special class of letters")
    category = re.compile(source)
    return lambda letter: category.match(letter) is not None


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_PLACES = {
    "AT_BEGINNING": "^",
    "AT_BEGINNING_STRING": r"\A",
    "AT_END": "$",
    "AT_END_STRING": r"\Z",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}


def _place(code: Any, flags: int) -> _Place:
    # A pattern that only asks for a place takes no letters, and so cannot go astray.
    pattern = re.compile(_PLACES[str(code)], flags & re.MULTILINE)
    return lambda text, index: pattern.match(text, index) is not None
