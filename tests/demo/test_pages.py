"""The shop's pages answer, hold together, and serve visitors who run no script."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
import requests

from tests.demo.markup import Markup
from validator.demo import Shop

PAGES = (
    "/",
    "/category/mugs",
    "/category/tea",
    "/category/prints",
    "/product/morning-mug",
    "/product/round-teapot",
    "/search?q=tea",
    "/search?q=<script>",
    "/journal",
    "/journal/how-hot",
    "/guide/",
    "/guide/green",
    "/wholesale",
    "/account",
    "/account/create",
    "/cart",
)
OUTSIDE = re.compile(r"(?:https?:)?//(?!127\.0\.0\.1|localhost|www\.w3\.org)[\w.-]+")


def crawl(shop: Shop) -> dict[str, requests.Response]:
    """Every page and file that the pages refer to, from the home page on."""
    seen: dict[str, requests.Response] = {}
    waiting = [f"{shop.url}/"]
    with requests.Session() as session:
        while waiting:
            url = waiting.pop().partition("#")[0]
            if url in seen or not url.startswith(shop.url):
                continue
            seen[url] = session.get(url)
            if seen[url].headers["Content-Type"].startswith("text/html"):
                waiting += [urljoin(url, address) for address in Markup(seen[url].text).addresses]
    return seen


def test_every_link_leads_somewhere(shop: Shop) -> None:
    seen = crawl(shop)
    assert {url: answer.status_code for url, answer in seen.items() if answer.status_code != 200} == {}
    assert len(seen) >= 50


@pytest.mark.parametrize("path", PAGES)
def test_markup_is_sound(shop: Shop, path: str) -> None:
    answer = requests.get(shop.url + path)
    assert answer.status_code == 200
    assert Markup(answer.text).faults == []
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*PAGES, "/static/shop.js", "/static/tracking.js", "/static/shop.css", "/pay"])
def test_only_googles_snippet_goes_outside(shop: Shop, path: str) -> None:
    text = requests.get(shop.url + path).text
    comments = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    assert set(OUTSIDE.findall(comments)) <= {"https://www.googletagmanager.com"}


def test_consent_default_comes_before_the_tag_manager(shop: Shop) -> None:
    text = requests.get(shop.url).text
    assert 0 < text.index("'consent', 'default'") < text.index("googletagmanager.com/gtm.js?id=")


def test_basic_mode_loads_no_tag_manager_by_itself_and_is_kept(shop: Shop) -> None:
    with requests.Session() as session:
        chosen = session.get(f"{shop.url}/?consent=basic").text
        later = session.get(f"{shop.url}/cart").text
    assert "function loadTagManager" in chosen
    assert "function loadTagManager" in later
    assert "function loadTagManager" not in requests.get(shop.url).text


def test_what_a_visitor_types_is_escaped(shop: Shop) -> None:
    text = requests.get(f"{shop.url}/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/product/nothing", "/static/../catalogue.json", "/templates/page.html", "/thank-you?order=KC-1"],
)
def test_what_is_not_there_is_not_found(shop: Shop, path: str) -> None:
    answer = requests.get(shop.url + path)
    assert answer.status_code == 404
    assert Markup(answer.text).faults == []


def test_a_shopper_without_scripts_buys(shop: Shop) -> None:
    with requests.Session() as session:
        cart = session.post(f"{shop.url}/cart/add", data={"id": "MUG-1", "choice": "2", "quantity": "2"})
        assert cart.url == f"{shop.url}/cart"
        assert "€43.80" in cart.text
        payment = session.post(f"{shop.url}/checkout", data={"name": "Ada L", "shipping": "express"})
        assert "€53.70" in payment.text
        assert Markup(payment.text).faults == []
        unpaid = session.post(f"{shop.url}/checkout/place", data={"paid": ""})
        assert unpaid.url == f"{shop.url}/checkout/payment"
        thanks = session.post(f"{shop.url}/checkout/place", data={"paid": "yes"})
        assert "/thank-you?order=KC-" in thanks.url
        assert "Thank you, Ada!" in thanks.text
        assert Markup(thanks.text).faults == []
        assert "There is nothing in it yet" in session.get(f"{shop.url}/cart").text


@pytest.mark.parametrize("cookie", ["MUG-1:0:1|NOPE:0:1", "MUG-1:9:1|MUG-1:0:1", "MUG-1:0:1|x", "MUG-1:0:1|MUG-1:0:²"])
def test_a_strange_cart_keeps_what_is_sound(shop: Shop, cookie: str) -> None:
    answer = requests.get(f"{shop.url}/cart", headers={"Cookie": f"cart={cookie}".encode()})
    assert answer.text.count('class="row"') == 1


def test_accounts(shop: Shop) -> None:
    with requests.Session() as session:
        wrong = session.post(f"{shop.url}/account", data={"email": "ada@example.org", "password": "wrong"})
        assert wrong.status_code == 422
        inside = session.post(f"{shop.url}/account", data={"email": "ada@example.org", "password": "lovelace"})
        assert '"happened": "login"' in inside.text
        again = session.get(f"{shop.url}/account")
        assert '"happened"' not in again.text, "a reload must not tell the login again"
        assert '"user_id": "C-1001"' in session.get(shop.url).text
        session.post(f"{shop.url}/account/sign-out")
        assert "user_id" not in session.get(shop.url).text
        double = session.post(
            f"{shop.url}/account/create", data={"name": "A", "email": "ADA@example.org", "password": "12345678"}
        )
        assert "has an account already" in double.text


@pytest.mark.parametrize("cookie", ["x", "x.y", ".", "W10=.abc", "=."])
def test_a_forged_session_signs_nobody_in(shop: Shop, cookie: str) -> None:
    assert "Sign in" in requests.get(f"{shop.url}/account", headers={"Cookie": f"session={cookie}"}).text


def test_the_film_can_be_had_in_parts(shop: Shop) -> None:
    whole = requests.get(f"{shop.url}/static/pouring.webm")
    part = requests.get(f"{shop.url}/static/pouring.webm", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.content)}"
    assert requests.get(f"{shop.url}/static/pouring.webm", headers={"Range": "bytes=999999-"}).status_code == 200


def test_an_unchanged_file_is_not_sent_again(shop: Shop) -> None:
    first = requests.get(f"{shop.url}/static/shop.css")
    again = requests.get(f"{shop.url}/static/shop.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
