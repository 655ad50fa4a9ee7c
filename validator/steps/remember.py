"""Keeps values under names: `${name}` in later steps, and in expectations, is what was read here.

From an element its text is read (of a field, its value), or an attribute. Other sources: `page` (url, path, query,
host, title), `query` (a parameter of the URL), `cookie`, `storage`, `data_layer`, `evaluate`, or a `value` itself.
`as: number` reads numbers as people write them; `locale` says how where that is open: 1.234 is 1234 in `de`.

Example:

    - remember:
        price: {css: .price, as: number, locale: de}
        sku: {css: "#product", attribute: data-sku}
        order: {css: h1, matches: 'order (\\w+)'}
        campaign: {query: utm_campaign}
        shown: {data_layer: ecommerce.value}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from validator.model.fields import Data, Key, Name
from validator.model.scenario import Locator
from validator.model.stage import Stage, StepFailed
from validator.model.value import Text, as_text
from validator.readings import read_as

_DATA_LAYER = """([layer, path]) => {
  for (const one of Array.from(window[layer] || []).reverse()) {
    let value = one;
    for (const key of path) value = value === null || value === undefined ? undefined : value[key];
    if (value !== undefined && value !== null) return JSON.parse(JSON.stringify(value));
  }
  return null;
}"""
_ELEMENT = """(element, attribute) => {
  if (attribute) return element.hasAttribute(attribute) ? element.getAttribute(attribute) : null;
  if ('value' in element && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) return element.value;
  return (element.innerText ?? element.textContent).trim();
}"""
_STORAGE = "key => localStorage.getItem(key) ?? sessionStorage.getItem(key)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where one value is read."""

    target: Annotated[Locator | None, Key("An element.", inline=True)] = None
    attribute: Annotated[str | None, Key("This attribute of the element instead of its text.")] = None
    page: Annotated[
        Literal["url", "path", "query", "host", "title"] | None, Key("Of the page: url, path, query, host or title.")
    ] = None
    query: Annotated[Text | None, Key("A parameter of the page's URL.")] = None
    cookie: Annotated[Text | None, Key("A cookie, by its name.")] = None
    storage: Annotated[Text | None, Key("An entry of the local or session storage.")] = None
    data_layer: Annotated[Text | None, Key("The latest value at this path: ecommerce.value.")] = None
    layer: Annotated[str, Key("The name of the data layer.")] = "dataLayer"
    evaluate: Annotated[Text | None, Key("What this JavaScript gives.")] = None
    value: Annotated[Data, Key("This value itself.")] = None
    matches: Annotated[str | None, Key("The part of the text that this regular expression finds, or its group.")] = None
    as_: Annotated[Literal["text", "number", "integer"] | None, Key("What the text is read as.")] = None
    locale: Annotated[str | None, Key("How numbers are written there: de, en, fr-CH, …")] = None

    def __post_init__(self) -> None:
        given = (self.target, self.page, self.query, self.cookie, self.storage, self.data_layer, self.evaluate)
        if sum(one is not None for one in (*given, self.value)) != 1:
            raise ValueError(
                "a value is read at one place",
                "Name an element (css: .price), or one of: page, query, cookie, storage, data_layer, evaluate, value.",
            )
        if self.target is not None and self.target.by == "named":
            raise ValueError(
                "a bare text does not say where the value is read",
                f"Write {{css: {self.target.value}}}, {{label: …}}, or {{value: …}} for the text itself.",
            )
        if self.attribute is not None and self.target is None:
            raise ValueError("an attribute belongs to an element, and none is named")
        if self.matches is not None:
            try:
                re.compile(self.matches)
            except re.error as error:
                raise ValueError(f"“{self.matches}” is not a regular expression: {error.msg}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    values: Annotated[Mapping[Name, Source], Key("The names, each with where its value is read.", whole=True)]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("nothing is remembered here", "Write remember: {price: {css: .price}}.")


def title(fields: Fields) -> str:
    return f"remember {', '.join(fields.values)}"


def remembers(fields: Fields) -> tuple[str, ...]:
    return tuple(fields.values)


async def perform(fields: Fields, stage: Stage) -> None:
    for name, source in fields.values.items():
        found = await _read(source, stage)
        if found is None:
            raise StepFailed(f"“{name}” was not found: {_told(source)} is not there")
        stage.remember(name, read_as(found, name, source.matches, source.as_, source.locale))


def _told(source: Source) -> str:
    if source.target is not None:
        return f"attribute {source.attribute} of {source.target}"
    for kind in ("page", "query", "cookie", "storage", "data_layer", "evaluate"):
        if getattr(source, kind) is not None:
            return f"{kind.replace('_', ' ')} {getattr(source, kind)}"
    return "its value"


async def _read(source: Source, stage: Stage) -> Any:
    if source.target is not None:
        element = await stage.find(source.target)
        return await element.evaluate(_ELEMENT, source.attribute, timeout=stage.timeout)
    if source.page is not None:
        return await _of_page(source.page, stage)
    if source.query is not None:
        return next(iter(parse_qs(urlsplit(stage.page.url).query, True).get(stage.text(source.query), [])), None)
    if source.cookie is not None:
        name = stage.text(source.cookie)
        cookies = await stage.context.cookies(stage.page.url if stage.page.url.startswith("http") else stage.site)
        return next((one.get("value") for one in cookies if one.get("name") == name), None)
    if source.storage is not None:
        return await stage.page.evaluate(_STORAGE, stage.text(source.storage))
    if source.data_layer is not None:
        path = stage.text(source.data_layer).split(".")
        return await stage.page.evaluate(_DATA_LAYER, [source.layer, path])
    if source.evaluate is not None:
        return await stage.page.evaluate(stage.text(source.evaluate))
    return stage.value(source.value)


async def _of_page(what: str, stage: Stage) -> str:
    url = urlsplit(stage.page.url)
    parts = {"url": stage.page.url, "path": url.path, "query": url.query, "host": url.netloc}
    return as_text(parts[what]) if what in parts else await stage.page.title()
