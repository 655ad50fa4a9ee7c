"""What one running shop holds: files, catalogue, customers and orders; and how a page is put together."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.demo.catalogue import Catalogue, Shipping, read_catalogue
from validator.demo.template import fill, script_json
from validator.demo.visitor import Customer, Line, Request, read_cart, signed_in

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
    "webm": "video/webm",
    "mp4": "video/mp4",
}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `cookies`: name → value, None deletes it; `secret`: names that scripts must not read."""

    status: int
    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str | None] = field(default_factory=dict)
    secret: frozenset[str] = frozenset({"session"})


@dataclass(frozen=True, slots=True)
class Order:
    """A placed order; `tax` is the VAT contained in the prices."""

    id: str
    lines: tuple[Line, ...]
    shipping: Shipping
    first_name: str

    @property
    def goods(self) -> float:
        return subtotal(self.lines)

    @property
    def tax(self) -> float:
        return round(self.goods * 19 / 119, 2)


@dataclass(slots=True)
class Store:
    """`files` is the content of the folder `shop` by path, with a fault applied where one was asked for."""

    files: Mapping[str, bytes]
    catalogue: Catalogue = field(init=False)
    customers: dict[str, tuple[str, Customer]] = field(default_factory=dict)  # e-mail → password, customer
    orders: dict[str, Order] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.catalogue = read_catalogue(self.text("catalogue.json"))
        self.add_customer("Ada", "ada@example.org", "lovelace")

    def text(self, path: str) -> str:
        return self.files[path].decode()

    def fill(self, template: str, **values: object) -> str:
        return fill(self.text(f"templates/{template}.html"), **values)

    def file(self, path: str) -> Response | None:
        """A file of the shop that visitors may have."""
        if path not in self.files or not path.startswith(("static/", "pictures/")):
            return None
        return Response(200, self.files[path], _TYPES[path.rpartition(".")[2]])

    def add_customer(self, name: str, email: str, password: str) -> Customer | None:
        """The new customer; None if the e-mail address has an account already."""
        with self._lock:
            if email.lower() in self.customers:
                return None
            customer = Customer(f"C-{1001 + len(self.customers)}", name, email)
            self.customers[email.lower()] = (password, customer)
            return customer

    def add_order(self, lines: tuple[Line, ...], shipping: Shipping, first_name: str) -> Order:
        with self._lock:
            order = Order(f"KC-{10001 + len(self.orders)}", lines, shipping, first_name)
            self.orders[order.id] = order
            return order

    def cart(self, request: Request) -> tuple[Line, ...]:
        return read_cart(request.cookies.get("cart", ""), self.catalogue)

    def customer(self, request: Request) -> Customer | None:
        return signed_in(request.cookies.get("session", ""))

    def page(
        self,
        request: Request,
        title: str,
        body: str,
        *,
        kind: str = "other",
        data: Mapping[str, Any] | None = None,
        scripts: tuple[str, ...] = (),
        status: int = 200,
        cookies: Mapping[str, str | None] | None = None,
    ) -> Response:
        """A whole page around `body`. `kind` and `data` tell the page's scripts what is shown (see tracking.js)."""
        customer = self.customer(request)
        visitor = {"page_type": kind, "signed_in": "yes" if customer else "no"}
        if customer:
            visitor["user_id"] = customer.id
        text = self.fill(
            "page",
            title=title,
            tagging=self.fill(f"tagging-{request.mode}", visitor=script_json(visitor)),
            body=body,
            kind=kind,
            data=script_json({"kind": kind, **(data or {})}),
            scripts="\n".join(f'<script src="/static/{name}.js" defer></script>' for name in scripts),
            account=f"Hello, {customer.name}" if customer else "Account",
            cart=sum(line.quantity for line in self.cart(request)),
            query=request.query.get("q", "") if request.path == "/search" else "",
            banner=self.fill("banner"),
        )
        kept = {"consent_mode": request.mode} if "consent" in request.query else {}
        return Response(status, _mark_current(text, request.path).encode(), cookies={**kept, **(cookies or {})})


def subtotal(lines: tuple[Line, ...]) -> float:
    return round(sum(line.total for line in lines), 2)


def redirect(to: str, cookies: Mapping[str, str | None] | None = None) -> Response:
    return Response(303, headers={"Location": to}, cookies=cookies or {})


def _mark_current(text: str, path: str) -> str:
    """Marks the navigation's link to the page that is shown."""
    link = re.compile(rf'(<a class="nav-link" href="{re.escape(path)}")')
    return link.sub(r'\1 aria-current="page"', text)
