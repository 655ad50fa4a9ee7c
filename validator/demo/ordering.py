"""The pages to buy with: cart, checkout in two steps, the payment form in its own frame, thank-you."""

from __future__ import annotations

from typing import Any

from validator.demo.catalogue import Shipping, item, money
from validator.demo.store import Response, Store, redirect, subtotal
from validator.demo.visitor import Line, Request, add_line, read_cart, write_cart


def cart(store: Store, request: Request) -> Response:
    lines = store.cart(request)
    rows = "\n".join(
        store.fill(
            "cart-row",
            key=line.key,
            slug=line.product.slug,
            name=line.product.name,
            variant=line.variant.name,
            picture=line.variant.picture or line.product.picture,
            quantity=line.quantity,
            total=money(line.total),
        )
        for line in lines
    )
    body = store.fill(
        "cart",
        rows=rows,
        subtotal=money(subtotal(lines)),
        full="" if lines else "hidden",
        empty="hidden" if lines else "",
    )
    return store.page(request, "Your cart", body, kind="cart", data={"items": _items(store, lines)})


def add(store: Store, request: Request) -> Response:
    """Adds to the cart where no script did it."""
    form = request.form
    added = read_cart(f"{form.get('id')}:{form.get('choice', 0)}:{form.get('quantity', 1)}", store.catalogue)
    lines = store.cart(request)
    for line in added:
        lines = add_line(lines, line)
    return redirect("/cart", {"cart": write_cart(lines)})


def remove(store: Store, request: Request) -> Response:
    left = tuple(line for line in store.cart(request) if line.key != request.form.get("key"))
    return redirect("/cart", {"cart": write_cart(left)})


def checkout(store: Store, request: Request) -> Response:
    lines = store.cart(request)
    if not lines:
        return redirect("/cart")
    customer = store.customer(request)
    options = "\n".join(
        store.fill(
            "shipping-option",
            slug=kind.slug,
            name=kind.name,
            tier=kind.tier,
            price=money(kind.price) if kind.price else "free",
            checked="checked" if number == 0 else "",
        )
        for number, kind in enumerate(store.catalogue.shipping.values())
    )
    body = store.fill(
        "checkout",
        summary=_summary(store, lines),
        options=options,
        name=customer.name if customer else "",
        email=customer.email if customer else "",
    )
    data = {"items": _items(store, lines)}
    return store.page(request, "Checkout", body, kind="checkout", data=data, scripts=("checkout",))


def keep_address(store: Store, request: Request) -> Response:
    chosen = request.form.get("shipping", "")
    if chosen not in store.catalogue.shipping:
        return redirect("/checkout")
    return redirect(
        "/checkout/payment", {"shipping": chosen, "buyer": (request.form.get("name", "").split() or [""])[0][:40]}
    )


def payment(store: Store, request: Request) -> Response:
    lines = store.cart(request)
    shipping = _shipping(store, request)
    if not lines or shipping is None:
        return redirect("/checkout" if lines else "/cart")
    body = store.fill("payment", summary=_summary(store, lines, shipping), frame=f"http://{_other(request.host)}/pay")
    data = {"items": _items(store, lines)}
    return store.page(request, "Payment", body, kind="payment", data=data, scripts=("checkout",))


def pay(store: Store, request: Request) -> Response:
    """The payment service's form: a page of its own origin, without any tracking."""
    return Response(200, store.fill("pay", shop=f"http://{_other(request.host)}").encode())


def place(store: Store, request: Request) -> Response:
    lines = store.cart(request)
    shipping = _shipping(store, request)
    if not lines or shipping is None or request.form.get("paid") != "yes":
        return redirect("/checkout/payment")
    order = store.add_order(lines, shipping, request.cookies.get("buyer", ""))
    return redirect(f"/thank-you?order={order.id}", {"cart": None, "shipping": None, "buyer": None})


def thank_you(store: Store, request: Request) -> Response | None:
    order = store.orders.get(request.query.get("order", ""))
    if order is None:
        return None
    body = store.fill(
        "thank-you",
        order=order.id,
        name=f", {order.first_name}" if order.first_name else "",
        summary=_summary(store, order.lines, order.shipping),
    )
    data = {
        "order": {
            "transaction_id": order.id,
            "value": order.goods,
            "tax": order.tax,
            "shipping": order.shipping.price,
            "items": _items(store, order.lines),
        }
    }
    return store.page(request, "Thank you", body, kind="thank-you", data=data)


def _shipping(store: Store, request: Request) -> Shipping | None:
    return store.catalogue.shipping.get(request.cookies.get("shipping", ""))


def _items(store: Store, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    shelves = store.catalogue.categories
    return [item(line.product, line.variant, shelves[line.product.category], line.quantity) for line in lines]


def _summary(store: Store, lines: tuple[Line, ...], shipping: Shipping | None = None) -> str:
    rows = "\n".join(
        store.fill(
            "summary-row",
            quantity=line.quantity,
            name=line.product.name,
            variant=line.variant.name,
            total=money(line.total),
        )
        for line in lines
    )
    goods = subtotal(lines)
    return store.fill(
        "summary",
        rows=rows,
        subtotal=money(goods),
        shipping=money(shipping.price) if shipping else "next step",
        total=money(goods + (shipping.price if shipping else 0)),
    )


def _other(host: str) -> str:
    """The same server under its other name, which browsers take for another site."""
    name, _, port = host.partition(":")
    return {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}.get(name, name) + (f":{port}" if port else "")
