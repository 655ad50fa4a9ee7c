"""A tag manager container: tags, triggers, variables, from an export or from a published script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class ContainerCondition:
    """`{{Click Text}} equals Add to cart`. `left` and `right` are texts that may hold `{{variables}}`."""

    operator: str  # equals, contains, startsWith, endsWith, matchRegex, greater, …, cssSelector, urlMatches
    left: str
    right: str
    ignore_case: bool = False
    negate: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """`type` in lower camel case, as Google's API names them: customEvent, linkClick, domReady, …"""

    id: str
    name: str
    type: str
    conditions: tuple[ContainerCondition, ...] = ()  # ANDed: customEventFilter, filter and autoEventFilter together
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variable:
    """`type` is Google's code: v (dataLayer), jsm, j, c, k, d, u, f, e, r, aev, smm, remm, vis, …"""

    name: str
    type: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """`type` is Google's code: gaawe, googtag, ua, html, img, awct, cvt_…"""

    id: str
    name: str
    type: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    firing: tuple[str, ...] = ()  # trigger ids: any of them fires it
    blocking: tuple[str, ...] = ()
    paused: bool = False
    live_only: bool = False
    priority: float = 0.0
    starts: float | None = None  # schedule, Unix seconds
    ends: float | None = None
    setup: tuple[str, ...] = ()  # names of tags
    teardown: tuple[str, ...] = ()
    option: Literal["unlimited", "once_per_event", "once_per_load"] = "once_per_event"
    consent: Literal["not_set", "not_needed", "needed"] = "not_set"
    consent_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """`raw` is what it was read from: the export's containerVersion, or the published resource."""

    id: str
    name: str = ""
    version: str = ""
    source: Literal["export", "published"] = "export"
    tags: tuple[Tag, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    variables: tuple[Variable, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)  # cvt_… → name
    raw: Any = None
