"""`validator container`: a container of Google Tag Manager, read without running it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from validator.cli.leaving import reader_may_leave
from validator.model.container import Container
from validator.model.location import UsageError


@click.group("container")
def command() -> None:
    """Read a container: what its tags do, and what is wrong.

    A container is an export (Tag Manager, Admin, Export Container), or a saved gtm.js.

    \b
    validator container show container.json
    """


@command.command("show", short_help="Tell in sentences what the tags do.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON: every setting, and who uses what.")
def show(file: Path, as_json: bool) -> None:
    """Tell in sentences what the tags do, when they fire, and with which variables."""
    from validator.gtm.sentences import as_text, describe

    told = describe(read(file))
    answer(told if as_json else as_text(told))


def read(file: Path) -> Container:
    """The container in a file. Raises UsageError where it cannot be read, InputError where it is none."""
    from validator.gtm.container_file import read_container

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"The container {file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise UsageError(
            f"The container {file} cannot be read: it is not text in UTF-8.\n"
            "  → Export it again in Tag Manager, and do not open it in between."
        ) from None
    return read_container(text, str(file))


def answer(told: Any) -> None:
    """Text as it is, anything else as JSON, to standard output."""
    from validator.json_text import json_text

    with reader_may_leave():
        click.echo(told.rstrip("\n") if isinstance(told, str) else json_text(told, 2))
