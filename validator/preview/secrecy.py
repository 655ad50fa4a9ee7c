"""Passwords and card numbers: recognised as they are typed, and never written down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_PASSWORD = re.compile(
    r"passw|passcode|kennwort|mot de passe|contrase|wachtwoord|lösenord|\bsenha\b|\bhasło\b|"
    r"\bpin\b|\botp\b|one.?time.?code|secret",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"cc-?(csc|cvc|cvv)|\b(cvc|cvv|csc)2?\b|security.?code|card.?code|pr(ü|ue)f(nummer|ziffer)|sicherheitscode|"
    r"cryptogramme|beveiligingscode|c[oó]d(igo|ice) d[ei] (seguridad|sicurezza)",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"cc-?(number|num)|card.?(number|num|no)\b|karten-?(nummer|nr)|kaartnummer|credit.?card|\biban\b|"
    r"n[uú]m[eé]ro d[ei] (la |una )?(carte|tarjeta|carta)",
    re.IGNORECASE,
)


def secret_kind(words: str, value: str, *, told: str = "") -> str:
    """PASSWORD, CARD_NUMBER, CARD_CODE, or "". `words`: what the field is called and its opening tag.

    `told`: what the page's own script took it for (password, card or "").
    """
    digits = re.sub(r"[\s-]", "", value)
    if _CODE.search(words):
        return "CARD_CODE"
    if _CARD.search(words) or (re.fullmatch(r"\d{13,19}", digits) and luhn(digits)):
        return "CARD_NUMBER"
    if re.search(r"type=[\"']?password", words) or _PASSWORD.search(words):
        return "PASSWORD"
    return {"password": "PASSWORD", "card": "CARD_NUMBER"}.get(told, "")


def luhn(digits: str) -> bool:
    """Whether the last digit is what the others ask for, as in the number of every payment card."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


class Secrets:
    """The secrets of one recording: a name of the environment for each value."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}  # value → name

    def name(self, kind: str, value: str, *, once: str = "") -> str:
        """The environment variable that stands for this value.

        `once`: the name of the value that stood in the same field a moment ago, and is a part of what was typed only.
        """
        if once and value not in self._names:
            self._names = {known: name for known, name in self._names.items() if name != once}
        if value not in self._names:
            taken = set(self._names.values())
            self._names[value] = next(
                name for name in (kind, *(f"{kind}_{n}" for n in range(2, 1000))) if name not in taken
            )
        return self._names[value]

    def address(self, site: str) -> str:
        """A site's address as it is written: its password stands in the environment."""
        parts = urlsplit(site)
        if not parts.password:
            return site
        name = self.name("SITE_PASSWORD", parts.password)
        return site.replace(f":{parts.password}@", f":${{{name}}}@", 1)

    @property
    def values(self) -> Mapping[str, str]:
        """Name → value."""
        return {name: value for value, name in self._names.items()}
