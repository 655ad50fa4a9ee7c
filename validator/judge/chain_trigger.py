"""The trigger that did not match: which one came nearest, and the first of its conditions that did not hold."""

from __future__ import annotations

from collections.abc import Sequence

from validator.judge import chain_unheard
from validator.judge.chain_unheard import AUTO, ON_PAGE, on_event
from validator.judge.evidence import Evidence, TagSeen
from validator.judge.near_miss import similarity
from validator.judge.notes import note
from validator.judge.outcomes import Judged
from validator.judge.trail import Trail
from validator.judge.wording import here, listed, quoted
from validator.model.recording import ConditionState, TriggerState
from validator.model.value import as_text
from validator.model.verdict import Chain

ON_CLICK = frozenset({"click", "linkClick", "formSubmission"})


def event_matches(trigger: TriggerState, event: str) -> bool:
    """Whether a message is of the kind that a trigger waits for, whatever else it asks."""
    named = [condition for condition in trigger.conditions if on_event(condition)]
    if named:
        return all(condition.matched for condition in named)
    auto = AUTO.get(_plain(trigger.type))
    if auto is not None:
        return event == auto[0] or event.startswith(f"{auto[0]}-")
    return bool(trigger.matched)


def _plain(kind: str) -> str:
    """A trigger's type in lower camel case, also where preview mode's words were given."""
    words = {
        "click – all elements": "click",
        "click – just links": "linkClick",
        "custom event": "customEvent",
        "form submission": "formSubmission",
        "history change": "historyChange",
        "scroll depth": "scrollDepth",
        "element visibility": "elementVisibility",
        "dom ready": "domReady",
        "window loaded": "windowLoaded",
        "page view": "pageview",
        "youtube video": "youTubeVideo",
        "javascript error": "jsError",
        "timer": "timer",
        "trigger group": "triggerGroup",
    }
    return words.get(kind.lower(), kind)


def nearness_of(trigger: TriggerState, seen: TagSeen) -> tuple[int, float]:
    """How near a trigger came to matching: whether the message was the one, and the share of its conditions."""
    total = len(trigger.conditions)
    right = sum(condition.matched is True for condition in trigger.conditions)
    return int(event_matches(trigger, seen.message.event)), right / total if total else float(trigger.matched is True)


def not_fired(judged: Judged, states: Sequence[TagSeen], trail: Trail, evidence: Evidence) -> Chain:
    """The trigger that came nearest, and the first of its conditions that did not hold."""
    choices = [
        (nearness_of(trigger, seen), -place, trigger, seen)
        for place, seen in enumerate(states)
        for trigger in seen.tag.triggers
        if not trigger.blocking
    ]
    if not choices:
        name = quoted(states[0].tag.name)
        return trail.breaks("trigger", f"Tag {name} has no trigger.", "Give the tag a trigger in GTM.")
    nearness, _, trigger, seen = max(choices, key=lambda choice: choice[:2])
    if _plain(trigger.type) == "triggerGroup":
        of_group = chain_unheard.group(trigger.name, seen.tag.name, judged.demand.step, trail, evidence)
        if of_group is not None:
            return of_group
    if not nearness[0]:
        # what begins with a page cannot have been meant where no page began
        choices.sort(key=lambda choice: (_plain(choice[2].type) in ON_PAGE, _plain(choice[2].type) != "customEvent"))
        _, _, trigger, seen = choices[0]
        return _no_message(trigger, seen, trail, judged, evidence)
    failing = [condition for condition in trigger.conditions if condition.matched is False]
    failing.sort(key=on_event)
    if not failing:
        unknown = [condition for condition in trigger.conditions if condition.matched is None]
        asks = listed(f"{one.variable} {one.operator} {quoted(one.expected)}" for one in unknown) or "something"
        trail.unknown("trigger", asks)
        return trail.lost(
            f"Nobody can tell whether trigger {quoted(trigger.name)} matched: it asks {asks}.",
            "Look at this trigger in GTM's preview mode.",
        )
    record = evidence.journey.records.get(judged.demand.step or 0)
    element = record.element.html if record is not None and record.element is not None else ""
    return trail.breaks("trigger", *_trigger_words(trigger, failing, element))


def _trigger_words(trigger: TriggerState, failing: Sequence[ConditionState], element: str) -> tuple[str, str, str]:
    """The sentence on the first condition that did not hold, its mend, and all of them. `element`: what was clicked."""
    first = failing[0]
    says = _says(first, element)
    probably = _probably(first)
    hint = f" ({probably})" if probably else ""
    message = (
        f"Trigger {quoted(trigger.name)} did not match: {first.variable} {first.operator} {quoted(first.expected)}, "
        f"{says}{hint}."
    )
    text = "; ".join(
        f"{one.variable} {one.operator} {quoted(one.expected)}, it is {quoted(one.actual)}" for one in failing
    )
    return message, _trigger_mend(first), text


def _probably(condition: ConditionState) -> str:
    """What the difference probably is: of texts that must be equal, or of the case of letters alone."""
    if "equals" in condition.operator:
        return note(condition.expected, condition.actual)
    parts = {"contains": str.__contains__, "starts with": str.startswith, "ends with": str.endswith}
    holds = parts.get(condition.operator)
    actual = as_text(condition.actual).casefold()
    return "upper and lower case differ" if holds and holds(actual, condition.expected.casefold()) else ""


def _says(condition: ConditionState, element: str) -> str:
    if condition.variable in ("Click Element", "Form Element") and element:
        return f"the element is {element}"
    where = "the page says"
    if condition.variable.startswith(("Page ", "Referrer")):
        where = "it is"
    elif on_event(condition):
        where = "the message is"
    if condition.actual in (None, "") or condition.actual == {"$type": "undefined"}:
        return f"{condition.variable} is empty there"
    return f"{where} {quoted(condition.actual)}"


def _trigger_mend(condition: ConditionState) -> str:
    variable = condition.variable
    if variable == "Click Text":
        return "Change the condition in GTM, or the text of the button."
    if variable.startswith(("Click ", "Form ")):
        return f"Change the condition in GTM, or the element ({variable})."
    if variable.startswith("Page "):
        return "Change the condition in GTM: the page's address is another one."
    if on_event(condition):
        return "Correct the name of the push in the page, or of the trigger in GTM."
    return f"Change the condition in GTM, or what the page gives as {variable}."


def _no_message(trigger: TriggerState, seen: TagSeen, trail: Trail, judged: Judged, evidence: Evidence) -> Chain:
    """Nothing happened at this step that the trigger waits for."""
    name = quoted(trigger.name)
    tag = quoted(seen.tag.name)
    where = f" {here(judged.demand.step)}"
    if _plain(trigger.type) in AUTO:
        step = judged.demand.step
        return chain_unheard.explained(trigger.name, _plain(trigger.type), seen.tag.name, step, trail, evidence)
    wanted = [condition.expected for condition in trigger.conditions if on_event(condition)]
    meant = {judged.demand.name(), *evidence.names_asked(judged.demand.step)}
    others = [
        message.event
        for message in evidence.messages(judged.demand.step)
        if message.event and not message.event.startswith("gtm.")
    ]
    for event in others:
        for one in wanted:
            if similarity(one, event) >= 0.8:
                if event in meant:
                    return other_name(trigger.name, one, event, trail)
                return trail.breaks(
                    "push",
                    f"The page pushed {quoted(event)}, trigger {name} waits for {quoted(one)}.",
                    f"Correct the name in the page ({quoted(one)}), or the trigger in GTM.",
                )
    only = f"; it pushed only {listed(map(quoted, others))}" if others else ""
    return trail.breaks(
        "push",
        f"Trigger {name} of tag {tag} waits for a push {listed(map(quoted, wanted)) or 'of its own'}, "
        f"and the page made none{where}{only}.",
        f"Make the page push {quoted(wanted[0])} at this step." if wanted else "Make the page push it at this step.",
    )


def other_name(trigger: str, wanted: str, pushed: str, trail: Trail) -> Chain:
    """The page pushed what it should, and the container listens for something else."""
    trail.ok("push", f"push {pushed}")
    return trail.breaks(
        "trigger",
        f"Trigger {quoted(trigger)} did not match: it waits for the event {quoted(wanted)}, the page pushes "
        f"{quoted(pushed)}.",
        f"Write {quoted(pushed)} into the trigger in GTM.",
    )
