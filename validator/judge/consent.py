"""Whether the visitor's answer to the banner is heeded: by Consent Mode, by the platform, by the hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from validator.judge.attribution import TOGETHER
from validator.model.event import Event
from validator.model.plan import ConsentProfile, Plan
from validator.model.recording import ConsentAnswer, ConsentChange, Document, Recording


def states(recording: Recording, plan: Plan) -> list[tuple[int, str]]:
    """What Consent Mode says otherwise than the profile's `state`: (step, message).

    Looked at is the page on which the answer was given, and the last page of the journey: the answer must be told at
    once, and again on later pages. A profile that leaves the banner alone is looked at on the last page.
    """
    profile = plan.consent.profiles.get(recording.consent or "")
    if profile is None or not profile.state or not _stands(profile, recording.answers):
        return []
    since = recording.answers[-1] if recording.answers else None
    found: list[tuple[int, str]] = []
    for document in _looked_at(recording, since):
        said = [change for change in recording.consents if change.document == document.id]
        told = _differing(profile.state, said)
        if told:
            where = _where(document, since)
            return [(document.step if since is None else max(document.step, since.step), f"{told} {where}.")]
    return found


def contradictions(recording: Recording) -> list[tuple[int, str]]:
    """A refusal that the platform itself turned into a consent: (step, message)."""
    found = []
    for answer in recording.answers:
        tcf = answer.says.get("tcf")
        purposes = tcf.get("purposes") if isinstance(tcf, Mapping) else None
        if answer.answer == "deny" and isinstance(purposes, list) and purposes:
            told = ", ".join(map(str, purposes[:11]))
            message = f"The visitor refused, and the banner tells vendors (TCF) that purposes {told} are consented to."
            found.append((answer.step, message))
    return found


def without_consent(events: Sequence[Event], recording: Recording, plan: Plan) -> list[tuple[Event, str]]:
    """Hits for which the visitor's answer gives no leave: none at all in basic mode before a consent.

    In advanced mode cookieless pings are right; what says that consent was given by somebody who refused is not.
    """
    profile = plan.consent.profiles.get(recording.consent or "")
    if profile is None:
        return []
    refused = [answer.at for answer in recording.answers if answer.answer == "deny"]
    given = [answer.at for answer in recording.answers if answer.answer != "deny"]
    if plan.consent.mode == "basic":
        early = min([_heard(recording, at) for at in given], default=float("inf"))
        return [(event, _EARLY[_kind(refused, given)]) for event in events if event.at < early - TOGETHER]
    if not refused or given:
        return []
    message = "It says that the visitor consented (analytics_storage granted), who refused."
    late = (event for event in events if event.at >= min(refused))
    return [(event, message) for event in late if event.consent.get("analytics_storage") == "granted"]


_EARLY = {
    "refused": "It was sent although the visitor refused: in basic mode a refusal means no hit at all.",
    "unasked": "It was sent although the visitor has not consented: in basic mode nothing is sent before an answer.",
    "given": "It was sent before the visitor consented: in basic mode nothing is sent before an answer.",
}


def _kind(refused: Sequence[float], given: Sequence[float]) -> str:
    return "given" if given else "refused" if refused else "unasked"


def _heard(recording: Recording, at: float) -> float:
    """When consent was there: the answer, or the update that it led to, whichever was seen first."""
    updates = [
        change.at
        for change in recording.consents
        if change.command == "update" and "granted" in change.state.values() and change.at < at
    ]
    return min([at, *updates])


def _stands(profile: ConsentProfile, answers: Sequence[ConsentAnswer]) -> bool:
    """Whether the journey ends with the profile's answer: a step may have given another, or it never got there."""
    if profile.answer is None:
        return not answers
    wanted = profile.answer if isinstance(profile.answer, str) else "choose"
    return len(answers) == 1 and answers[0].answer == wanted


def _looked_at(recording: Recording, since: ConsentAnswer | None) -> list[Document]:
    """The page of the answer (or the one that it led to at once), and the last page."""
    at = since.at if since else 0.0
    pages = [one for one in recording.documents if one.top and (one.ended is None or one.ended >= at)]
    pages = [one for one in pages if not one.url.startswith("about:")]
    gone = {one.id for one in pages[:-1] if since and one.last_step == since.step}  # the answer led to another page
    lasting = [one for one in pages if one.id not in gone]
    told = {change.document for change in recording.consents}
    last = [one for one in lasting if one.id in told][-1:] or lasting[-1:]
    return last if since is None else list(dict.fromkeys([*lasting[:1], *last]))


def _differing(wanted: Mapping[str, str], said: Sequence[ConsentChange]) -> str:
    if not said:
        return "Consent Mode was told nothing (no consent command was seen)"
    state = said[-1].state
    wrong = [name for name, value in wanted.items() if state.get(name) != value]
    if not wrong:
        return ""
    parts = [f"{name} is {state.get(name) or 'not set'} instead of {wanted[name]}" for name in wrong]
    told = " and no update was seen" if all(change.command == "default" for change in said) else ""
    return f"Consent Mode is not as the visitor answered: {_listed(parts)}{told}"


def _where(document: Document, since: ConsentAnswer | None) -> str:
    if since is None:
        return f"on {document.url}"
    later = document.step > since.step
    return f"on the later page {document.url}" if later else f"after the answer on {document.url}"


def _listed(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
