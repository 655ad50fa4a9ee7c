"""Where the history is: `--history`, VALIDATOR_HISTORY, or `.validator/history.db` in this folder or above."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "VALIDATOR_HISTORY"
FOLDER, FILE = ".validator", "history.db"
OFF = frozenset({"off", "none", "no", "0", "false"})


def place(told: str | None, environment: Mapping[str, str] = os.environ, folder: Path | None = None) -> str | None:
    """The URL or path of the history; None where none is wanted.

    Without being told: the one that lies in this folder or the nearest above it, or else a new one in this folder.
    """
    told = told or environment.get(VARIABLE, "").strip()
    if told.lower() in OFF:
        return None
    if told:
        return told
    here = (folder or Path()).resolve()
    found = next((each for each in (here, *here.parents) if (each / FOLDER / FILE).is_file()), here)
    return str(found / FOLDER / FILE)


def hide_from_git(path: str) -> None:
    """Keeps our own folder out of people's commits."""
    folder = Path(path).parent
    ignore = folder / ".gitignore"
    if folder.name == FOLDER and folder.is_dir() and not ignore.exists():
        ignore.write_text("# written by validator: the history of its runs is not meant to be committed\n*\n", "utf-8")
