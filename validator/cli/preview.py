"""`validator preview`: a journey seen while it happens."""

from __future__ import annotations

import os
import tempfile
import time
import webbrowser
from contextlib import ExitStack
from pathlib import Path

import click

from validator.cli.amounts import DURATION
from validator.cli.leaving import ended_by_signals
from validator.model.location import UsageError


@click.command("preview")
@click.argument("target", metavar="URL|SCENARIO")
@click.option("--base-url", metavar="URL", help="The site, instead of the one that the scenario names.")
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@click.option("--consent", metavar="PROFILE", help="Of a URL: how the plan's consent banner is answered.")
@click.option("--secret", "secrets", multiple=True, metavar="NAME", help="An environment variable to be masked.")
@click.option("--pause", is_flag=True, help="Wait before the first step.")
@click.option("--headless", is_flag=True, help="No window: the page shows the browser. Usual where no screen is.")
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Of the page; any free one by default."
)
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
@click.option(
    "--deliver", multiple=True, is_flag=False, flag_value="*", metavar="[=VENDOR]", help="Send hits for real."
)
def command(
    target: str,
    base_url: str | None,
    plan: Path | None,
    consent: str | None,
    secrets: tuple[str, ...],
    pause: bool,
    headless: bool,
    port: int,
    no_open: bool,
    browser: str | None,
    arguments: tuple[str, ...],
    timeout: float,
    deliver: tuple[str, ...],
) -> None:
    """See hits, tags, data layer and consent while a journey happens.

    A URL is opened for you to browse: click, and see what every click sends. A SCENARIO is performed, and judged
    while it runs; it can be paused, stepped and run again, and is judged anew as soon as its file is saved.

    Everything stays on this machine. Ctrl-C ends it.
    """
    from validator.browser.launch import LaunchOptions
    from validator.browser.options import RunOptions
    from validator.cli.run import _vendors
    from validator.preview.files import Files
    from validator.preview.running import is_address, running, visit_file
    from validator.preview.screen import screen_here
    from validator.preview.taking import Recorder

    visit = is_address(target)
    windowed = screen_here() and not headless
    options = RunOptions(LaunchOptions(browser, windowed, arguments), timeout=timeout, deliver=_vendors(deliver))
    if consent and not visit:
        raise UsageError("--consent goes with a URL.\n  → In a scenario, write `consent:` into its file.")
    with ExitStack() as stack:
        if visit:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="validator-visit-")))
            paths, chosen = [visit_file(target, folder, consent=consent)], plan or plan_here()
        else:
            paths, chosen = [Path(target)], plan
        files = Files(paths, environment=os.environ, base_url=base_url, plan=chosen, secrets=secrets)
        stack.enter_context(ended_by_signals())
        shown = stack.enter_context(
            running(
                files,
                options,
                environment=os.environ,
                live_picture=not windowed,
                visit=visit,
                mode="pause" if pause else "go",
                port=port,
                tell=lambda text: click.echo(text, err=True),
                recorder=Recorder() if visit else None,
            )
        )
        tell_address(shown.url, windowed, no_open)
        wait_for_ctrl_c()


def plan_here() -> Path | None:
    """The tracking plan of the current directory, or the nearest above it."""
    from validator.language import PLAN_NAMES

    here = Path.cwd()
    return next(
        (folder / name for folder in (here, *here.parents) for name in PLAN_NAMES if (folder / name).is_file()), None
    )


def tell_address(url: str, windowed: bool, no_open: bool, what: str = "Preview") -> None:
    click.echo(f"{what}: {url}")
    if not windowed:
        click.echo("There is no screen here: the page shows the browser, and passes your clicks and keys to it.")
        port = url.split(":")[2].partition("/")[0]
        click.echo(f"From another machine: ssh -L {port}:127.0.0.1:{port} HOST, and the same address there.")
    elif not no_open:
        webbrowser.open(url)
    click.echo("Ctrl-C ends it.")


def wait_for_ctrl_c(last: str = "The preview is closed.") -> None:
    try:
        while True:
            time.sleep(3600)  # unlike a lock's wait, Ctrl-C ends it on every system
    except KeyboardInterrupt:
        click.echo(f"\n{last}".rstrip())
