"""The folder of a run's recordings: a name for each that is the same in every run, also where two runs share it."""

from __future__ import annotations

import os
import re
import sys
import zlib
from pathlib import Path

from validator.model.location import UsageError
from validator.model.scenario import Scenario

_LONGEST = 100  # letters of a recording's file name
_MARK = ".run-{}"


class RecordingsFolder:
    """`open` it before the first name is asked for, `close` it at the end."""

    def __init__(self, output: Path, session: str = "") -> None:
        """`session`: of several processes that are one run, each with scenarios of its own."""
        self.output = output
        self._session = session.encode()
        self.path = output / "recordings"
        self._names: dict[str, str] = {}  # file name of a recording → the scenario that has it
        self._suffix = ""
        self._mark = self.path / _MARK.format(os.getpid())

    def open(self) -> None:
        """Makes the folder, and sees whether another run is writing into it now. Raises UsageError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._mark.write_bytes(self._session)
            marks = [mark for mark in self.path.glob(_MARK.format("*")) if mark != self._mark and _lives(mark)]
            others = [mark for mark in marks if not self._session or _content(mark) != self._session]
        except OSError as error:
            raise UsageError(
                f"Nothing can be written to the folder {self.output}: {error.strerror or error}.\n"
                "  → Name another one for the reports and recordings."
            ) from None
        self._suffix = f"-{os.getpid()}" if others else ""

    def close(self) -> None:
        self._mark.unlink(missing_ok=True)

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
        return f"{name}{self._suffix}" + (f"-attempt-{attempt}" if attempt > 1 else "")


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
