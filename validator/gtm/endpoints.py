"""Where a container sends hits besides the vendors' own hosts: its server-side containers, by vendor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from validator.gtm.export import REFERENCE
from validator.model.container import Container

_SETTINGS = frozenset({"server_container_url", "transport_url"})
_NAMES = ("parameter", "name", "fieldName")
_VALUES = ("parameterValue", "value")
_PATHS = {"ga4": "/g/collect", "ua": "/collect"}


def endpoints(container: Container) -> dict[str, tuple[str, ...]]:
    """Complete URLs by vendor. What only the page can tell is left out."""
    constants = {each.name: each.parameters.get("value") for each in container.variables if each.type == "c"}
    found: dict[str, list[str]] = {}
    for tag in container.tags:
        vendor = "ua" if tag.type == "ua" else "ga4"
        for url in _servers(tag.parameters):
            filled = REFERENCE.sub(lambda name: str(constants.get(name[1], name[0])), url)
            if filled.startswith(("https://", "http://")) and "{{" not in filled:
                found.setdefault(vendor, []).append(filled.rstrip("/") + _PATHS[vendor])
    return {vendor: tuple(dict.fromkeys(urls)) for vendor, urls in found.items()}


def _servers(parameters: Mapping[str, Any]) -> Iterator[str]:
    """The addresses that a tag's parameters name: by the older switch, or in a table of settings."""
    if isinstance(parameters.get("serverContainerUrl"), str):
        yield parameters["serverContainerUrl"]
    for value in parameters.values():
        for row in value if isinstance(value, list) else ():
            if not isinstance(row, Mapping):
                continue
            name = next((row[key] for key in _NAMES if key in row), None)
            told = next((row[key] for key in _VALUES if key in row), None)
            if name in _SETTINGS and isinstance(told, str):
                yield told
