"""The folder of a run's recordings: a name for each that is the same in every run, also where two runs share it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from validator.model.location import UsageError
from validator.model.scenario import Scenario

_LONGEST = 100  # letters of a recording's file name
_MARK = ".run-{}"


@dataclass(frozen=True, slots=True)
class Keep:
    """What of earlier runs may stay: `size` bytes of the whole folder, and nothing older than `age` seconds."""

    size: int = 2_000_000_000
    age: float | None = None


class RecordingsFolder:
    """`open` it before the first name is asked for, `close` it at the end."""

    def __init__(self, output: Path, session: str = "") -> None:
        """`session`: of several processes that are one run, each with scenarios of its own."""
        self.output = output
        self._session = session.encode()
        self.path = output / "recordings"
        self._names: dict[str, str] = {}  # file name of a recording → the scenario that has it
        self._given: set[str] = set()  # file names of this run
        self._suffix = ""
        self._mark = self.path / _MARK.format(os.getpid())

    def open(self) -> None:
        """Makes the folder, and sees whether another run is writing into it now. Raises UsageError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._mark.write_bytes(self._session)
            others = [mark for mark in self._marks() if not self._session or _content(mark) != self._session]
        except OSError as error:
            raise UsageError(
                f"Nothing can be written to the folder {self.output}: {error.strerror or error}.\n"
                "  → Name another one for the reports and recordings."
            ) from None
        self._suffix = f"-{os.getpid()}" if others else ""

    def _marks(self) -> list[Path]:
        """Of other processes that write into the folder now."""
        return [mark for mark in self.path.glob(_MARK.format("*")) if mark != self._mark and _lives(mark)]

    def close(self) -> None:
        self._mark.unlink(missing_ok=True)

    def prune(self, keep: Keep) -> None:
        """Removes the oldest recordings of earlier runs, with their pictures, until `keep` holds.

        Those of this run always stay, and so do all while another run writes into the folder.
        """
        if self._marks():
            return
        groups: dict[str, list[Path]] = {}
        for path in self.path.iterdir():
            if not path.name.startswith("."):
                groups.setdefault(path.stem if path.is_file() else path.name, []).append(path)
        sized = [(_newest(paths), sum(map(_size, paths)), name) for name, paths in groups.items()]
        whole = sum(size for _, size, _ in sized)
        oldest = time.time() - keep.age if keep.age is not None else 0.0
        for changed, size, name in sorted(sized):
            if name not in self._given and (whole > keep.size or changed < oldest):
                for path in groups[name]:
                    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
                whole -= size

    def name(self, scenario: Scenario, attempt: int = 1) -> str:
        """The file name of a recording: the scenario's file, device and cell; a further attempt has its number."""
        file = Path(scenario.location.file)
        if file.is_absolute() and file.is_relative_to(Path.cwd()):
            file = file.relative_to(Path.cwd())
        parts = file.with_suffix("").parts
        inner = (
            parts[parts.index("scenarios") + 1 :]
            if "scenarios" in parts[:-1]
            else parts[-2:]
            if file.is_absolute()
            else parts
        )
        told = re.sub(r"[^\w]+", "-", "-".join([*inner, *scenario.marks])).strip("-").lower() or "scenario"
        name = told if len(told) <= _LONGEST else told[-_LONGEST:].strip("-")
        owner = self._names.setdefault(name, scenario.id)
        if owner != scenario.id:
            name = f"{name}-{zlib.crc32(scenario.id.encode()):08x}"
        told = f"{name}{self._suffix}" + (f"-attempt-{attempt}" if attempt > 1 else "")
        self._given.add(told)
        return told


def _newest(paths: Iterable[Path]) -> float:
    return max(path.stat().st_mtime for path in paths)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _content(mark: Path) -> bytes:
    try:
        return mark.read_bytes()
    except OSError:
        return b""  # its run has just ended


def _lives(mark: Path) -> bool:
    """Whether the run of a mark still goes on; the mark of one that was killed is removed."""
    number = mark.name.rpartition("-")[2]
    if sys.platform != "win32" and number.isdecimal():
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            mark.unlink(missing_ok=True)
            return False
        except OSError:
            pass
    return True
