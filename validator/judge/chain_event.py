"""The explanation of an event, tag or push that never came: how far it got, link by link."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from validator.judge import chain_container, chain_library, chain_request, chain_tag, chain_trigger, chain_unheard
from validator.judge.demands import Demand
from validator.judge.evidence import Evidence
from validator.judge.lost_scripts import LostScript, lost_scripts
from validator.judge.near_miss import similarity
from validator.judge.outcomes import Judged
from validator.judge.trail import Trail
from validator.judge.wording import asked, begun, either, here, listed, quoted, seen
from validator.model.container import Trigger
from validator.model.event import Event
from validator.model.recording import Document, Push
from validator.model.value import as_text
from validator.model.verdict import Chain
from validator.patterns import alternatives

MISSPELT = 0.8  # names of pushes at least so similar are one name, misspelt


def step_link(trail: Trail, step: int | None, evidence: Evidence) -> None:
    """What the visitor did, and on what."""
    record = evidence.journey.records.get(step or 0)
    if record is None:
        trail.ok("step", "the whole journey")
        return
    element = record.element
    on = (
        f", the element says {quoted(element.text or element.name)}"
        if element and (element.text or element.name)
        else ""
    )
    trail.ok("step", f"{record.title}{on}")


def cause_links(trail: Trail, what: object, evidence: Evidence) -> None:
    """The links that an event which did come has behind it."""
    if isinstance(what, Push):
        return
    if not isinstance(what, Event):
        return
    cause = what.cause
    if cause is not None and cause.kind in ("push", "gtag"):
        trail.ok("push", f"{cause.text} at {evidence.journey.title(cause.step)}")
    elif cause is not None and cause.kind == "tag":
        push = evidence.by_number.get(cause.push or 0)
        if push is not None and push.event:
            trail.ok("push", f"push {push.event}")
        trail.ok("container", evidence.container_name)
        trail.ok("trigger")
        trail.ok("tag", cause.text)
    else:
        trail.unknown("push", "what caused it is not known")
    request = evidence.requests.get(what.request)
    trail.ok("request", f"{request.handling} {request.method} {request.url.partition('?')[0]}" if request else "")
    if request is not None and request.status is not None and request.handling in ("delivered", "passed"):
        trail.ok("vendor", f"answered {request.status}")


def missing(judged: Judged, evidence: Evidence) -> Chain:
    """An event or a tag that nothing near was seen of."""
    demand = judged.demand
    trail = Trail()
    step_link(trail, demand.step, evidence)
    stopped = chain_request.stopped(judged, trail, evidence)
    if stopped is not None:
        return stopped
    tags = evidence.senders(demand)
    silent = chain_tag.page_view_off(demand, tags, trail, evidence)
    if silent is not None:
        return silent
    by_page = None if tags else chain_library.missing(judged, trail, evidence)
    if by_page is not None:
        return by_page
    states = evidence.tags_seen(tags, demand.step)
    if evidence.echoing(tags) and any(one.message.event == demand.name() for one in states):
        states = [one for one in states if one.message.event == demand.name()]  # the tag sends each under its own name
    triggers = evidence.triggers(tags)
    unfired = "" if states else chain_tag.unfired(tags, evidence)
    if unfired:
        trail.ok("container", evidence.container_name)
        message = f"Nothing fires tag {quoted(unfired)}, which sends {asked(demand)}: it has no trigger."
        return trail.breaks("trigger", message, "Give the tag a trigger in GTM.")
    named = wanted_pushes(judged, triggers, evidence)
    if evidence.echoing(tags):
        named = [name for name in named if name == demand.name()]
    pushed = [push for push in evidence.pushes(demand.step) if push.event in named]
    by_click = any(one.type in chain_trigger.ON_CLICK for one in triggers)
    gone = chain_container.gone(demand, pushed, evidence, by_click)
    meant = {demand.name(), *evidence.names_asked(demand.step)}
    named_so = [push for push in evidence.pushes(demand.step) if push.event and push.event in meant]
    own = next((push for push in named_so if push.event == demand.name()), named_so[0] if named_so else None)
    if own is not None and triggers and not pushed and not gone:
        heard = _listener(triggers, own.event or "")
        if heard is not None:
            trail.ok("container", evidence.container_name)
            return chain_trigger.other_name(*heard, trail)
    if pushed:
        trail.ok("push", listed(f"{push.kind} {push.event}" for push in pushed))
        gone = gone or chain_container.deaf(pushed, evidence)
    elif states and chain_tag.answered(states):
        chain_tag.message_link(trail, states)
    elif named and not gone and _only_pushes(triggers, demand.step, evidence):
        broken = _push_missing(judged, named, tags, trail, evidence)
        if broken is not None:
            return broken
    elif named:
        trail.unknown("push", f"no push named {listed(named)} was seen at this step")
    if gone:
        return trail.breaks("container", *gone)
    if evidence.containers(demand.step):
        trail.ok("container", evidence.container_name)
    if states:
        return chain_tag.explain(judged, states, trail, evidence)
    if demand.kind == "tag":
        return chain_tag.unknown_tag(judged, trail, evidence)
    if not tags and evidence.container is not None and not any(push.kind == "gtag" for push in pushed):
        return chain_tag.no_tag(judged, trail, evidence)
    if tags and evidence.container is not None:
        predicted = chain_tag.predicted(judged, tags, trail, evidence)
        if predicted is not None:
            return predicted
        if not evidence.messages(demand.step) and not pushed:
            nothing = chain_unheard.unheard(tags, demand.step, trail, evidence)
            if nothing is not None:
                return nothing
    return chain_request.unknown(judged, bool(pushed), trail, evidence)


def wanted_pushes(judged: Judged, triggers: list[Trigger], evidence: Evidence) -> list[str]:
    """The names of pushes that would cause the event: by the container's triggers, the scenario, or its own name."""
    names = list(dict.fromkeys(name for trigger in triggers for name in events_of(trigger)))
    demand = judged.demand
    own = demand.name() if demand.kind == "event" and not demand.wanted("action") else ""
    if len(names) > 1:
        meant = [name for name in names if name == own or name in evidence.pushes_asked(demand.step)]
        return meant or names
    if names:
        return names
    if triggers and not own:
        return []
    beside = evidence.pushes_asked(demand.step)
    if own and own in beside:
        return [own]
    if own and not triggers:
        return list(dict.fromkeys([own, *(name for name in beside if name and len(beside) == 1)]))
    return [name for name in beside if name][:1] if len(beside) == 1 and not triggers else []


def _push_missing(
    judged: Judged, named: list[str], tags: Sequence[str], trail: Trail, evidence: Evidence
) -> Chain | None:
    """The push that should have caused the event did not come; None where another may stand for it.

    `tags`: those that wait for it, by the container.
    """
    step = judged.demand.step
    found = _near_push(named, judged.demand, evidence, tags)
    if found is not None:
        return trail.breaks("push", *found)
    asked_for = judged.demand.kind == "push" or any(name in named for name in evidence.pushes_asked(step))
    by_google = judged.demand.expectation.vendor in chain_library.BY_GTAG
    sure = bool(tags) or asked_for or _elsewhere(named, evidence) or (by_google and evidence.direct)
    if not sure and (evidence.recording.containers or not by_google):
        trail.unknown("push", f"no push named {listed(named)}: another may stand for it")
        return None
    pushes = evidence.pushes(step)
    by_gtag = by_google and evidence.direct and not tags and not asked_for
    thing = "gtag event" if by_gtag else "push"
    what = f"no {thing} {either(map(quoted, named))} came" if pushes else "nothing was pushed to the data layer"
    others = [push.event for push in pushes if push.event and not push.event.startswith("gtm.")]
    only = f", only {listed(map(quoted, others))}" if others else ""
    waits = ""
    if tags and not asked_for:
        waiting = _waiting(tags, named, evidence)
        waits = f"; {waiting} for it" if pushes else f"; {waiting} for {either(map(quoted, named))}"
    why, question = _failed(step, evidence), _turned_down(step, evidence)
    first = "Mend that, where it stands in the way, and make" if why else "Make"
    pushed = f"call gtag('event', '{named[0]}', …)" if by_gtag else f"push {quoted(named[0])}"
    mend = f"{first} the page {pushed}{'' if step is None else f' {here(step)}'}."
    if question and not why:
        mend = f"If OK is meant, write dialogs: ok in the scenario. Otherwise {mend[0].lower()}{mend[1:]}"
    why += question and f" {question}"
    return trail.breaks("push", f"{begun(here(step))} {what}{only}{waits}.{why}", mend)


def _turned_down(step: int | None, evidence: Evidence) -> str:
    """The question that the page asked at this step, to which a scenario answers no."""
    if evidence.scenario.dialogs == "ok":
        return ""
    asked = [error.text for error in evidence.recording.errors if error.kind == "dialog" and error.step == step]
    question = next((text for text in asked if "(confirm)" in text), "")
    return f"{question}{'' if question[-1] in '.?!' else '.'} It was answered with Cancel." if question else ""


def _failed(step: int | None, evidence: Evidence) -> str:
    """What of the page's scripts failed at the step, or before it on the page that the visitor had before them."""
    errors = [one for one in evidence.recording.errors if one.kind == "exception"]
    here_ = [one for one in errors if one.step == step]
    if here_:
        return f" The page's script failed there: {here_[0].text}."
    if step is None:
        return ""
    lives = evidence.clicked(step) or evidence.current(step)
    pages = [one for one in evidence.recording.documents if one.id in lives and one.top]
    opened = {one.url: one.step for one in pages}
    earlier = [one for one in errors if opened.get(one.page_url, step) <= one.step < step]
    lost = [one for one in lost_scripts(evidence.recording, [one.url for one in pages]) if _own(one, pages)]
    told = [f"the script {one.address} did not load ({one.why})" for one in lost[:1]]
    told += [f"a script failed at {evidence.journey.title(one.step)} ({one.text})" for one in earlier[:1]]
    return f" On this page {' and '.join(told)}." if told else ""


def _own(script: LostScript, pages: Sequence[Document]) -> bool:
    """Whether a script is one of the site's, or of a host that carries its code, not of a vendor that stays away."""
    return any(urlsplit(script.url).hostname == urlsplit(page.url).hostname for page in pages)


def _waiting(tags: Sequence[str], named: list[str], evidence: Evidence) -> str:
    """`tag "A" waits` or `tags "A" and "B" wait`: every tag that a push of these names would fire, these first."""
    every = [tag.name for tag in evidence.container.tags] if evidence.container else []
    waiting = [
        tag
        for tag in dict.fromkeys((*every, *tags))
        if any(set(named) & set(events_of(trigger)) for trigger in evidence.triggers([tag]))
    ] or list(tags[:1])
    verb = "waits" if len(waiting) == 1 else "wait"
    return f"{'tag' if len(waiting) == 1 else 'tags'} {listed(map(quoted, waiting))} {verb}"


def _elsewhere(named: list[str], evidence: Evidence) -> bool:
    return any(push.event in named for push in evidence.recording.pushes)


def _near_push(
    named: list[str], demand: Demand, evidence: Evidence, tags: Sequence[str] = ()
) -> tuple[str, str] | None:
    """A push that came near: misspelt at this step, or the right one at another step where nobody asked for it."""
    step = demand.step
    for push in evidence.pushes(step):
        event = push.event
        if event and not event.startswith("gtm.") and any(similarity(name, event) >= MISSPELT for name in named):
            name = max(named, key=lambda one: similarity(one, event))
            if tags and demand.kind != "push" and name not in evidence.names_asked(step):
                waiting = _waiting(tags, [name], evidence)
                return (
                    f"The page pushed {quoted(event)}, not {quoted(name)}; {waiting} for that.",
                    f"Correct the name in the page ({quoted(name)}), or the event of the trigger in GTM.",
                )
            return (
                f"The page pushed {quoted(event)}, not {quoted(name)}.",
                f"Correct the name in the page: {quoted(name)}.",
            )
    if step is None:
        return None
    others = [
        push
        for push in evidence.recording.pushes
        if push.event in named
        and push.step != step
        and push.event not in evidence.names_asked(push.step)
        and not evidence.asked_as_well(demand, push.step)
        and _says_so(push, demand)
    ]
    if not others:
        return None
    nearest = min(others, key=lambda push: (abs(push.step - step), push.number))
    when = "earlier" if nearest.step < step else "only later"
    return (
        f"The push {quoted(nearest.event)} came {when}, at {evidence.journey.title(nearest.step)}, not at this step.",
        "Make the page push it at this step, or move the expectation to that step.",
    )


def _says_so(push: Push, demand: Demand) -> bool:
    """Whether a push may be the one that is meant: one that many events share says which category or action it is."""
    wanted = [as_text(value) for value in (demand.wanted("category"), demand.wanted("action")) if value is not None]
    if not wanted or not isinstance(push.payload, dict):
        return True
    said = {as_text(value) for value in push.payload.values() if isinstance(value, str | int | float)}
    names = any(str(key).lower().endswith(("category", "action")) for key in push.payload)
    return not names or set(wanted) <= said


def _only_pushes(triggers: list[Trigger], step: int | None, evidence: Evidence) -> bool:
    """Whether nothing but a push can set off these triggers: those of a page's beginning cannot where none began."""
    begun = any(document.step == step and document.top for document in evidence.recording.documents)
    return all(one.type == "customEvent" or (one.type in chain_unheard.ON_PAGE and not begun) for one in triggers)


def _listener(triggers: list[Trigger], pushed: str) -> tuple[str, str, str] | None:
    """The trigger that waits for nearly the event that was pushed: its name, what it waits for, what was pushed."""
    for trigger in triggers:
        for wanted in events_of(trigger):
            if wanted != pushed and similarity(wanted, pushed) >= MISSPELT:
                return trigger.name, wanted, pushed
    return None


def events_of(trigger: Trigger) -> list[str]:
    """The names of the pushes that a custom-event trigger waits for."""
    if trigger.type != "customEvent":
        return []
    asked_ = [one for one in trigger.conditions if not one.negate and "_event" in one.left]
    return [
        name
        for one in asked_
        for name in ([one.right] if one.operator == "equals" else alternatives(one.right))
        if one.operator in ("equals", "matchRegex")
    ]


def missing_push(judged: Judged, evidence: Evidence) -> Chain:
    """A push that was expected as such."""
    demand = judged.demand
    trail = Trail()
    step_link(trail, demand.step, evidence)
    name = demand.name()
    found = _near_push([name], demand, evidence) if name else None
    if found is not None:
        return trail.breaks("push", *found)
    near = next((one for one in judged.near), None)
    if near is not None and near.miss.differences:
        first = near.miss.differences[0]
        return trail.breaks(
            "push",
            f"{begun(seen(near.sighting))} came, but {'.'.join(map(str, first.path))} {_but(first.present, first)}.",
            "Correct the push in the page, or the expectation.",
        )
    return _push_missing(judged, [name] if name else ["that fits"], (), trail, evidence) or trail.chain()


def _but(present: bool, difference: object) -> str:
    actual = getattr(difference, "actual", None)
    return f"is {quoted(actual)}" if present else "is not there"
