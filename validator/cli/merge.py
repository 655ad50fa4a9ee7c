"""`validator merge`: the runs of several machines as one set of reports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from validator.cli.keeping import history_options, keep_run, keeping_of
from validator.cli.leaving import reader_may_leave
from validator.model.location import UsageError
from validator.model.run import BROKEN, PASSED, exit_code


@click.command("merge")
@click.argument("folders", nargs=-1, required=True, metavar="FOLDERS", type=click.Path(path_type=Path))
@click.option(
    "--output",
    default=Path("out"),
    type=click.Path(path_type=Path),
    show_default=True,
    help="The folder for the merged reports and recordings.",
)
@click.option("--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward.")
@history_options
@click.option("--verbose", "-v", is_flag=True, help="Show the steps of passed scenarios too.")
def command(
    folders: tuple[Path, ...],
    output: Path,
    plan: Path | None,
    history: str | None,
    no_history: bool,
    keep_history: str | None,
    verbose: bool,
) -> None:
    """Make one run of what several machines left.

    FOLDERS are those that `validator run --shard … --output FOLDER` wrote. Their recordings are judged again by the
    scenario files that are here, so run it in the same checkout. What a killed run left is taken as well.
    """
    from validator.cli.reports import write_reports
    from validator.reporters.terminal import Terminal
    from validator.suite.merging import merged, part
    from validator.suite.review import against_baseline

    kept = keeping_of(history, no_history, keep_history)

    def tell(text: str) -> None:
        click.echo(text, err=True)

    try:
        run = merged([part(each, tell) for each in folders], output, os.environ, plan, against_baseline, tell)
    except OSError as error:
        raise UsageError(f"{error.filename or output} could not be written: {error.strerror or error}.") from None
    screen = Terminal(verbose=verbose)
    for result in run.results:
        screen.show(result)
    files, lost = write_reports(run, output)
    lost += keep_run(run, kept, "merge")
    with reader_may_leave():
        screen.close(run, files)
    code = exit_code(result.verdict for result in run.results)
    sys.exit(BROKEN if code == PASSED and (lost or run.interrupted or not run.results) else code)
