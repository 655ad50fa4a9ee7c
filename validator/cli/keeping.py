"""The options that say where the history is, and a run written into it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from validator.history.filters import span_of
from validator.history.place import OFF, VARIABLE, hide_from_git, place
from validator.model.location import UsageError
from validator.model.run import Run

_OPTIONS = (
    click.option(
        "--history",
        metavar="URL|FILE",
        envvar=VARIABLE,
        show_envvar=True,
        help="The history to keep this in; by default .validator/history.db, here or above.",
    ),
    click.option("--keep-history", metavar="SPAN", help="Delete what is older in the history, such as 90d."),
    click.option("--no-history", is_flag=True, help="Keep nothing of this in the history."),
)


def history_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that write to the history."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a run is kept, and how long (in seconds; None: for ever). `named`: somebody asked for this place."""

    url: str
    named: bool = False
    span: float | None = None


def keeping_of(history: str | None, no_history: bool, keep: str | None) -> Keeping | None:
    """The history that is meant; None: none. One that was named is opened now, so that a mistake costs no run."""
    span = span_of(keep) if keep else None
    if no_history or (history or "").lower() in OFF:
        return None
    if history:
        from validator.history.store import open_history

        with open_history(history):
            return Keeping(history, True, span)
    found = place(None, {})
    return Keeping(found, False, span) if found else None


def keep_run(run: Run, keeping: Keeping | None, door: str = "run") -> list[str]:
    """Writes the run to the history; what was lost. Where nobody named a history, its loss is only told."""
    if keeping is None:
        return []
    try:
        from validator.history.forgetting import forget
        from validator.history.keeping import keep
        from validator.history.store import open_history

        keep(run, keeping.url, door)
        hide_from_git(keeping.url)
        if keeping.span is not None:
            with open_history(keeping.url) as history:
                forget(history, time.time() - keeping.span)
    except (UsageError, OSError) as error:
        click.echo(f"This run is not in the history. {error}", err=True)
        return [str(error)] if keeping.named else []
    return []
