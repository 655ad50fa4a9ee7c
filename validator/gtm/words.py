"""The words of preview mode: operators, trigger types, statuses. The runtime in the page is given the same ones."""

from __future__ import annotations

OPERATOR_WORDS = {
    "equals": ("equals", "does not equal"),
    "contains": ("contains", "does not contain"),
    "startsWith": ("starts with", "does not start with"),
    "endsWith": ("ends with", "does not end with"),
    "matchRegex": ("matches RegEx", "does not match RegEx"),
    "cssSelector": ("matches CSS selector", "does not match CSS selector"),
    "greater": ("greater than", "not greater than"),
    "greaterOrEquals": ("greater than or equal to", "not greater than or equal to"),
    "less": ("less than", "not less than"),
    "lessOrEquals": ("less than or equal to", "not less than or equal to"),
    "urlMatches": ("matches URL", "does not match URL"),
    "listContains": ("has in its list", "does not have in its list"),
}

TRIGGER_WORDS = {
    "pageview": "Page View",
    "domReady": "DOM Ready",
    "windowLoaded": "Window Loaded",
    "init": "Initialization",
    "consentInit": "Consent Initialization",
    "customEvent": "Custom Event",
    "triggerGroup": "Trigger Group",
    "formSubmission": "Form Submission",
    "click": "Click – All Elements",
    "linkClick": "Click – Just Links",
    "jsError": "JavaScript Error",
    "historyChange": "History Change",
    "timer": "Timer",
    "youTubeVideo": "YouTube Video",
    "scrollDepth": "Scroll Depth",
    "elementVisibility": "Element Visibility",
    "always": "Every message",
}


def operator_words(operator: str, negate: bool = False, ignore_case: bool = False) -> str:
    """`matches RegEx (ignore case)`, `does not contain`: an operator as preview mode words it."""
    plain, negated = OPERATOR_WORDS.get(operator, (operator, f"not {operator}"))
    return f"{negated if negate else plain}{' (ignore case)' if ignore_case else ''}"


def trigger_words(kind: str) -> str:
    """`Click – All Elements`; a type that is not known as it is, and one that is missing in words."""
    return TRIGGER_WORDS.get(kind, kind) or "a trigger without a type"


def shown_variable(text: str) -> str:
    """The left side of a condition as preview mode shows it: `{{Click Text}}` → `Click Text`."""
    plain = text.strip()
    if plain.startswith("{{") and plain.endswith("}}") and "{{" not in plain[2:]:
        plain = plain[2:-2].strip()
    return "Event" if plain == "_event" else plain
