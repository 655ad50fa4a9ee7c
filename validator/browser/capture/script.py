"""The script that runs first in every document: the page's half of the capture."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from validator.page_script import joined

_PARTS = ("channel", "snapshot", "busy", "leaving", "layers", "objects", "storage", "intents", "resources", "views")
_FOLDER = Path(__file__).parent / "page"
LAYERS = ("dataLayer", "adobeDataLayer")


def _name() -> str:
    return "_" + secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Names:
    """What the page's half and the engine call each other: random for each run, so that a page cannot forge it."""

    binding: str = field(default_factory=_name)
    path: str = field(default_factory=lambda: f"/{_name()}/")  # on the page's own origin
    symbol: str = field(default_factory=_name)
    secret: str = field(default_factory=_name)  # proves messages by the network
    mark: str = field(default_factory=_name)  # in the answers that are given here

    @property
    def stayed(self) -> str:
        """The JavaScript expression that tells the page's half that a navigation ended without another page."""
        return f"window[Symbol.for('{self.symbol}.stayed')]?.()"

    @property
    def handle(self) -> str:
        """The JavaScript expression that gives the page's half to the engine."""
        return f"window[Symbol.for('{self.symbol}')]"

    @property
    def look(self) -> str:
        """The JavaScript expression that looks at what no message tells, `const dataLayer` too."""
        lexical = ", ".join(f"{name}: typeof {name} === 'undefined' ? undefined : {name}" for name in LAYERS)
        return f"{self.handle}?.look({{{lexical}}})"


def script(
    names: Names,
    layers: tuple[str, ...] = LAYERS,
    *,
    bound: bool = True,
    blank: bool = True,
    webview: str = "",
    withheld: Sequence[str] = (),
) -> str:
    """The init script. `layers`: the data layers that are watched from the start; others are learned from `l=`.

    `bound` False: there is no binding; all messages go by requests to the page's own origin. `blank` False: an empty
    window that no page opened is not watched, since nobody writes into it. `webview`: android or ios, whose interfaces
    for analytics are put into the page. `withheld`: endpoints that no WebTransport may reach.
    """
    constants = "".join(
        f"const {name} = {json.dumps(value)};\n"
        for name, value in [
            ("BINDING", names.binding),
            ("PATH", names.path),
            ("SYMBOL", names.symbol),
            ("SECRET", names.secret),
            ("MARK", names.mark),
            ("LAYERS", list(layers)),
            ("WEBVIEW", webview),
            ("WITHHELD", [url.partition(":")[2] for url in withheld]),
        ]
    )
    unbound = f"if (!window[{json.dumps(names.binding)}]) return;" if bound else ""
    empty = "" if blank else "if (location.href === 'about:blank' && window === top && !opener) return;\n"
    return (
        f"(() => {{ 'use strict';\n{empty}if ({names.handle}) return {names.handle}.again();\n"
        f"{unbound}\n{constants}{joined(_FOLDER, _PARTS)}\n}})();"
    )
