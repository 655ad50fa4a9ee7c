"""What is wrong in a container, as far as it can be told without a page: its structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from validator import patterns
from validator.gtm.lint_clicks import click_faults
from validator.gtm.lint_finding import Kind, Lint, worst_first
from validator.gtm.lint_hits import hit_faults
from validator.gtm.references import References
from validator.gtm.words import shown_variable
from validator.model.container import Container, ContainerCondition, Tag, Trigger, Variable
from validator.model.recording import Recording

# Tags of Google's that look at the visitor's consent by themselves.
_ASKS_ITSELF = frozenset(["awcc", "awct", "awud", "flc", "fls", "gaawc", "gaawe", "gclidw", "googtag", "sp", "ua"])
_ALWAYS_THERE = frozenset({"_event", "_url", "_triggers"})
_WRITES = re.compile(r"\bdocument\s*\.\s*write(?:ln)?\s*\(")
_COMMENTS = re.compile(r"<!--.*?-->|/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
# What JavaScript refuses as Python does. Of other complaints of Python's, JavaScript may be right.
_BROKEN_ANYWHERE = ("unterminated subpattern", "unbalanced parenthesis", "nothing to repeat", "unterminated character")


def lint(container: Container, now: float, recordings: Iterable[Recording] = ()) -> tuple[Lint, ...]:
    """Every fault of `container`, the worst first. `now`: Unix seconds, for schedules.

    recordings: journeys in which it ran: what only real pages can tell is found too.
    """
    known = References.of(container)
    found = [*_tags(known, now), *_triggers(known), *_variables(known), *hit_faults(known)]
    found += click_faults(container, recordings)
    return tuple(sorted(dict.fromkeys(found), key=worst_first))


def _tags(known: References, now: float) -> Iterator[Lint]:
    container = known.container
    names = {tag.name for tag in container.tags}
    companions = {name for tag in container.tags for name in (*tag.setup, *tag.teardown)}
    for tag in container.tags:
        for id in dict.fromkeys((*tag.firing, *tag.blocking)):
            if id not in known.triggers:
                message = f"It names trigger {id}, which is not in the container."
                yield Lint("trigger-missing", "tag", tag.name, message, "Give the tag a trigger that exists.")
        for name in (*tag.setup, *tag.teardown):
            if name not in names:
                message = f"Its sequence names the tag ‘{name}’, which is not in the container."
                yield Lint("sequence-missing", "tag", tag.name, message, "Choose the tag again, or end the sequence.")
        yield from _template(container, "tag", tag)
        if tag.paused:
            yield Lint("tag-paused", "tag", tag.name, "It is paused.", "Delete it, or let it run again.")
            continue
        if not tag.firing and tag.name not in companions:
            message = "No trigger fires it, and no other tag calls it."
            yield Lint("tag-without-trigger", "tag", tag.name, message, "Give it a trigger, or delete it.")
        yield from _schedule(tag, now)
        yield from _consent(known, tag)
        yield from _html(tag)


def _template(container: Container, kind: Kind, thing: Tag | Variable) -> Iterator[Lint]:
    if container.source == "export" and thing.type.startswith("cvt_") and thing.type not in container.templates:
        message = f"Its custom template ({thing.type}) is not in the container."
        yield Lint("template-missing", kind, thing.name, message, "Import the template, and save the container.")


def _schedule(tag: Tag, now: float) -> Iterator[Lint]:
    if tag.ends is not None and tag.ends < now:
        yield Lint("tag-schedule-over", "tag", tag.name, "Its schedule has ended.", "Delete it, or give it a new end.")
    elif tag.starts is not None and tag.starts > now:
        yield Lint("tag-schedule-ahead", "tag", tag.name, "Its schedule has not begun: it does not fire yet.")


def _consent(known: References, tag: Tag) -> Iterator[Lint]:
    if tag.consent != "not_set" or tag.type in _ASKS_ITSELF:
        return
    firing = known.firing(tag)
    if firing and all(trigger.type == "consentInit" for trigger in firing):
        return  # this is what asks for consent
    yield Lint(
        "consent-not-set",
        "tag",
        tag.name,
        "It has no consent settings: it fires whatever the visitor has answered.",
        "Under Consent settings choose the consent that it needs, or that it needs none.",
    )


def _html(tag: Tag) -> Iterator[Lint]:
    html = tag.parameters.get("html")
    if tag.type != "html" or not isinstance(html, str) or not _WRITES.search(_COMMENTS.sub("", html)):
        return
    supported = str(tag.parameters.get("supportDocumentWrite", "")).lower() == "true"
    told = "It calls document.write" + (
        "." if supported else ", and ‘Support document.write’ is off: the page may be wiped."
    )
    yield Lint("html-document-write", "tag", tag.name, told, "Add elements by document.createElement instead.")


def _triggers(known: References) -> Iterator[Lint]:
    used = known.used_triggers()
    published = known.container.source == "published"
    for trigger in known.container.triggers:
        if trigger.id not in used and not (published and trigger.parameters.get("listener")):
            yield Lint("trigger-unused", "trigger", trigger.name, "No tag uses it.", "Delete it.")
        for condition in trigger.conditions:
            if condition.operator == "matchRegex":
                yield from _regex("trigger", trigger.name, condition.right)
        yield from _impossible(trigger)


def _impossible(trigger: Trigger) -> Iterator[Lint]:
    asked: dict[str, ContainerCondition] = {}
    for condition in trigger.conditions:
        if condition.operator != "equals" or condition.negate or "{{" in condition.right:
            continue
        before = asked.setdefault(condition.left, condition)
        ignore_case = before.ignore_case or condition.ignore_case
        one, other = before.right, condition.right
        if (one.lower() != other.lower()) if ignore_case else (one != other):
            message = (
                f"It asks {shown_variable(condition.left)} to equal “{one}” and “{other}” at once: it never fires."
            )
            mend = "Make two triggers of it, or one condition that matches a RegEx."
            yield Lint("trigger-impossible", "trigger", trigger.name, message, mend)
            return


def _regex(kind: Kind, name: str, pattern: str) -> Iterator[Lint]:
    if "{{" in pattern or "[]" in pattern or "[^]" in pattern:
        return
    try:
        patterns.check(pattern)
    except patterns.PatternError as error:
        if any(told in str(error) for told in _BROKEN_ANYWHERE):
            message = f"Its RegEx {pattern[:80]!r} is broken: {error}."
            yield Lint(
                "regex-broken", kind, name, message, "Mend it; a sign that is meant as it is wants a \\\\ before it."
            )


def _variables(known: References) -> Iterator[Lint]:
    container = known.container
    asked: list[tuple[str, Kind, str]] = [
        (name, "tag", tag.name) for tag in container.tags for name in known.of_tag(tag)
    ]
    asked += [(name, "trigger", trigger.name) for trigger in container.triggers for name in known.of_trigger(trigger)]
    reached = set(known.all_of([*(name for name, _, _ in asked), *known.elsewhere]))
    yield from _undefined(known, asked)
    for variable in container.variables:
        yield from _template(container, "variable", variable)
        if variable.type == "remm":
            rows = variable.parameters.get("map")
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, Mapping):
                    yield from _regex("variable", variable.name, str(row.get("key", "")))
        if not variable.built_in and variable.name not in reached:
            users = [
                other for other, reads in known.direct.items() if variable.name in reads and other != variable.name
            ]
            told = f"Only ‘{users[0]}’ reads it, which nothing uses." if users else "Nothing uses it."
            yield Lint("variable-unused", "variable", variable.name, told, "Delete it.")


def _undefined(known: References, asked: list[tuple[str, Kind, str]]) -> Iterator[Lint]:
    users: list[tuple[str, Kind, str]] = [*asked]
    users += ((name, "variable", who) for who, reads in known.direct.items() for name in reads)
    published = known.container.source == "published"
    for name, kind, who in users:
        if name in known.variables or name in _ALWAYS_THERE or (published and name != "(missing variable)"):
            continue
        message = f"It uses {{{{{name}}}}}, which is not in the container."
        yield Lint("variable-undefined", kind, who, message, _near(name, known))


def _near(name: str, known: References) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known.variables, 1)
    return f"Did you mean {{{{{near[0]}}}}}?" if near else "Make the variable, or take it out."
