"""Locators: which element of a page is meant, in Playwright's terms."""

from __future__ import annotations

import re
from typing import Any

from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import boolean, integer, text
from validator.language.shapes import LOCATOR_KEYS, OTHER_KEYS
from validator.language.tree import Told, Tree, Wrong
from validator.model.scenario import Locator
from validator.model.value import Template, Text

WAYS = ("role", "text", "label", "placeholder", "test_id", "alt", "title", "css", "xpath")
_ROLE_NAMES = """
    alert alertdialog application article banner blockquote button caption cell checkbox code columnheader
    combobox complementary contentinfo definition deletion dialog directory document emphasis feed figure form
    generic grid gridcell group heading img image insertion link list listbox listitem log main marquee math meter
    menu menubar menuitem menuitemcheckbox menuitemradio navigation none note option paragraph presentation
    progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider
    spinbutton status strong subscript superscript switch tab table tablist tabpanel term textbox time timer
    toolbar tooltip tree treegrid treeitem
"""
_SELECTOR = re.compile(r"[#.][a-z_][\w-]*(?:$|[\s.#:>\[])|//|\[[\w-]+[\]=~|^$*]")
ROLES = frozenset(_ROLE_NAMES.split())
_OTHER_ROLES = {"input": "textbox", "select": "combobox", "dropdown": "combobox", "a": "link", "h1": "heading"}


def locator(tree: Tree, reading: Reading) -> Locator:
    """A bare text is the visible name of a button or link; a mapping says by what the element is found."""
    tree = reading.settled(tree)
    if not tree.is_mapping:
        found = _not_empty(tree, reading)
        if isinstance(found, str) and _SELECTOR.match(found):
            kind = "xpath" if found.startswith("//") else "css"
            reading.warn(
                f'a bare text is the visible name of a button or link, and "{found}" looks like a selector',
                tree,
                f"Write {{{kind}: '{found}'}}.",
            )
        return Locator("named", found, location=tree.location)
    return _locator(tree, reading)


def frame(tree: Tree, reading: Reading) -> Locator:
    """An iframe: a bare text is its title, its name or its id."""
    tree = reading.settled(tree)
    if tree.is_mapping:
        return _locator(tree, reading)
    found = _not_empty(tree, reading)
    if isinstance(found, str) and found.startswith(("iframe", "#", ".", "[")):
        return Locator("css", found, location=tree.location)
    parts = found.parts if isinstance(found, Template) else (found,)
    pieces: list[Any] = []
    for before in ('iframe:is([title="', '"],[name="', '"],[id="'):
        pieces += [before, *(part.replace('"', '\\"') if isinstance(part, str) else part for part in parts)]
    pieces.append('"])')
    value: Text = Template(tuple(pieces), tree.location) if isinstance(found, Template) else "".join(pieces)
    return Locator("css", value, location=tree.location)


def _not_empty(tree: Tree, reading: Reading) -> Text:
    found = text(tree, reading)
    if found == "":
        raise Wrong("an empty text names no element", tree)
    return found


def _locator(tree: Tree, reading: Reading) -> Locator:
    before = len(reading.problems)
    told: dict[str, Any] = {}
    ways: list[str] = []
    for key, value in tree.value.items():
        if key in WAYS:
            ways.append(key)
            told["by"], told["value"] = key, reading.attempt(_not_empty, value, reading)
        elif key in ("name", "has_text"):
            told[key] = reading.attempt(text, value, reading)
        elif key == "exact":
            told[key] = reading.attempt(boolean, value, reading)
        elif key == "nth":
            told[key] = reading.attempt(integer, value, reading)
        elif key == "inside":
            told[key] = reading.attempt(locator, value, reading)
        elif key == "frame":
            told[key] = reading.attempt(frame, value, reading)
        else:
            reading.tell(f'"{key}" is not a key here', tree.key_place(key), did_you_mean(key, LOCATOR_KEYS, OTHER_KEYS))
    _check_ways(ways, tree, reading)
    role = told.get("value") if ways == ["role"] else None
    if isinstance(role, str) and role not in ROLES:
        mend = did_you_mean(role, ROLES, _OTHER_ROLES)
        reading.tell(f'"{role}" is not a role', tree.value["role"], mend if mend.startswith("Did") else _ROLE_MEND)
    if len(reading.problems) > before:
        raise Told
    return Locator(**told, location=tree.location)


_ROLE_MEND = "Frequent roles: button, link, textbox, checkbox, radio, combobox, heading, img, list, listitem, dialog."


def _check_ways(ways: list[str], tree: Tree, reading: Reading) -> None:
    if len(ways) > 1:
        reading.tell(
            f"an element is found in one way, and here are {len(ways)}: {', '.join(ways)}",
            tree.key_place(ways[1]),
            'Keep one; narrow it down with "has_text", "inside" or "nth".',
        )
    elif not ways and "name" in tree.value:
        reading.tell(
            '"name" is the name of a role, and no role is given',
            tree.key_place("name"),
            'Add "role: button" or "role: link"; for a button or a link the bare text alone is enough.',
        )
    elif not ways:
        reading.tell("which element is meant is missing here", tree, f"Give one of: {', '.join(WAYS)}.")
    elif "name" in tree.value and ways != ["role"]:
        reading.tell('"name" goes with "role" only', tree.key_place("name"), 'Remove it, or use "has_text".')
