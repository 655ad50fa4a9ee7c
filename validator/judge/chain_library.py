"""Hits that the page makes itself, without a tag manager: by gtag commands, or by a vendor's own library."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from validator.judge.attribution import is_page_view
from validator.judge.demands import at_its_step
from validator.judge.evidence import Evidence
from validator.judge.lost_scripts import lost_scripts
from validator.judge.outcomes import Judged
from validator.judge.sightings import Sighting
from validator.judge.trail import Trail
from validator.judge.wording import asked, begun, here, listed, quoted
from validator.model.event import Event
from validator.model.recording import Push
from validator.model.verdict import Chain

BY_GTAG = frozenset({"ga4", "ua", "google_ads", "floodlight"})  # what gtag commands of the page are sent to
_SNIPPET = "Put Google's tag (the snippet with gtag.js) into this page's template."


def missing(judged: Judged, trail: Trail, evidence: Evidence) -> Chain | None:
    """The chain of a hit that no tag manager was to send; None where one may be at fault, or nobody knows."""
    demand = judged.demand
    vendor = demand.expectation.vendor or ""
    if demand.kind != "event" or not vendor:
        return None
    if vendor in BY_GTAG and evidence.direct:
        return _by_gtag(judged, trail, evidence)
    if vendor in BY_GTAG and not _of_the_page(vendor, evidence):
        return None
    managed = evidence.recording.containers or evidence.given is not None or evidence.plan.container is not None
    if managed and not _of_the_page(vendor, evidence):
        return None
    return _by_library(judged, vendor, trail, evidence)


def _of_the_page(vendor: str, evidence: Evidence) -> bool:
    """Whether the page itself sends hits to this vendor, and no tag does."""
    causes = [
        one.what.cause for one in evidence.seen.of("event") if one.vendor == vendor and isinstance(one.what, Event)
    ]
    return bool(causes) and all(cause is not None and cause.kind == "intent" for cause in causes)


def _by_gtag(judged: Judged, trail: Trail, evidence: Evidence) -> Chain | None:
    """A command that was made in vain, or a page view that no command asks for."""
    demand = judged.demand
    pushes = [push for push in evidence.pushes(demand.step) if push.kind == "gtag"]
    calls = [push for push in pushes if push.event == demand.name() and push.event]
    configs = [push for push in pushes if _command(push) == "config"] if is_page_view(demand.name()) else []
    if configs and not calls and all(map(_silent, configs)):
        return trail.breaks(
            "push",
            f"{_words(configs[0])} is told not to send a page view (send_page_view: false), and no gtag event "
            f"{quoted(demand.name())} came{_where(demand.step)}.",
            "Take send_page_view: false out of the command, or call gtag('event', 'page_view').",
        )
    if is_page_view(demand.name()) and not calls and not configs:
        return _unconfigured(judged, trail, evidence)
    commands = [*calls, *(push for push in configs if not _silent(push))]
    documents = {push.document for push in commands}
    heard = any(
        one.document in documents and one.vendor == demand.expectation.vendor for one in evidence.seen.of("event")
    )
    if not commands or heard or evidence.containers_on(documents):
        return None
    if evidence.plan.consent.mode == "basic" and evidence.journey.consent_at is None:
        return None  # nothing is loaded before the visitor agrees
    trail.ok("push", listed(map(_words, commands)))
    return trail.breaks("container", *_deaf(documents, evidence))


def _unconfigured(judged: Judged, trail: Trail, evidence: Evidence) -> Chain | None:
    """A page that was opened and is not configured, where others are."""
    step = judged.demand.step
    opened = [one for one in evidence.recording.documents if one.top and one.step == step and _web(one.url)]
    configured = {push.document for push in evidence.recording.pushes if _command(push) == "config"}
    if not opened or not configured or {one.id for one in opened} & configured:
        return None
    if _loaded(evidence) and not {one.id for one in opened} & _loaded(evidence):
        message = f"The page {opened[-1].url} does not load Google's tag (gtag.js); other pages do."
        return trail.breaks("container", message, _SNIPPET)
    message = f"The page {opened[-1].url} makes no gtag config command; other pages do."
    return trail.breaks("push", message, _SNIPPET)


def _loaded(evidence: Evidence) -> set[str]:
    """The documents that asked for gtag.js, and got it."""
    return {
        request.document
        for request in evidence.recording.requests
        if "/gtag/js" in request.url and not request.failure and (request.status or 0) < 400
    }


def _deaf(documents: Collection[str], evidence: Evidence) -> tuple[str, str]:
    """Why nothing heard the commands of these pages."""
    pages = {one.id: one.url for one in evidence.recording.documents}
    here_ = list(dict.fromkeys(pages[one] for one in documents if one in pages))
    lost = lost_scripts(evidence.recording, here_)
    google = [one for one in lost if one.google] or lost
    asked_for = _loaded(evidence)
    if google and not asked_for & set(documents):
        return (
            f"The gtag command came, and the script {google[0].address} did not load: {google[0].why}.",
            "Check the address in the page, its Content-Security-Policy, and that this machine reaches the host.",
        )
    where = here_[0] if here_ else "the page"
    if not asked_for & set(documents):
        others = "; other pages do" if asked_for else ": its commands wait in the data layer, and nothing reads them"
        return f"The page {where} does not load Google's tag (gtag.js){others}.", _SNIPPET
    return (
        f"Google's tag (gtag.js) was loaded on {where}, and sent nothing from there.",
        "Check the id in the address of gtag.js and in gtag config, and the errors of the page.",
    )


def _by_library(judged: Judged, vendor: str, trail: Trail, evidence: Evidence) -> Chain | None:
    """What the page, or the vendor's script on it, did not do."""
    demand = judged.demand
    mine = [one for one in evidence.seen.of("event") if one.vendor == vendor and one.counts]
    pages = [one.url for one in evidence.recording.documents if one.id in evidence.documents(demand.step)]
    lost = [] if mine else lost_scripts(evidence.recording, pages)
    label = f"{begun(asked(demand))} was not sent{_where(demand.step)}"
    if lost:
        return trail.breaks(
            "request",
            f"Nothing was sent to {vendor}; scripts that did not load: {listed(map(str, lost))}.",
            f"Let the page load the library of {vendor}: check its address, and the Content-Security-Policy.",
        )
    thrown = _thrown(demand.step, evidence)
    if thrown:
        return trail.breaks(
            "request",
            f"{label}: the page's script failed there ({thrown}).",
            "Mend that error, where it stands in the way: what comes after it in the same script does not run.",
        )
    if not mine:
        state = evidence.consent(float("inf"))
        if state is not None and "denied" in state.state.values():
            return None
        return trail.breaks(
            "request",
            f"{label}, and nothing was sent to {vendor} in the whole journey.",
            f"Check that the page loads the library of {vendor}, and that the visitor's consent allows it.",
        )
    instead = [one for one in mine if at_its_step(demand, one)] if demand.step is not None else []
    told = f"; {_titles(instead, vendor)} {'was' if len(instead) == 1 else 'were'}" if instead else ""
    works = "" if instead else f"; the library of {vendor} works: it sent {_titles(mine, vendor)}"
    return trail.breaks(
        "request",
        f"{label}{told}{works}.",
        f"Make the page send it{_where(demand.step)}, or correct the name in the expectation.",
    )


def _titles(sightings: Sequence[Sighting], vendor: str) -> str:
    return listed(one.subject.removeprefix(vendor).strip() for one in sightings)


def _thrown(step: int | None, evidence: Evidence) -> str:
    errors = evidence.recording.errors
    return next((one.text for one in errors if one.kind == "exception" and one.step == step), "")


def _where(step: int | None) -> str:
    return f" {here(step)}"


def _web(url: str) -> bool:
    return url.startswith(("http:", "https:"))


def _command(push: Push) -> str:
    told = push.payload if push.kind == "gtag" and isinstance(push.payload, list) else []
    return str(told[0]) if told else ""


def _silent(push: Push) -> bool:
    """Whether a config command is told not to send a page view."""
    told = push.payload if isinstance(push.payload, list) else []
    return len(told) > 2 and isinstance(told[2], dict) and told[2].get("send_page_view") is False


def _words(push: Push) -> str:
    told = push.payload if isinstance(push.payload, list) else []
    return f"gtag {' '.join(str(one) for one in told[:2] if isinstance(one, str))}".strip()
