"""A recording as a file: one JSON document, and the journal of JSON lines that grows while a journey runs.

The form is written in docs/results.md. Keys that are not known are passed over, so that a newer version 1 can still
be read; a newer major version is refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from validator.json_text import json_text
from validator.model.location import UsageError
from validator.model.recording import (
    Broken,
    ConsentAnswer,
    ConsentChange,
    ContainerSeen,
    Document,
    PageError,
    PageView,
    Push,
    Reading,
    Recording,
    Request,
    StepRecord,
    Stored,
    TagMessage,
)
from validator.recordings.recording_shape import BROKEN, HEADER, PARTS, RECORDING
from validator.recordings.shape import Mismatch
from validator.whole_file import whole

FORMAT = "validator-recording"
VERSION = 1

Part = (
    StepRecord
    | Document
    | Request
    | Push
    | ConsentChange
    | ConsentAnswer
    | TagMessage
    | ContainerSeen
    | Reading
    | PageView
    | Stored
    | PageError
    | Broken
)

_DAMAGED = "The file was cut off or changed by hand; run the scenario again."
_PART_OF = {shape.noun: (name, shape) for name, shape in PARTS.items()}
_KEY_OF = {"steps": "number", "documents": "id", "requests": "id", "pushes": "number"}  # a later line replaces


class RecordingError(UsageError):
    """A recording that cannot be read: its text names the file, what is wrong in it, and what may help."""


def write_recording(recording: Recording, path: Path) -> None:
    """Writes the recording to `path` at once or not at all: a reader never meets half a file. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as unfinished:
        unfinished.write_bytes(_encoded(document_of(recording)))


def document_of(recording: Recording) -> dict[str, Any]:
    """The recording as the JSON document that its file holds."""
    return {"format": FORMAT, "version": VERSION, **RECORDING.write(recording)}


def read_recording(path: Path) -> Recording:
    """The recording in `path`: a finished file, or the journal of a run that was killed (then `finished` is False).

    Where `path` is missing and its journal lies beside it, the journal is read. Raises RecordingError.
    """
    journal = journal_of(path)
    chosen = journal if not path.exists() and journal.exists() else path
    try:
        content = chosen.read_bytes()
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror or error}.") from None
    if chosen.suffix == ".jsonl" or _is_journal(content):
        return _read(chosen, _gathered(chosen, content))
    return _read(chosen, _loaded(chosen, content))


def journal_of(path: Path) -> Path:
    """Where the journal of the recording `path` lies: `buy.json` grows as `buy.jsonl`."""
    return path.with_suffix(".jsonl")


class Journal:
    """A recording that grows: every part is on disk as soon as `add` returns, so that a killed run leaves it.

    A part that is added again (a step, document, request or push with the same number or id) replaces the earlier
    one: a request is added when it is seen, and again when it was answered.
    """

    def __init__(self, path: Path) -> None:
        """`path` is the finished recording's (`….json`); the journal lies beside it. Raises OSError."""
        self.path = path
        self.journal = journal_of(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.journal.open("wb", buffering=0)
        self.failure = ""  # why nothing more could be written, such as a full disk; the evidence in memory goes on
        self._line({"format": FORMAT, "version": VERSION, "journal": True})

    def describe(self, **header: Any) -> None:
        """Header fields of the recording: scenario, name, site, device, consent, browser, began, seconds."""
        unknown = header.keys() - HEADER.keys()
        if unknown:
            raise TypeError(f"not a header field of a recording: {', '.join(sorted(unknown))}")
        self._line({"header": header})

    def add(self, item: Part) -> None:
        """Any part of the recording, or why it broke off."""
        if isinstance(item, Broken):
            self._line({"broken": BROKEN.write(item)})
            return
        name, shape = _PART_OF[type(item)]
        self._line({name: shape.write(item)})

    def note(self, text: str) -> None:
        """Something that a reader of the evidence should know."""
        self._line({"note": text})

    def finish(self, recording: Recording) -> None:
        """Writes the finished recording and removes the journal. Raises OSError, and then the journal stays."""
        write_recording(recording, self.path)
        self.close()
        self.journal.unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves the journal as it is."""
        self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def _line(self, document: dict[str, Any]) -> None:
        if self.failure:
            return
        try:
            self._file.write(_encoded(document))
        except OSError as error:
            self.failure = error.strerror or str(error)


def _encoded(document: dict[str, Any]) -> bytes:
    return f"{json_text(document)}\n".encode()


def _is_journal(content: bytes) -> bool:
    first = content.split(b"\n", 1)[0]
    return len(first) < 1000 and b'"journal"' in first


def _loaded(path: Path, content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}: is not UTF-8 text (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        told = "is empty" if not content.strip() else f"is not JSON: {error.msg}"
        raise RecordingError(f"{path}:{error.lineno}:{error.colno}: {told}. {_DAMAGED}") from None
    except RecursionError:
        raise RecordingError(f"{path}: is nested too deeply to be a recording.") from None
    if not isinstance(document, dict):
        raise RecordingError(f"{path}: is not a recording: its JSON is no object.")
    return document


def _gathered(path: Path, content: bytes) -> dict[str, Any]:
    """The journal's lines as one document, with a note on what was cut off."""
    lines = content.split(b"\n")
    rest = lines.pop()
    document: dict[str, Any] = {"scenario": "", "name": ""}
    order: dict[str, dict[Any, Any]] = {}
    notes: list[str] = ["The run was stopped before its end; this is what was seen until then."]
    if rest:
        notes.append("The last entry of the journal was cut off.")
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            raise RecordingError(f"{path}:{number}: is not a line of a journal; it was cut off or changed.") from None
        if not isinstance(entry, dict):
            raise RecordingError(f"{path}:{number}: is not a line of a journal: an object is expected.")
        if number == 1:
            document.update(entry)
        elif isinstance(entry.get("header"), dict):
            document.update(entry["header"])
        elif "note" in entry:
            notes.append(str(entry["note"]))
        elif "broken" in entry:
            document["broken"] = entry["broken"]
        else:
            _enter(order, entry)
    parts = {name: list(items.values()) for name, items in order.items()}
    return {**document, **parts, "finished": False, "notes": notes}


def _enter(order: dict[str, dict[Any, Any]], entry: dict[str, Any]) -> None:
    for name in entry.keys() & PARTS.keys():
        items = order.setdefault(name, {})
        item = entry[name]
        key = item.get(_KEY_OF[name]) if name in _KEY_OF and isinstance(item, dict) else None
        items[("line", len(items)) if isinstance(key, dict | list | None) else key] = item


def _read(path: Path, document: dict[str, Any]) -> Recording:
    told = document.get("format")
    if told != FORMAT:
        raise RecordingError(f"{path}: is not a recording: its “format” must be “{FORMAT}”, not {told!r}.")
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int | float) or version < 1:
        raise RecordingError(f"{path}: “version” must be {VERSION}, not {version!r}.")
    if version >= VERSION + 1:
        raise RecordingError(
            f"{path}: was written in version {version} of the format; this program reads version {VERSION}. "
            "Install the newer validator: pip install -U tracking-validator"
        )
    try:
        return RECORDING.read(document)
    except Mismatch as mismatch:
        place = mismatch.path.lstrip(".") or "the recording"
        raise RecordingError(f"{path}: {place} {mismatch.message}. {_DAMAGED}") from None
