"""The last links: hits that the browser stopped, scripts that did not load, and what nobody can tell."""

from __future__ import annotations

from validator.judge.demands import Demand, differences, identity, misplaced
from validator.judge.evidence import Evidence
from validator.judge.lost_scripts import lost_scripts
from validator.judge.near_miss import MEANT, likeness
from validator.judge.outcomes import Judged
from validator.judge.sightings import Sighting
from validator.judge.trail import Trail
from validator.judge.wording import asked, begun, here, listed, quoted, seen
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.value import as_text
from validator.model.verdict import Chain

_STOPS = (
    (
        ("csp", "content-security", "content security"),
        "the page's Content-Security-Policy refused it",
        "Allow {host} in the Content-Security-Policy (connect-src and img-src).",
    ),
    (("mixed",), "the browser refused plain http on a secure page", "Send the hit by https."),
    (
        ("quota",),
        "it was too large for a hit sent while the page leaves",
        "Send less: such hits may have 64 KiB together.",
    ),
    (
        ("blocked_by_client", "blockedbyclient", "adblock", "ad blocker", "extension"),
        "an extension or ad blocker stopped it",
        "Run without the extension; real visitors with one are not counted either.",
    ),
    (
        ("cors",),
        "the browser refused it for want of CORS headers",
        "Let {host} answer with CORS headers for this site.",
    ),
    (("offline", "internet_disconnected"), "the browser was offline", "Check the network."),
    (("navigation", "aborted", "unload"), "the page left before it was sent", "Send it with sendBeacon, or keepalive."),
)


def stopped(judged: Judged, trail: Trail, evidence: Evidence) -> Chain | None:
    """The hit was made, and the browser did not let it out."""
    demand = judged.demand
    if demand.kind != "event":
        return None
    found = [
        one
        for one in evidence.seen.of("event")
        if not one.counts and _was_stopped(one, evidence) and not misplaced(demand, one, evidence.journey)
    ]
    near = [
        one for one in found if one.vendor == demand.expectation.vendor and likeness(identity(demand), one) >= MEANT
    ]
    if not near:
        return None
    best = min(near, key=lambda one: len(differences(demand, one)))
    request = _request(best, evidence)
    why, mend = why_stopped(request, evidence)
    from_cause = best.what.cause if isinstance(best.what, Event) else None
    if from_cause is not None and from_cause.kind != "intent":
        trail.ok("push", from_cause.text)
    if evidence.containers(demand.step):
        trail.ok("container", evidence.container_name)
    if from_cause is not None and from_cause.kind == "tag":
        trail.ok("trigger")
        trail.ok("tag", from_cause.text)
    return trail.breaks("request", f"{begun(seen(best))} was made, but {why}.", mend)


def _was_stopped(sighting: Sighting, evidence: Evidence) -> bool:
    return isinstance(sighting.what, Event) and _request(sighting, evidence).handling == "stopped"


def _request(sighting: Sighting, evidence: Evidence) -> Request:
    number = sighting.what.request if isinstance(sighting.what, Event) else 0
    return evidence.requests.get(number) or Request(0, "")


def why_stopped(request: Request, evidence: Evidence) -> tuple[str, str]:
    """Why a request did not leave, as the end of a sentence, and the mend."""
    host = _host(request) or "the vendor's host"
    for failure in (request.failure, *_said_elsewhere(request, evidence)):
        for words, why, mend in _STOPS:
            if any(word in failure.lower() for word in words):
                return why, mend.format(host=host)
    told = f" ({request.failure})" if request.failure else ""
    return f"the browser did not let it out{told}", "Look at the console of the browser at this step."


def _host(request: Request) -> str:
    return request.url.partition("://")[2].partition("/")[0]


def _said_elsewhere(request: Request, evidence: Evidence) -> list[str]:
    """Why other requests of that page to that host were stopped: a beacon is dropped without a word."""
    host = _host(request)
    said = [
        one.failure
        for one in evidence.requests.values()
        if one.handling == "stopped" and _host(one) == host and one.document == request.document
    ]
    said += [
        error.text
        for error in evidence.recording.errors
        if error.page_url == request.page_url and host and host in error.text and "Security Policy" in error.text
    ]
    return said


def unknown(judged: Judged, pushed: bool, trail: Trail, evidence: Evidence) -> Chain:
    """Nothing in the evidence names a tag: what is left is a script that did not load, or a hit that is unreadable."""
    demand = judged.demand
    vendor = demand.expectation.vendor or ""
    script = next((one for one in lost_scripts(evidence.recording) if one.google), None)
    if script is not None:
        return trail.breaks(
            "container",
            f"The script {script.address} did not load: {script.why}.",
            "Check the address in the page, its Content-Security-Policy, and that this machine reaches the host.",
        )
    unread = [
        event
        for event in evidence.events
        if event.undecoded and event.vendor == vendor and (demand.step is None or event.step == demand.step)
    ]
    if unread:
        return trail.breaks(
            "request",
            f"A {vendor} hit was sent here, but it could not be read: {unread[0].undecoded}.",
            "Look at the hit in the report: it is damaged, or of a form that is not known yet.",
        )
    loaded = [one for one in evidence.recording.containers if one.status == "loaded"]
    step = demand.step
    denied = _denied(step, evidence)
    label = asked(demand)
    where = f" {here(step)}"
    if denied and not any(one.vendor == vendor and one.counts for one in evidence.seen.of("event")):
        return trail.breaks(
            "consent",
            f"{begun(label)} was not sent{where}; {denied} denied, and nothing was sent to {vendor} at all.",
            "Give consent in this scenario (consent: granted), or correct the expectation.",
        )
    seen = "its push came, but " if pushed else ""
    name = evidence.container_name
    if loaded and evidence.container is None:
        return trail.lost(
            f"{begun(label)} was not sent{where}: {seen}what the tags of {name} did with it was not recorded.",
            f"Name the container's export in the plan (container: {{id: {name}, file: container.json}}), so that each "
            "tag tells why it did not fire.",
        )
    elsewhere = _sent_elsewhere(judged, evidence) if pushed else None
    if elsewhere is not None:
        return trail.breaks("push", f"{begun(label)} was not sent{where}: {elsewhere[0]}.", elsewhere[1])
    if pushed:
        return trail.breaks(
            "request" if any(push.kind == "gtag" and push.event for push in evidence.pushes(step)) else "tag",
            f"{begun(label)} was not sent{where}, although its push came.",
            "Check that the vendor's library has loaded, and that it knows this event.",
        )
    others = [push.event for push in evidence.pushes(step) if push.event and not push.event.startswith("gtm.")]
    only = f" The page pushed only {listed(map(quoted, others))}." if others and step is not None else ""
    return trail.lost(
        f"{begun(label)} was not sent{where}, and nothing that was recorded tells why.{only}{_lost(evidence)}",
        "Check that the page makes it there; with the container's export in the plan, its tags can be followed.",
    )


def _sent_elsewhere(judged: Judged, evidence: Evidence) -> tuple[str, str] | None:
    """A gtag event that names a destination of its own, which is none of those that are expected."""
    demand = judged.demand
    for push in evidence.pushes(demand.step):
        told = push.payload if push.kind == "gtag" and isinstance(push.payload, list) else []
        given = told[2].get("send_to") if len(told) > 2 and isinstance(told[2], dict) else None
        ids = [as_text(one).partition("/")[0] for one in (given if isinstance(given, list) else [given])]
        wanted = [as_text(one) for one in _expected_ids(demand)]
        if push.event == demand.name() and given and wanted and not set(ids) & set(wanted):
            return (
                f"its gtag event names {listed(map(quoted, ids))} as destination (send_to), expected {wanted[0]}",
                "Correct send_to in the page, or leave it out: the event then goes to every configured destination.",
            )
    return None


def _expected_ids(demand: Demand) -> list[object]:
    operands = [one.operand for one in demand.conditions if one.path == ("id",)]
    return [one for operand in operands for one in (operand if isinstance(operand, list | tuple) else [operand])]


def _lost(evidence: Evidence) -> str:
    """The scripts that did not load: the vendor's own may be among them."""
    lost = lost_scripts(evidence.recording)
    return f" Scripts that did not load: {listed(map(str, lost))}." if lost else ""


def _denied(step: int | None, evidence: Evidence) -> str:
    until = evidence.journey.records[step].ended if step in evidence.journey.records else evidence.recording.seconds
    state = evidence.consent(until or float("inf"))
    if state is None:
        return ""
    denied = [name for name in ("analytics_storage", "ad_storage") if state.state.get(name) == "denied"]
    return f"{' and '.join(denied)} {'were' if len(denied) > 1 else 'was'}" if denied else ""
