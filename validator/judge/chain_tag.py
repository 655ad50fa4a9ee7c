"""What the tag manager did with a message: the tag that did not fire, or fired in vain, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from validator.judge import chain_consent
from validator.judge.attribution import is_page_view, same_vendor
from validator.judge.chain_trigger import event_matches, nearness_of, not_fired
from validator.judge.demands import Demand
from validator.judge.evidence import Evidence, TagSeen, wanted_event
from validator.judge.foresight import foresee
from validator.judge.near_miss import similarity
from validator.judge.outcomes import Judged
from validator.judge.tag_source import named_by, rows
from validator.judge.trail import Trail
from validator.judge.vendor_calls import of_another
from validator.judge.wording import asked, listed, quoted
from validator.model.container import Variable
from validator.model.event import Event
from validator.model.recording import TagState
from validator.model.verdict import Chain

# The further a tag got, the more its state tells.
_RANKS = {
    "fired": 9,
    "failed": 8,
    "waiting": 7,
    "denied": 7,
    "limited": 6,
    "blocked": 6,
    "scheduled": 5,
    "live only": 5,
    "paused": 5,
    "unknown": 2,
    "not fired": 1,
}


_STOPPED = frozenset({"failed", "waiting", "denied", "limited", "blocked"})
_UNSEEN = "what it sends is not known"  # the runtime's words for a tag of a type that it cannot run


def answered(states: Sequence[TagSeen]) -> bool:
    """Whether a message came that one of the tags' triggers waits for, whatever else it asks."""
    return any(
        seen.tag.status not in ("not fired", "unknown") or event_matches(trigger, seen.message.event)
        for seen in states
        for trigger in (seen.tag.triggers or ())
        if not trigger.blocking
    ) or any(seen.tag.status not in ("not fired", "unknown", "paused") for seen in states)


def message_link(trail: Trail, states: Sequence[TagSeen]) -> None:
    """The messages that the tags could answer to, in place of a push of the page's own."""
    names = [seen.message.event for seen in states if seen.tag.status != "not fired"] or [
        seen.message.event
        for seen in states
        for trigger in seen.tag.triggers
        if event_matches(trigger, seen.message.event)
    ]
    trail.ok("push", listed(names))


def explain(judged: Judged, states: Sequence[TagSeen], trail: Trail, evidence: Evidence) -> Chain:
    """The chain through the tag that got farthest."""
    best = max(states, key=lambda seen: (_RANKS.get(seen.tag.status, 0), _matched(seen)))
    if best.tag.status == "fired" and _namer(best.tag.name, evidence) is not None and not _made(judged, states):
        # A tag that takes its event's name from a variable, and fired for others: it may have been stopped at this one.
        best = max((one for one in states if one.tag.status in _STOPPED), key=lambda one: one.message.at, default=best)
    tag, message = best.tag, best.message
    reason = f": {tag.reason}" if tag.reason else ""
    name = quoted(tag.name)
    if tag.status == "not fired" or (tag.status == "unknown" and not _set_off(tag)):
        return not_fired(judged, states, trail, evidence)
    fired = [one.name for one in tag.triggers if one.matched and not one.blocking]
    trail.ok("trigger", listed(map(quoted, fired)))
    match tag.status:
        case "fired":
            return _fired(judged, best, [one for one in states if one.tag.name == tag.name], trail, evidence)
        case "failed":
            return trail.breaks("tag", *_failed(best, reason, evidence))
        case "waiting" | "denied":
            trail.ok("tag", name)
            return trail.breaks("consent", *chain_consent.withheld(tag, message, evidence))
        case "limited":
            return trail.breaks(
                "tag",
                f"Tag {name} did not fire a second time{reason}.",
                'Set its firing option in GTM to "Once per event".',
            )
        case "blocked":
            blocking = [one.name for one in tag.triggers if one.blocking and one.matched]
            by = f"the exception {listed(map(quoted, blocking))}" if blocking else "an exception"
            return trail.breaks("tag", f"Tag {name} was blocked by {by}.", "Narrow the exception in GTM, or remove it.")
        case "paused":
            return trail.breaks("tag", f"Tag {name} is paused.", "Unpause the tag in GTM, and publish.")
        case "scheduled":
            return trail.breaks(
                "tag", f"Tag {name} is outside its schedule{reason}.", "Correct the tag's schedule in GTM."
            )
        case "live only":
            return trail.breaks(
                "tag",
                f"Tag {name} fires in the published container only, not in preview.",
                "Test it against the live container.",
            )
    trail.unknown("tag", f"tag {name}{reason}")
    return trail.lost(
        f"Nobody can tell what tag {name} did{reason or ': this kind of tag cannot be run here'}.",
        "Look at this tag in GTM's preview mode.",
    )


_UNDEFINED = re.compile(r"([A-Za-z_$][\w$]*) is not defined")


def _failed(seen: TagSeen, reason: str, evidence: Evidence) -> tuple[str, str]:
    """Why a tag failed: by the tag before it, for want of what another one brings, or by itself."""
    tag, message = seen.tag, seen.message
    told = f"Tag {quoted(tag.name)} failed{reason}"
    earlier = [one for one in evidence.recording.tags if one.document == message.document and one.at <= message.at]
    for before in reversed(earlier):
        for other in before.tags:
            if other.status == "failed" and other.name != tag.name and other.reason and other.name in tag.reason:
                return f"{told}: {other.reason}.", f"Mend the script of tag {quoted(other.name)}."
    missing = _UNDEFINED.search(tag.reason)
    source = _brings(missing[1], tag.name, evidence) if missing else None
    if missing is None or source is None:
        return f"{told}.", "Mend the script of the tag, or the tag that it waits for."
    fired = [
        one
        for one in evidence.recording.tags
        if one.document == message.document
        and any(state.name == source and state.status == "fired" for state in one.tags)
    ]
    if any(one.at < message.at for one in fired):
        return f"{told}.", f"Mend the script of the tag, or of tag {quoted(source)}, which brings {missing[1]}."
    late = f"fired only later, at {quoted(fired[0].event)}" if fired else "had not fired on this page"
    return (
        f"{told}. Tag {quoted(source)} brings {missing[1]}, and {late}.",
        f"Let tag {quoted(source)} fire before it: as its setup tag (tag sequencing), or at an earlier trigger.",
    )


def _brings(name: str, user: str, evidence: Evidence) -> str | None:
    """The script of the container that defines a name."""
    word = re.escape(name)
    defines = re.compile(
        rf"(?:\w\.{word}\s*=(?!=)|(?:var|let|const)\s+{word}\b|function\s+{word}\b|(?<![\w.]){word}\s*=(?!=))"
    )
    return next(
        (
            tag.name
            for tag in evidence.scripts()
            if tag.name != user and defines.search(str(tag.parameters.get("html")))
        ),
        None,
    )


def _set_off(tag: TagState) -> bool:
    """Whether a trigger matched, or none was told of."""
    firing = [trigger for trigger in tag.triggers if not trigger.blocking]
    return not firing or any(trigger.matched for trigger in firing)


def _matched(seen: TagSeen) -> tuple[int, float]:
    """How near a tag came to firing at a message."""
    nearest = [nearness_of(trigger, seen) for trigger in seen.tag.triggers if not trigger.blocking]
    return max(nearest, default=(0, 0.0))


def _made(judged: Judged, states: Sequence[TagSeen]) -> bool:
    """Whether a tag says that it made the event that was expected."""
    wanted = wanted_event(judged.demand)
    return not wanted.name or any(one.get("event") == wanted.name for seen in states for one in seen.tag.sent)


def _namer(tag: str, evidence: Evidence) -> Variable | None:
    """The variable that a tag takes its event's name from."""
    tags = evidence.container.tags if evidence.container is not None else ()
    found = next((one for one in tags if one.name == tag), None)
    return named_by(found, evidence.container) if found is not None and evidence.container is not None else None


def _fired(judged: Judged, seen: TagSeen, every: Sequence[TagSeen], trail: Trail, evidence: Evidence) -> Chain:
    """A tag that fired, and whose hit nobody saw. `every`: all that it did."""
    tag = seen.tag
    name = quoted(tag.name)
    thrown = [
        error
        for error in evidence.recording.errors
        if error.kind in ("tag", "exception") and (judged.demand.step is None or error.step == judged.demand.step)
    ]
    if not tag.sent and _UNSEEN in tag.reason:
        trail.unknown("tag", f"tag {name}: {tag.reason}")
        return trail.lost(
            f"Tag {name} fired, and nobody can tell what it sent: {tag.reason.partition(': ')[2]}.",
            "Look at this tag in GTM's preview mode.",
        )
    if not tag.sent:
        if not tag.reason and (absent := evidence.unloaded(seen.message.document)):
            return trail.breaks(
                "tag",
                f"Tag {name} fired, but sent nothing: {absent}, which a tag of the container asks for, did not load.",
                "Check that address, and what may stop it: the server, a Content-Security-Policy, an ad blocker.",
            )
        why = f": {tag.reason or thrown[0].text}" if tag.reason or thrown else ""
        if not why and _left(seen, evidence):
            return trail.breaks(
                "tag",
                f"Tag {name} fired, but had sent nothing when the page was left in the same step.",
                "Let the tag send at once, by sendBeacon: what its script does later is cut off by the next page.",
            )
        return trail.breaks(
            "tag", f"Tag {name} fired, but sent nothing{why}.", "Check the tag's settings, and the errors of the page."
        )
    trail.ok("tag", name)
    wanted = wanted_event(judged.demand)
    sent = list(dict.fromkeys(_sent_words(one) for each in every for one in each.tag.sent))
    if not _made(judged, every):
        if (namer := _namer(tag.name, evidence)) is not None:
            return trail.breaks(
                "tag",
                f"Tag {name} fired, but sent {listed(map(quoted, sent))}: it takes the event's name from the variable "
                f"{quoted(namer.name)}, which never gave {quoted(wanted.name)} here.",
                f"Check what the page pushes when {quoted(wanted.name)} is due, and what {quoted(namer.name)} in GTM "
                "makes of it. Where it comes only after a while, let the step wait for it (`wait: true`).",
            )
        return trail.breaks(
            "tag",
            f"Tag {name} fired, but sent {listed(map(quoted, sent))}.",
            "Correct the event's name in the tag, or in the expectation.",
        )
    if not seen.message.simulated:
        return trail.breaks(
            "request",
            f"Tag {name} fired, but no request for its hit left the page.",
            "Check whether the library that sends it (gtag.js, analytics.js) has loaded, and what else may stop it: a "
            "Content-Security-Policy, an ad blocker, or the page leaving at that moment.",
        )
    return trail.breaks(
        "request",
        f"Tag {name} fired and made the hit, but no request for it left the page.",
        "Check what may stop it: a Content-Security-Policy, an ad blocker, or the page leaving at that moment.",
    )


def _left(seen: TagSeen, evidence: Evidence) -> bool:
    """Whether the page was left at the step at which the tag fired."""
    message = seen.message
    return any(
        one.id == message.document and one.top and one.last_step == message.step for one in evidence.recording.documents
    )


def _sent_words(sending: Mapping[str, Any]) -> str:
    """What a tag says that it sent: the name, or category and action."""
    keys = ("category", "action") if sending.get("category") or sending.get("action") else ("event",)
    return " › ".join(str(sending[key]) for key in keys if sending.get(key))


def unknown_tag(judged: Judged, trail: Trail, evidence: Evidence) -> Chain:
    """A tag was expected by its name, and the container has none of that name at this step."""
    name = judged.demand.name()
    container = evidence.container_name or "the container"
    every = [tag.name for tag in evidence.container.tags] if evidence.container else []
    every += [tag.name for message in evidence.recording.tags for tag in message.tags]
    if name in every:
        return trail.breaks(
            "push",
            "The container worked off no message at this step: nothing was pushed that a tag could answer to.",
            "Check that the page pushes, or is clicked, as the tag's trigger asks.",
        )
    near = max(dict.fromkeys(every), key=lambda one: similarity(name, one), default="")
    hint = f" There is {quoted(near)}." if near and similarity(name, near) >= 0.6 else ""
    return trail.breaks(
        "tag",
        f"There is no tag named {quoted(name)} in {container}.{hint}",
        "Write the tag's name as it stands in GTM.",
    )


def page_view_off(demand: Demand, senders: Sequence[str], trail: Trail, evidence: Evidence) -> Chain | None:
    """No page view came, and a tag that would send one on each page is told not to; None where that is not why.

    `senders`: the tags that send one; where another than these is among them, it is the one to look at.
    """
    if demand.kind != "event" or not is_page_view(demand.name()) or demand.expectation.vendor != "ga4":
        return None
    fired = [
        tag
        for message in evidence.messages(demand.step)
        for tag in message.tags
        if tag.type in ("googtag", "gaawc") and tag.status == "fired"
    ]
    off = [tag for tag in fired if not tag.sent and _off(tag.name, evidence)]
    if not off or any(tag.sent for tag in fired) or set(senders) - {tag.name for tag in fired}:
        return None
    trail.ok("container", evidence.container_name)
    trail.ok("trigger")
    return trail.breaks(
        "tag",
        f"Tag {quoted(off[0].name)} fired, and sends no page view: it is told not to (send_page_view).",
        "Set send_page_view to true in the tag, or add a tag that sends the page view.",
    )


def _off(name: str, evidence: Evidence) -> bool:
    """Whether a Google tag is told not to send a page view."""
    tag = next((tag for tag in evidence.container.tags if tag.name == name), None) if evidence.container else None
    told = list(rows(tag.parameters, "send_page_view")) if tag else []
    plain = [] if tag is None else [tag.parameters.get("sendPageView")]
    return any(str(value).lower() == "false" for value in (*told, *plain))


def no_tag(judged: Judged, trail: Trail, evidence: Evidence) -> Chain:
    """No tag of the container sends what was expected."""
    container, vendor = evidence.container_name or "the container", judged.demand.expectation.vendor or ""
    messages = evidence.messages(judged.demand.step)
    sent = [
        _sent_words(one)
        for seen in messages
        for tag in seen.tags
        if tag.status == "fired"
        for one in tag.sent
        if _sent_words(one) and same_vendor(str(one.get("vendor")), vendor)
    ]
    fired = {tag.name for seen in messages for tag in seen.tags if tag.status != "not fired"}
    theirs = [tag.name for tag in evidence.scripts() if not of_another(tag, vendor)]
    scripts = [name for name in theirs if not messages or name in fired]
    step = judged.demand.step
    thrown = [one.text for one in evidence.recording.errors if one.kind in ("exception", "tag") and one.step == step]
    if len(scripts) == 1 and thrown and messages:
        return trail.breaks(
            "tag",
            f"No tag in {container} is known to send {asked(judged.demand)}; tag {quoted(scripts[0])} may, and a "
            f"script failed at this step: {thrown[0]}.",
            "Mend the script of the tag.",
        )
    others = [] if sent else _others(judged, evidence)
    instead = f" At this step its tags sent {listed(map(quoted, sent))}." if sent else ""
    if others:
        instead = f" What came is {listed(map(quoted, others))}, which nobody asked for."
    if scripts:
        instead += f" Of {listed(map(quoted, scripts))} nobody can tell: a script sends what it likes."
    return trail.breaks(
        "tag",
        f"No tag in {container} sends {asked(judged.demand)}.{instead}",
        "Add a tag for it in GTM, or correct the event's name in the tag that should send it, or in the expectation.",
    )


def _others(judged: Judged, evidence: Evidence) -> list[str]:
    """The names of the vendor's events at the step that nobody asked for there."""
    step, vendor = judged.demand.step, judged.demand.expectation.vendor
    asked_for = [name for names in evidence.journey.asked.values() for name in names]
    return [
        one.subject.removeprefix(f"{vendor} ")
        for one in evidence.seen.of("event")
        if one.counts and one.vendor == vendor and step is not None and one.earliest <= step <= one.latest
        if isinstance(one.what, Event) and one.what.name not in (*asked_for, *evidence.plan.ignore)
    ]


def unfired(tags: Sequence[str], evidence: Evidence) -> str:
    """The tag that sends an event, where nothing of the container fires it; empty where something does."""
    container = evidence.container
    if container is None or not tags:
        return ""
    meant = [tag for tag in container.tags if tag.name in tags]
    beside = {name for tag in container.tags for name in (*tag.setup, *tag.teardown)}
    alone = meant and all(not tag.firing and tag.name not in beside for tag in meant)
    return meant[0].name if alone else ""


def predicted(judged: Judged, names: Sequence[str], trail: Trail, evidence: Evidence) -> Chain | None:
    """Without word from the tags themselves: what the container's triggers make of the messages that were seen."""
    assert evidence.container is not None
    states = foresee(evidence.container, names, evidence.pushes(judged.demand.step), evidence.recording)
    if not states or all(seen.tag.status == "unknown" for seen in states):
        return None
    if any(seen.tag.status == "fired" for seen in states):
        trail.ok("trigger", "by the container's conditions")
        return None
    return explain(judged, states, trail, evidence)
