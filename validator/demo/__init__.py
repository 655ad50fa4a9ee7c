"""The bundled shop: a small shop with careful tracking, and a drawer of faults to plant in it.

with serve() as shop:
    print(shop.url)
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from validator.demo.fault import Fault, read_faults
from validator.demo.server import Shop, open_shop
from validator.model.location import UsageError

__all__ = ["FAULTS", "Fault", "Shop", "serve"]

FAULTS: Mapping[str, Fault] = read_faults(Path(__file__).parent / "faults")


def serve(port: int = 0, fault: str | Fault | None = None) -> Shop:
    """A shop on this machine, answering from a background thread until it is closed.

    `port` 0 takes any free one. `fault` is one of FAULTS by name, or one that was read from elsewhere.
    Raises UsageError for an unknown fault, InputError for one that does not fit the shop, OSError where the port is
    taken.
    """
    if isinstance(fault, str):
        if fault not in FAULTS:
            raise UsageError(f"The shop has no fault {fault!r}. It has: {', '.join(FAULTS)}.")
        fault = FAULTS[fault]
    return open_shop(port, fault)
