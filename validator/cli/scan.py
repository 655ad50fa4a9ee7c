"""`validator scan`: visit a whole site, page by page, and judge the tracking of each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.cli.amounts import DURATION
from validator.cli.leaving import ended_by_signals, reader_may_leave, signals_to
from validator.model.location import UsageError

if TYPE_CHECKING:
    _ToInt = click.ParamType[int]
    from validator.browser.options import RunOptions
    from validator.scan.scan import Scan
else:
    _ToInt = click.ParamType


class _Amount(_ToInt):
    """A number of pages, or `all`."""

    name = "N|all"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if value == "all":
            return 10**9
        if value.isdecimal() and int(value) > 0:
            return int(value)
        return self.fail(f"{value!r} is neither a number of pages nor `all`.", param, ctx)


@click.command("scan")
@click.argument("url", metavar="URL")
@click.argument("scans", nargs=-1, type=click.Path(path_type=Path), metavar="")
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@click.option("--consent", metavar="PROFILE", help="How the banner is answered on each page: a profile of the plan.")
@click.option("--session", metavar="NAME", help="A signed-in state of the plan.")
@click.option("--device", metavar="NAME", help="One of Playwright's device names, such as `iPhone 15`.")
@click.option("--pages", type=_Amount(), default=500, show_default=True, help="How many pages are visited at the most.")
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), metavar="N", help="How long it takes at the most."
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0),
    metavar="N",
    help="Pages a second at the most; 0: as fast as it goes. By default 2, and without limit on this machine.",
)
@click.option("--include", multiple=True, metavar="PATTERN", help="Only pages like /product/*, /blog/, or ^a regex.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="No pages like these.")
@click.option("--subdomains", is_flag=True, help="Follow to subdomains too.")
@click.option(
    "--list", "list_file", type=click.Path(path_type=Path), help="Only the addresses in this file, one a line."
)
@click.option("--sitemaps/--no-sitemaps", default=True, help="Read the site's sitemaps.", show_default=True)
@click.option("--links/--no-links", default=True, help="Follow the links of pages.", show_default=True)
@click.option(
    "--alike",
    type=click.IntRange(min=1),
    default=1_000,
    show_default=True,
    metavar="N",
    help="Pages of one kind that are followed by links at the most: no endless calendar.",
)
@click.option("--ignore-robots", is_flag=True, help="Visit what robots.txt does not allow: on a site of your own.")
@click.option("--agent", metavar="NAME", help="What is added to the browser's user agent, instead of our name.")
@click.option("--workers", default="2", metavar="N|auto", show_default=True, help="Pages at the same time.")
@click.option("--dask", metavar="URL", help="Visit them on the workers of this Dask scheduler: tcp://host:8786.")
@click.option("--browser", metavar="PATH|CHANNEL", envvar="VALIDATOR_BROWSER", help="The browser, as for `run`.")
@click.option("--browser-arg", "arguments", multiple=True, metavar="ARG", help="A switch for the browser itself.")
@click.option(
    "--timeout", type=DURATION, default="15s", show_default=True, metavar="DURATION", help="How long a page may take."
)
@click.option(
    "--output", default=Path("out/scan"), type=click.Path(path_type=Path), show_default=True, help="The folder."
)
@click.option("--resume", is_flag=True, help="Go on with a scan that was finished, with a larger budget.")
@click.option("--fresh", is_flag=True, help="Begin anew, whatever is in the folder.")
@click.option("--segment", metavar="CONDITION", help='Only pages that sent something: "view_item and not purchase".')
@click.option("--against", type=click.Path(path_type=Path), help="An earlier scan: only what is new fails.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Of `scan diff`."
)
def command(url: str, scans: tuple[Path, ...], **told: Any) -> None:
    """Visit a whole site, page by page, and judge the tracking of each.

    \b
    validator scan https://shop.example       visit it
    validator scan diff BEFORE AFTER          tell what differs between two scans

    Pages come from the sitemaps and from links. Nothing but pages is asked for: no form is sent, and no hit reaches a
    vendor. A scan that was interrupted goes on where it was, by the same command.

    Exit codes: 0 nothing fails, 1 a finding fails, 2 wrong usage, 3 pages could not be visited.
    """
    if url == "diff":
        sys.exit(_diff(scans, told["form"]))
    if scans:
        raise UsageError(f"One site is scanned at a time; {scans[0]} is one too many.")
    sys.exit(_scan(url, **told))


def _diff(scans: tuple[Path, ...], form: str) -> int:
    from validator.scan import difference, document

    if len(scans) != 2:
        raise UsageError("Two scans are compared.\n  → validator scan diff BEFORE AFTER")
    found = difference.between(*map(document.read, scans))
    with reader_may_leave():
        click.echo(difference.told(found, form), nl=False)
    return found.exit_code


def _scan(
    url: str,
    *,
    plan: Path | None,
    output: Path,
    dask: str | None,
    segment: str | None,
    against: Path | None,
    fresh: bool,
    resume: bool,
    browser: str | None,
    arguments: tuple[str, ...],
    **told: Any,
) -> int:
    from validator.browser.recordings_folder import Keep
    from validator.cli.run import run_options
    from validator.language import read_plan_file
    from validator.scan import writing
    from validator.scan.beginning import began, settings_of
    from validator.scan.document import read
    from validator.scan.report import report
    from validator.scan.scan import Scan
    from validator.scan.screen import Screen
    from validator.scan.segment import wanted

    chosen = read_plan_file(plan)
    options = run_options(
        browser=browser,
        arguments=arguments,
        headed=False,
        connect=(),
        workers=told["workers"],
        timeout=told["timeout"],
        output=output,
        deliver=(),
        screenshots="off",
        trace="off",
        keep=Keep(size=10**15),  # what is kept is bounded by the findings
        no_cache=False,
    )
    settings = settings_of(url, chosen, output=output, **{**told, "workers": options.workers})
    choice = wanted(segment, chosen) if segment else None
    before = read(against) if against else None
    frontier = began(settings, fresh=fresh, resume=resume, tell=lambda text: click.echo(text, err=True))
    screen = Screen()
    scan = Scan(settings, chosen, frontier, screen)
    try:
        screen.start()
        with ended_by_signals():
            scan.prepare()
        interrupted = _perform(scan, options, dask)
        scan.end(interrupted=interrupted)
    except KeyboardInterrupt:
        scan.end(interrupted=True)
    finally:
        screen.stop()
    whole = report(frontier, scan.plan, segment or "", choice)
    files = writing.write(whole, output)
    with reader_may_leave():
        click.echo("\n" + writing.text(whole) + "\n".join(map(str, files)))
    code = whole.exit_code
    if before is not None:
        code = writing.compared(before, output, whole, click.echo)
    frontier.close()
    return code


def _perform(scan: Scan, options: RunOptions, dask: str | None) -> bool:
    from dataclasses import replace

    options = replace(options, signature=scan.settings.agent)
    if dask:
        from validator.scan.dask import perform as on_dask

        with ended_by_signals():
            return on_dask(dask, scan, options)
    from validator.scan.local import perform

    return perform(scan, options, signals_to)
