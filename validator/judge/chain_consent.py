"""The explanation of what was sent or stored although the visitor had not allowed it."""

from __future__ import annotations

from validator.judge.demands import Demand, identity
from validator.judge.evidence import Evidence
from validator.judge.sightings import Sighting
from validator.judge.trail import Trail
from validator.judge.wording import listed, quoted
from validator.model.event import Event
from validator.model.recording import ConsentChange, TagState
from validator.model.verdict import Chain

_STORAGE = ("ad_storage", "analytics_storage")


def at_fault(demand: Demand, first: Sighting, evidence: Evidence) -> bool:
    """Whether what must not come is forbidden for want of consent, and not for a reason of its own.

    It is where the expectation speaks of consent, or where the visitor never gave any and nothing but a vendor, a
    cookie or an entry of the storage is named: an event by its name may be out of place for other reasons.
    """
    expectation = demand.expectation
    if "consent" in (expectation.before, expectation.after):
        return True
    if demand.kind not in ("event", "cookie", "storage"):
        return False
    given = evidence.journey.consent_at
    if any(one.path[:1] == ("consent",) for one in demand.conditions):
        return given is None or first.at < given
    if given is not None or not _banner(evidence):
        return False
    return demand.kind != "event" or not identity(demand)


def _banner(evidence: Evidence) -> bool:
    """Whether consent is a matter on this site: it was asked for, or the page speaks of it."""
    return bool(evidence.recording.answers or evidence.recording.consents)


def forbidden(message: str, by: str, first: Sighting, tag: TagState | None, trail: Trail, evidence: Evidence) -> Chain:
    """What was sent or stored, what the visitor had said by then, and what the page had told its tags."""
    given = evidence.journey.consent_at
    refused = any(one.answer == "deny" for one in evidence.recording.answers)
    if given is not None:
        when = f", {max(0.0, given - first.at):.1f} s before consent was given"
    else:
        when = ", although the visitor refused" if refused else ", and consent was never given"
    state = evidence.consent(first.at, first.document)
    said = _said(state)
    if tag is not None and not tag.consent and not _granted(state):
        said += f" Tag {quoted(tag.name)} asks for no consent."
    return trail.breaks("consent", f"{message}{by}{when}.{said}", _mend(first, tag, state, evidence))


def _said(state: ConsentChange | None) -> str:
    if state is None:
        return " The page had not said anything on consent by then: no default was set."
    told = listed(f"{name} {state.state[name]}" for name in _STORAGE if name in state.state)
    return f" The page's last word on consent was then `{state.command}`: {told or 'nothing on storage'}."


def _granted(state: ConsentChange | None) -> bool:
    kinds = [state.state[name] for name in _STORAGE if name in state.state] if state else []
    return bool(kinds) and "granted" in kinds


def _mend(first: Sighting, tag: TagState | None, state: ConsentChange | None, evidence: Evidence) -> str:
    if state is None:
        return "Set the consent default (gtag consent default) before any tag is loaded."
    if _granted(state):
        if state.command == "default":
            return "Set the consent default to denied: it was granted before anybody was asked."
        return "Let the banner update consent with what the visitor chose: it told the tags of a yes that nobody gave."
    if isinstance(first.what, Event) and first.what.consent.get("analytics_storage") == "denied":
        return (
            "It is a cookieless ping, as Consent Mode sends in advanced mode: to allow these, ask for "
            "consent: {analytics_storage: granted} in this expectation, or choose basic mode in the container."
        )
    if tag is not None or evidence.scripts():
        return "Let the tag wait for consent: additional consent checks in its settings."
    return "Let the page load and run this only once consent is given."
