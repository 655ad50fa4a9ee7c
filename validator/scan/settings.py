"""How a site is scanned: where it begins, what belongs to it, and how much of it is visited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from validator import __version__

TOKEN = "tracking-validator"  # the name in robots.txt
SIGNATURE = f"{TOKEN}/{__version__}"
POLITE = 2.0  # pages a second


@dataclass(frozen=True, slots=True)
class Settings:
    """`pages`: how many are visited at the most; `minutes`: likewise, 0 without limit; `rate`: pages a second, 0 as
    fast as it goes; `alike`: pages of one kind that are followed by links."""

    start: str
    output: Path = Path("out")
    list_file: Path | None = None  # addresses, one a line; then nothing else is looked for
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    subdomains: bool = False
    sitemaps: bool = True
    links: bool = True
    robots: bool = True
    pages: int = 500
    minutes: float = 0.0
    rate: float = POLITE
    alike: int = 1_000
    workers: int = 2
    consent: str | None = None
    session: str | None = None
    device: str | None = None
    agent: str = SIGNATURE
    timeout: float = 15.0
    evidence: int = 3  # recordings that are kept of each finding
