"""`validator check`: everything that is wrong in scenarios and plans, without a browser."""

from __future__ import annotations

from pathlib import Path

import click

from validator.cli.reading import paths_argument, read
from validator.telling.prose import count


@click.command("check")
@paths_argument
@click.option("--base-url", metavar="URL", help="The site, instead of the one that the scenarios name.")
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
def command(paths: tuple[Path, ...], base_url: str | None, plan: Path | None) -> None:
    """Read scenarios and plans, and tell everything that is wrong in them.

    PATHS are files or folders; `scenarios` by default.
    """
    suite = read(paths, base_url=base_url, plan=plan)
    for warning in suite.warnings:
        click.echo(f"warning: {warning}\n")
    files = {entry.scenario.location.file for entry in suite.entries}
    told = [
        f"{count(len(files), 'scenario file')} read",
        count(len(suite.entries), "journey"),
        "no mistakes",
        *([count(len(suite.warnings), "warning")] if suite.warnings else []),
    ]
    click.echo(f"{', '.join(told)}.")
