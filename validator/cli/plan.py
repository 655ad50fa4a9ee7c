"""`validator plan`: the tracking plan by itself: check, show, coverage, import, export."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from validator.cli.leaving import reader_may_leave
from validator.model.location import UsageError
from validator.telling.prose import count

if TYPE_CHECKING:
    from validator.model.plan import Plan

_plan = click.option(
    "--plan", type=click.Path(path_type=Path), help="The tracking plan, instead of the one found upward."
)
_output = click.option("--output", type=click.Path(path_type=Path), help="A file to write, instead of the terminal.")


@click.group("plan")
def command() -> None:
    """Check, show, measure, import and export the tracking plan.

    The plan is tracking-plan.yaml, in this folder, in `scenarios`, or above.
    """


@command.command("check", short_help="Tell what is wrong, or unwise, in the plan.")
@_plan
def check(plan: Path | None) -> None:
    """Tell everything that is wrong, or unwise, in the plan by itself.

    Exit codes: 0 it can be read, 2 it cannot.
    """
    from validator.language import read_suite

    file = _file(plan)
    suite = read_suite([file], environment=os.environ)
    for warning in suite.warnings:
        click.echo(f"warning: {warning}\n")
    found = _read(file)
    for sentence in _focus(found):
        click.echo(f"warning: {sentence}\n")
    told = [count(len(found.events), "event"), count(len(found.goals), "goal"), "no mistakes"]
    warnings = len(suite.warnings) + len(_focus(found))
    click.echo(f"{file}: {', '.join([*told, *([count(warnings, 'warning')] if warnings else [])])}.")


@command.command("show", short_help="Show events and goals.")
@_plan
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "markdown", "csv", "json-schema"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@_output
def show(plan: Path | None, kind: str, output: Path | None) -> None:
    """Show the plan: events with what each vendor is sent, and goals by slot."""
    _tell(_written(_read(_file(plan)), kind), output)


@command.command("export", short_help="Write CSV, JSON Schema or Markdown.")
@click.argument("kind", type=click.Choice(["csv", "json-schema", "markdown"]))
@_plan
@_output
def export(kind: str, plan: Path | None, output: Path | None) -> None:
    """Write the plan in another format, for spreadsheets, schemas and wikis."""
    _tell(_written(_read(_file(plan)), kind), output)


@command.command("import", short_help="Make a plan of CSV or JSON Schema.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vendor", default="ga4", show_default=True, help="Who is sent events that name nobody.")
@click.option("--name", help="The plan's name; the file's by default.")
@_output
def import_(file: Path, vendor: str, name: str | None, output: Path | None) -> None:
    """Make a tracking plan of a CSV file (a Google Sheet, downloaded) or a JSON Schema.

    It is written to the terminal, to be read before it is kept.
    """
    from validator.plan.field import as_plan
    from validator.plan.json_schema import read_schema
    from validator.plan.sheet import read_sheet
    from validator.vendors import VENDORS
    from validator.yaml_text import yaml_text

    if vendor not in VENDORS:
        raise UsageError(f"--vendor: there is no vendor {vendor!r}.\n  → `validator vendors` lists them.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not written in UTF-8.\n  → Save it as CSV in UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}.") from None
    is_schema = file.suffix.lower() == ".json" or text.lstrip()[:1] == "{"
    rows = (read_schema if is_schema else read_sheet)(text, str(file), vendor)
    _tell(yaml_text(as_plan(rows, name or file.stem)), output)


@command.command("coverage", short_help="Tell what no scenario expects.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_plan
@click.option(
    "--min",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail where less of the events and goals is expected by scenarios.",
)
def coverage(paths: tuple[Path, ...], plan: Path | None, least: float | None) -> None:
    """Tell which events and goals no scenario expects, and what scenarios expect beside the plan.

    For each macro conversion it shows the steps before it: ✓ a micro conversion, · counted, – silent.

    Exit codes: 0 enough, 1 less than --min, 2 wrong input.
    """
    from validator.cli.reading import read
    from validator.plan.coverage import coverage as covered
    from validator.plan.shown import coverage_text

    suite = read(paths, base_url="https://site.example", plan=plan)
    own = _read(plan or _file(None, beside=Path(suite.entries[0].scenario.location.file)))
    scenarios = [entry.scenario for entry in suite.entries if entry.plan.name == own.name]
    found = covered(own, scenarios)
    with reader_may_leave():
        click.echo(coverage_text(found), nl=False)
        wanted = f" (at least {least:g} % is asked for)" if least is not None else ""
        click.echo(f"\n{found.share:.0f} % of the plan is expected by {count(len(scenarios), 'scenario')}{wanted}.")
    sys.exit(1 if least is not None and found.share < least else 0)


def _focus(plan: Plan) -> list[str]:
    """What a plan lacks as a whole: a way from small conversions to the one that counts."""
    kinds = [event.conversion for event in plan.events.values()] + [goal.conversion for goal in plan.goals]
    if "macro" in kinds and "micro" not in kinds:
        return [
            "the plan has macro conversions and no micro one: nobody will see where visitors are lost.\n"
            "  → Give conversion: micro to the steps that lead there."
        ]
    return []


def _file(plan: Path | None, beside: Path | None = None) -> Path:
    """The plan's file. Raises UsageError."""
    from validator.language import PLAN_NAMES

    if plan is not None:
        if not plan.is_file():
            raise UsageError(f"There is no file {plan}.")
        return plan
    here = (beside or Path("scenarios") / "x").resolve().parent
    for folder in (here, *here.parents):
        for name in PLAN_NAMES:
            if (folder / name).is_file():
                found = folder / name
                return found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found
    raise UsageError("There is no tracking-plan.yaml here.\n  → Name it with --plan, or type `validator init`.")


def found_plan(told: Path | None) -> Plan:
    """The plan that is named, or found; an empty one where there is none. Raises InputError and UsageError."""
    from validator.model.plan import Plan

    try:
        return _read(_file(told))
    except UsageError:
        if told is not None:
            raise
        return Plan()


def plan_at(plan: Path | None, beside: str | None = None) -> Plan:
    """The plan that is named, or the one found upward from a file, or from here. Raises UsageError and InputError."""
    return _read(_file(plan, Path(beside) if beside else None))


def _read(file: Path) -> Plan:
    from validator.language import read_plan_file

    return read_plan_file(file)


def _written(plan: Plan, kind: str) -> str:
    from validator.plan.field import rows_of
    from validator.plan.json_schema import write_schema
    from validator.plan.sheet import write_sheet
    from validator.plan.shown import as_markdown, as_text

    match kind:
        case "csv":
            return write_sheet(rows_of(plan))
        case "json-schema":
            return write_schema(rows_of(plan), plan.name)
        case "markdown":
            return as_markdown(plan)
    return as_text(plan)


def _tell(text: str, output: Path | None) -> None:
    if output is None:
        with reader_may_leave():
            click.echo(text, nl=False)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror or error}.") from None
    click.echo(f"Written: {output}")
