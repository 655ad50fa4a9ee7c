"""A file that is written whole or not at all: a full disk leaves what was there before, and nothing half."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """The file to write to, in place of `path` once all is written. Raises OSError."""
    if path.is_symlink() or (path.exists() and not path.is_file()):  # /dev/stdout, say
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
