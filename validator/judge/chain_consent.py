"""The explanation of what was sent or stored although the visitor had not allowed it."""

from __future__ import annotations

from collections.abc import Sequence

from validator.judge.demands import Demand, identity
from validator.judge.evidence import Evidence
from validator.judge.sightings import Sighting
from validator.judge.trail import Trail
from validator.judge.vendor_calls import calls
from validator.judge.wording import listed, quoted
from validator.model.event import Event
from validator.model.recording import ConsentChange, TagMessage, TagState
from validator.model.verdict import Chain, Difference

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
    if any(one.path[:1] == ("consent",) for one in demand.conditions):
        return True
    if not _banner(evidence) or (evidence.journey.consent_at is not None and not _not_allowed(evidence)):
        return False
    return demand.kind != "event" or not identity(demand)


def _not_allowed(evidence: Evidence) -> bool:
    """Whether the visitor answered, and did not accept all: some things, or all, are not allowed."""
    answers = evidence.recording.answers
    return bool(answers) and all(one.answer != "accept" for one in answers)


def _banner(evidence: Evidence) -> bool:
    """Whether consent is a matter on this site: it was asked for, or the page speaks of it."""
    return bool(evidence.recording.answers or evidence.recording.consents)


def forbidden(told: str, also: str, first: Sighting, tag: TagState | None, trail: Trail, evidence: Evidence) -> Chain:
    """What was sent or stored, what the visitor had said by then, and what the page had told its tags."""
    state = _state_of(first, evidence)
    said = _said(state)
    if tag is not None and not tag.consent and not _granted(state):
        said += f" Tag {quoted(tag.name)} asks for no consent."
    message = f"{told}{_when(first, evidence)}.{also}{said}"
    return trail.breaks("consent", message, _mend(first, tag, state, evidence))


def _state_of(first: Sighting, evidence: Evidence) -> ConsentChange | None:
    """The page's word on consent as what sent this began: a script may send later than its tag fired."""
    event = first.what if isinstance(first.what, Event) else None
    began = event.cause.at if event is not None and event.cause is not None else first.at
    scripts = {tag.name for tag in evidence.scripts() if event is not None and calls(tag, event.vendor)}
    fired = [
        message
        for message in evidence.recording.tags
        if message.document == first.document and message.at <= began
        if any(tag.name in scripts and tag.status == "fired" for tag in message.tags)
    ]
    if fired and (event is None or event.cause is None or event.cause.kind == "intent"):
        began = fired[-1].at
    own = [change for change in evidence.recording.consents if change.document == first.document]
    if own and (all(change.at > began for change in own) or (fired and _said_behind(fired[-1], evidence))):
        return None
    return evidence.consent(began, first.document)


def _said_behind(message: TagMessage, evidence: Evidence) -> bool:
    """Whether all that a page says on consent stands behind a message in its data layer: it is heard only then."""
    said = [
        push.number
        for push in evidence.recording.pushes
        if push.document == message.document
        and push.kind == "gtag"
        and isinstance(push.payload, list)
        and push.payload[:1] == ["consent"]
    ]
    return message.push is not None and bool(said) and min(said) > message.push


def _when(first: Sighting, evidence: Evidence) -> str:
    """How the moment stands to the visitor's answer."""
    given = evidence.journey.consent_at
    if _not_allowed(evidence):
        if any(one.answer == "deny" for one in evidence.recording.answers):
            return ", although the visitor refused"
        profile = evidence.plan.consent.profiles.get(evidence.recording.consent or "")
        return f", which the visitor did not allow{f' (profile “{profile.name}”)' if profile else ''}"
    if given is not None and first.at < given:
        return f", {given - first.at:.1f} s before consent was given"
    if given is not None:
        profile = evidence.plan.consent.profiles.get(evidence.recording.consent or "")
        return f", which the visitor did not allow (profile “{profile.name}”)" if profile else ""
    return ", and consent was never given"


def _said(state: ConsentChange | None) -> str:
    if state is None:
        return " The page had not said anything on consent by then: no default was set."
    told = listed(f"{name} {state.state[name]}" for name in _STORAGE if name in state.state)
    return f" The page's last word on consent was then `{state.command}`: {told or 'nothing on storage'}."


def _granted(state: ConsentChange | None) -> bool:
    kinds = [state.state[name] for name in _STORAGE if name in state.state] if state else []
    return bool(kinds) and "granted" in kinds


def _mend(first: Sighting, tag: TagState | None, state: ConsentChange | None, evidence: Evidence) -> str:
    if evidence.plan.consent.mode == "basic" and not evidence.recording.answers[:1]:
        return "In basic mode nothing is loaded before the visitor agreed: load the tag manager only then."
    if state is None:
        return "Set the consent default (gtag consent default) before any tag is loaded."
    if _granted(state):
        if state.command == "default":
            return "Set the consent default to denied: it was granted before anybody was asked."
        return _AS_CHOSEN
    if evidence.plan.consent.mode == "basic":
        return "In basic mode nothing is loaded before the visitor agreed: load the tag manager only then."
    others = _checked(first, evidence)
    if tag is not None and not tag.consent and others:
        kinds = listed(others)
        return f"Let the tag wait for {kinds}, as other tags of the kind do: additional consent checks in its settings."
    if isinstance(first.what, Event) and first.what.consent.get("analytics_storage") == "denied":
        return (
            "It is a cookieless ping, as Consent Mode sends in advanced mode: to allow these, ask for "
            "consent: {analytics_storage: granted} in this expectation, or load the tags only once consent is given."
        )
    if tag is not None or evidence.scripts():
        return "Let the tag wait for consent: additional consent checks in its settings."
    return "Let the page load and run this only once consent is given."


_AS_CHOSEN = "Let the banner update consent with what the visitor chose, and with nothing else."


def other_word(event: Event, difference: Difference, evidence: Evidence) -> tuple[str, str]:
    """Why a hit declares another consent than is expected: the page's last word on it, and the mend."""
    began = event.cause.at if event.cause is not None else event.at  # a hit that is held back tells of its beginning
    state = evidence.consent(began, event.document)
    answers = [one for one in evidence.recording.answers if one.at <= began]
    own = [change for change in evidence.recording.consents if change.document == event.document]
    if own and all(change.at > began for change in own):
        return (
            "the page had not said anything on consent when it began, and did so only afterwards",
            "Set the consent default (gtag consent default) before any tag is loaded.",
        )
    if state is None:
        return (
            "the page gave no consent command at all",
            "Set the consent default, and update it with the visitor's answer (gtag consent default and update).",
        )
    said = f"the page's last word was `consent {state.command}` at {evidence.journey.title(state.step)}"
    if not difference.present:
        return said, "Set the consent default (gtag consent default) before any tag is loaded."
    if state.command == "update":
        return said, _AS_CHOSEN
    if not answers:
        if difference.expected == "denied":
            return f"{said}, before anybody was asked", "Set the consent default to denied."
        return said, "Give consent in this scenario (consent: granted), or correct the expectation."
    if any(change.command == "update" for change in evidence.recording.consents):
        return (
            f"{said}, and no update followed on that page",
            "Let every page update consent with the answer that was given before, and the default be denied.",
        )
    return (
        f"{said}, and no update followed",
        "Update consent with the visitor's answer (gtag consent update), and let the default be denied.",
    )


def _checked(first: Sighting, evidence: Evidence) -> list[str]:
    """The kinds of consent that the container's tags of the same vendor ask for."""
    if evidence.container is None:
        return []
    kind = {"ua": ("ua",), "ga4": ("gaawe", "gaawc", "googtag"), "google_ads": ("awct", "sp", "awud")}
    types = kind.get(first.vendor, ())
    return [name for tag in evidence.container.tags if tag.type in types for name in tag.consent_types]


def _granted_after(kinds: Sequence[str], at: float, document: str, evidence: Evidence) -> float | None:
    """How many seconds after a moment all these kinds of consent were granted on the page; None: they never were."""
    later = (one for one in evidence.recording.consents if one.document == document and one.at > at)
    granted = (one.at - at for one in later if kinds and all(one.state.get(kind) == "granted" for kind in kinds))
    return next(granted, None)


def withheld(tag: TagState, message: TagMessage, evidence: Evidence) -> tuple[str, str]:
    """Why a tag did not get the consent that it waits for at a message, and the mend."""
    at = message.at
    then = evidence.consent(at, message.document)
    lacking = [kind for kind in tag.consent if then is None or then.state.get(kind) != "granted"]
    waits = f"Tag {quoted(tag.name)} waits for consent ({listed(tag.consent) or 'consent'})"
    said = f"{waits}, and {listed(lacking or tag.consent) or 'it'} was"
    if tag.status != "denied":
        said += " not granted yet"
    elif (later := _granted_after(lacking, at, message.document, evidence)) is None:
        said += " never granted"
    else:
        return (
            f"{said} granted only {later:.1f} s later.",
            "Let the page push the event once consent is told (gtag consent update), or let a trigger group wait for "
            "both: the event and the update.",
        )
    answers = [one for one in evidence.recording.answers if one.answer != "deny" and one.at <= at]
    if not answers:
        return f"{said}.", "Give consent in this scenario, or correct the tag's consent settings."
    where = evidence.journey.title(answers[0].step)
    profile = evidence.plan.consent.profiles.get(evidence.recording.consent or "")
    meant = profile.state if profile else {}
    refused = [name for name in lacking if meant.get(name) == "denied"]
    if refused:
        return (
            f"{said}: the visitor did not allow {listed(refused)} (profile “{profile.name if profile else ''}”).",
            "Correct the kinds of consent in the tag's settings, or take a profile that gives them.",
        )
    state = evidence.consent(at)
    if state is not None and state.command == "update" and any(state.state.get(name) == "denied" for name in lacking):
        return f"{said}: the page's last word on it was `consent update`.", _AS_CHOSEN
    chose = "accepted" if answers[0].answer == "accept" else "answered the banner"
    return (
        f"{said}, although the visitor {chose} at {where}.",
        "Let the banner tell the tags of the answer (gtag consent update) at once, on every page.",
    )


def not_told(evidence: Evidence) -> tuple[str, str] | None:
    """Where the visitor allowed what the page's last word on consent denies: a sentence, and the mend."""
    profile = evidence.plan.consent.profiles.get(evidence.recording.consent or "")
    answers = [one for one in evidence.recording.answers if one.answer != "deny"]
    if not answers:
        return None
    meant = dict(profile.state) if profile and profile.state else {}
    if not meant and all(one.answer == "accept" for one in answers):
        meant = dict.fromkeys(_STORAGE, "granted")
    state = evidence.consent(float("inf"))
    if state is None:
        return None
    denied = [name for name in _STORAGE if meant.get(name) == "granted" and state.state.get(name) == "denied"]
    if not denied:
        return None
    word = f"`consent {state.command}` at {evidence.journey.title(state.step)}"
    told = f"The visitor allowed {listed(denied)}, and the page's last word ({word}) denies it."
    mend = (
        _AS_CHOSEN if state.command == "update" else "Update consent with the visitor's answer (gtag consent update)."
    )
    return told, mend
