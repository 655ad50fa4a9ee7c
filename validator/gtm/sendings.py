"""What a container's tags send, as far as that can be told without running it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.gtm.export import REFERENCE
from validator.gtm.names import TRIGGER_EVENTS
from validator.model.container import Container, Tag, Variable

_MOST_TEXTS = 200  # of one parameter: what a lookup table can give, times another
_DEEPEST = 12
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Possible:
    """The texts a parameter can have. `patterns`: regular expressions for those with a part that nobody knows yet."""

    texts: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()

    @property
    def certain(self) -> str | None:
        """The one text it always has."""
        return next(iter(self.texts)) if len(self.texts) == 1 and not self.patterns else None

    def fits(self, text: str) -> bool | None:
        """True when it can be `text` by what is written in the container, None when only the page can tell."""
        if text in self.texts:
            return True
        return None if any(re.fullmatch(pattern, text, re.DOTALL) for pattern in self.patterns) else False

    def __str__(self) -> str:
        shown = sorted(filter(None, self.texts))
        if len(shown) > _MOST_SHOWN:
            shown = [", ".join(shown[:_MOST_SHOWN]), f"{len(shown) - _MOST_SHOWN} more"]
        if self.patterns:
            shown.append("(known on the page only)")
        return " or ".join(shown)


@dataclass(frozen=True, slots=True)
class Sending:
    """One kind of hit of a tag. `event` is the vendor's own name of it; for UA the type of hit."""

    vendor: str
    event: Possible = field(default_factory=Possible)
    id: Possible = field(default_factory=Possible)
    category: Possible | None = None
    action: Possible | None = None
    label: Possible | None = None


_UNKNOWN = Possible(patterns=frozenset({".*"}))


def possible(container: Container, text: Any, tag: Tag | None = None) -> Possible:
    """What `text` can be once its `{{variables}}` are filled in; `tag` tells which events it fires at."""
    return _possible(_Known.of(container), text, tag, 0)


def sendings(container: Container, tag: Tag) -> tuple[Sending, ...]:
    """What a tag sends when it fires. Nothing for a type whose hits are not known (custom HTML, templates)."""
    known = _Known.of(container)

    def told(key: str, params: Mapping[str, Any] = tag.parameters) -> Possible:
        return _possible(known, params.get(key, ""), tag, 0)

    if tag.type == "gaawe":
        return (Sending("ga4", told("eventName"), _measurement_id(known, tag)),)
    if tag.type in ("googtag", "gaawc"):
        id = told("tagId" if tag.type == "googtag" else "measurementId")
        silent = tag.parameters.get("sendPageView") is False or _setting(known, tag, "send_page_view") == "false"
        if not any(text.startswith("G-") for text in id.texts) and not id.patterns:
            return ()
        return () if silent else (Sending("ga4", Possible(frozenset({"page_view"})), id),)
    if tag.type == "ua":
        kind = str(tag.parameters.get("trackType", "")).removeprefix("TRACK_").lower()
        id = _possible(known, _ua_setting(known, tag, "trackingId"), tag, 0)
        event = Possible(frozenset({kind}))
        if kind != "event":
            return (Sending("ua", event, id),)
        return (Sending("ua", event, id, told("eventCategory"), told("eventAction"), told("eventLabel")),)
    if tag.type == "awct":
        return (Sending("google_ads", Possible(frozenset({"conversion"})), told("conversionId")),)
    if tag.type in ("flc", "fls"):
        return (Sending("floodlight", told("activityTag"), told("advertiserId")),)
    return ()


def tags_for(
    container: Container,
    vendor: str,
    event: str | None = None,
    *,
    category: str | None = None,
    action: str | None = None,
    id: str | None = None,
) -> list[Tag]:
    """The tags that send such a hit, by what is written in the container.

    Where no tag says so plainly, those that could, by names that only the page knows.
    """
    plain: list[Tag] = []
    maybe: list[Tag] = []
    for tag in container.tags:
        for sending in sendings(container, tag):
            fit = _fit(sending, vendor, event, category, action, id)
            if fit is not False:
                (plain if fit else maybe).append(tag)
                break
    return plain or maybe


def _fit(
    sending: Sending, vendor: str, event: str | None, category: str | None, action: str | None, id: str | None
) -> bool | None:
    if sending.vendor != vendor:
        return False
    asked = [(sending.category, category), (sending.action, action), (sending.id, id)]
    if not (vendor == "ua" and event is not None and (category is not None or action is not None)):
        asked.append((sending.event, event))
    answers = [
        False if has is None else has.fits(wanted) for has, wanted in asked if wanted is not None and wanted != ""
    ]
    if False in answers:
        return False
    return None if None in answers else True


@dataclass(frozen=True, slots=True)
class _Known:
    """A container's parts by name."""

    container: Container
    variables: Mapping[str, Variable]

    @staticmethod
    def of(container: Container) -> _Known:
        return _Known(container, {variable.name: variable for variable in container.variables})


def _possible(known: _Known, value: Any, tag: Tag | None, depth: int) -> Possible:
    if isinstance(value, bool):
        return Possible(frozenset({str(value).lower()}))
    text = value if isinstance(value, str) else str(value)
    if "{{" not in text:
        return Possible(frozenset({text}))
    if depth > _DEEPEST:
        return _UNKNOWN
    pieces = REFERENCE.split(text)  # text, name, text, name, …
    choices: list[Possible] = []
    for index, piece in enumerate(pieces):
        choices.append(_variable(known, piece.strip(), tag, depth + 1) if index % 2 else Possible(frozenset({piece})))
    return _joined(choices)


def _joined(choices: Iterable[Possible]) -> Possible:
    texts: set[str] = set()
    patterns: set[str] = set()
    ways = [[(text, re.escape(text)) for text in sorted(one.texts)] + [(None, p) for p in sorted(one.patterns)]
            for one in choices]  # fmt: skip
    for way in itertools.islice(itertools.product(*ways), _MOST_TEXTS):
        if any(text is None for text, _ in way):
            patterns.add("".join(pattern for _, pattern in way))
        else:
            texts.add("".join(text for text, _ in way if text is not None))
    return Possible(frozenset(texts), frozenset(patterns))


def _variable(known: _Known, name: str, tag: Tag | None, depth: int) -> Possible:
    variable = known.variables.get(name)
    kind = variable.type if variable else ""
    values = variable.parameters if variable else {}
    if name in ("_event", "Event") or kind == "e":
        return _event_names(known, tag)
    if kind == "c":
        return _possible(known, values.get("value", ""), tag, depth)
    if kind == "cid":
        return Possible(frozenset({known.container.id}))
    if kind in ("smm", "remm") and not values.get("replaceAfterMatch"):
        return _table(known, values, tag, depth)
    return _UNKNOWN


def _table(known: _Known, values: Mapping[str, Any], tag: Tag | None, depth: int) -> Possible:
    told = [row.get("value", "") for row in values.get("map") or () if isinstance(row, Mapping)]
    told.append(values.get("defaultValue", "") if values.get("setDefaultValue", True) else "")
    found = [_possible(known, value, tag, depth) for value in told]
    return Possible(
        frozenset().union(*(one.texts for one in found)), frozenset().union(*(one.patterns for one in found))
    )


def _event_names(known: _Known, tag: Tag | None) -> Possible:
    """The names that the message can have at which a tag fires."""
    if tag is None:
        return _UNKNOWN
    texts: set[str] = set()
    patterns: set[str] = set()
    for trigger in known.container.triggers:
        if trigger.id not in tag.firing:
            continue
        if trigger.type in TRIGGER_EVENTS:
            texts.add(str(trigger.parameters.get("eventName") or TRIGGER_EVENTS[trigger.type]))
            continue
        asked = [item for item in trigger.conditions if item.left in ("{{_event}}", "{{Event}}") and not item.negate]
        if not asked:
            patterns.add(".*")
        for item in asked:
            if item.operator == "equals":
                texts.add(item.right)
            elif item.operator == "matchRegex":
                named = _alternatives(item.right)
                texts.update(named)
                if not named:
                    patterns.add(_searching(item.right))
            else:
                patterns.add(".*")
    return Possible(frozenset(texts), frozenset(patterns)) if texts or patterns else _UNKNOWN


def _alternatives(pattern: str) -> list[str]:
    """`^(a|b)$`, `a|b` → a, b; nothing where it is more than names."""
    plain = pattern.strip().removeprefix("^").removesuffix("$")
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1].removeprefix("?:")
    return plain.split("|") if re.fullmatch(r"[\w .|-]+", plain) and "." not in plain else []


def _searching(pattern: str) -> str:
    """A pattern that matches whole texts in which `pattern` is found; anything where Python cannot read it."""
    try:
        re.compile(pattern)
    except re.error:
        return ".*"
    return f"(?s:.*(?:{pattern}).*)" if "(?" not in pattern[:2] else ".*"


def _measurement_id(known: _Known, tag: Tag) -> Possible:
    told = tag.parameters.get("measurementIdOverride") or tag.parameters.get("measurementId") or ""
    plain = not told or str(told).startswith("G-")
    named = None if plain else next((other for other in known.container.tags if other.name == told), None)
    if named is not None:
        told = named.parameters.get("measurementId") or named.parameters.get("tagId") or ""
    return _possible(known, told, tag, 0)


def _setting(known: _Known, tag: Tag, name: str) -> str:
    """A setting of a Google tag: of its own tables, or of its settings variable."""
    for rows in _tables(known, tag):
        for row in rows:
            if isinstance(row, Mapping) and row.get("parameter", row.get("name")) == name:
                value = row.get("parameterValue", row.get("value", ""))
                return (_possible(known, value, tag, 0).certain or "").lower()
    return ""


def _tables(known: _Known, tag: Tag) -> Iterator[list[Any]]:
    for key in ("configSettingsTable", "fieldsToSet"):
        if isinstance(tag.parameters.get(key), list):
            yield tag.parameters[key]
    for name in REFERENCE.findall(str(tag.parameters.get("configSettingsVariable", ""))):
        variable = known.variables.get(name.strip())
        if variable and isinstance(variable.parameters.get("configSettingsTable"), list):
            yield variable.parameters["configSettingsTable"]


def _ua_setting(known: _Known, tag: Tag, key: str) -> Any:
    """A setting of a Universal Analytics tag: its own when it overrides, else that of its settings variable."""
    shared: Any = ""
    for name in REFERENCE.findall(str(tag.parameters.get("gaSettings", ""))):
        variable = known.variables.get(name.strip())
        shared = variable.parameters.get(key, "") if variable else ""
    own = tag.parameters.get(key, "")
    if shared and not (own and tag.parameters.get("overrideGaSettings") is True):
        return shared
    return own
