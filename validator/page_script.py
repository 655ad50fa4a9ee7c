"""JavaScript of ours that runs in every document of a page: joined from its files, and as short as it can be read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rjsmin import jsmin  # type: ignore[import-untyped]


def joined(folder: Path, names: Iterable[str]) -> str:
    """The files `name.js` of `folder`, in this order, without comments and needless spaces."""
    return _joined(folder, tuple(names))


@cache
def _joined(folder: Path, names: tuple[str, ...]) -> str:
    return str(jsmin("\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in names)))
