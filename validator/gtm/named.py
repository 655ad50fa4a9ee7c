"""A published container with the names of its export: its own script holds none."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from validator.gtm import published
from validator.gtm.difference import paired
from validator.model.container import Container


def named(container: Container, export: Container) -> Container:
    """`container` with the export's names where a tag of it is the same: by its id, else by what it sends."""
    raw = container.raw
    if container.source != "published" or not isinstance(raw, Mapping):
        return container
    known = {(tag.id, tag.type): tag.name for tag in export.tags}
    names = {tag.name: known[tag.id, tag.type] for tag in container.tags if (tag.id, tag.type) in known}
    left = _without(export, set(names.values())), _without(container, names)
    names |= {other.name: one.name for one, other in paired(*left)[0]}
    titles = dict(zip(published.tag_indexes(raw["resource"]), container.tags, strict=True))
    tags = [
        {**tag, published.TITLE: names[titles[index].name]} if index in titles and titles[index].name in names else tag
        for index, tag in enumerate(raw["resource"].get("tags", []))
    ]
    told: dict[str, Any] = {**raw, "resource": {**raw["resource"], "tags": tags}}
    return dataclasses.replace(published.container(told), id=container.id)


def _without(container: Container, names: Collection[str]) -> Container:
    return dataclasses.replace(container, tags=tuple(tag for tag in container.tags if tag.name not in names))
