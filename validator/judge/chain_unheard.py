"""What a trigger waits for and the page never did: in words by the trigger's type, with its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from validator.judge.evidence import Evidence
from validator.judge.foresight import trigger_at
from validator.judge.trail import Trail
from validator.judge.wording import here, listed, quoted
from validator.model.container import Trigger
from validator.model.recording import ConditionState, Push, TriggerState
from validator.model.verdict import Chain

# The message of the data layer that a trigger of each type waits for, and by what the visitor or the page sets it off.
AUTO = {
    "click": ("gtm.click", "a click"),
    "linkClick": ("gtm.linkClick", "a click on a link"),
    "formSubmission": ("gtm.formSubmit", "a form to be sent"),
    "historyChange": ("gtm.historyChange", "a change of the URL"),
    "scrollDepth": ("gtm.scrollDepth", "the page to be scrolled"),
    "elementVisibility": ("gtm.elementVisibility", "an element to become visible"),
    "timer": ("gtm.timer", "a timer"),
    "youTubeVideo": ("gtm.video", "a video to be played"),
    "jsError": ("gtm.pageError", "an error of the page"),
    "domReady": ("gtm.dom", "DOM Ready"),
    "windowLoaded": ("gtm.load", "Window Loaded"),
    "pageview": ("gtm.js", "a page view"),
    "init": ("gtm.init", "a page's beginning"),
    "consentInit": ("gtm.init_consent", "a page's beginning"),
}
ON_PAGE = frozenset({"pageview", "init", "consentInit", "domReady", "windowLoaded"})  # once a page, as it loads
_MENDS = {
    "linkClick": "Check that what is clicked is a link (<a href>), that the page lets the event reach the document (no "
    "stopPropagation), and that the container had loaded by then.",
    "formSubmission": "Check that the page sends the form by a submit event which reaches the document (no "
    "stopPropagation, no button that only runs a script), and that the container had loaded by then.",
    "scrollDepth": "Check the depths in GTM, and that the page is long enough and was scrolled so far.",
    "elementVisibility": "Check the trigger's settings in GTM{}: nothing that fits them came to be seen here.",
    "timer": "Check the timer's interval in GTM{}, and the pages on which it runs.",
    "youTubeVideo": "Check that the film is one of YouTube's with enablejsapi=1, and the trigger's progress settings.",
    "historyChange": "Check that the page changes its address (pushState or the fragment) at this step.",
    "jsError": "Nothing failed there: take the expectation out, or make the page fail.",
}
_CLICK = (
    "Check that the page lets the event reach the document (no stopPropagation), and that the container had loaded by "
    "then."
)


def explained(trigger: str, kind: str, tag: str, step: int | None, trail: Trail, evidence: Evidence) -> Chain:
    """A trigger of the tag manager's own kinds that nothing set off. `kind`: its type, in lower camel case."""
    found = _in_container(trigger, evidence)
    settings = found.parameters if found is not None else {}
    setting = _setting(kind, settings)
    what = f"{AUTO[kind][1]}{f' ({setting})' if setting else ''}"
    of_tag = f" of tag {quoted(tag)}" if tag else ""
    message = f"Trigger {quoted(trigger)}{of_tag} waits for {what}, and the container saw none {here(step)}."
    if kind in ON_PAGE and (lost := _begun_unheard(step, evidence)):
        trail.ok("push", AUTO[kind][0])
        return trail.breaks(
            "container",
            f"Trigger {quoted(trigger)}{of_tag} waits for {what}, and the container never heard of the one of {lost}: "
            "what stood in the data layer was gone when the container loaded.",
            "Check that the page does not make the data layer anew (dataLayer = []) after the tag manager's snippet.",
        )
    if kind in ON_PAGE:
        mend = "No page was opened here: move the expectation, or give the tag a trigger of what happens at this step."
        return trail.breaks("trigger", message, mend)
    return trail.breaks("trigger", message, _MENDS.get(kind, _CLICK).format(f" ({setting})" if setting else ""))


def _begun_unheard(step: int | None, evidence: Evidence) -> str:
    """The address of a page that began at the step, and whose beginning (gtm.js) its container never worked off."""
    for document in evidence.recording.documents:
        told = [push for push in evidence.recording.pushes if push.document == document.id and push.event == "gtm.js"]
        heard = [one.event for one in evidence.recording.tags if one.document == document.id]
        if document.top and document.step == step and told and heard and "gtm.js" not in heard:
            return document.url
    return ""


def unheard(tags: Sequence[str], step: int | None, trail: Trail, evidence: Evidence) -> Chain | None:
    """Where the container worked off nothing at a step: what the tags' triggers wait for; None where nobody knows."""
    triggers = [one for one in evidence.triggers(tags) if one.type in AUTO]
    triggers.sort(key=lambda one: one.type in ON_PAGE)
    if not triggers:
        return None
    first = triggers[0]
    tag = (
        next((one.name for one in evidence.container.tags if first.id in one.firing), "") if evidence.container else ""
    )
    return explained(first.name, first.type, tag, step, trail, evidence)


def _in_container(name: str, evidence: Evidence) -> Trigger | None:
    triggers = evidence.container.triggers if evidence.container is not None else ()
    return next((one for one in triggers if one.name == name), None)


def _setting(kind: str, settings: Mapping[str, Any]) -> str:
    if kind == "elementVisibility":
        told = settings.get("elementSelector") or (settings.get("elementId") and f"#{settings['elementId']}")
        share = settings.get("onScreenRatio")
        parts = [str(told or ""), f"{share} % of it" if share else ""]
        lasting = str(settings.get("onScreenDuration", ""))
        if str(settings.get("useOnScreenDuration", "")).lower() == "true" and lasting.isdecimal():
            parts.append(f"for {int(lasting) / 1000:g} s")
        return ", ".join(part for part in parts if part)
    interval = str(settings.get("interval", "")) if kind == "timer" else ""
    return f"{int(interval) / 1000:g} s" if interval.isdecimal() else ""


def group(trigger: str, tag: str, step: int | None, trail: Trail, evidence: Evidence) -> Chain | None:
    """A trigger group: the first of its triggers that never matched. None where the container does not tell."""
    container, found = evidence.container, _in_container(trigger, evidence)
    if container is None or found is None:
        return None
    ids = [str(one) for one in found.parameters.get("triggerIds", ())]
    members = {one.id: one for one in container.triggers}
    lives = evidence.current(step) | (evidence.clicked(step) if step is not None else set())
    pushes = [one for one in evidence.recording.pushes if one.document in lives and (step is None or one.step <= step)]
    told = f"Trigger group {quoted(trigger)} of tag {quoted(tag)} waits for all of its triggers, and "
    for member in (members[id] for id in ids if id in members):
        states = [(push, trigger_at(member, push, container)) for push in pushes if push.event and push.kind != "gtag"]
        if any(state.matched is not False for _, state in states):
            continue
        heard = [state for push, state in states if _of_its_kind(member, push, state)]
        if not heard:
            return _not_heard(told, member, trail)
        failing = next(one for one in heard[-1].conditions if one.matched is False)
        was = "is empty" if failing.actual in (None, "") else f"is {quoted(failing.actual)}"
        message = f"{told}{quoted(member.name)} did not match: {failing.variable} {failing.operator} "
        message += f"{quoted(failing.expected)}, it {was}."
        return trail.breaks("trigger", message, f"Change the condition of {quoted(member.name)} in GTM, or the page.")
    return None


def _of_its_kind(member: Trigger, push: Push, state: TriggerState) -> bool:
    """Whether a push is what a trigger waits for, whatever else it asks."""
    if member.type in AUTO:
        name = AUTO[member.type][0]
        return push.event == name or (push.event or "").startswith(f"{name}-")
    return all(one.matched is not False for one in state.conditions if on_event(one))


def _not_heard(told: str, member: Trigger, trail: Trail) -> Chain:
    if member.type in AUTO:
        message = f"{told}{quoted(member.name)} waits for {AUTO[member.type][1]}, which never came on this page."
        return trail.breaks("trigger", message, _MENDS.get(member.type, _CLICK).format(""))
    names = [one.right for one in member.conditions if "_event" in one.left]
    wanted = listed(map(quoted, names)) or "one of its own"
    message = f"{told}{quoted(member.name)} waits for a push {wanted}, which never came on this page."
    return trail.breaks("push", message, f"Make the page push {wanted}.")


def on_event(condition: ConditionState) -> bool:
    """Whether a condition asks for the message's name."""
    return condition.variable.lower() in ("event", "_event", "{{_event}}")
