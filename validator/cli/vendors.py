"""`validator vendors`: whose hits are understood, and how each is read."""

from __future__ import annotations

import inspect

import click

from validator.model.location import UsageError


@click.command("vendors")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the vendors whose hits are understood; with NAME, the manual of one."""
    from validator.vendors import VENDORS

    if name is None:
        width = max(map(len, VENDORS))
        for known in VENDORS:
            click.echo(f"{known:<{width}}  {VENDORS[known].NAME}")
        click.echo(f"\n{len(VENDORS)} vendors. `validator vendors NAME` shows how one is read.")
        return
    if name not in VENDORS:
        from difflib import get_close_matches

        near = get_close_matches(name, VENDORS, 3, 0.5)
        mend = f"Did you mean {' or '.join(near)}?" if near else "`validator vendors` lists them."
        raise UsageError(f"There is no vendor {name!r}.\n  → {mend}")
    vendor = VENDORS[name]
    click.echo(f"{name}: {vendor.NAME}\n\n{inspect.cleandoc(vendor.__doc__ or '')}")
