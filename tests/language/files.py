"""Files of a test, written and read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validator.language import read_suite
from validator.model.scenario import Expectation, Scenario
from validator.model.suite import Suite

PLAN = """\
plan: Mug shop
vendors:
  ua: {id: UA-1-1, off: warnings}
  ga4: {id: G-1}
  meta: "123"
events:
  Add to cart:
    conversion: micro
    owner: team-basket
    ga4: {event: add_to_cart, params: {value: {type: number}}}
    meta: AddToCart
    ua: {category: Ecommerce, action: Add Product To Cart}
  Order:
    conversion: macro
    ga4: {event: purchase, params: {value: "${total}"}}
goals:
  - {name: Order, slot: 6, conversion: macro, destination: {starts_with: /thank-you}}
consent:
  profiles: {later: {answer: accept, at: checkout}}
sessions:
  customer: {use: login.yaml, with: {user: ada}, reuse: 8h}
"""
LOGIN = "fragment: Sign in\nparameters: {user: , password: secret}\nsteps:\n  - fill: {label: Name, value: '${user}'}\n"
HEAD = "scenario: S\nsite: https://shop.example\n"


def suite(folder: Path, files: Mapping[str, str], **options: Any) -> Suite:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    options = {"environment": {}, **options}
    return read_suite([folder], **options)


def scenario(folder: Path, body: str, plan: str | None = PLAN, **options: Any) -> Scenario:
    """The one scenario of a file that begins with HEAD."""
    files = {"s.yaml": HEAD + body, "login.yaml": LOGIN}
    if plan is not None:
        files["tracking-plan.yaml"] = plan
    (entry,) = suite(folder, files, **options)
    return entry.scenario


def expected(folder: Path, text: str, plan: str | None = PLAN) -> list[Expectation]:
    """The expectations of one written expectation, under a step."""
    body = f"journey:\n  - goto: /\n    name: home\n    expect:\n      - {text}\n  - remember: {{total: {{css: .t}}}}\n"
    return list(scenario(folder, body, plan).journey[0].expect)
