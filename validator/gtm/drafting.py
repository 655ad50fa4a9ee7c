"""From a container to tests: a draft of a tracking plan, and of a scenario that fires each trigger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from validator.gtm.explain import Sending, possible, sendings, tag_sentence, trigger_sentence
from validator.gtm.references import References
from validator.gtm.sentences import parameters_of, short
from validator.model.container import Container, ContainerCondition, Tag, Trigger
from validator.yaml_text import scalar, yaml_text

_VENDORS = ("ga4", "ua")  # whose events are drafted: of the others a container tells too little
_PAGES = ("consentInit", "init", "pageview", "domReady", "windowLoaded")
_CLICKS = ("click", "linkClick")
_CHOOSE = "CHOOSE"
_SITE = '"${BASE_URL:-https://www.example.org}"'
_EVENT = ("{{_event}}", "{{Event}}")


@dataclass(frozen=True, slots=True)
class Draft:
    """Two files of the scenario language. A person decides wherever `CHOOSE` stands in a comment."""

    plan: str
    scenario: str
    events: int  # planned
    chosen: int  # places where a person must choose


def draft(container: Container, file: str = "") -> Draft:
    """The draft. `file`: the container's export, to be run locally by the plan; without it, what the site loads."""
    planned = dict(_planned(container))
    plan = "\n".join(_plan(container, planned, file)) + "\n"
    scenario = "\n".join(_scenario(container, planned)) + "\n"
    return Draft(plan, scenario, len(planned), plan.count(f"# {_CHOOSE}:") + scenario.count(f"# {_CHOOSE}:"))


def _planned(container: Container) -> Iterator[tuple[int, tuple[Tag, str, dict[str, Any]]]]:
    """By the tag's place: the tag, its name in the plan, and its event. Paused tags and open names are left out."""
    taken: set[str] = set()
    for place, tag in enumerate(container.tags):
        if tag.paused:
            continue
        for sending in sendings(container, tag):
            told = _event(container, tag, sending)
            if sending.vendor in _VENDORS and told:
                name = _name(tag.name or f"Tag {place + 1}", taken)
                yield place, (tag, name, {sending.vendor: told})
                break


def _name(told: str, taken: set[str]) -> str:
    plain = _inert(told)
    name, number = plain, 2
    while name.lower() in taken:
        name, number = f"{plain} ({number})", number + 1
    taken.add(name.lower())
    return name


def _inert(text: str) -> str:
    """Text on one line in which the scenario language finds nothing to fill in."""
    return " ".join(text.replace("${", "$ {").split())


def _event(container: Container, tag: Tag, sending: Sending) -> dict[str, Any]:
    """The event as a plan writes it; nothing where its name is known on the page only."""
    event: dict[str, Any] = {}
    if sending.category is not None:
        for key in ("category", "action", "label"):
            value = getattr(sending, key)
            certain = value.certain if value is not None else None
            if certain and "${" not in certain:
                event[key] = certain
        return event if "category" in event and "action" in event else {}
    name = sending.event.certain
    if not name or "${" in name:
        return {}
    event["event"] = name
    params: dict[str, Any] = {}
    for key, value in parameters_of(tag).items() if tag.type == "gaawe" else ():
        if "{{" in key or "." in key or "${" in key:
            continue
        if key == "items":
            event["items"] = {"length": {"at_least": 1}}
            continue
        certain = possible(container, value, tag).certain if isinstance(value, str | bool | int | float) else None
        if certain != "":
            params[key] = certain if certain and "${" not in certain else "present"
    return event | ({"params": params} if params else {})


def _plan(container: Container, planned: dict[int, tuple[Tag, str, dict[str, Any]]], file: str) -> Iterator[str]:
    yield f"# Drafted from {short(container.id or 'a container')}."
    yield f"# Decide wherever {_CHOOSE} stands, and strike what nobody needs."
    yield f"plan: {scalar(_inert(container.name or container.id) or 'Drafted')}"
    yield ""
    ids = _ids(container, planned)
    yield "vendors:" if ids else "vendors: {}"
    for vendor, (told_id, more) in ids.items():
        yield f"  {vendor}: {f'{{id: {scalar(told_id)}}}' if told_id else '{}'}"
        if more:
            yield f"  # {_CHOOSE}: the container sends to {', '.join(more)} too."
    if container.id and re.fullmatch(r"GTM-\w+", container.id):
        yield ""
        yield "container:"
        yield f"  id: {scalar(container.id)}"
        if file:
            yield f"  file: {scalar(file)}"
    yield ""
    yield "events:" if planned else "events: {}"
    for tag, name, told in planned.values():
        yield f"  {scalar(name)}:"
        yield f"    # {_CHOOSE}: conversion: macro or micro, and owner."
        yield f"    description: {scalar(_inert(short(tag_sentence(container, tag))))}"
        yield from (f"    {line}" for line in yaml_text(told).splitlines())
    for place, tag in enumerate(container.tags):
        if place not in planned and not tag.paused:
            sentence = short(tag_sentence(container, tag))
            yield f"  # {_CHOOSE}: ‘{short(tag.name)}’ ({sentence}) tells no event by itself."
    yield ""
    yield "unexpected: warn"


def _ids(
    container: Container, planned: dict[int, tuple[Tag, str, dict[str, Any]]]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Vendor → the id that most of its events go to, and the others."""
    counts: dict[str, dict[str, int]] = {}
    for tag, _, told in planned.values():
        for sending in sendings(container, tag):
            if sending.vendor in told:
                of_vendor = counts.setdefault(sending.vendor, {})
                if sending.id.certain and "${" not in sending.id.certain:
                    of_vendor[sending.id.certain] = of_vendor.get(sending.id.certain, 0) + 1
    found = {}
    for vendor, ids in counts.items():
        sorted_ids = sorted(ids, key=lambda one: -ids[one])
        found[vendor] = (sorted_ids[0] if len(sorted_ids) == 1 else "", tuple(sorted_ids) if sorted_ids[1:] else ())
    return found


def _scenario(container: Container, planned: dict[int, tuple[Tag, str, dict[str, Any]]]) -> Iterator[str]:
    yield f"# Drafted from {short(container.id or 'a container')}."
    yield f"# Decide wherever {_CHOOSE} stands, and part it into the journeys that people make."
    yield f"scenario: {scalar(_inert(f'Every trigger of {container.id or container.name}'))}"
    yield f"site: {_SITE}"
    yield ""
    yield "journey:"
    known = References.of(container)
    fired: dict[str, list[str]] = {}
    for tag, name, _ in planned.values():
        for trigger in known.firing(tag):
            fired.setdefault(trigger.id, []).append(name)
    first = [name for id, names in fired.items() if _everywhere(known.triggers[id]) for name in names]
    yield "  - goto: /"
    yield from _expected(first)
    for id, names in fired.items():
        trigger = known.triggers[id]
        if _everywhere(trigger):
            continue
        yield ""
        yield f"  # ‘{short(trigger.name)}’: {short(trigger_sentence(trigger), 400)}"
        step, choice = _step(container, trigger)
        if choice:
            yield f"  # {_CHOOSE}: {choice}"
        if not step:
            yield f"  #   expect: {', '.join(short(name) for name in names)}"
            continue
        first_line, *rest = yaml_text(step).splitlines()
        yield f"  - {first_line}"
        yield from (f"    {line}" for line in rest)
        yield from _expected(names)


def _expected(names: list[str]) -> Iterator[str]:
    if names:
        yield "    expect:"
        yield from (f"      - {scalar(name)}" for name in dict.fromkeys(names))


def _everywhere(trigger: Trigger) -> bool:
    return trigger.type in _PAGES and not trigger.conditions


def _step(container: Container, trigger: Trigger) -> tuple[dict[str, Any], str]:
    """The step that would fire a trigger, and what a person has to choose about it."""
    asked = [one for one in trigger.conditions if not one.negate and "{{" not in one.right and "${" not in one.right]
    if trigger.type in _PAGES:
        path = next((one.right for one in asked if _asks(one, "Page Path", "equals")), "")
        if path.startswith("/"):
            return {"goto": path}, ""
        return {"goto": "/"}, "a page that fits."
    if trigger.type in _CLICKS:
        locator = _locator(asked)
        return ({"click": locator}, "") if locator else ({}, "what is clicked, and on which page.")
    if trigger.type == "formSubmission":
        id = next((one.right for one in asked if _asks(one, "Form ID", "equals")), "")
        return ({"submit": {"css": _by_attribute("id", id)}}, "fill the form first.") if id else ({}, "which form.")
    if trigger.type == "customEvent":
        name = next((one.right for one in asked if one.left in _EVENT and one.operator == "equals"), "")
        if name:
            return {
                "push": {"event": name}
            }, "what on the site makes this push; the step itself is better than its push."
        return {}, "what on the site makes such a push."
    if trigger.type == "scrollDepth":
        return {"scroll": "bottom"}, ""
    if trigger.type == "elementVisibility":
        told = trigger.parameters.get("elementSelector") or trigger.parameters.get("elementId")
        if isinstance(told, str) and told and "{{" not in told and "${" not in told:
            by_id = not trigger.parameters.get("elementSelector")
            return {"scroll": {"css": _by_attribute("id", told) if by_id else told}}, ""
    return {}, "what a visitor does to make this happen."


def _asks(condition: ContainerCondition, variable: str, *operators: str) -> bool:
    return condition.left == f"{{{{{variable}}}}}" and condition.operator in operators and bool(condition.right.strip())


def _locator(asked: list[ContainerCondition]) -> str | dict[str, Any]:
    """What is clicked, by the conditions of a click trigger."""
    for one in asked:
        if _asks(one, "Click Element", "cssSelector"):
            return {"css": one.right}
    for one in asked:
        if _asks(one, "Click ID", "equals"):
            return {"css": _by_attribute("id", one.right)}
    for one in asked:
        if _asks(one, "Click Text", "equals"):
            return one.right
    signs = {"equals": "=", "contains": "*=", "startsWith": "^=", "endsWith": "$="}
    for one in asked:
        for variable, attribute in (("Click URL", "href"), ("Click Classes", "class")):
            if _asks(one, variable, *signs):
                return {"css": _by_attribute(attribute, one.right, signs[one.operator]), "nth": 0}
    return ""


def _by_attribute(name: str, value: str, sign: str = "=") -> str:
    written = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'[{name}{sign}"{written}"]'
