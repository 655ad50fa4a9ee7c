"""Where owners are reached. Addresses hold passwords and tokens: they are never shown, only what kind they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from validator.model.location import UsageError

_REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}")
_NO_SECRET = ("localhost", "127.0.0.1")
_SHORTEST = 4  # letters of a part of an address that is masked wherever it stands


@dataclass(frozen=True, slots=True)
class Addresses:
    """`owners`: the addresses of each; `otherwise`: of what nobody owns, or whose owner has none."""

    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    otherwise: tuple[str, ...] = ()

    def of(self, owner: str) -> tuple[str, ...]:
        return self.owners.get(owner) or self.otherwise

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.otherwise, *(one for told in self.owners.values() for one in told)]))

    def mask(self, text: str) -> str:
        """A text without any part of an address in it."""
        return masked(text, self.all)


def resolved(
    owners: Mapping[str, Iterable[str]],
    otherwise: Iterable[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> Addresses:
    """With what the environment says put in. Raises UsageError for a variable that is not set."""
    return Addresses(
        {owner: tuple(_filled(one, f"of {owner}", environment) for one in told) for owner, told in owners.items()},
        tuple(_filled(one, "of --notify", environment) for one in otherwise),
    )


def _filled(address: str, whose: str, environment: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        told = environment.get(found[1]) or found[2]
        if told is None:
            raise UsageError(
                f"The environment variable {found[1]}, which holds an address {whose}, is not set.\n"
                "  → Set it, or take the address out of the owners."
            )
        return told

    filled = _REFERENCE.sub(value, address).strip()
    if "://" not in filled:
        raise UsageError(f"An address {whose} is none: it has no kind, such as mailto:// or slack://.")
    return filled


def kind(address: str) -> str:
    """What may be shown of an address: `slack`, `mailtos`."""
    return address.partition("://")[0].lower() or "address"


def masked(text: str, addresses: Iterable[str]) -> str:
    """A text without addresses, nor any part of them that may be a secret, in the spellings in which they travel."""
    for secret in sorted({part for one in addresses for part in _parts(one)}, key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _parts(address: str) -> Iterable[str]:
    """The address, and everything in it that is longer than a word or two: users, passwords, hosts, tokens."""
    yield address
    scheme, _, rest = address.partition("://")
    yield rest
    if scheme == rest or not rest:
        return
    try:
        split = urlsplit(address)
    except ValueError:
        return
    told = [split.username or "", split.password or "", *re.split(r"[/@?&;]", rest)]
    told += [one.partition("=")[2] for one in told if "=" in one]
    told += [piece for one in told for piece in one.split(":")]
    for one in told:
        for spelling in (one, unquote(one)):
            if len(spelling) >= _SHORTEST and spelling not in (scheme, *_NO_SECRET):
                yield spelling
