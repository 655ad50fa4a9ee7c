"""What the shop sells, ships and writes about, read from shop/catalogue.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Variant:
    """One kind of a product; `price` in euros with VAT."""

    name: str
    price: float
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """`choice` names what the variants differ in; empty where there is only one."""

    id: str
    slug: str
    name: str
    category: str
    picture: str
    short: str
    text: str
    variants: tuple[Variant, ...]
    choice: str = ""
    video: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    name: str
    lead: str


@dataclass(frozen=True, slots=True)
class Shipping:
    slug: str
    name: str
    tier: str  # as analytics calls it
    price: float


@dataclass(frozen=True, slots=True)
class Article:
    """A text of the journal or of the tea guide."""

    slug: str
    title: str
    picture: str
    text: tuple[str, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    categories: Mapping[str, Category] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)  # by slug, in the order of the file
    shipping: Mapping[str, Shipping] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    guide: Mapping[str, Article] = field(default_factory=dict)

    def in_category(self, slug: str) -> tuple[Product, ...]:
        return tuple(product for product in self.products.values() if product.category == slug)

    def by_id(self, id: str) -> Product | None:
        return next((product for product in self.products.values() if product.id == id), None)

    def search(self, words: str) -> tuple[Product, ...]:
        """Products whose name, category or description holds every word."""
        wanted = words.lower().split()
        return tuple(
            product
            for product in self.products.values()
            if wanted and all(word in self._prose(product) for word in wanted)
        )

    def _prose(self, product: Product) -> str:
        category = self.categories[product.category].name
        return f"{product.name} {category} {product.short} {product.text}".lower()


def read_catalogue(text: str) -> Catalogue:
    told = json.loads(text)
    return Catalogue(
        categories={row["slug"]: Category(**row) for row in told["categories"]},
        products={row["slug"]: _product(row) for row in told["products"]},
        shipping={row["slug"]: Shipping(**row) for row in told["shipping"]},
        articles={row["slug"]: _article(row) for row in told["articles"]},
        guide={row["slug"]: _article(row) for row in told["guide"]},
    )


def _product(row: dict[str, Any]) -> Product:
    return Product(**{**row, "variants": tuple(Variant(**variant) for variant in row["variants"])})


def _article(row: dict[str, Any]) -> Article:
    return Article(**{**row, "text": tuple(row["text"])})


def money(amount: float) -> str:
    """`€19.90`"""
    return f"€{amount:,.2f}"


def item(product: Product, variant: Variant, category: Category, quantity: int = 1) -> dict[str, Any]:
    """The product as an item of GA4's e-commerce objects.

    Source: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
    """
    return {
        "item_id": product.id,
        "item_name": product.name,
        "item_brand": "Kettle & Clay",
        "item_category": category.name,
        "item_variant": variant.name,
        "price": variant.price,
        "quantity": quantity,
    }
