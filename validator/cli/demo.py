"""`validator demo`: the bundled shop, sound or with a planted fault."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from validator.cli.reading import read
from validator.cli.run import browser_options, perform
from validator.model.location import UsageError


@click.command("demo")
@click.argument("scenarios", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Of the shop; any free one by default."
)
@click.option("--broken", metavar="FAULT", help="Plant a fault; --faults lists them.")
@click.option("--faults", is_flag=True, help="List the faults that can be planted.")
@click.option("--run", "perform_them", is_flag=True, help="Run the shop's scenarios against it, and stop.")
@browser_options
def command(
    scenarios: Path | None, port: int, broken: str | None, faults: bool, perform_them: bool, **browser: Any
) -> None:
    """Serve the bundled shop to try things on, sound or with a planted fault.

    With --run, the shop's scenarios (or SCENARIOS) run against it, as `validator run` would.
    """
    from validator.demo import FAULTS, serve

    if faults:
        width = max(map(len, FAULTS))
        for name, fault in FAULTS.items():
            click.echo(f"{name:<{width}}  {fault.description}")
        return
    try:
        shop = serve(port, broken)
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used: {error.strerror}.\n  → Name another, or leave --port away."
        ) from None
    with shop:
        if perform_them:
            suite = read([scenarios or _scenarios()], base_url=shop.url, plan=None)
            sys.exit(perform(suite.entries, **browser))
        _tell(shop.url, broken)
        try:
            while True:
                time.sleep(3600)  # unlike a lock's wait, Ctrl-C ends it on every system
        except KeyboardInterrupt:
            click.echo("\nThe shop is closed.")


def _scenarios() -> Path:
    """The shop's scenarios: of this checkout, or as they were installed with the package."""
    for folder in (
        Path("scenarios"),
        Path(__file__).parents[2] / "scenarios",
        Path(__file__).parents[1] / "demo" / "scenarios",
    ):
        if (folder / "tracking-plan.yaml").is_file():
            return folder
    raise UsageError("The shop's scenarios are not here.\n  → Name their folder: validator demo --run FOLDER")


def _tell(url: str, broken: str | None) -> None:
    from validator.demo import FAULTS

    click.echo(f"The shop is open at {url}   (Ctrl-C closes it)\n")
    if broken:
        fault = FAULTS[broken]
        click.echo(f"Planted: {fault.description}\n  Look for: {fault.look_for}\n")
    click.echo("Try, in another terminal:")
    click.echo(f"  validator run scenarios --base-url {url}")
    if not broken:
        click.echo("  validator demo --faults                 what can be broken")
        click.echo("  validator demo --broken button-renamed --run")
