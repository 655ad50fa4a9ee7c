"""Playwright's device names, read from its own list without starting it."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_LIST = "driver/package/lib/server/deviceDescriptorsSource.json"


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Every name, or none where this version of Playwright keeps its list elsewhere: then nothing is checked."""
    spec = find_spec("playwright")
    for folder in spec.submodule_search_locations or () if spec else ():
        try:
            return frozenset(json.loads((Path(folder) / _LIST).read_text("utf-8")))
        except (OSError, ValueError):
            continue
    return frozenset()
