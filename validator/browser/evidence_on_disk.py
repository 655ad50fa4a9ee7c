"""The evidence of a long run: what takes most of it goes to a file on disk, and is read when somebody looks at it."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from tempfile import TemporaryFile
from typing import IO, Any, overload

from validator.model.recording import Recording

_AT_HAND = 6  # parts that are read together: those of a recording and of its neighbour
IN_MEMORY = 16  # recordings that stay whole; each takes about a megabyte


class EvidenceOnDisk:
    """Of one run. `keep` each recording when nobody needs it for now; it reads as before."""

    def __init__(self, most: int = IN_MEMORY) -> None:
        self._left = most
        self._file: IO[bytes] | None = None
        self._looked_at: dict[int, tuple[Any, ...]] = {}  # the parts that were read last, by their place in the file

    def keep(self, recording: Recording) -> Recording:
        """The recording with its large parts on disk, but for the first ones of the run, which stay as they are."""
        if self._left > 0:
            self._left -= 1
            return recording
        return replace(
            recording,
            requests=self._written(recording.requests),
            pushes=self._written(recording.pushes),
            tags=self._written(recording.tags),
        )

    def _written(self, part: Sequence[Any]) -> Sequence[Any]:
        if not part:
            return ()
        if self._file is None:
            self._file = TemporaryFile(prefix="validator-evidence-")  # noqa: SIM115
        pickled = io.BytesIO()
        _Pickler(pickled, pickle.HIGHEST_PROTOCOL).dump(tuple(part))
        content = zlib.compress(pickled.getbuffer(), 1)
        place = self._file.seek(0, io.SEEK_END)
        self._file.write(content)
        return _OnDisk(self, place, len(content), len(part))

    def read(self, place: int, length: int) -> tuple[Any, ...]:
        known = self._looked_at.pop(place, None)
        if known is None:
            assert self._file is not None  # what is read was written
            self._file.seek(place)
            known = pickle.loads(zlib.decompress(self._file.read(length)))
            while len(self._looked_at) >= _AT_HAND:
                del self._looked_at[next(iter(self._looked_at))]
        self._looked_at[place] = known
        return known


class _Pickler(pickle.Pickler):
    """Writes a noun as a call of its class, which reads several times as fast as its fields set one by one."""

    def reducer_override(self, obj: Any) -> Any:
        noun: Any = type(obj)
        values = _values(noun)
        return (noun, values(obj)) if values else NotImplemented


@cache
def _values(noun: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """Reads what a noun's class is called with, in order. None: no noun."""
    if not is_dataclass(noun):
        return None
    names = [field.name for field in fields(noun)]
    return attrgetter(*names) if len(names) > 1 else lambda item: tuple(getattr(item, name) for name in names)


class _OnDisk(Sequence[Any]):
    """One part of one recording."""

    __slots__ = ("_disk", "_length", "_place", "_size")

    def __init__(self, disk: EvidenceOnDisk, place: int, size: int, length: int) -> None:
        self._disk, self._place, self._size, self._length = disk, place, size, length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._disk.read(self._place, self._size)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | _OnDisk) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]
