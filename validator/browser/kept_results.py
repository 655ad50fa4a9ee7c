"""The results of a long run: the first ones stay in memory, the others go to a file on disk until they are read."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, overload

from validator.model.run import Result

IN_MEMORY = 50  # results; about a megabyte each


class KeptResults(Sequence[Result]):
    """Results in the order of their entries. `put` each when it has come, then read; a file is made when one is needed.

    What many results have in common (scenarios, plans) is given to `put` and stays one object.
    """

    def __init__(self, most: int = IN_MEMORY) -> None:
        self._most = most
        self._here: dict[int, Result] = {}
        self._there: dict[int, tuple[int, int]] = {}  # index → where it begins in the file, and its length
        self._order: list[int] = []
        self._common: dict[int, Any] = {}  # identity → what is kept once
        self._file: IO[bytes] | None = None
        self._last: tuple[int, Result] | None = None

    def put(self, index: int, result: Result) -> None:
        """`index`: of its entry; results may come in any order, each once."""
        if len(self._here) < self._most:
            self._here[index] = result
        else:
            self._there[index] = self._written(result)
        self._order = []

    def __len__(self) -> int:
        return len(self._here) + len(self._there)

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Result, ...]: ...
    def __getitem__(self, place: int | slice) -> Result | tuple[Result, ...]:
        order = self._order = self._order or sorted([*self._here, *self._there])
        if isinstance(place, slice):
            return tuple(self._of(index) for index in order[place])
        return self._of(order[place])

    def __iter__(self) -> Iterator[Result]:
        return (self[place] for place in range(len(self)))

    def _of(self, index: int) -> Result:
        if index in self._here:
            return self._here[index]
        if self._last is None or self._last[0] != index:
            self._last = index, self._read(*self._there[index])
        return self._last[1]

    def _written(self, result: Result) -> tuple[int, int]:
        for common in (result.scenario, result.plan, *(seen.source for seen in result.recording.containers)):
            self._common[id(common)] = common
        told = io.BytesIO()
        _Pickler(told, self._common).dump(result)
        content = zlib.compress(told.getbuffer(), 1)
        if self._file is None:
            self._file = TemporaryFile(prefix="validator-results-")  # noqa: SIM115
        place = self._file.seek(0, io.SEEK_END)
        self._file.write(content)
        return place, len(content)

    def _read(self, place: int, length: int) -> Result:
        assert self._file is not None  # what is there was written
        self._file.seek(place)
        content = io.BytesIO(zlib.decompress(self._file.read(length)))
        found: Result = _Unpickler(content, self._common).load()
        return found


class _Pickler(pickle.Pickler):
    def __init__(self, file: IO[bytes], common: Mapping[int, Any]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._common = common

    def persistent_id(self, found: Any) -> int | None:
        return id(found) if self._common.get(id(found)) is found else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], common: Mapping[int, Any]) -> None:
        super().__init__(file)
        self._common = common

    def persistent_load(self, told: int) -> Any:
        return self._common[told]
