"""How a scan begins: its settings from the command line, and its state, new or of a scan that is to go on."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from validator import __version__
from validator.language.devices import names as device_names
from validator.language.reading import did_you_mean
from validator.model.location import UsageError
from validator.model.plan import Plan
from validator.scan.frontier import FILE, Frontier
from validator.scan.settings import POLITE, SIGNATURE, Settings
from validator.scan.urls import cleaned, key, pattern

_HERE = ("localhost", "127.0.0.1", "::1")


def settings_of(
    url: str,
    plan: Plan,
    *,
    output: Path,
    rate: float | None,
    minutes: float | None,
    agent: str | None,
    ignore_robots: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    consent: str | None,
    session: str | None,
    **told: Any,
) -> Settings:
    """The settings that a user asks for. Raises UsageError."""
    start = cleaned(url if "://" in url else f"https://{url}")
    if start is None or " " in url:
        raise UsageError(f"{url!r} is not the address of a site.\n  → Write it as https://shop.example.")
    for one in (*include, *exclude):
        try:
            pattern(one)
        except ValueError as error:
            raise UsageError(f"--include and --exclude: {error}.\n  → A star stands for anything: /product/*") from None
    for name, kind, known in ((consent, "consent profile", plan.consent.profiles), (session, "session", plan.sessions)):
        if name is not None and name not in known:
            told_of = "The tracking plan has" if plan.name else "There is no tracking plan, and so there is"
            raise UsageError(f'{told_of} no {kind} "{name}".\n  → {did_you_mean(name, known)}'.rstrip(" →\n"))
    if told["device"] and told["device"] not in (names := device_names() or (told["device"],)):
        raise UsageError(f"Playwright knows no device {told['device']!r}.\n  → {did_you_mean(told['device'], names)}")
    local = urlsplit(start).hostname in _HERE
    kept = ("list_file", "subdomains", "sitemaps", "links", "pages", "alike", "workers", "device", "timeout")
    return Settings(
        start,
        output,
        include=include,
        exclude=exclude,
        robots=not ignore_robots,
        minutes=minutes or 0.0,
        rate=rate if rate is not None else 0.0 if local else POLITE,
        consent=consent,
        session=session,
        agent=agent if agent is not None else SIGNATURE,
        **{name: told[name] for name in kept},
    )


def began(settings: Settings, *, fresh: bool, resume: bool, tell: Callable[[str], None]) -> Frontier:
    """The state to scan with: of the scan that was interrupted, or a new one. Raises UsageError."""
    file = settings.output / FILE
    if fresh and file.exists():
        _remove(file)
    frontier = Frontier(file)
    site, finished = frontier.get("site"), frontier.get("finished")
    site = site if frontier.get("prepared") else ""  # one that never began is not gone on with
    if site and key(site) != key(settings.start):
        if not finished:
            frontier.close()
            raise UsageError(
                f"{file} holds a scan of {site} that was interrupted.\n"
                "  → Name another folder with --output, or throw it away with --fresh."
            )
        site = ""
    if site and (not finished or finished in ("interrupted", "unreachable") or resume):
        frontier.give_back(failed=finished == "unreachable")
        counts = frontier.counts()
        done = sum(many for state, many in counts.items() if state not in ("waiting", "barred"))
        tell(
            f"Going on with the scan that began at {frontier.get('began')}: {done:,} addresses are done,"
            f" {counts.get('waiting', 0):,} wait. (--fresh begins anew.)"
        )
        frontier.set("finished", "")
        return frontier
    if frontier.get("site"):
        frontier.close()
        _remove(file)
        frontier = Frontier(file)
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    frontier.set("site", settings.start)
    frontier.set("began", now)
    frontier.set("program", __version__)
    frontier.set("consent", settings.consent or "")
    return frontier


def _remove(file: Path) -> None:
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        each.unlink(missing_ok=True)
    recordings = file.parent / "recordings"
    for each in recordings.glob("page-*.json*") if recordings.is_dir() else ():
        each.unlink(missing_ok=True)
