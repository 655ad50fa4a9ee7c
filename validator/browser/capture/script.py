"""The script that runs first in every document: the page's half of the capture."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_PARTS = ("channel", "snapshot", "layers", "busy", "leaving", "intents", "views")
LAYERS = ("dataLayer", "adobeDataLayer")


def _name() -> str:
    return "_" + secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Names:
    """What the page's half and the engine call each other: random for each run, so that a page cannot forge it."""

    binding: str = field(default_factory=_name)
    path: str = field(default_factory=lambda: f"/{_name()}/")  # on the page's own origin
    symbol: str = field(default_factory=_name)

    @property
    def stayed(self) -> str:
        """The JavaScript expression that tells the page's half that a navigation ended without another page."""
        return f"window[Symbol.for('{self.symbol}.stayed')]?.()"

    @property
    def handle(self) -> str:
        """The JavaScript expression that gives the page's half to the engine."""
        return f"window[Symbol.for('{self.symbol}')]"


@cache
def _source() -> str:
    folder = Path(__file__).parent / "page"
    return "\n".join((folder / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)


def script(names: Names, layers: tuple[str, ...] = LAYERS, *, bound: bool = True) -> str:
    """The init script. `layers`: the data layers that are watched from the start; others are learned from `l=`.

    `bound` False: there is no binding; all messages go by requests to the page's own origin.
    """
    constants = "".join(
        f"const {name} = {json.dumps(value)};\n"
        for name, value in [
            ("BINDING", names.binding),
            ("PATH", names.path),
            ("SYMBOL", names.symbol),
            ("LAYERS", list(layers)),
        ]
    )
    return (
        f"(() => {{ 'use strict';\nif ({names.handle}) return;\n"
        f"{f'if (!window[{json.dumps(names.binding)}]) return;' if bound else ''}\n{constants}{_source()}\n}})();"
    )
