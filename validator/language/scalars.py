"""Readers of plain values: texts, numbers, durations, names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from validator.durations import HINT, seconds_of
from validator.language.reading import Reading, as_number, plain_text
from validator.language.tree import Tree, Wrong
from validator.language.values import REMEMBERED_NAME
from validator.model.value import Template, Text
from validator.page_url import is_site, url_meant

Reader = Callable[[Tree, Reading], Any]

FORMS: dict[str, Reader] = {}  # by the name of the Form; modules that read one add it
_CURLY = re.compile(r"[“„‟‘‚].*[”“’‘]", re.DOTALL)


def form(name: str) -> Callable[[Reader], Reader]:
    """Registers how a Form is read."""

    def register(reader: Reader) -> Reader:
        FORMS[name] = reader
        return reader

    return register


def text(tree: Tree, reading: Reading) -> Text:
    """A text, which may hold remembered values; a number is taken as it was written."""
    tree = reading.settled(tree)
    if isinstance(tree.value, str | Template):
        if isinstance(tree.value, str) and not tree.quoted and _CURLY.fullmatch(tree.value):
            reading.warn("these quotes are typographic, and so are part of the text", tree, 'Write plain ones: "…".')
        return tree.value
    if tree.value is None or tree.is_mapping or tree.is_list:
        raise Wrong(f"a text is expected here, not {tree.kind}", tree)
    return plain_text(tree)


def fixed_text(tree: Tree, reading: Reading) -> str:
    """A text that is known before the journey begins."""
    found = text(tree, reading)
    if isinstance(found, Template):
        raise Wrong(f"{found} {TOO_LATE}", tree, _TOO_LATE_MEND)
    return found


def site_url(tree: Tree, reading: Reading) -> str:
    """The base URL of a site, without a slash at its end."""
    url = fixed_text(tree, reading).rstrip("/")
    if not is_site(url) and not url.startswith("«"):  # the token of a secret
        raise Wrong(f'"{url}" is not the base URL of a site', tree, url_meant(url))
    return url


TOO_LATE = "is known only while the journey runs, and this is needed before"
_TOO_LATE_MEND = "Write a fixed text here; remembered values can stand in what a step does and in what is expected."


def fixed(tree: Tree, reading: Reading) -> Tree:
    tree = reading.settled(tree)
    if isinstance(tree.value, Template):
        raise Wrong(f"{tree.value} {TOO_LATE}", tree, _TOO_LATE_MEND)
    return tree


def boolean(tree: Tree, reading: Reading) -> bool:
    tree = fixed(tree, reading)
    if isinstance(tree.value, bool):
        return tree.value
    if tree.settled and tree.value in ("true", "false"):
        return bool(tree.value == "true")
    mend = ""
    if isinstance(tree.value, str):
        word = tree.value.lower()
        yes, no = word in ("yes", "on", "true", "y", "1"), word in ("no", "off", "false", "n", "0")
        mend = f"Write {'true' if yes else 'false'}." if yes or no else "Write true, or false."
    raise Wrong(f"true or false is expected here, not {tree.kind}", tree, mend)


def number(tree: Tree, reading: Reading) -> float:
    tree = fixed(tree, reading)
    if isinstance(tree.value, int | float) and not isinstance(tree.value, bool):
        return tree.value
    found = as_number(tree.value) if tree.settled and isinstance(tree.value, str) else None
    if found is not None:
        return found
    raise Wrong(f"a number is expected here, not {tree.kind}", tree)


def integer(tree: Tree, reading: Reading) -> int:
    found = number(tree, reading)
    if isinstance(found, int):
        return found
    raise Wrong(f"a whole number is expected here, not {found}", tree)


def data(tree: Tree, reading: Reading) -> Any:
    """Anything, as plain Python values, with templates where something remembered is meant."""
    tree = reading.settled(tree)
    if isinstance(tree.value, dict):
        return {key: data(value, reading) for key, value in tree.value.items()}
    if isinstance(tree.value, list):
        return [data(value, reading) for value in tree.value]
    return tree.value


FORMS["data"] = data


@form("duration")
def duration(tree: Tree, reading: Reading) -> float:
    """Seconds: `5s`, `500ms`, `2min`, `8h`, `1d`; a bare number is seconds."""
    tree = fixed(tree, reading)
    found = seconds_of(plain_text(tree)) if isinstance(tree.value, str | int | float) else None
    if found is None or isinstance(tree.value, bool):
        raise Wrong(f"a duration is expected here, not {tree.kind}", tree, HINT)
    return found


@form("percent")
def percent(tree: Tree, reading: Reading) -> float:
    """From 0 to 100: `50%`, or the bare number."""
    tree = fixed(tree, reading)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%?", plain_text(tree)) if not (tree.is_mapping or tree.is_list) else None
    if found is None or float(found[1]) > 100:
        raise Wrong(f"a percentage from 0% to 100% is expected here, not {tree.kind}", tree)
    return float(found[1])


@form("name")
def name(tree: Tree, reading: Reading) -> str:
    """The name of a value to be remembered."""
    found = fixed_text(tree, reading)
    if not REMEMBERED_NAME.fullmatch(found):
        raise bad_name(found, tree)
    return found


def bad_name(found: str, place: Any) -> Wrong:
    plain = re.sub(r"\W+", "_", found).strip("_")
    plain = plain[:1].lower() + (plain[1:].lower() if plain.isupper() else plain[1:])
    return Wrong(
        f'"{found}" cannot be the name of a value: a name is letters, digits and _, and begins in lower case',
        place,
        f'Write "{plain}".' if REMEMBERED_NAME.fullmatch(plain) else "",
    )
