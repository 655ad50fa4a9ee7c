"""The command line: one file a command, imported only when it is called, so that `--help` answers at once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from validator import __version__
from validator.cli.leaving import reader_may_leave
from validator.model.exit_code import BROKEN, WRONG_INPUT
from validator.model.location import InputError, UsageError

COMMANDS: Mapping[str, str] = {  # in the order in which a newcomer meets them
    "demo": "Serve the bundled shop to try things on, sound or broken.",
    "init": "Write a first scenario and tracking plan for your own site.",
    "install": "Find a browser on this machine, or install one.",
    "check": "Tell everything that is wrong in scenarios and plans.",
    "plan": "Check, show, measure, import and export the tracking plan.",
    "preview": "See hits, tags and data layer while you click, or while a scenario runs.",
    "record": "Visit a site, and get a scenario of it.",
    "run": "Perform scenarios in a browser, and judge their tracking.",
    "judge": "Judge a recording again, without a browser.",
    "decode": "Tell what hits say: pasted URLs, HAR files, JSON lines.",
    "vendors": "List the vendors whose hits are understood.",
    "history": "Tell how each conversion goes over time, and when it broke.",
    "merge": "Make one run of what several machines left.",
    "approve": "Keep what journeys send now as the baseline of later runs.",
    "container": "Read a tag manager container: show, check, compare it.",
    "scan": "Visit a whole site, page by page, and judge the tracking of each.",
    "production": "Hold what visitors really sent against the plan.",
    "monitor": "Run scenarios on a schedule, and tell who answers for what breaks.",
    "report": "Write the week for people who do not program: what broke, what came back.",
    "compare": "Tell what differs between two sites, or two versions of a container.",
}


class Commands(click.Group):
    """Knows its commands by name, and imports the file of the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"validator.cli.{cmd_name}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            mend = f"Did you mean `validator {near[0]}`?" if near else f"One of: {', '.join(COMMANDS)}."
            raise click.UsageError(f"There is no command {args[0]!r}. {mend}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """What the user did wrong is told in full on standard error, and ends with exit code 2."""
        try:
            with reader_may_leave():
                return super().invoke(ctx)
            return None
        except InputError as error:
            count = len(error.problems)
            click.echo(f"{error}\n\n{count} {'mistake' if count == 1 else 'mistakes'}. Nothing was run.", err=True)
        except UsageError as error:
            click.echo(str(error), err=True)
        except KeyboardInterrupt:
            click.echo("\nInterrupted.", err=True)
            sys.exit(BROKEN)
        sys.exit(WRONG_INPUT)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, message="validator %(version)s")
def command() -> None:
    """Checks, in a real browser, that every conversion is tracked: once, and with the right parameters.

    \b
    First steps:
      validator demo --run          watch it work on the bundled shop
      validator init                begin in your own project
      validator run scenarios/      run what is there
    """
