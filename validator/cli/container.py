"""`validator container`: a container of Google Tag Manager, read without running it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from validator.cli.amounts import DURATION
from validator.cli.leaving import reader_may_leave
from validator.model.container import Container
from validator.model.location import UsageError
from validator.model.recording import Recording
from validator.model.run import FAILED, PASSED


@click.group("container")
def command() -> None:
    """Read a container: what its tags do, and what is wrong.

    A container is an export (Tag Manager, Admin, Export Container), a saved
    gtm.js, or an id, GTM-…: what is published there now.

    \b
    validator container show container.json
    validator container lint GTM-ABC123 --fail-on error
    validator container diff GTM-ABC123 container.json --markdown
    """


@command.command("show", short_help="Tell in sentences what the tags do.")
@click.argument("file", metavar="FILE|ID")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON: every setting, and who uses what.")
def show(file: str, as_json: bool) -> None:
    """Tell in sentences what the tags do, when they fire, and with which variables."""
    from validator.gtm.sentences import as_text, describe

    told = describe(read(file))
    answer(told if as_json else as_text(told))


def read(told: str) -> Container:
    """The container in a file, or, by an id, the one that is published now.

    Raises UsageError where it cannot be read or downloaded, InputError where it is none.
    """
    from validator.gtm.container_file import read_container
    from validator.gtm.fetch import GOOGLE, address, fetch, is_id

    file = Path(told)
    if is_id(told) and not file.is_file():
        url = address(told, base_url=os.environ.get("VALIDATOR_GTM_URL", GOOGLE))
        return read_container(fetch(url), told)
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
@click.argument("file", metavar="FILE|ID")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    help="End with exit code 1 where something this bad, or worse, is found.",
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Pass over a kind of fault; can be given several times.")
@click.option(
    "--recordings",
    type=click.Path(path_type=Path, exists=True),
    help="Look at the recordings of a run too: its folder, or one file.",
)
def lint(file: str, as_json: bool, fail_on: str | None, ignore: tuple[str, ...], recordings: Path | None) -> None:
    """Tell what is wrong in a container, without running it; the codes are listed in docs/container.md."""
    from validator.gtm.lint import lint as faults_of
    from validator.gtm.lint_finding import CODES, SEVERITIES
    from validator.gtm.lint_text import as_data, as_text

    for code in ignore:
        if code not in CODES:
            raise UsageError(f"There is no code {code!r}.{_near(code, CODES)}")
    container = read(file)
    seen = _recorded(recordings) if recordings else []
    found = [fault for fault in faults_of(container, time.time(), seen) if fault.code not in ignore]
    answer(as_data(container, found) if as_json else as_text(container, found))
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    sys.exit(FAILED if any(fault.severity in bad for fault in found) else PASSED)


def _recorded(path: Path) -> list[Recording]:
    """The recordings in a folder, or the one in a file."""
    from validator.recordings.recording_file import read_recording

    return [read_recording(one) for one in (sorted(path.glob("*.json")) if path.is_dir() else [path])]


def _near(told: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(told, list(known), 1)
    return f"\n  → Did you mean {near[0]}?" if near else ""


@command.command("diff", short_help="Tell what a new version changes for visitors.")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
@click.option("--markdown", is_flag=True, help="Answer with markdown, for a pull request.")
def diff(before: str, after: str, as_json: bool, markdown: bool) -> None:
    """Tell what changes for visitors when AFTER is published in place of BEFORE: tag by tag, with the triggers,
    parameters and variables that make the difference."""
    from validator.gtm import difference_text as told
    from validator.gtm.difference import difference

    if as_json and markdown:
        raise UsageError("Give --json or --markdown, not both.")
    found = difference(read(before), read(after))
    shown = told.as_data(found) if as_json else told.as_markdown(found) if markdown else told.as_text(found)
    answer(shown)


@command.command("fetch", short_help="Download a published or previewed version.")
@click.argument("id", metavar="GTM-ID")
@click.option("--environment", metavar="auth=…,preview=…", help="An unpublished version, by its environment's snippet.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file; without it, GTM-….js.")
@click.option("--proxy", metavar="URL", help="Go through this proxy.")
@click.option("--timeout", type=DURATION, default="20s", show_default=True, help="How long to be patient.")
@click.option("--retries", type=click.IntRange(0, 10), default=2, show_default=True, help="Further tries.")
@click.option("--base-url", metavar="URL", help="Where gtm.js lies, for a server-side host of your own.")
def fetch(
    id: str,
    environment: str | None,
    output: Path | None,
    proxy: str | None,
    timeout: float,
    retries: int,
    base_url: str | None,
) -> None:
    """Download a container as it is published, or a version of it that is not published yet.

    GTM-ID is the container's id, or the address of its gtm.js. What came is read before it is saved.
    """
    from validator.gtm import fetch as fetching
    from validator.gtm.container_file import read_container

    base = base_url or os.environ.get("VALIDATOR_GTM_URL", fetching.GOOGLE)
    url = fetching.address(id, fetching.environment_of(environment) if environment else None, base)
    text = fetching.fetch(url, timeout=timeout, retries=retries, proxy=proxy)
    container = read_container(text, url)
    file = output or Path(f"{container.id or 'container'}.js")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}.") from None
    count = len(container.tags)
    version = f", version {container.version}" if container.version else ""
    answer(f"{file}: {container.id or 'a container'}{version}, {count} {'tag' if count == 1 else 'tags'}")


@command.command("coverage", short_help="Tell which tags the scenarios fired.")
@click.argument("file", metavar="[FILE|ID]", required=False)
@click.option(
    "--recordings",
    type=click.Path(path_type=Path),
    default=Path("out/recordings"),
    show_default=True,
    help="The recordings of a run: its folder, or one file.",
)
@click.option("--min", "least", type=click.FloatRange(0, 100), help="End with exit code 1 below so many percent.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def coverage(file: str | None, recordings: Path, least: float | None, as_json: bool) -> None:
    """Tell which tags and triggers the recorded scenarios fired, did not fire, and never reached.

    Without FILE the container is the one that ran in the recordings. Paused tags are not counted.
    """
    from validator.gtm import coverage as covering
    from validator.gtm.recorded import container_of

    seen = _recorded(recordings)
    container = read(file) if file else next((one for one in map(container_of, seen) if one), None)
    if container is None:
        raise UsageError(
            f"No container ran locally in the recordings of {recordings}.\n"
            "  → Name the container's file, or run scenarios with `container: {file: …}` in the plan first."
        )
    found = covering.coverage(container, seen)
    if not found.messages:
        ran = sorted({message.container for recording in seen for message in recording.tags})
        told = f"; they tell of {', '.join(ran)}" if ran else ""
        raise UsageError(
            f"No recording of {recordings} tells what {container.id or 'this container'} did"
            f"{told}.\n  → Run the scenarios with this container first."
        )
    title = f"{container.id} · {len(seen)} {'recording' if len(seen) == 1 else 'recordings'}"
    answer(covering.as_data(found) if as_json else covering.as_text(found, title))
    if least is not None and found.percent < least:
        click.echo(f"{found.percent:.1f} % of the tags fired; --min asks for {least:g} %.", err=True)
        sys.exit(FAILED)


@command.command("scenarios", short_help="Draft a tracking plan and a scenario from it.")
@click.argument("file", metavar="FILE|ID")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("drafted"),
    show_default=True,
    help="The folder for tracking-plan.yaml and drafted.yaml.",
)
def scenarios(file: str, output: Path) -> None:
    """Draft a tracking plan and a scenario from a container.

    Each tag whose event is known becomes an event of the plan, each trigger the step that would fire it. Where only a
    person can choose, a comment says so. Nothing that is there is overwritten.
    """
    from validator.gtm.drafting import draft

    container = read(file)
    path = Path(file)
    export = os.path.relpath(path, output) if container.source == "export" and path.is_file() else ""
    drafted = draft(container, Path(export).as_posix() if export else "")
    files = {output / "tracking-plan.yaml": drafted.plan, output / "drafted.yaml": drafted.scenario}
    for one in files:
        if one.exists():
            raise UsageError(f"{one} is there already; nothing was written.\n  → Name another folder with --output.")
    try:
        output.mkdir(parents=True, exist_ok=True)
        for one, text in files.items():
            one.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Nothing can be written to {output}: {error.strerror or error}.") from None
    for one in files:
        click.echo(f"wrote {one}")
    click.echo(
        f"{drafted.events} planned {'event' if drafted.events == 1 else 'events'}; {drafted.chosen} places to choose."
    )
    click.echo(f"\nNext: validator check {output}")
