"""The matrix of a scenario: its sites, locales and variants, each combination a journey of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from validator.language.reading import Reading
from validator.language.scalars import fixed_text, site_url
from validator.language.shapes import reader
from validator.language.tree import Tree
from validator.model.fields import Key
from validator.model.scenario import Scenario, Step
from validator.model.value import Template

MOST_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class VariantForm:
    """How a visitor comes into one arm of an experiment."""

    cookie: Annotated[Mapping[str, str] | None, Key("Cookies of the site, by name, set before the first page.")] = None
    query: Annotated[Mapping[str, str] | None, Key("Parameters that are added to the URL of every goto.")] = None
    header: Annotated[Mapping[str, str] | None, Key("Headers of every request to the site's own host.")] = None


Change = Callable[[Scenario], Scenario]


def spread(scenarios: Sequence[Scenario], kind: str, choices: Mapping[str, Change]) -> list[Scenario]:
    """Every scenario once for each choice, with the choice's name in its cell; as they are where there is no choice."""
    if not choices:
        return list(scenarios)
    return [
        replace(change(scenario), cell=(*scenario.cell, (kind, name)))
        for scenario in scenarios
        for name, change in choices.items()
    ]


def cells(scenarios: Sequence[Scenario], tree: Tree, reading: Reading, base_url: str | None) -> list[Scenario]:
    """The scenarios on each site, in each locale, in each variant that the file names."""
    found = list(scenarios)
    if base_url is None:
        found = spread(found, "site", {name: _at(url) for name, url in sites(tree, reading).items()})
    locales = _read(tuple[str, ...], "locales", tree, reading) or ()
    found = spread(found, "locale", {name: _speaking(name) for name in locales})
    variants = _read(Mapping[str, VariantForm], "variants", tree, reading) or {}
    found = spread(found, "variant", {name: _in_variant(form) for name, form in variants.items()})
    if len(found) > MOST_CELLS:
        reading.tell(
            f"this scenario is {len(found):,} journeys with all its devices, sites, locales and variants",
            tree.key_place("scenario"),
            f"At most {MOST_CELLS:,} can be performed: leave some of them away.",
        )
        return []
    return found


def sites(tree: Tree, reading: Reading) -> dict[str, str]:
    """The named sites of a scenario; of a plain list, each is named by its host."""
    if "sites" not in tree.value:
        return {}
    given = reading.settled(tree.value["sites"])
    if given.is_mapping:
        places = given.value
    else:
        listed = given.value if given.is_list else [given]
        places = {urlsplit(fixed_text(one, reading)).netloc or str(number): one for number, one in enumerate(listed)}
    return {name: site_url(place, reading) for name, place in places.items()}


def _read(hint: Any, name: str, tree: Tree, reading: Reading) -> Any:
    return reading.attempt(reader(hint), tree.value[name], reading) if name in tree.value else None


def _at(url: str) -> Change:
    return lambda scenario: replace(scenario, site=url)


def _speaking(locale: str) -> Change:
    return lambda scenario: replace(scenario, locale=locale)


def _in_variant(form: VariantForm) -> Change:
    def changed(scenario: Scenario) -> Scenario:
        query = dict(form.query or {})
        return replace(
            scenario,
            cookies={**scenario.cookies, **(form.cookie or {})},
            headers={**scenario.headers, **(form.header or {})},
            setup=_with_query(scenario.setup, query, scenario.site),
            journey=_with_query(scenario.journey, query, scenario.site),
            finally_=_with_query(scenario.finally_, query, scenario.site),
        )

    return changed


def _with_query(steps: tuple[Step, ...], query: Mapping[str, str], site: str) -> tuple[Step, ...]:
    if not query:
        return steps
    return tuple(
        replace(step, fields=replace(step.fields, url=_added(step.fields.url, query, site)))
        if step.kind == "goto"
        else step
        for step in steps
    )


def _added(url: str | Template, query: Mapping[str, str], site: str) -> str | Template:
    """The URL with the parameters, before its fragment; one of another site stays as it is."""
    first = url if isinstance(url, str) else url.parts[0] if url.parts else ""
    if isinstance(first, str) and "://" in first and urlsplit(first)[:2] != urlsplit(site)[:2]:
        return url
    if isinstance(url, str):
        before, mark, anchor = url.partition("#")
        return f"{before}{'&' if '?' in before else '?'}{urlencode(query)}{mark}{anchor}"
    asked = any(isinstance(part, str) and "?" in part for part in url.parts)
    return replace(url, parts=(*url.parts, f"{'&' if asked else '?'}{urlencode(query)}"))
