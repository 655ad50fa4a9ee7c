"""Whether two tags can fire at one message, as far as their triggers tell without a page."""

from __future__ import annotations

from validator import patterns
from validator.gtm.references import References
from validator.model.container import ContainerCondition, Tag, Trigger

# Types of triggers that fire once on every page.
_EVERY_PAGE = ("consentInit", "init", "pageview", "domReady", "windowLoaded")
_EVENT = ("{{_event}}", "{{Event}}")


def together(known: References, one: Tag, other: Tag) -> Trigger | None:
    """The trigger at which both tags fire; None where their triggers do not tell that they do.

    An exception that keeps one of them away from exactly there counts.
    """
    for first in known.firing(one):
        for second in known.firing(other):
            if not overlap(first, second):
                continue
            narrow = first if len(first.conditions) >= len(second.conditions) else second
            exceptions = (*known.blocking(one), *known.blocking(other))
            if not any(_stops(exception, narrow) for exception in exceptions):
                return narrow
    return None


def overlap(one: Trigger, other: Trigger) -> bool:
    """Whether one of the triggers fires at every message at which the other does."""
    return one.id == other.id or _covers(one, other) or _covers(other, one)


def _covers(wide: Trigger, narrow: Trigger) -> bool:
    pages = wide.type in _EVERY_PAGE and narrow.type in _EVERY_PAGE
    if not pages and wide.type != narrow.type:
        return False
    if wide.type in ("triggerGroup", "timer", "elementVisibility", "scrollDepth", "youTubeVideo"):
        return wide.id == narrow.id  # each watches for something of its own
    return all(any(_implies(held, asked) for held in narrow.conditions) for asked in wide.conditions)


def _stops(exception: Trigger, narrow: Trigger) -> bool:
    """Whether an exception keeps tags from firing at `narrow`. A custom event's may name any message."""
    if exception.type != "customEvent" or narrow.type == "customEvent":
        return _covers(exception, narrow)
    asked = [condition for condition in exception.conditions if condition.left not in _EVENT]
    return bool(asked) and all(any(_implies(held, one) for held in narrow.conditions) for one in asked)


def _implies(held: ContainerCondition, asked: ContainerCondition) -> bool:
    """Whether a message that meets `held` meets `asked` as well."""
    if held == asked:
        return True
    if held.operator != "equals" or held.negate or held.ignore_case or not _same(held.left, asked.left):
        return False
    if "{{" in held.right or "{{" in asked.right:
        return False
    answer = _holds(asked, held.right)
    return answer is not None and answer is not asked.negate


def _same(one: str, other: str) -> bool:
    return one == other or (one in _EVENT and other in _EVENT)


def _holds(asked: ContainerCondition, text: str) -> bool | None:
    right = asked.right
    if asked.operator == "matchRegex":
        try:
            return patterns.search(f"(?i){right}" if asked.ignore_case else right, text)
        except patterns.PatternError:
            return None
    if asked.ignore_case:
        text, right = text.lower(), right.lower()
    answers = {
        "equals": text == right,
        "contains": right in text,
        "startsWith": text.startswith(right),
        "endsWith": text.endswith(right),
    }
    return answers.get(asked.operator)
