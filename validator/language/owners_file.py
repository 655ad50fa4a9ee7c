"""A file of owners: who is reached where, apart from the plan."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from validator.language.plan_milestones import addresses
from validator.language.plan_parts import by_name
from validator.language.reading import Reading
from validator.language.tree import Wrong
from validator.language.yaml_tree import read_file
from validator.model.location import InputError


def read_owners_file(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The owners of a file, `owners: {team-basket: "${BASKET_URL}"}`. Raises InputError."""
    reading = Reading(environment=os.environ)
    try:
        tree = read_file(path, path.as_posix())
        if not tree.is_mapping or "owners" not in tree.value:
            raise Wrong(
                'this is no file of owners: it has no key "owners"', tree, 'Write "owners:" and names below it.'
            )
        listed = by_name(tree.value["owners"], reading, "owners")
        found = {name: reading.attempt(addresses, value, reading) for name, value in listed.items()}
    except Wrong as wrong:
        raise InputError([wrong.problem]) from None
    if reading.problems:
        raise InputError(reading.problems)
    return {name: told for name, told in found.items() if told}
