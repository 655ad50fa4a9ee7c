"""What can be wrong in a container, by code, and the noun for one such fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
Kind = Literal["tag", "trigger", "variable", "container"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # from the worst down

# code → how bad it is, and what it means
CODES: Mapping[str, tuple[Severity, str]] = {
    "trigger-missing": ("error", "A tag names a trigger that the container does not hold."),
    "variable-undefined": ("error", "A {{variable}} is used that the container does not hold: it is undefined."),
    "sequence-missing": ("error", "A tag waits for a setup or cleanup tag that the container does not hold."),
    "template-missing": ("error", "A tag or variable is of a custom template that the container does not hold."),
    "regex-broken": ("error", "A condition or table has a regular expression that no browser can read."),
    "trigger-impossible": ("error", "A trigger asks one variable to equal two values at once: it never fires."),
    "id-missing": ("error", "A tag has no measurement, property or conversion id: nothing is counted."),
    "id-of-another-kind": ("error", "A tag has an id of another product, such as UA-… in a GA4 tag."),
    "id-placeholder": ("error", "An id is an example that nobody replaced."),
    "id-looks-alike": ("warning", "Two ids differ in one or two letters: one of them may be mistyped."),
    "id-not-configured": ("warning", "Events go to a property that no Google tag of the container configures."),
    "tag-without-trigger": ("warning", "No trigger and no other tag fires this tag."),
    "tag-schedule-over": ("warning", "The tag's schedule has ended: it never fires again."),
    "tag-twice": ("warning", "Two tags with the same settings fire together."),
    "ga4-configuration-twice": ("warning", "Two tags configure one GA4 property: pages may be counted twice."),
    "event-sent-twice": ("warning", "Two tags send the same event at the same moment: it is counted twice."),
    "ua-ended": ("warning", "Universal Analytics has counted nothing since July 2024."),
    "consent-not-set": ("warning", "A tag without consent checks of its own has no consent settings."),
    "html-document-write": ("warning", "Custom HTML writes to the document, which can wipe or stall the page."),
    "click-text-ambiguous": ("warning", "A click trigger asks for a text that several elements of the pages have."),
    "event-name-too-long": ("warning", "GA4 drops events with a name of more than 40 letters."),
    "event-name-malformed": ("warning", "GA4 takes a letter, then letters, digits and underscores."),
    "event-name-reserved": ("warning", "Google keeps this event name for its own events."),
    "param-name-too-long": ("warning", "GA4 drops parameters with a name of more than 40 letters."),
    "param-name-reserved": ("warning", "Google keeps parameter names that begin like this."),
    "param-twice": ("warning", "A tag sets one parameter twice: only one of the values is sent."),
    "param-value-too-long": ("warning", "GA4 cuts the text of a parameter after 100 letters."),
    "too-many-params": ("warning", "GA4 keeps 25 parameters of an event."),
    "too-many-user-properties": ("warning", "GA4 keeps 25 user properties."),
    "user-property-name-too-long": ("warning", "GA4 drops user properties with a name of more than 24 letters."),
    "user-property-value-too-long": ("warning", "GA4 cuts the text of a user property after 36 letters."),
    "trigger-unused": ("note", "No tag uses this trigger."),
    "variable-unused": ("note", "No tag and no trigger uses this variable."),
    "tag-paused": ("note", "The tag is paused."),
    "tag-schedule-ahead": ("note", "The tag's schedule has not begun."),
}


@dataclass(frozen=True, slots=True)
class Lint:
    """One fault of a container. `kind` and `name` say in what; `mend` what to do about it."""

    code: str
    kind: Kind
    name: str
    message: str
    mend: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code][0]


def worst_first(found: Lint) -> tuple[int, str, str]:
    """By severity, then by what is wrong, then by name: for sorting."""
    return SEVERITIES.index(found.severity), found.code, found.name
