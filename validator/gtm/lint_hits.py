"""What is wrong with what a container's tags send: doubled events, mistaken ids, names beyond limits."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping

from validator.decoding import ga4_rules
from validator.gtm.explain import Sending, sendings
from validator.gtm.lint_finding import CODES, Lint
from validator.gtm.overlap import together
from validator.gtm.references import References, named
from validator.gtm.sentences import rows_of
from validator.model.container import Tag
from validator.model.event import Event

_CONFIGURES = ("googtag", "gaawc")
_KINDS = {  # vendor → what its ids look like, and their name
    "ga4": (re.compile(r"(?:G|GT)-\w+"), "measurement id (G-…)"),
    "ua": (re.compile(r"UA-\w+(?:-\w+)?"), "property id (UA-…)"),
}
_ID = re.compile(r"(?:(?:G|GT|AW|DC|GTM)-[A-Z0-9]{4,}|UA-\w{3,}-\w+)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"[<>@%$\[\]]|X{3,}|0{6,}|12345678?9?|YYYY|ABCDEFGH|MEASUREMENT|TRACKING|YOUR|EXAMPLE", re.IGNORECASE
)
_LIMITS = ("event-name", "param-", "too-many", "user-property")
_VALUE_TABLES = ("eventSettingsTable", "eventParameters")
_SAME_ENOUGH = 2  # letters in which two ids may differ and still look alike


def hit_faults(known: References) -> Iterator[Lint]:
    """The faults of what tags send. Paused tags send nothing."""
    sent = {id(tag): sendings(known.container, tag) for tag in known.container.tags if not tag.paused}
    tags = [tag for tag in known.container.tags if not tag.paused]
    for tag in tags:
        if tag.type == "ua":
            message = "It sends to Universal Analytics, which has counted nothing since July 2024."
            yield Lint("ua-ended", "tag", tag.name, message, "Delete it, once a GA4 tag sends the same.")
        if tag.type == "gaawe":
            yield from _limits(known, tag, sent[id(tag)])
        yield from _own_id(tag, sent[id(tag)])
    yield from _configurations(known, tags)
    yield from _doubled(known, tags, sent)
    yield from _ids(known, tags, sent)


def _limits(known: References, tag: Tag, sent: tuple[Sending, ...]) -> Iterator[Lint]:
    """Google's rules for names and texts, where they are written out in the container."""
    params: dict[str, str] = {}
    for key in _VALUE_TABLES:
        rows = tag.parameters.get(key)
        for name, value in rows_of(rows) if isinstance(rows, list) else ():
            if name in params:
                message = f"It sets the parameter {name} twice."
                yield Lint("param-twice", "tag", tag.name, message, "Keep one of the two rows.")
            params[name] = str(value)
    rows = tag.parameters.get("userProperties")
    user = {name: str(value) for name, value in rows_of(rows)} if isinstance(rows, list) else {}
    names = sorted(name for sending in sent for name in sending.event.texts if name) or [""]
    for name in names:
        event = Event("ga4", name, params={}, user={"properties": _written(user)})
        given = {name: value for name, value in _written(params).items() if name != "value"}
        found = [*ga4_rules.findings(event, given)]
        reserved = ga4_rules.reserved_name(name) if name else None
        for finding in [*found, *([reserved] if reserved else [])]:
            if finding.code in CODES and finding.code.startswith(_LIMITS):
                yield Lint(finding.code, "tag", tag.name, finding.message, "")


def _written(values: Mapping[str, str]) -> dict[str, str]:
    """Names that are written out, with the values that are; a value known on the page only counts as empty."""
    return {name: "" if "{{" in value else value for name, value in values.items() if "{{" not in name}


def _own_id(tag: Tag, sent: tuple[Sending, ...]) -> Iterator[Lint]:
    for sending in sent:
        told = sending.id.certain
        if told is None:
            continue
        if not told.strip():
            message = "It has no id: what it sends is counted nowhere."
            yield Lint("id-missing", "tag", tag.name, message, "Name the property that it shall send to.")
        elif _PLACEHOLDER.search(told):
            continue  # told once, whatever uses it
        elif sending.vendor in _KINDS and not _KINDS[sending.vendor][0].fullmatch(told.strip()):
            message = f"Its id is “{told}”, which is no {_KINDS[sending.vendor][1]}."
            yield Lint("id-of-another-kind", "tag", tag.name, message, "Copy the id from the property's own settings.")


def _configurations(known: References, tags: list[Tag]) -> Iterator[Lint]:
    by_id: dict[str, list[Tag]] = {}
    for tag in tags:
        if tag.type in _CONFIGURES:
            for told in _configured(known, tag):
                by_id.setdefault(told, []).append(tag)
    for told, group in by_id.items():
        for one, other in itertools.combinations(group, 2):
            shared = together(known, one, other)
            when = f", both at ‘{shared.name}’" if shared else ""
            message = f"It configures {told}, as ‘{other.name}’ does{when}."
            mend = "Keep one of them, and give it the settings of both."
            yield Lint("ga4-configuration-twice", "tag", one.name, message, mend)


def _configured(known: References, tag: Tag) -> frozenset[str]:
    from validator.gtm.explain import possible

    key = "tagId" if tag.type == "googtag" else "measurementId"
    told = possible(known.container, tag.parameters.get(key, ""), tag)
    return frozenset(text for text in told.texts if text)


def _doubled(known: References, tags: list[Tag], sent: Mapping[int, tuple[Sending, ...]]) -> Iterator[Lint]:
    """Tags that send one event to one property at one moment; and tags that are copies of each other."""
    groups: dict[tuple[str, ...], list[Tag]] = {}
    copies: dict[str, list[Tag]] = {}
    for tag in tags:
        if not sent[id(tag)] and (tag.type != "gclidw"):
            copies.setdefault(f"{tag.type} {json.dumps(tag.parameters, sort_keys=True, default=str)}", []).append(tag)
        for key in {key for sending in sent[id(tag)] if tag.type not in _CONFIGURES for key in _keys(tag, sending)}:
            groups.setdefault(key, []).append(tag)
    for key, group in groups.items():
        for one, other in itertools.islice(itertools.combinations(group, 2), 100):
            shared = together(known, one, other)
            if shared:
                event = " › ".join(key[3:5]) if key[0] == "ua" and key[3] else key[1]
                message = f"It sends “{event}” to {key[2]} at ‘{shared.name}’, as ‘{other.name}’ does."
                yield Lint(
                    "event-sent-twice", "tag", one.name, message, "Keep one of the tags, or part their triggers."
                )
    for group in copies.values():
        for one, other in itertools.islice(itertools.combinations(group, 2), 100):
            shared = together(known, one, other)
            if shared:
                message = f"‘{other.name}’ has the same settings, and fires at ‘{shared.name}’ too."
                yield Lint("tag-twice", "tag", one.name, message, "Delete one of them.")


def _keys(tag: Tag, sending: Sending) -> Iterator[tuple[str, ...]]:
    """Vendor, event, id, category, action and label of each hit that the tag sends for certain."""
    id = sending.id.certain
    told = (sending.category, sending.action, sending.label)
    certain = ["" if one is None else one.certain for one in told]
    if not id or None in certain:
        return
    further = str(tag.parameters.get("conversionLabel", "")) + str(tag.parameters.get("groupTag", ""))
    for event in sending.event.texts:
        if event:
            yield (sending.vendor, event, id, *(text or "" for text in certain), further)


def _ids(known: References, tags: list[Tag], sent: Mapping[int, tuple[Sending, ...]]) -> Iterator[Lint]:
    """Ids that nobody replaced, that look alike, and that no Google tag configures."""
    users: dict[str, Lint] = {}  # id → where it stands, as a finding to be filled in
    for tag in tags:
        for sending in sent[id(tag)]:
            for told in sorted(sending.id.texts):
                users.setdefault(told.strip(), Lint("id-placeholder", "tag", tag.name, ""))
    for variable in known.container.variables:
        value = variable.parameters.get("value") if variable.type == "c" else variable.parameters.get("trackingId")
        if isinstance(value, str) and _ID.fullmatch(value.strip()):
            users[value.strip()] = Lint("id-placeholder", "variable", variable.name, "")
    for told, where in users.items():
        if _PLACEHOLDER.search(told.partition("-")[2] or told) and not named(told):
            message = f"The id {told} looks like an example that nobody replaced."
            yield Lint("id-placeholder", where.kind, where.name, message, "Write the id of your own property.")
    for one, other in itertools.combinations(sorted(told for told in users if _ID.fullmatch(told)), 2):
        if _alike(one, other):
            message = (
                f"The ids {one} (in ‘{users[one].name}’) and {other} differ in so little that one may be mistyped."
            )
            mend = "Compare both with the property's own settings."
            yield Lint("id-looks-alike", users[other].kind, users[other].name, message, mend)
    configured = {told for tag in tags if tag.type in _CONFIGURES for told in _configured(known, tag)}
    if configured and all(_configured(known, tag) for tag in tags if tag.type in _CONFIGURES):
        for tag in tags:
            told_id = next((sending.id.certain for sending in sent[id(tag)]), None) if tag.type == "gaawe" else None
            if told_id and told_id not in configured and _KINDS["ga4"][0].fullmatch(told_id):
                message = (
                    f"It sends to {told_id}; the container's Google tags configure {', '.join(sorted(configured))}."
                )
                mend = "Correct the id, or add a Google tag for this property."
                yield Lint("id-not-configured", "tag", tag.name, message, mend)


def _alike(one: str, other: str) -> bool:
    """Same kind and length, and nearly the same letters. Properties of one UA account differ in their last part."""
    kind, _, first = one.upper().partition("-")
    other_kind, _, second = other.upper().partition("-")
    if kind != other_kind or len(first) != len(second) or len(first) < 2 * _SAME_ENOUGH + 2:
        return False
    if kind == "UA" and first.rpartition("-")[0] == second.rpartition("-")[0]:
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) <= _SAME_ENOUGH
