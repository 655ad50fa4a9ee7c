"""Where messages go: the owners of the plan, or of a file, and the address of what nobody owns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from validator.model.plan import Plan

if TYPE_CHECKING:
    from validator.notices.addresses import Addresses

VARIABLE = "VALIDATOR_NOTIFY"

_OPTIONS = (
    click.option(
        "--notify",
        multiple=True,
        metavar="URL",
        help=f"An address as apprise knows it, for what nobody owns; or the environment's {VARIABLE}.",
    ),
    click.option(
        "--owners",
        type=click.Path(path_type=Path),
        help="A file with the addresses of owners, instead of those of the plan.",
    ),
)


def telling_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say whom to tell."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def addresses_of(plans: Iterable[Plan], notify: tuple[str, ...], owners: Path | None) -> Addresses:
    """Every address that is meant, understood and with its secrets put in. Raises UsageError and InputError."""
    from validator.notices.addresses import resolved
    from validator.notices.sending import check

    told: dict[str, tuple[str, ...]] = {}
    if owners is not None:
        from validator.language.owners_file import read_owners_file

        told.update(read_owners_file(owners))
    else:
        for plan in plans:
            told.update(plan.owners)
    otherwise = notify or tuple(_listed(os.environ))
    found = resolved(told, otherwise)
    if found.all:
        check(found.all)
    return found


def _listed(environment: Mapping[str, str]) -> list[str]:
    return environment.get(VARIABLE, "").split()
