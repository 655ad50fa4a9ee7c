"""`validator init`: a first scenario and tracking plan in the user's own project."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from validator.model.location import UsageError

_PLAN = """\
# yaml-language-server: $schema={schemas}/plan.schema.json
plan: {name}

vendors:
  ga4: {{}}                      # {{id: G-…}} makes sure that hits go to the right property

events:                         # what your team agreed to track, by names that everybody understands
  View page:
    conversion: micro
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
# yaml-language-server: $schema={schemas}/scenario.schema.json
scenario: A visitor opens the first page
site: "${{BASE_URL:-{site}}}"      # --base-url wins

journey:
  - goto: /
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
@click.option("--site", default="https://www.example.org", metavar="URL", help="The site to be tested.")
def command(folder: Path, site: str) -> None:
    """Write a first scenario and tracking plan into your own project.

    They are put into FOLDER/scenarios; nothing that is there is overwritten.
    """
    split = urlsplit(site if "//" in site else f"https://{site}")
    if not split.hostname:
        raise UsageError(f"--site {site!r} is not an address.\n  → Write it as https://www.example.org")
    schemas = (Path(__file__).parents[1] / "language" / "schemas").as_posix()
    told = {"site": split.geturl().rstrip("/"), "name": split.hostname, "schemas": schemas}
    files = {
        folder / "scenarios" / "tracking-plan.yaml": _PLAN.format(**told),
        folder / "scenarios" / "first.yaml": _SCENARIO.format(**told),
    }
    for file in files:
        if file.exists():
            raise UsageError(f"{file} is there already; nothing was written.\n  → Name another folder.")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        click.echo(f"wrote {file}")
    click.echo(f"\nNext: validator run {folder / 'scenarios'}")
