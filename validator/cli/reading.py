"""What commands share: reading suites from the command line, choosing scenarios, and their options."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from validator.language import read_suite
from validator.model.location import UsageError
from validator.model.suite import Entry, Suite
from validator.suite.selection import where as selection

paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))

_SUITE_OPTIONS = (
    click.option("--base-url", metavar="URL", help="The site, instead of the one that the scenarios name."),
    click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward."),
    click.option(
        "--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag; `not:TAG` without."
    ),
    click.option("--match", metavar="TEXT", help="Only scenarios whose name holds this text, or fits this regex."),
    click.option(
        "--where",
        metavar="EXPRESSION",
        help='Only these cells of a matrix: "device=iPhone* and consent!=denied".',
    ),
    click.option("--secret", "secrets", multiple=True, metavar="NAME", help="An environment variable to be masked."),
)


def suite_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which scenarios are meant."""
    for option in reversed(_SUITE_OPTIONS):
        function = option(function)
    return function


def read(paths: Sequence[Path], *, base_url: str | None, plan: Path | None, secrets: Sequence[str] = ()) -> Suite:
    """The scenarios of the files and folders, `scenarios` by default. Raises InputError and UsageError."""
    missing = [name for name in secrets if name not in os.environ]
    if missing:
        raise UsageError(f"--secret {missing[0]}: there is no environment variable of this name.")
    wanted = list(paths) or _default_paths()
    return read_suite(wanted, environment=os.environ, base_url=base_url, plan=plan, secrets=secrets)


def _default_paths() -> list[Path]:
    if Path("scenarios").is_dir():
        return [Path("scenarios")]
    raise UsageError("There is no folder `scenarios` here.\n  → Name files or folders, or type `validator init`.")


def chosen(suite: Suite, tags: Sequence[str], match: str | None, where: str | None = None) -> tuple[Entry, ...]:
    """The scenarios that the options leave over. Raises UsageError where that is none."""
    wanted = [tag for tag in tags if not tag.startswith("not:")]
    unwanted = [tag.removeprefix("not:") for tag in tags if tag.startswith("not:")]
    fits = _matcher(match) if match else lambda text: True
    meant = selection(where) if where else lambda scenario: True
    entries = tuple(
        entry
        for entry in suite.entries
        if (not wanted or set(wanted) & set(entry.scenario.tags))
        and not set(unwanted) & set(entry.scenario.tags)
        and fits(entry.scenario.id)
        and meant(entry.scenario)
    )
    if not entries:
        known = sorted({tag for entry in suite.entries for tag in entry.scenario.tags})
        raise UsageError(
            f"None of the {len(suite.entries)} scenarios is meant by these options.\n"
            f"  → Known tags: {', '.join(known) or 'none'}."
        )
    return entries


def _matcher(text: str) -> Callable[[str], bool]:
    try:
        pattern = re.compile(text, re.IGNORECASE)
    except re.error:
        return lambda told: text.lower() in told.lower()
    return lambda told: text.lower() in told.lower() or pattern.search(told) is not None
