"""What the watch remembers from round to round, in a file that outlives it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from validator.model.location import UsageError
from validator.monitor.seen import Seen

FORMAT, VERSION = "validator-monitor", 1
COUNTERS = ("passed", "failed", "broken", "error", "unconfirmed", "broke", "recovered", "sent", "unsent", "skipped")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one thing that is watched: since when it is so, and what was seen of it then."""

    seen: Seen
    since: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that could not be sent yet. `owner`: whom it is for."""

    owner: str
    title: str
    body: str
    tone: str
    at: float
    to: tuple[int, ...] = ()  # places of those addresses that do not have it yet; empty: all


@dataclass(slots=True)
class Memory:
    """`bad`: what is red, by key; everything else is taken for well. `lost`: rounds in a row that came to nothing."""

    bad: dict[str, Known] = field(default_factory=dict)
    outbox: list[Waiting] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))
    last: float | None = None  # when the last round ended
    last_seconds: float = 0.0
    seconds: float = 0.0  # of all rounds together
    lost: int = 0


def load(path: Path) -> tuple[Memory, str]:
    """What is remembered, and what to say of it: a file that cannot be read is put aside, and not lost."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.get("format") != FORMAT:
            raise ValueError("it is something else")
        if told.get("version", 0) > VERSION:
            raise UsageError(
                f"{path} was written by a newer version of validator.\n  → pip install --upgrade tracking-validator"
            )
        return _memory(told), ""
    except FileNotFoundError:
        return Memory(), ""
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.\n  → Name another with --state.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        aside = path.with_name(f"{path.name}.unreadable")
        with suppress(OSError):
            path.replace(aside)
        return Memory(), f"{path} could not be read, and was put aside as {aside.name}: everything counts as well."


def _memory(told: Mapping[str, Any]) -> Memory:
    memory = Memory()
    for key, one in told["bad"].items():
        memory.bad[key] = Known(
            replace(Seen(**{**one["seen"], "owners": tuple(one["seen"].get("owners", ()))})), float(one["since"])
        )
    memory.outbox = [Waiting(**{**one, "to": tuple(one.get("to", ()))}) for one in told["outbox"]]
    memory.counts.update({name: int(value) for name, value in told["counts"].items()})
    memory.last = told["last"]
    memory.last_seconds, memory.seconds = float(told["last_seconds"]), float(told["seconds"])
    memory.lost = int(told["lost"])
    return memory


def save(memory: Memory, path: Path) -> None:
    """Writes it whole or not at all. Raises OSError."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "bad": {key: {"since": one.since, "seen": asdict(one.seen)} for key, one in memory.bad.items()},
        "outbox": [asdict(one) for one in memory.outbox],
        "counts": memory.counts,
        "last": memory.last,
        "last_seconds": memory.last_seconds,
        "seconds": memory.seconds,
        "lost": memory.lost,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def hold(path: Path) -> Any:
    """Keeps others from watching with the same memory, until the process ends. Raises UsageError where one does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(f"{path.name}.lock").open("a+b")
    try:
        _lock(file)
    except OSError:
        file.close()
        raise UsageError(
            f"Another watch is under way with {path}: two of them would tell everything twice.\n"
            "  → Wait until it has ended, or name another file with --state."
        ) from None
    return file


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
