"""Files of a command, written into its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from validator.model.location import UsageError


def write_all(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Writes every file; their paths. Raises UsageError for one that cannot be written."""
    written = []
    for name, told in files.items():
        file = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(told.encode("utf-8") if isinstance(told, str) else told)
        except OSError as error:
            raise UsageError(f"{file} could not be written: {error.strerror or error}.") from None
        written.append(file)
    return written
