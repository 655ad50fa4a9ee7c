"""What was noticed beside the expectations: the decoders' findings, repeated hits, hits lost, consent ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from validator.decoding import ga4_rules
from validator.judge import consent
from validator.judge.attribution import is_page_view
from validator.judge.container_findings import container_findings
from validator.judge.decode import Decoded, fingerprint, sent
from validator.judge.journey_findings import (
    campaign_lost,
    campaign_wiped,
    foreign_referrers,
    identities_changed,
    page_views_twice,
)
from validator.judge.plan_check import AUTOMATIC, extra_parameters, violations
from validator.judge.redone import redone, unheard
from validator.model.event import Event, Finding
from validator.model.plan import Plan
from validator.model.recording import Recording, Request
from validator.model.value import as_text
from validator.model.verdict import Noticed

# How the commonest are mended, where a scenario forbids them.
MENDS = {
    "repeated-hit": "Find what sends it again: a second tag, a second snippet, or a handler that is attached twice.",
    "repeated-transaction": "Let the page remember that the order was told, and give each order one number.",
    "container-absent": "Put Google Tag Manager's snippet into the pages, or correct the container's id in the plan.",
    "container-blocked": "Allow the script's host in the page's Content-Security-Policy, in proxies and blockers.",
    "container-missing": "Check the container's id in the page, and that a version of it is published.",
    "container-twice": "Remove one of the two snippets.",
    "containers-share-layer": "Give each its own layer (`l=` in the snippet), or see to it that no tag is in both.",
    "client-changed": "Find what removes or renews the visitor's cookie (_ga), or keeps it from the next page.",
    "session-changed": "Find what removes or renews the session's cookie (_ga_…), or keeps it from the next page.",
    "campaign-lost": "Keep the query of the address in redirects and scripts until the tags have read it.",
    "foreign-referrer": "Name that site among the unwanted referrals of the property, or send ignore_referrer there.",
    "page-view-twice": "Let one tag only send the page view.",
    "personal-data": "Take it out of the page's address, or of the push, before a tag reads it.",
    "value-as-text": "Push it as a number, without quotation marks and with a decimal point.",
    "hit-without-consent": "Let the tags wait for consent, and the banner tell them of the answer.",
}

# Findings that fail a run unless the plan says otherwise; all others warn.
FAILS = frozenset({"hit-refused", "hit-without-consent", "consent-state", "consent-ignored"})


@dataclass(frozen=True, slots=True)
class Found:
    """A finding before the plan has said how much it weighs."""

    finding: Finding
    event: Event | None = None
    step: int = 0
    level: str = ""  # of its own, where the plan's `findings` say nothing


def notice(recording: Recording, decoded: Decoded, events: Sequence[Event], plan: Plan) -> tuple[Noticed, ...]:
    """Everything worth noticing, in the order of the events, then of the journey."""
    requests = {request.id: request for request in recording.requests}
    counted = [event for event in events if sent(event, requests)]
    found: list[Found] = []
    for event in events:
        found += [Found(finding, event) for finding in event.findings if not _off(event, finding, plan)]
        if event.undecoded:
            message = f"A hit could not be read: {event.undecoded}."
            found.append(Found(Finding("undecoded", message), event))
    found += [Found(violation, event) for event in counted for violation in violations(event, plan)]
    found += [Found(one, event, level=level) for event, one, level in extra_parameters(counted, plan)]
    found += _reserved(counted)
    missed = frozenset(event.number for event in counted if unheard(requests.get(event.request)))
    found += repeated(counted, missed)
    found += same_transaction(counted, missed)
    found += _refused(events, requests)
    found += [
        Found(Finding("hit-without-consent", told), event)
        for event, told in consent.without_consent(counted, recording, plan)
    ]
    found += [Found(Finding("consent-state", told), None, step) for step, told in consent.states(recording, plan)]
    found += [Found(Finding("consent-ignored", told), None, step) for step, told in consent.contradictions(recording)]
    found += [Found(finding, None, step) for step, finding in container_findings(recording, plan)]
    found += [Found(finding, event) for event, finding in identities_changed(counted, recording)]
    lost = campaign_lost(recording) or campaign_wiped(counted, recording)
    found += [Found(Finding("campaign-lost", told), None, step) for step, told in lost]
    found += [Found(Finding("foreign-referrer", told), event) for event, told in foreign_referrers(counted, recording)]
    again = {one.event.number for one in found if one.event and one.finding.code == "repeated-hit"}
    for event, told in page_views_twice(counted, recording):
        if event.number not in again:
            found.append(Found(Finding("page-view-twice", told), event))
    return tuple(noticed for one in _ordered(found) if (noticed := _weighed(one, plan)) is not None)


def _reserved(events: Iterable[Event]) -> list[Found]:
    """Names that Google keeps for its own events, given by the site: by a gtag command, or a tag of the container."""
    made = [event for event in events if event.vendor == "ga4" and event.cause and event.cause.kind in ("gtag", "tag")]
    named = ((event, ga4_rules.reserved_name(event.name)) for event in made)
    return [Found(finding, event) for event, finding in named if finding]


def _off(event: Event, finding: Finding, plan: Plan) -> bool:
    vendor = plan.vendors.get(event.vendor)
    return vendor is not None and "warnings" in vendor.off and plan.findings.get(finding.code) is None


def _ordered(found: Iterable[Found]) -> list[Found]:
    """By event, what belongs to none last; each said once."""
    unique: dict[tuple[Any, ...], Found] = {}
    for one in found:
        key = (one.event.number if one.event else None, one.finding.code, one.finding.path, one.finding.message)
        unique.setdefault(key, one)
    return sorted(unique.values(), key=lambda one: (one.event is None, one.event.number if one.event else one.step))


def _weighed(found: Found, plan: Plan) -> Noticed | None:
    code = found.finding.code
    level = plan.findings.get(code) or found.level or ("fail" if code in FAILS else "warn")
    if level == "ignore":
        return None
    event = found.event
    return Noticed(
        found.finding,
        "fail" if level == "fail" else "warn",
        step=event.latest if event else found.step,
        event=event.number if event else None,
        subject=event.title if event else "",
    )


_AT_ONCE = 3.0  # seconds: what the page causes again after longer is a second thing, such as a heartbeat


def repeats(one: Event, other: Event) -> bool:
    """Whether the second of two like events is a repeat: nothing tells it from a hit sent twice by mistake.

    Two events of one document that say the same, and come from one cause, or from two of one step for certain and soon
    after each other, or whose causes nobody knows and that went out within a second of each other.
    """
    if one.document != other.document or (not one.document and one.page_url != other.page_url):
        return False
    if redone(one, other):
        return False
    if one.cause and other.cause and "intent" not in (one.cause.kind, other.cause.kind):
        same_cause = (one.cause.kind, one.cause.push, one.cause.at) == (
            other.cause.kind,
            other.cause.push,
            other.cause.at,
        )
        soon = abs(one.cause.at - other.cause.at) <= _AT_ONCE
        return same_cause or (soon and one.earliest == one.latest == other.earliest == other.latest)
    overlap = max(one.earliest, other.earliest) <= min(one.latest, other.latest)
    return overlap and (one.request == other.request or abs(one.at - other.at) <= 1.0)


def repeated(events: Sequence[Event], lost: frozenset[int] = frozenset()) -> list[Found]:
    """Hits that were sent again. `lost`: numbers of those that did not arrive, which may be."""
    found = []
    first: dict[str, list[Event]] = {}
    for event in events:
        if (event.vendor == "ga4" and event.name in AUTOMATIC) or event.number in lost:
            continue
        alike = first.setdefault(fingerprint(event), [])
        before = next((one for one in alike if repeats(one, event)), None)
        if before is not None:
            what = "This page view" if is_page_view(event.name) else "This hit"
            message = f"{what} was sent before: the same event, with the same values, for the same moment."
            found.append(Found(Finding("repeated-hit", message), event))
        alike.append(event)
    return found


_NO_ORDER = re.compile(
    r"^(?:add|begin|initiate|remove|select|start|view)(?:_|(?=[A-Z]))|checkout|payment_?info", re.IGNORECASE
)
_REFUND = re.compile(r"refund|cancel|return|storno", re.IGNORECASE)


def same_transaction(events: Sequence[Event], lost: frozenset[int] = frozenset()) -> list[Found]:
    """An order that is told twice in other words: it counts twice wherever nobody looks at its number.

    What is on the way to an order carries its number too, an order may be refunded in parts, and conversions of
    several labels are several things.
    """
    found = []
    first: dict[tuple[str, ...], Event] = {}
    for event in events:
        number = event.params.get("transaction_id")
        if number in (None, "") or event.number in lost or _NO_ORDER.search(event.name):
            continue
        named = (event.vendor, event.id, event.name, event.category or "", event.action or "")
        naming = (*named, *(as_text(event.params.get(name, "")) for name in ("transaction_id", "send_to", "label")))
        before = first.setdefault(naming, event)
        if before is event or (fingerprint(before) == fingerprint(event) and repeats(before, event)):
            continue
        if redone(before, event):
            first[naming] = event
            continue
        differing = sorted(
            name
            for name in before.params.keys() | event.params.keys()
            if before.params.get(name) != event.params.get(name) and name not in ("page_location", "page_title")
        )
        if differing and _REFUND.search(event.name):
            continue
        other = f"with other values ({', '.join(differing[:4])})" if differing else "from another page view"
        message = f"The transaction {as_text(number)} was sent before, {other}: the order counts twice."
        found.append(Found(Finding("repeated-transaction", message, "params.transaction_id"), event))
    return found


_LOST = ("name_not_resolved", "connection_refused", "address_unreachable", "internet_disconnected", "cert_", "ssl_")


def _refused(events: Sequence[Event], requests: Mapping[int, Request]) -> list[Found]:
    """Hits that were delivered and not taken, and not sent again either."""
    taken = {fingerprint(one) for one in events if not unheard(requests.get(one.request))}
    found = []
    for event in events:
        request = requests.get(event.request)
        if request is None or request.handling not in ("delivered", "passed", "leaked") or event.index:
            continue
        if unheard(request) and fingerprint(event) in taken:
            continue
        if request.status is not None and request.status >= 400:
            message = f"The vendor did not take the hit: it answered {request.status}."
            found.append(Found(Finding("hit-refused", message), event))
        elif request.status is None and any(word in request.failure.lower() for word in _LOST):
            message = f"The hit did not arrive: {request.failure}."
            found.append(Found(Finding("hit-refused", message), event))
    return found
