"""What is put behind Google's own gtm.js: the same container, asked at each message, without running a tag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from validator.gtm.container_file import read_container
from validator.gtm.named import named
from validator.gtm.runtime import script
from validator.model.container import Container
from validator.model.location import InputError

_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Beside:
    """`container`: None where the text holds none that can be read; `script`: JavaScript, empty then."""

    container: Container | None = None
    script: str = ""


@dataclass(frozen=True, slots=True)
class _Names:
    """An export, compared by which one it is: the noun itself cannot be hashed."""

    export: Container | None

    def __hash__(self) -> int:
        return id(self.export)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Names) and other.export is self.export


def beside(
    text: str, url: str, layer: str, report: str, *, names: Container | None = None, preview: bool = False
) -> Beside:
    """Reads a gtm.js, and makes what goes behind it. The same text is read once."""
    with _LOCK:  # journeys of one site ask at the same moment
        return _beside(text, url, layer, report, _Names(names), preview)


@lru_cache(maxsize=16)
def _beside(text: str, url: str, layer: str, report: str, names: _Names, preview: bool) -> Beside:
    try:
        container = read_container(text, url)
    except InputError:
        return Beside()
    if names.export is not None:
        container = named(container, names.export)
    return Beside(container, script(container, layer=layer, report=report, observe=True, preview=preview))
