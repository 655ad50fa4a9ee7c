"""`validator record`: a visit becomes a scenario."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from validator.cli.amounts import DURATION
from validator.cli.leaving import ended_by_signals
from validator.cli.preview import plan_here, tell_address, wait_for_ctrl_c
from validator.model.location import UsageError
from validator.model.run import BROKEN, exit_code

if TYPE_CHECKING:
    from validator.browser.options import RunOptions
    from validator.preview.book import Cover
    from validator.preview.writing import Written


@click.command("record")
@click.argument("url")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The scenario file; scenarios/recorded.yaml by default."
)
@click.option("--script", type=click.Path(path_type=Path), help="Perform the steps of this file instead of a person's.")
@click.option("--name", default="", metavar="TEXT", help="The scenario's name.")
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@click.option("--consent", metavar="PROFILE", help="How the plan's consent banner is answered.")
@click.option("--check", is_flag=True, help="Perform the scenario once more, and judge it.")
@click.option("--headless", is_flag=True, help="No window: the page shows the browser. Usual where no screen is.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Of the page; any free one.")
@click.option("--no-open", is_flag=True, help="Only print the page's address.")
@click.option("--browser", metavar="PATH|CHANNEL", envvar="VALIDATOR_BROWSER", help="The browser to use.")
@click.option("--browser-arg", "arguments", multiple=True, metavar="ARG", help="A switch for the browser itself.")
@click.option(
    "--timeout",
    default="15s",
    type=DURATION,
    metavar="DURATION",
    show_default=True,
    help="What a step may take.",
)
def command(
    url: str,
    output: Path | None,
    script: Path | None,
    name: str,
    plan: Path | None,
    consent: str | None,
    check: bool,
    headless: bool,
    port: int,
    no_open: bool,
    browser: str | None,
    arguments: tuple[str, ...],
    timeout: float,
) -> None:
    """Visit a site, and get a scenario of it: your steps, and what each of them sends.

    Values that change from visit to visit are left out or become patterns; prices and order numbers are read off the
    page; passwords and card numbers become environment variables. With --script, the steps of a file are performed.

    No hit reaches a vendor. Your steps are real: what you order is ordered.
    """
    from validator.browser.launch import LaunchOptions
    from validator.browser.options import RunOptions
    from validator.preview.book import Cover
    from validator.preview.screen import screen_here

    windowed = screen_here() and not headless and script is None
    options = RunOptions(LaunchOptions(browser, windowed, arguments), timeout=timeout)
    file = output or _free_file()
    if output is not None and output.is_dir():
        raise UsageError(f"{output} is a folder.\n  → Name the file: --output {output / 'recorded.yaml'}")
    cover = Cover(file, name, consent, plan)
    if script is not None:
        made = _from_script(script, _site(url), cover, options)
    else:
        how = {"port": port, "no_open": no_open, "windowed": windowed}
        made = _from_visit(url, cover, options, how)
    if made is not None:
        _tell(made, cover)
    if check and made is not None:
        sys.exit(_check(cover, options, url))


def _free_file() -> Path:
    """A file of its own for each recording."""
    names = ("recorded", *(f"recorded-{number}" for number in range(2, 10_000)))
    return next(file for name in names if not (file := Path("scenarios") / f"{name}.yaml").exists())


def _site(url: str) -> str:
    whole = url if "://" in url else f"http://{url}"
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is not the address of a site.\n  → Write it in full: https://shop.example")
    return f"{parts.scheme}://{parts.netloc}"


def _from_script(script: Path, site: str, cover: Cover, options: RunOptions) -> Written | None:
    from validator.preview.script import record_script

    recorded = record_script(script, site, cover, options, os.environ, lambda text: click.echo(text, err=True))
    broken = recorded.result.recording.broken
    if recorded.written is None:
        told = broken.reason if broken else "the steps could not be performed"
        click.echo(f"Nothing was written: {told}", err=True)
        if broken and broken.mend:
            click.echo(f"  → {broken.mend}", err=True)
        sys.exit(BROKEN)
    cover.file.write_text(recorded.written.text, "utf-8")
    return recorded.written


def _from_visit(url: str, cover: Cover, options: RunOptions, how: dict[str, Any]) -> Written | None:
    from validator.preview.book import Book
    from validator.preview.files import Files
    from validator.preview.running import running, visit_file
    from validator.preview.taking import Recorder

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="validator-visit-")))
        plan = cover.plan or _plan_of(cover.file)
        files = Files([visit_file(url, folder, consent=cover.consent)], environment=os.environ, plan=plan)
        recorder = Recorder()
        books: list[Book] = []

        def book(session: Any) -> Book:
            books.append(Book(session, recorder, cover, os.environ))
            return books[0]

        stack.enter_context(ended_by_signals())
        shown = stack.enter_context(
            running(
                files,
                options,
                environment=os.environ,
                live_picture=not how["windowed"],
                visit=True,
                port=how["port"],
                tell=lambda text: click.echo(text, err=True),
                recorder=recorder,
                taking=book,
            )
        )
        tell_address(shown.url, how["windowed"], how["no_open"], "Record")
        wait_for_ctrl_c("")
        if books[0].saved:
            return books[0].written()
        if not recorder.visit.steps:
            click.echo("Nothing was recorded.")
            return None
        told = books[0].save()
        if "mistakes" in told:
            raise UsageError(str(told["mistakes"]))
        return books[0].written()


def _plan_of(file: Path) -> Path | None:
    """The plan that the scenario will be judged by, where it is kept."""
    from validator.language import PLAN_NAMES

    here = file.absolute().parent
    found = (folder / name for folder in (here, *here.parents) for name in PLAN_NAMES if (folder / name).is_file())
    return next(found, None) or plan_here()


def _tell(made: Written, cover: Cover) -> None:
    kept = [one for one in made.proposals if one.ticked]
    left = [one for one in made.proposals if not one.ticked and one.why]
    hits, pushes = (sum(one.kind == kind for one in kept) for kind in ("hit", "push"))
    click.echo(f"Written: {cover.file} ({hits} hits and {pushes} pushes expected)")
    for one in left[:20]:
        click.echo(f"  left out: {one.title} at step {one.step}, since {one.why}")
    plan = f" --plan {cover.plan}" if cover.plan else ""
    click.echo(f"Run it: validator run {cover.file}{plan}")


def _check(cover: Cover, options: RunOptions, url: str) -> int:
    from validator.browser.engine import Engine
    from validator.language import read_suite
    from validator.reporters.terminal import Terminal

    suite = read_suite([cover.file], environment=os.environ, base_url=_site(url), plan=cover.plan)
    screen = Terminal()
    with Engine(options, lambda text: click.echo(text, err=True)) as engine:
        run = engine.run(suite.entries, screen)
    screen.close(run, [])
    return exit_code(result.verdict for result in run.results)
