"""The explanation of what came too often, and of what must not have come at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from validator.judge import chain_consent
from validator.judge.chain_event import events_of, step_link
from validator.judge.evidence import Evidence
from validator.judge.findings import MENDS
from validator.judge.outcomes import Judged
from validator.judge.sightings import Sighting
from validator.judge.trail import Trail
from validator.judge.wording import begun, counted, here, listed, quoted, seen
from validator.model.event import Cause, Event
from validator.model.recording import Push, TagState
from validator.model.verdict import Chain


def repeated(judged: Judged, evidence: Evidence) -> Chain:
    """Why something came more often than it should."""
    demand = judged.demand
    trail = Trail()
    step_link(trail, demand.step, evidence)
    together = sorted(judged.claimed + judged.extra, key=lambda one: one.at)
    what = begun(seen(together[0]))
    where = f" {here(demand.step)}"
    first = f"{what} came {counted(len(together))}{where}, expected {demand.expectation.times}"
    if demand.step is None:
        for other, chain in evidence.told:
            if chain.broken and other.step is not None and other.expectation.label == demand.expectation.label:
                where = evidence.journey.title(other.step)
                return replace(chain, message=f"{first}. {chain.message.replace('at this step', f'at {where}')}")
    twice = _loaded_twice(together, evidence)
    if twice:
        return trail.breaks("container", f"{first}: the page loads the container {twice} twice.", "Remove one snippet.")
    several = _several_containers(together, evidence)
    if len(several) > 1:
        return trail.breaks(
            "container",
            f"{first}: the containers {listed(several)} each send it.",
            "Keep one of the two containers, or take the tag out of one of them.",
        )
    if isinstance(together[0].what, Push):
        return trail.breaks("push", f"{first}: the page pushed it each time.", "Make the page push it once.")
    framed = _in_frame(together, evidence)
    if framed:
        return trail.breaks(
            "request",
            f"{first}: the page sends it, and so does {framed} in a frame within it.",
            "Let the frame's page not send it, or ask for the page's own by a value such as page_location.",
        )
    causes = [one.what.cause for one in together if isinstance(one.what, Event)]
    if demand.kind == "tag":
        return _tag_again(first, together, trail)
    known = [cause for cause in causes if cause is not None and cause.kind != "intent"]
    if len(known) < len(causes) or not known:
        pages = len({one.document for one in together if one.document})
        if not evidence.recording.containers and all(cause is None or cause.kind == "intent" for cause in causes):
            return trail.breaks(
                "request",
                f"{first}: the page sent it each time{_on_views(pages)}.",
                _REMEMBER_SENT
                if pages == len(together)
                else "Look for a second snippet in the page, or a handler that is attached twice.",
            )
        pushed = _pushed_again(judged, together, evidence)
        if pushed is not None:
            told = f"{first}: {pushed[0]}{_on_views(pushed[1])}."
            return trail.breaks("push", told, _REMEMBER if pushed[1] == len(together) else _PUSH_ONCE)
        trail.unknown("push", "what caused them is not known")
        return trail.breaks(
            "request",
            f"{first}; the evidence does not tell what caused each of them.",
            "Look for a second tag, a second snippet, or a handler that is attached twice.",
        )
    if demand.step is None:
        step, known = _at_one_step(known)
        first += f", {counted(len(known))} at {evidence.journey.title(step)}" if step else ""
    return _by_causes(first, known, trail, evidence)


def _in_frame(together: Sequence[Sighting], evidence: Evidence) -> str:
    """The address of the frame that sends what its page sends too; empty where it is not one and one."""
    documents = {one.id: one for one in evidence.recording.documents}
    senders = [documents.get(one.document) for one in together if isinstance(one.what, Event)]
    frames = {one.url.partition("?")[0] for one in senders if one is not None and not one.top}
    tops = [one for one in senders if one is not None and one.top]
    return frames.pop() if len(frames) == 1 and len(tops) == 1 and len(senders) == len(together) else ""


def _at_one_step(causes: list[Cause]) -> tuple[int, list[Cause]]:
    """Of causes all over the journey those of the step with most: that is where it comes too often."""
    steps = Counter(cause.step for cause in causes)
    step = max(steps, key=lambda number: (steps[number], -number))
    if steps[step] < 2:
        return 0, causes
    return step, [cause for cause in causes if cause.step == step]


def _by_causes(first: str, causes: list[Cause], trail: Trail, evidence: Evidence) -> Chain:
    pushes = {cause.push for cause in causes}
    names = {cause.text for cause in causes}
    trail.ok("push", listed(cause.text for cause in causes))
    if all(cause.kind in ("push", "gtag") for cause in causes):
        if len(pushes) > 1 or None in pushes:
            mend = _CONFIG_ONCE if any(" config " in cause.text for cause in causes) else _PUSH_ONCE
            found = [evidence.by_number[one] for one in pushes if one is not None and one in evidence.by_number]
            pages = len({push.document for push in found})
            made = f"{causes[0].text} was made {counted(len(causes))}" if len(names) == 1 else _each(names)
            if pages == len(causes):
                made, mend = f"{made}{_on_views(pages)}", _REMEMBER
            return trail.breaks("push", f"{first}: {made}.", mend)
        trail.ok("push", causes[0].text)
        return trail.breaks(
            "tag",
            f"{first}, for one {causes[0].text}: more than one tag or library sends it.",
            "Remove one of the tags, or the code beside the tag manager that sends it too.",
        )
    tags = [cause for cause in causes if cause.kind == "tag"]
    if len(names) > 1:
        return trail.breaks(
            "tag", f"{first}: {listed(sorted(names))} each send it.", "Pause or remove one of them in GTM."
        )
    name = tags[0].text
    if len({cause.at for cause in causes}) == 1:
        own = _sendings(causes[0], evidence)
        if own < len(causes):
            return trail.breaks(
                "request",
                f"{first}: {name} sent it {counted(own)}, and the page sent it beside the tag manager.",
                "Find the script of the page that sends it too, and remove it: the tag manager does it already.",
            )
        return trail.breaks(
            "tag",
            f"{first}: {name} sent it {counted(len(causes))} for one message.",
            "Look into the tag for a second send.",
        )
    found = [evidence.by_number[number] for number in pushes if number is not None and number in evidence.by_number]
    events = [push.event or "push" for push in sorted(found, key=lambda push: push.number)]
    if len(set(events)) < len(causes) and found and not all(event.startswith("gtm.") for event in events):
        pages = len({push.document for push in found})
        told = f"{first}: the page pushed {quoted(events[0])} {counted(len(found))}{_on_views(pages)}."
        return trail.breaks("push", told, _PUSH_ONCE if pages == 1 else _REMEMBER)
    if len(set(events)) == 1 and (pages := len({push.document for push in found})) > 1:
        return trail.breaks(
            "trigger",
            f"{first}: {name} was fired by {quoted(events[0])} on {pages} page views.",
            "Narrow its trigger in GTM to the page that is meant, or correct `times`.",
        )
    messages = listed(map(quoted, events)) if events else "more than one message"
    return trail.breaks(
        "trigger", f"{first}: {name} was fired by {messages}.", "Narrow its triggers in GTM so that only one matches."
    )


def _on_views(pages: int) -> str:
    """On how many page views something came, where it was more than one."""
    return f", on {pages} page views" if pages > 1 else ""


def _pushed_again(judged: Judged, together: Sequence[Sighting], evidence: Evidence) -> tuple[str, int] | None:
    """The push that came as often as the hit, and sets off the tag that sends it, and on how many page views.

    None where there is none.
    """
    tags = evidence.senders(judged.demand)
    names = {name for trigger in evidence.triggers(tags) for name in events_of(trigger)}
    for name in sorted(names):
        pushes = [push for push in evidence.pushes(judged.demand.step) if push.event == name]
        if len(tags) == 1 and len(pushes) == len(together):
            told = f"the page pushed {quoted(name)} {counted(len(pushes))}, and tag {quoted(tags[0])} answers to it"
            return told, len({push.document for push in pushes})
    return None


def _each(names: set[str]) -> str:
    return f"{listed(sorted(names))} each made one"


def _sendings(cause: Cause, evidence: Evidence) -> int:
    """How often a tag says that it sent this at one message; many where it does not say what it sent."""
    tag = _tag_state(cause, evidence)
    return len(tag.sent) if tag is not None and tag.sent else 1000


_REMEMBER = "Let the page remember that it was pushed, so that a reload or a way back does not push it again."
_REMEMBER_SENT = "Let the page remember that it was sent, so that a reload or a way back does not send it again."
_CONFIG_ONCE = (
    "Keep one of the two: a second snippet stands in the page, or an event is sent beside the page view of gtag config."
)
_PUSH_ONCE = "Make the page push it once: look for a handler that is attached twice."


def _tag_again(first: str, together: list[Sighting], trail: Trail) -> Chain:
    messages = [quoted(one.facts.get("event")) for one in together]
    told = listed(messages) if len(set(messages)) > 1 else f"{messages[0]}, {counted(len(messages))}"
    return trail.breaks(
        "trigger", f"{first}: it was fired by {told}.", "Narrow its triggers in GTM so that one matches."
    )


def _loaded_twice(together: list[Sighting], evidence: Evidence) -> str:
    """A container that the document of these hits loaded more than once, or "" ."""
    for document in {one.document for one in together if one.document}:
        ids = [
            one.id
            for one in evidence.recording.containers
            if one.document == document and one.status in ("loaded", "simulated")
        ]
        for id in ids:
            if ids.count(id) > 1:
                return id
    return ""


def _several_containers(together: list[Sighting], evidence: Evidence) -> list[str]:
    """The containers whose tags sent these hits, in the order of sending."""
    found = []
    for one in together:
        cause = one.what.cause if isinstance(one.what, Event) else None
        if cause is not None and cause.kind == "tag":
            found += [
                message.container
                for message in evidence.recording.tags
                if message.at == cause.at
                and message.document == one.document
                and any(f"tag {tag.name}" == cause.text and tag.status == "fired" for tag in message.tags)
            ]
    return list(dict.fromkeys(found))


def forbidden(judged: Judged, evidence: Evidence) -> Chain:
    """What sent the thing that must not have come, and what the visitor had said by then."""
    demand = judged.demand
    trail = Trail()
    together = _of_the_site(judged.extra, evidence)
    first = together[0]
    step_link(trail, first.earliest if first.certain else demand.step, evidence)
    where = f" at {evidence.journey.title(first.earliest)}" if first.certain else ""
    times = Counter(map(seen, together))
    many = f" {counted(times[seen(first)])}" if times[seen(first)] > 1 else ""
    verb = {"event": "was sent", "push": "was pushed", "tag": "fired", "cookie": "was set", "storage": "was stored"}
    message = f"{begun(seen(first))} {verb.get(demand.kind, 'came')}{many}{where}"
    others = [one for one in times if one != seen(first)]
    cause = first.what.cause if isinstance(first.what, Event) else None
    tag = _tag_state(cause, evidence)
    by = f", by {cause.text}" if cause is not None and cause.kind != "intent" else ""
    also = f" So {'was' if len(others) == 1 else 'were'} {listed(others)}." if others else ""
    if cause is not None and cause.kind != "intent":
        trail.ok("push", cause.text)
    if tag is not None:
        trail.ok("trigger", listed(quoted(one.name) for one in tag.triggers if one.matched and not one.blocking))
    if chain_consent.at_fault(demand, first, evidence):
        return chain_consent.forbidden(message + by, also, first, tag, trail, evidence)
    if cause is not None and cause.kind == "tag":
        trigger = listed(quoted(one.name) for one in tag.triggers if one.matched and not one.blocking) if tag else ""
        push = evidence.by_number.get(cause.push or 0)
        event = f" the event {quoted(push.event)}" if push is not None and push.event else ""
        fired = f"; its trigger {trigger} matched{event}" if trigger else ""
        told = f"{message}{by}{fired}.{also}"
        if push is not None and push.event and not push.event.startswith("gtm.") and push.event == demand.name():
            return trail.breaks(
                "push",
                f"{told} The page pushed it.",
                f"Make the page push {quoted(push.event)} only once it has really happened, or narrow the trigger.",
            )
        thrown = _error_told(tag, first, evidence)
        if thrown:
            return trail.breaks("trigger", f"{told} The error is: {thrown}.", "Mend the error in the page's script.")
        return trail.breaks("trigger", told, "Narrow the trigger in GTM, or add an exception.")
    link = {"push": "push", "tag": "trigger", "event": "push" if by else "request"}.get(demand.kind, "field")
    mends = {
        "push": "Remove the push from the page, or the expectation.",
        "tag": "Narrow the tag's trigger in GTM, or add an exception.",
        "event": "Find what sends it, and stop it there.",
        "finding": MENDS.get(demand.name(), "Mend what the finding names."),
        "error": "Mend the error in the page.",
    }
    told = f": {first.what.partition(': ')[2]}" if demand.kind == "finding" and isinstance(first.what, str) else by
    message = message + told if told.endswith(".") else f"{message}{told}."
    return trail.breaks(link, message + also, mends.get(demand.kind, "Find what sets it, and stop it there."))


def _error_told(tag: TagState | None, first: Sighting, evidence: Evidence) -> str:
    """The error of the page that set off a tag which tells of errors."""
    matched = [one for one in tag.triggers if one.matched and not one.blocking] if tag else []
    if not any(one.type in ("jsError", "JavaScript Error") for one in matched):
        return ""
    return next(
        (one.text for one in evidence.recording.errors if one.kind == "exception" and one.step == first.earliest), ""
    )


def _of_the_site(sightings: Sequence[Sighting], evidence: Evidence) -> Sequence[Sighting]:
    """Those that the plan does not ignore, if any: nobody mends what a vendor's library sends by itself."""
    ignored = evidence.plan.ignore
    own = [one for one in sightings if not (isinstance(one.what, Event) and one.what.name in ignored)]
    return own or sightings


def _tag_state(cause: Cause | None, evidence: Evidence) -> TagState | None:
    if cause is None or cause.kind != "tag":
        return None
    name = cause.text.removeprefix("tag ")
    for message in evidence.recording.tags:
        if message.at == cause.at:
            for tag in message.tags:
                if tag.name == name and tag.status == "fired":
                    return tag
    return None
