"""What is wrong on one page: what the judge found, and what is asked of every page of a site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from validator.decoding.loader_url import container_id
from validator.decoding.unknown import signs
from validator.judge.attribution import is_page_view
from validator.judge.decode import sent
from validator.judge.findings import MENDS
from validator.model.event import Event
from validator.model.location import NOWHERE, Location
from validator.model.plan import Plan
from validator.model.recording import Push, Recording
from validator.model.run import Result
from validator.model.verdict import Outcome
from validator.scan.journeys import COUNTING
from validator.scan.page import Fault, Level
from validator.telling import prose

# What only a scan looks for, by code: how much it weighs, unless the plan's `findings` say otherwise, and the mend.
CHECKS: dict[str, tuple[Level, str]] = {
    "container-missing": ("fail", "Put the tag manager's snippet into the template of these pages."),
    "container-twice": ("fail", MENDS["container-twice"]),
    "containers-several": ("fail", "Keep one container; what the other does belongs into it."),
    "page-view-missing": ("fail", "Let a tag send the page view on every page."),
    "consent-default-late": ("fail", "Set the consent default first in the page, before the tag manager and any tag."),
    "consent-default-missing": ("fail", "Set the consent default in these pages too, before any tag."),
    "tag-twice": ("fail", "Remove one of the two."),
    "vendor-outside-plan": ("warn", "Add it to the plan's vendors, or remove it from the site."),
    "id-outside-plan": ("warn", "Send to the property of the plan, or add this one to it."),
    "event-outside-plan": ("warn", "Add it to the plan's events, or to its `ignore`."),
    "vendor-unknown": ("warn", "Find out who it is; a plan can declare it."),
    "page-error": ("warn", "Mend the script: what comes after it does not run."),
    "request-failed": ("warn", "Mend its address, or what answers there."),
    "page-dialog": ("warn", "A visitor is stopped by it; tags behind it wait."),
}
_GOOGLE = frozenset({"ga4", "ua", "google_ads", "floodlight"})
_TAGS = re.compile(
    r"/(?:gtag/js|gtm\.js|analytics\.js|ga\.js|fbevents\.js|matomo\.js|piwik\.js|bat\.js|insight\.min\.js|events\.js"
    r"|uwt\.js|clarity|hotjar-\d+\.js|pixel|tag|ns\.js|sp\.js|plausible\S*\.js)(?:[?/]|$)",
    re.IGNORECASE,
)
# What the judge says of a journey's containers, and a scan of each page in words of its own.
_OWN = frozenset({"container-absent", "container-blocked", "container-missing", "containers-share-layer"})
_TWICE = frozenset({"repeated-hit", "page-view-twice"})
_WHOEVER = frozenset({"personal-data", "personal-data-hashed"})
_NUMBERS = re.compile(r"\d+|[0-9a-f]{8,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scripts:
    """What stands in the page: the addresses of tag managers' scripts, and of those that stand there twice."""

    containers: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def faults(result: Result, scripts: Scripts) -> Iterator[Fault]:
    """Everything that is wrong on the page of a visit."""
    plan, recording = result.plan, result.recording
    requests = {request.id: request for request in recording.requests}
    events = [event for event in result.verdict.events if sent(event, requests)]
    for fault in (
        *_demanded(result),
        *_noticed(result),
        *_containers(recording, plan, scripts),
        *_page_views(events, plan, recording),
        *_consent(recording, plan),
        *_tags_twice(recording, scripts.twice),
        *_outside(result, events, plan),
        *_unknown(result),
        *_errors(recording),
    ):
        level = plan.findings.get(fault.code) or fault.level
        if level != "ignore":
            yield fault if level == fault.level else _at(fault, level)


def _at(fault: Fault, level: str) -> Fault:
    weight: Level = "fail" if level == "fail" else "warn"
    return Fault(fault.code, weight, fault.key, fault.message, fault.subject, fault.mend, fault.rule)


def fault(code: str, message: str, *about: str, subject: str = "") -> Fault:
    """A fault of CHECKS; `about` tells faults of one code apart."""
    level, mend = CHECKS[code]
    return Fault(code, level, " ".join((code, *about)), message, subject, mend)


def _demanded(result: Result) -> Iterator[Fault]:
    """Rules of the plan that the page does not meet."""
    rules: dict[Location, str] = {}
    for rule in result.plan.rules:
        rules |= {one.location: rule.name for one in (*rule.expect, *rule.never)}
    for outcome in result.verdict.outcomes:
        if outcome.failed and outcome.expectation.location == NOWHERE:  # the page view of a vendor of the plan
            vendor = str(outcome.expectation.vendor)
            told = f"No page view is sent to {vendor}. {outcome.chain.message}".strip()
            found = fault("page-view-missing", told, vendor, outcome.chain.broken, subject=vendor)
            yield replace(found, mend=outcome.chain.mend or found.mend)
        elif outcome.failed or outcome.status == "known":
            one = outcome.expectation
            where = f"{one.location.file}:{one.location.line}:{one.location.column}"
            known = outcome.status == "known"
            yield Fault(
                "known-fault" if known else "rule-not-met",
                "warn" if known else "fail",
                f"rule {where} {one.label} {outcome.status} {_differing(outcome)}",
                f"{one.label}: {prose.headline(outcome)}. {outcome.chain.message}".strip(),
                one.label,
                outcome.chain.mend,
                rules.get(one.location, ""),
            )


def _differing(outcome: Outcome) -> str:
    """What tells two failures of one expectation apart: where the chain broke, and which values differ."""
    paths = [".".join(map(str, one.path)) for near in outcome.near[:1] for one in near.differences]
    return " ".join((outcome.chain.broken, *paths))


def _noticed(result: Result) -> Iterator[Fault]:
    for one in result.verdict.noticed:
        finding = one.finding
        if finding.code in _OWN:
            continue
        wide = finding.code in _WHOEVER  # it is one fault, whichever events repeat it
        subject = "" if wide else one.subject
        key = " ".join(filter(None, (finding.code, subject, _NUMBERS.sub("*", finding.path))))
        said = f"{subject}: {finding.message}" if subject else finding.message
        message = f"{subject} is sent twice." if finding.code in _TWICE and subject else said
        yield Fault(finding.code, one.level, key, message, subject, MENDS.get(finding.code, ""))


def loaded(recording: Recording) -> set[str]:
    """The containers that the page loaded: those that the plan stands in for, and those that came by the network."""
    found = {one.id for one in recording.containers if one.status in ("loaded", "simulated")}
    for request in recording.requests:
        asked = container_id(request.url) if request.resource_type == "script" else None
        if asked and not request.failure and (request.status or 200) < 400:
            found.add(asked)
    return found


def _containers(recording: Recording, plan: Plan, scripts: Scripts) -> Iterator[Fault]:
    there = loaded(recording)
    wanted = plan.container.id if plan.container else None
    standing = Counter(filter(None, map(container_id, scripts.containers)))
    lost = {one.id: one.detail for one in recording.containers if one.status in ("missing", "blocked")}
    for request in recording.requests:
        asked = container_id(request.url) if request.resource_type == "script" else None
        if asked and (request.failure or (request.status or 200) >= 400):
            lost[asked] = request.failure or f"it answers {request.status}"
    for name, why in lost.items():
        if name not in there:
            text = f"The page asks for the container {name}, which did not load{f' ({why})' if why else ''}."
            yield fault("container-missing", text, name)
    if wanted and wanted not in {*there, *lost}:
        yield fault("container-missing", f"The page does not load the container {wanted}.", wanted)
    if len(there) > 1:
        told = " and ".join(sorted(there))
        yield fault("containers-several", f"The page loads {len(there)} containers: {told}.", told)
    for name, times in standing.items():
        if times > 1:
            yield fault(
                "container-twice", f"The snippet of the container {name} stands in the page {prose.times(times)}."
            )


def _page_views(events: Sequence[Event], plan: Plan, recording: Recording) -> Iterator[Fault]:
    """That no page view was sent at all. One that is sent again is the judge's finding."""
    profile = plan.consent.profiles.get(recording.consent or "")
    refused = profile is not None and profile.answer in (None, "deny") and plan.consent.mode == "basic"
    asked = any(vendor in plan.vendors for vendor in COUNTING)  # then the judge says it, with what broke
    if not refused and not asked and not any(is_page_view(event.name) for event in events):
        told = "No page view was sent" + (", and nothing else either." if not events else ".")
        yield fault("page-view-missing", told)


def consent_default(recording: Recording) -> str:
    """Whether Consent Mode's default was told before any tag: default, late or missing; nothing where it is not used.

    Late is a default after the first command of a tag (`config`, `event`), or after the first hit of Google's.
    """
    tops = {one.id for one in recording.documents if one.top}
    told = [one for one in recording.consents if one.document in tops]
    if not told:
        return ""
    defaults = [one.at for one in told if one.command == "default"]
    if not defaults:
        return "missing"
    commands = [push for push in recording.pushes if push.document in tops and push.kind == "gtag"]
    ordered = sorted(commands, key=lambda push: push.number)
    words = [_command(push) for push in ordered]
    first = next((place for place, word in enumerate(words) if word in ("config", "event")), None)
    consent = next((place for place, word in enumerate(words) if word == "consent"), None)
    if first is not None and consent is not None and first < consent:
        return "late"
    hits = [one.at for one in recording.requests if one.vendor in _GOOGLE and one.document in tops]
    return "late" if hits and min(hits) < min(defaults) else "default"


def _command(push: Push) -> str:
    told = push.payload if isinstance(push.payload, list) else []
    if told[:1] == ["consent"]:
        return "consent" if told[1:2] == ["default"] else ""
    return str(told[0]) if told else ""


def _consent(recording: Recording, plan: Plan) -> Iterator[Fault]:
    state = consent_default(recording)
    planned = any(profile.state for profile in plan.consent.profiles.values())
    if state == "late":
        yield fault("consent-default-late", "Consent Mode's default is set only after a tag has begun.")
    elif state == "missing" or (not state and planned):
        yield fault("consent-default-missing", "Consent Mode is given no default: tags begin as if all was granted.")


def _tags_twice(recording: Recording, twice: Sequence[str]) -> Iterator[Fault]:
    """One tag that stands in the page twice, or two tags of the container that send the same."""
    for src in twice:
        if _TAGS.search(src) and "gtm.js" not in src:
            shown = src.partition("&")[0]
            yield fault("tag-twice", f"The script {shown} stands in the page twice.", shown)
    for message in recording.tags:
        fired = Counter(
            (str(one.get("vendor")), str(one.get("id")), str(one.get("event")))
            for tag in message.tags
            if tag.status == "fired"
            for one in tag.sent
        )
        for (vendor, id_, event), many in fired.items():
            if many > 1:
                names = [
                    tag.name
                    for tag in message.tags
                    if tag.status == "fired" and any(str(one.get("event")) == event for one in tag.sent)
                ]
                told = " and ".join(f"“{name}”" for name in dict.fromkeys(names))
                text = f"The tags {told} send {vendor} {event} to {id_} at the same moment."
                yield fault("tag-twice", text, vendor, id_, event, subject=f"{vendor} {event}")


def _outside(result: Result, events: Sequence[Event], plan: Plan) -> Iterator[Fault]:
    for event in events:
        known = plan.vendors.get(event.vendor)
        if plan.vendors and known is None:
            text = f"{event.vendor} is sent hits, and is not among the plan's vendors."
            yield fault("vendor-outside-plan", text, event.vendor, subject=event.vendor)
        elif known and known.ids and event.id and event.id not in known.ids:
            text = f"{event.vendor} is sent hits for {event.id}, which is not in the plan."
            yield fault("id-outside-plan", text, event.vendor, event.id, subject=event.vendor)
    for event in result.verdict.unexpected:
        found = fault("event-outside-plan", f"{event.title} is not in the plan.", event.title, subject=event.title)
        yield _at(found, "fail") if plan.unexpected == "fail" else found


def _unknown(result: Result) -> Iterator[Fault]:
    for request in result.recording.requests:
        if request.vendor:
            continue
        told = signs(request, result.scenario.site)
        if len(told) >= 2:
            host = urlsplit(request.url).hostname or ""
            text = f"{host} is sent what looks like tracking ({', '.join(told[:3])}), and nobody knows who that is."
            yield fault("vendor-unknown", text, host, subject=host)


def _errors(recording: Recording) -> Iterator[Fault]:
    for error in recording.errors:
        alike = _NUMBERS.sub("*", error.text)[:200]
        source = error.source.partition("?")[0]
        if error.kind == "exception":
            told = f"The page's script failed: {error.text[:300]}" + (f" ({error.source})" if error.source else "")
            yield fault("page-error", told, alike, _NUMBERS.sub("*", source))
        elif error.kind == "crash":
            yield fault("page-error", error.text, "crash")
        elif error.kind == "request":
            address = re.sub(r"\?\S*", "", error.text)
            yield fault("request-failed", f"{address[:300]}.", _NUMBERS.sub("*", address)[:200])
        elif error.kind == "dialog":
            yield fault("page-dialog", error.text[:300], alike)
