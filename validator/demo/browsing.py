"""The pages to look around in: home, categories, products, search, journal, tea guide, wholesale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from validator.demo.catalogue import Article, Product, item, money
from validator.demo.store import Response, Store, redirect
from validator.demo.visitor import Request


def home(store: Store, request: Request) -> Response:
    catalogue = store.catalogue
    chosen = [catalogue.products[slug] for slug in ("morning-mug", "garden-green", "round-teapot", "two-hills")]
    body = store.fill(
        "home",
        cards=_cards(store, chosen),
        teasers="\n".join(_teaser(store, article) for article in catalogue.articles.values()),
    )
    return store.page(
        request, "Mugs, tea and prints", body, kind="home", data=_list(store, "featured", "Featured", chosen)
    )


def category(store: Store, request: Request, slug: str) -> Response | None:
    shown = store.catalogue.categories.get(slug)
    if shown is None:
        return None
    products = store.catalogue.in_category(slug)
    body = store.fill("category", name=shown.name, lead=shown.lead, cards=_cards(store, products))
    return store.page(request, shown.name, body, kind="category", data=_list(store, slug, shown.name, products))


def product(store: Store, request: Request, slug: str) -> Response | None:
    shown = store.catalogue.products.get(slug)
    if shown is None:
        return None
    shelf = store.catalogue.categories[shown.category]
    variants = "\n".join(
        store.fill(
            "variant",
            number=number,
            name=variant.name,
            price=money(variant.price),
            picture=variant.picture or shown.picture,
            checked="checked" if number == 0 else "",
        )
        for number, variant in enumerate(shown.variants)
    )
    others = [other for other in store.catalogue.in_category(shown.category) if other is not shown][:3]
    body = store.fill(
        "product",
        id=shown.id,
        name=shown.name,
        text=shown.text,
        picture=shown.picture,
        price=money(shown.variants[0].price),
        category=shelf.name,
        category_slug=shelf.slug,
        choice=shown.choice or "Kind",
        choices="choices" if shown.choice else "choices single",
        variants=variants,
        video=store.fill("video", name=shown.video, product=shown.name) if shown.video else "",
        others="\n".join(store.fill("small-card", **_card(other)) for other in others),
    )
    items = [item(shown, variant, shelf) for variant in shown.variants]
    return store.page(request, shown.name, body, kind="product", data={"variants": items}, scripts=("product",))


def search(store: Store, request: Request) -> Response:
    words = request.query.get("q", "").strip()[:100]
    found = store.catalogue.search(words)
    count = {0: "Nothing", 1: "One product"}.get(len(found), f"{len(found)} products")
    body = store.fill("search", words=words, count=count, cards=_cards(store, found))
    data = {"search_term": words, "search_results": len(found), **_list(store, "search", "Search results", found)}
    return store.page(request, f"Search: {words}", body, kind="search", data=data)


def journal(store: Store, request: Request) -> Response:
    teasers = "\n".join(_teaser(store, article) for article in store.catalogue.articles.values())
    return store.page(request, "Journal", store.fill("journal", teasers=teasers), kind="journal")


def article(store: Store, request: Request, slug: str) -> Response | None:
    shown = store.catalogue.articles.get(slug)
    if shown is None:
        return None
    body = store.fill(
        "article", title=shown.title, lead=shown.lead, picture=shown.picture, text=_paragraphs(store, shown)
    )
    return store.page(request, shown.title, body, kind="article")


def guide(store: Store, request: Request, slug: str = "") -> Response | None:
    """One page of the tea guide. From there on the guide is a single-page app: guide.js shows the others."""
    shown = store.catalogue.guide.get(slug)
    if shown is None:
        return None
    links = "\n".join(
        store.fill("guide-link", slug=page.slug, title=page.title, current='aria-current="page"' * (page is shown))
        for page in store.catalogue.guide.values()
    )
    body = store.fill("guide", links=links, title=shown.title, picture=shown.picture, text=_paragraphs(store, shown))
    pages = {
        f"/guide/{page.slug}": {"title": page.title, "picture": page.picture, "text": page.text}
        for page in store.catalogue.guide.values()
    }
    return store.page(request, shown.title, body, kind="guide", data={"pages": pages}, scripts=("guide",))


def wholesale(store: Store, request: Request) -> Response:
    return store.page(request, "Tea for your office", store.fill("wholesale"), kind="wholesale", scripts=("wholesale",))


def send_wholesale(store: Store, request: Request) -> Response:
    body = store.fill("message", title="Thank you", text="We will call you within two working days.")
    return store.page(request, "Thank you", body, kind="message")


def newsletter(store: Store, request: Request) -> Response:
    """Where the footer's form goes. The page's script asks without leaving the page."""
    if "@" not in request.form.get("email", ""):
        return redirect("/")
    body = store.fill("message", title="Thank you", text="The next letter comes on the first of the month.")
    return store.page(request, "Newsletter", body, kind="message")


def not_found(store: Store, request: Request) -> Response:
    body = store.fill("message", title="This page is not here", text="It may have sold out. Try the menu above.")
    return store.page(request, "Not found", body, kind="message", status=404)


def _card(shown: Product) -> dict[str, object]:
    prices = {variant.price for variant in shown.variants}
    return {
        "id": shown.id,
        "slug": shown.slug,
        "name": shown.name,
        "short": shown.short,
        "picture": shown.picture,
        "price": money(min(prices)),
        "from": "from " if len(prices) > 1 else "",
    }


def _cards(store: Store, products: Iterable[Product]) -> str:
    return "\n".join(store.fill("card", **_card(shown)) for shown in products)


def _list(store: Store, id: str, name: str, products: Iterable[Product]) -> dict[str, Any]:
    shelves = store.catalogue.categories
    items = [
        {**item(shown, shown.variants[0], shelves[shown.category]), "index": index}
        for index, shown in enumerate(products)
    ]
    return {"list": {"item_list_id": id, "item_list_name": name, "items": items}}


def _teaser(store: Store, article: Article) -> str:
    return store.fill("teaser", slug=article.slug, title=article.title, lead=article.lead, picture=article.picture)


def _paragraphs(store: Store, article: Article) -> str:
    return "\n".join(store.fill("paragraph", text=text) for text in article.text)
