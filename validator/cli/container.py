"""`validator container`: a container of Google Tag Manager, read without running it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from validator.cli.leaving import reader_may_leave
from validator.model.container import Container
from validator.model.location import UsageError
from validator.model.run import FAILED, PASSED


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


@command.command("lint", short_help="Tell what is wrong in it.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    help="End with exit code 1 where something this bad, or worse, is found.",
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Pass over a kind of fault; can be given several times.")
def lint(file: Path, as_json: bool, fail_on: str | None, ignore: tuple[str, ...]) -> None:
    """Tell what is wrong in a container, without running it; the codes are listed in docs/container.md."""
    from validator.gtm.lint import lint as faults_of
    from validator.gtm.lint_finding import CODES, SEVERITIES
    from validator.gtm.lint_text import as_data, as_text

    for code in ignore:
        if code not in CODES:
            raise UsageError(f"There is no code {code!r}.{_near(code, CODES)}")
    container = read(file)
    found = [fault for fault in faults_of(container, time.time()) if fault.code not in ignore]
    answer(as_data(container, found) if as_json else as_text(container, found))
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    sys.exit(FAILED if any(fault.severity in bad for fault in found) else PASSED)


def _near(told: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(told, list(known), 1)
    return f"\n  → Did you mean {near[0]}?" if near else ""


@command.command("diff", short_help="Tell what a new version changes for visitors.")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
@click.option("--markdown", is_flag=True, help="Answer with markdown, for a pull request.")
def diff(before: Path, after: Path, as_json: bool, markdown: bool) -> None:
    """Tell what changes for visitors when AFTER is published in place of BEFORE: tag by tag, with the triggers,
    parameters and variables that make the difference."""
    from validator.gtm import difference_text as told
    from validator.gtm.difference import difference

    if as_json and markdown:
        raise UsageError("Give --json or --markdown, not both.")
    found = difference(read(before), read(after))
    shown = told.as_data(found) if as_json else told.as_markdown(found) if markdown else told.as_text(found)
    answer(shown)
