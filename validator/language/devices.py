"""Playwright's device names, read from its own type declarations without starting it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_DECLARATIONS = "driver/package/types/types.d.ts"
_NAME = re.compile(r'^  "([^"]+)": DeviceDescriptor;', re.MULTILINE)


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Every name, or none where this version of Playwright has no such list: then nothing is checked."""
    spec = find_spec("playwright")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        file = Path(folder) / _DECLARATIONS
        if file.is_file():
            return frozenset(_NAME.findall(file.read_text("utf-8")))
    return frozenset()
