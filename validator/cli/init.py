"""`validator init`: a first scenario and tracking plan in the user's own project."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import click

from validator.cli.first_look import FirstLook, first_look
from validator.model.location import UsageError

_EXAMPLE = "https://www.example.org"
_SCHEMAS = ("scenario.schema.json", "plan.schema.json")

_PLAN = """\
# yaml-language-server: $schema=.schemas/plan.schema.json
plan: {name}

vendors:
  {vendor}

{container}

events:                         # what your team agreed to track, by names that everybody understands
  View page:
    owner: team-web
    ga4: {{event: page_view}}
  # Order:
  #   conversion: macro
  #   owner: team-checkout
  #   ga4:
  #     event: purchase
  #     params: {{transaction_id: present, currency: {{matches: '^[A-Z]{{3}}$'}}, value: {{type: number}}}}
  #     items: {{length: {{at_least: 1}}}}

# consent:                      # how the banner is answered, by real clicks
#   mode: advanced              # or basic: without consent nothing at all may be sent
#   banner:
#     accept: [click: Accept all]
#     deny: [click: Reject all]
#   profiles:
#     granted: {{answer: accept}}
#     denied: {{answer: deny}}

unexpected: ignore              # events outside this plan: ignore, warn or fail
"""

_SCENARIO = """\
# yaml-language-server: $schema=.schemas/scenario.schema.json
scenario: A visitor opens the first page
site: "${{BASE_URL:-{site}}}"      # --base-url wins

journey:
  - goto: {path}
    expect: [View page]             # an event of tracking-plan.yaml, by its name

  # - click: Add to cart            # the visible name of a button or link
  #   expect:
  #     - push: {{event: add_to_cart}}          # the dataLayer push
  #     - vendor: ga4                           # and the hit
  #       event: add_to_cart
  #       params: {{currency: EUR, value: {{at_least: 0.01}}}}
"""


@click.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site", metavar="URL", help="The site to be tested; its first page is looked at once.")
def command(folder: Path, site: str | None) -> None:
    """Write a first scenario and tracking plan for your own site.

    They are put into FOLDER/scenarios, with schemas by which editors complete and check them. Nothing that is there
    is overwritten.
    """
    told = site or _EXAMPLE
    split = urlsplit(told if "//" in told else f"https://{told}")
    if not split.hostname or split.scheme not in ("http", "https"):
        raise UsageError(f"--site {site!r} is not an address.\n  → Write it as https://www.example.org")
    look = first_look(split.geturl()) if site else FirstLook()
    place = folder / "scenarios"
    files = {
        place / "tracking-plan.yaml": _PLAN.format(
            name=split.hostname, vendor=_vendor(look), container=_container(look)
        ),
        place / "first.yaml": _SCENARIO.format(
            site=f"{split.scheme}://{split.netloc}", path=split._replace(scheme="", netloc="").geturl() or "/"
        ),
    }
    for file in files:
        if file.exists():
            raise UsageError(f"{file} is there already; nothing was written.\n  → Name another folder.")
    try:
        _write(place, files)
    except OSError as error:
        raise UsageError(f"Nothing can be written to {place}: {error.strerror or error}.") from None
    for file in files:
        click.echo(f"wrote {file}")
    if site:
        click.echo(_seen(look, split.geturl()))
    else:
        click.echo(f"\nThe site in first.yaml is {_EXAMPLE}: name your own there, or with --base-url.")
    click.echo(f"\nNext: validator run{'' if folder == Path() else f' {place}'}")


def _write(place: Path, files: dict[Path, str]) -> None:
    (place / ".schemas").mkdir(parents=True, exist_ok=True)
    for name in _SCHEMAS:
        shutil.copyfile(Path(__file__).parents[1] / "language" / "schemas" / name, place / ".schemas" / name)
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")


def _vendor(look: FirstLook) -> str:
    if look.measurements:
        return f"ga4: {{id: {look.measurements[0]}}}      # hits must go to this property"
    return "ga4: {}                      # {id: G-…} makes sure that hits go to the right property"


def _container(look: FirstLook) -> str:
    """The bundled shop's own container is run from its file, since no tag manager serves it."""
    if look.is_demo:
        return "container: {id: GTM-DEMO123, url: /container.json}   # an export, run in the page by the validator"
    told = look.containers[0] if look.containers else "GTM-…"
    return f"# container: {{id: {told}, file: container.json}}   # an export: try a version before it is published"


def _seen(look: FirstLook, url: str) -> str:
    if not look.answered:
        return f"\n{url} did not answer: the plan names no ids of its tags."
    ids = (*look.containers, *look.measurements)
    return f"\nSeen on {url}: {', '.join(ids) if ids else 'no id of a tag manager or of Google Analytics'}."
