"""The customer's account: creation, signing in and out."""

from __future__ import annotations

from validator.demo.store import Response, Store, redirect
from validator.demo.visitor import Request, sign


def account(store: Store, request: Request) -> Response:
    """The account, or the form to sign in. What has just happened is told to the page once, through a cookie."""
    customer = store.customer(request)
    if customer is None:
        return _sign_in(store, request)
    happened = request.cookies.get("happened", "")
    body = store.fill("account", name=customer.name, email=customer.email, id=customer.id)
    return store.page(
        request,
        "Your account",
        body,
        kind="account",
        data={"happened": happened} if happened in {"sign_up", "login"} else {},
        cookies={"happened": None} if happened else {},
    )


def sign_in(store: Store, request: Request) -> Response:
    email, password = request.form.get("email", "").strip().lower(), request.form.get("password", "")
    known = store.customers.get(email)
    if known is None or known[0] != password:
        return _sign_in(store, request, "This e-mail address and password do not go together.", email)
    return redirect("/account", {"session": sign(known[1]), "happened": "login"})


def create_form(store: Store, request: Request) -> Response:
    return _create(store, request)


def create(store: Store, request: Request) -> Response:
    name = request.form.get("name", "").strip()[:60]
    email, password = request.form.get("email", "").strip()[:120], request.form.get("password", "")
    if not name or "@" not in email or len(password) < 8:
        return _create(store, request, "Please fill in all three; a password has 8 characters or more.")
    customer = store.add_customer(name, email, password)
    if customer is None:
        return _create(store, request, "This e-mail address has an account already.")
    return redirect("/account", {"session": sign(customer), "happened": "sign_up"})


def sign_out(store: Store, request: Request) -> Response:
    return redirect("/", {"session": None})


def _sign_in(store: Store, request: Request, wrong: str = "", email: str = "") -> Response:
    body = store.fill("sign-in", wrong=wrong, hidden="" if wrong else "hidden", email=email)
    return store.page(request, "Sign in", body, kind="sign-in", status=422 if wrong else 200)


def _create(store: Store, request: Request, wrong: str = "") -> Response:
    body = store.fill("create", wrong=wrong, hidden="" if wrong else "hidden")
    return store.page(request, "Create an account", body, kind="create-account", status=422 if wrong else 200)
