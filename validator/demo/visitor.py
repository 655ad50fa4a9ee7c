"""Who is at the shop: what the browser's cookies say of the cart, the account and the consent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote

from validator.demo.catalogue import Catalogue, Product, Variant

# The demo has nothing to protect; the signature keeps a hand-made cookie from signing anybody in by accident.
_SIGNING_KEY = b"kettle-and-clay"
MOST_OF_ONE = 99


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the cart. `choice` is the number of the variant, from 0."""

    product: Product
    choice: int
    quantity: int

    @property
    def variant(self) -> Variant:
        return self.product.variants[self.choice]

    @property
    def key(self) -> str:
        return f"{self.product.id}:{self.choice}"

    @property
    def total(self) -> float:
        return round(self.variant.price * self.quantity, 2)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, taken apart."""

    method: str
    path: str
    host: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def mode(self) -> Literal["basic", "advanced"]:
        """Of consent: `/?consent=basic` chooses it, a cookie keeps it."""
        chosen = self.query.get("consent") or self.cookies.get("consent_mode")
        return "basic" if chosen == "basic" else "advanced"


def read_cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: unquote(value) for name, sign, value in pairs if sign}


def read_form(text: str) -> dict[str, str]:
    """Query or form body; of a name given twice the last one counts."""
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}


def read_cart(cookie: str, catalogue: Catalogue) -> tuple[Line, ...]:
    """The lines of a cart cookie, `MUG-1:0:2|TEA-1:1:1` (product, variant, quantity). What is no line is left out."""
    return tuple(line for part in cookie.split("|") if (line := _line(part, catalogue)))


def _line(part: str, catalogue: Catalogue) -> Line | None:
    fields = part.split(":")
    product = catalogue.by_id(fields[0])
    if product is None or len(fields) != 3 or not all(text.isascii() and text.isdigit() for text in fields[1:]):
        return None
    choice, quantity = int(fields[1][:3]), int(fields[2][:3])
    if choice >= len(product.variants) or quantity < 1:
        return None
    return Line(product, choice, min(quantity, MOST_OF_ONE))


def write_cart(lines: tuple[Line, ...]) -> str:
    return "|".join(f"{line.key}:{line.quantity}" for line in lines)


def add_line(lines: tuple[Line, ...], added: Line) -> tuple[Line, ...]:
    if not any(line.key == added.key for line in lines):
        return (*lines, added)
    return tuple(
        Line(line.product, line.choice, min(line.quantity + added.quantity, MOST_OF_ONE))
        if line.key == added.key
        else line
        for line in lines
    )


def sign(customer: Customer) -> str:
    """The session cookie of a customer: it holds all that is needed, so a restarted shop still knows it."""
    told = base64.urlsafe_b64encode(json.dumps([customer.id, customer.name, customer.email]).encode()).decode()
    return f"{told}.{_signature(told)}"


def signed_in(cookie: str) -> Customer | None:
    told, _, signature = cookie.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(told).encode()):
        return None
    return Customer(*json.loads(base64.urlsafe_b64decode(told)))


def _signature(told: str) -> str:
    return hmac.new(_SIGNING_KEY, told.encode(), hashlib.sha256).hexdigest()[:32]
