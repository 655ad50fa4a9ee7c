"""A file that is written whole or not at all: a full disk leaves what was there before, and nothing half."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """The file to write, which takes the place of `path` once all is written. Raises OSError."""
    if path.is_symlink() or (path.exists() and not path.is_file()):  # /dev/stdout, say
        yield path
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
