"""The options that say where the history is, and a run written into it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

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
    click.option("--no-history", is_flag=True, help="Keep nothing of this in the history."),
)


def history_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that write to the history."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def history_of(history: str | None, no_history: bool) -> str | None:
    """The history that is meant; None: none. One that was named is opened now, so that a mistake costs no run."""
    if no_history or (history or "").lower() in OFF:
        return None
    if history:
        from validator.history.store import open_history

        with open_history(history):
            return history
    return place(None, {})


def keep_run(run: Run, history: str | None, door: str = "run") -> list[str]:
    """Writes the run to the history; what was lost. Where nobody named a history, its loss is only told."""
    if history is None:
        return []
    try:
        from validator.history.keeping import keep

        keep(run, history, door)
        hide_from_git(history)
    except (UsageError, OSError) as error:
        click.echo(f"This run is not in the history. {error}", err=True)
        named = os.environ.get(VARIABLE) or history != place(None, {})
        return [str(error)] if named else []
    return []
