"""Google's names: trigger types, the events they wait for, and the built-in variables."""

from __future__ import annotations

from typing import Any

TRIGGER_TYPES = [
    "pageview",
    "domReady",
    "windowLoaded",
    "init",
    "consentInit",
    "customEvent",
    "triggerGroup",
    "formSubmission",
    "click",
    "linkClick",
    "jsError",
    "historyChange",
    "timer",
    "youTubeVideo",
    "scrollDepth",
    "elementVisibility",
    "always",
]

# The event of the data layer that each type of trigger answers. A custom event's is in its conditions.
TRIGGER_EVENTS = {
    "pageview": "gtm.js",
    "domReady": "gtm.dom",
    "windowLoaded": "gtm.load",
    "init": "gtm.init",
    "consentInit": "gtm.init_consent",
    "click": "gtm.click",
    "linkClick": "gtm.linkClick",
    "formSubmission": "gtm.formSubmit",
    "historyChange": "gtm.historyChange",
    "jsError": "gtm.pageError",
    "timer": "gtm.timer",
    "scrollDepth": "gtm.scrollDepth",
    "elementVisibility": "gtm.elementVisibility",
    "youTubeVideo": "gtm.video",
    "triggerGroup": "gtm.triggerGroup",
}

# Triggers that every container has and no export lists.
BUILT_IN_TRIGGERS = {
    "2147479553": ("All Pages", "pageview"),
    "2147479572": ("Consent Initialization - All Pages", "consentInit"),
    "2147479573": ("Initialization - All Pages", "init"),
}

OPERATORS = {
    "_eq": "equals",
    "_cn": "contains",
    "_sw": "startsWith",
    "_ew": "endsWith",
    "_re": "matchRegex",
    "_gt": "greater",
    "_ge": "greaterOrEquals",
    "_lt": "less",
    "_le": "lessOrEquals",
    "_css": "cssSelector",
    "_um": "urlMatches",
    "_lc": "listContains",
}


def _layer(key: str, version: int = 1) -> tuple[str, dict[str, Any]]:
    return "v", {"name": key, "dataLayerVersion": version}


# The name preview mode shows, the type of variable it is, and its parameters: by the type that an export lists.
BUILT_IN_VARIABLES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "PAGE_URL": ("Page URL", "u", {"component": "URL"}),
    "PAGE_HOSTNAME": ("Page Hostname", "u", {"component": "HOST"}),
    "PAGE_PATH": ("Page Path", "u", {"component": "PATH"}),
    "REFERRER": ("Referrer", "f", {"component": "URL"}),
    "EVENT": ("Event", "e", {}),
    "CLICK_ELEMENT": ("Click Element", *_layer("gtm.element")),
    "CLICK_CLASSES": ("Click Classes", *_layer("gtm.elementClasses")),
    "CLICK_ID": ("Click ID", *_layer("gtm.elementId")),
    "CLICK_TARGET": ("Click Target", *_layer("gtm.elementTarget")),
    "CLICK_URL": ("Click URL", *_layer("gtm.elementUrl")),
    "CLICK_TEXT": ("Click Text", "aev", {"varType": "TEXT"}),
    "FORM_ELEMENT": ("Form Element", *_layer("gtm.element")),
    "FORM_CLASSES": ("Form Classes", *_layer("gtm.elementClasses")),
    "FORM_ID": ("Form ID", *_layer("gtm.elementId")),
    "FORM_TARGET": ("Form Target", *_layer("gtm.elementTarget")),
    "FORM_URL": ("Form URL", *_layer("gtm.elementUrl")),
    "FORM_TEXT": ("Form Text", "aev", {"varType": "TEXT"}),
    "ERROR_MESSAGE": ("Error Message", *_layer("gtm.errorMessage")),
    "ERROR_URL": ("Error URL", *_layer("gtm.errorUrl")),
    "ERROR_LINE": ("Error Line", *_layer("gtm.errorLineNumber")),
    "NEW_HISTORY_URL": ("New History URL", *_layer("gtm.newUrl")),
    "OLD_HISTORY_URL": ("Old History URL", *_layer("gtm.oldUrl")),
    "NEW_HISTORY_FRAGMENT": ("New History Fragment", *_layer("gtm.newUrlFragment")),
    "OLD_HISTORY_FRAGMENT": ("Old History Fragment", *_layer("gtm.oldUrlFragment")),
    "NEW_HISTORY_STATE": ("New History State", *_layer("gtm.newHistoryState")),
    "OLD_HISTORY_STATE": ("Old History State", *_layer("gtm.oldHistoryState")),
    "HISTORY_SOURCE": ("History Source", *_layer("gtm.historyChangeSource")),
    "VIDEO_PROVIDER": ("Video Provider", *_layer("gtm.videoProvider")),
    "VIDEO_STATUS": ("Video Status", *_layer("gtm.videoStatus")),
    "VIDEO_URL": ("Video URL", *_layer("gtm.videoUrl")),
    "VIDEO_TITLE": ("Video Title", *_layer("gtm.videoTitle")),
    "VIDEO_DURATION": ("Video Duration", *_layer("gtm.videoDuration")),
    "VIDEO_CURRENT_TIME": ("Video Current Time", *_layer("gtm.videoCurrentTime")),
    "VIDEO_PERCENT": ("Video Percent", *_layer("gtm.videoPercent")),
    "VIDEO_VISIBLE": ("Video Visible", *_layer("gtm.videoVisible")),
    "SCROLL_DEPTH_THRESHOLD": ("Scroll Depth Threshold", *_layer("gtm.scrollThreshold")),
    "SCROLL_DEPTH_UNITS": ("Scroll Depth Units", *_layer("gtm.scrollUnits")),
    "SCROLL_DEPTH_DIRECTION": ("Scroll Direction", *_layer("gtm.scrollDirection")),
    "ELEMENT_VISIBILITY_RATIO": ("Percent Visible", *_layer("gtm.visibleRatio")),
    "ELEMENT_VISIBILITY_TIME": ("On-Screen Duration", *_layer("gtm.visibleTime")),
    "CONTAINER_ID": ("Container ID", "cid", {}),
    "CONTAINER_VERSION": ("Container Version", "ctv", {}),
    "ENVIRONMENT_NAME": ("Environment Name", "env", {}),
    "DEBUG_MODE": ("Debug Mode", "dbg", {}),
    "RANDOM_NUMBER": ("Random Number", "r", {}),
    "HTML_ID": ("HTML ID", "hid", {}),
}
_ALIASES = {"SCROLL_DIRECTION": "SCROLL_DEPTH_DIRECTION", "PERCENT_VISIBLE": "ELEMENT_VISIBILITY_RATIO",
            "ON_SCREEN_DURATION": "ELEMENT_VISIBILITY_TIME"}  # fmt: skip

BUILT_IN_BY_NAME = {name: kind for kind, (name, _, _) in BUILT_IN_VARIABLES.items()}


def built_in(kind: str) -> tuple[str, str, dict[str, Any]]:
    """Name, type and parameters of a built-in variable; one that is not known keeps a readable name."""
    kind = kind.upper()
    found = BUILT_IN_VARIABLES.get(_ALIASES.get(kind, kind))
    return found or (kind.replace("_", " ").title(), "unknown", {})


def trigger_type(told: str) -> str:
    """`FORM_SUBMIT`, `formSubmission`, `CUSTOM_EVENT` → Google's API name; one that is not known in camel case."""
    plain = told.replace("_", "").lower()
    plain = {"formsubmit": "formsubmission", "visibility": "elementvisibility", "ampclick": "click"}.get(plain, plain)
    for name in TRIGGER_TYPES:
        if name.lower() == plain:
            return name
    if "_" not in told and not told.isupper():
        return told
    first, *rest = told.lower().split("_")
    return first + "".join(word.title() for word in rest)


def operator(told: str) -> str:
    """`MATCH_REGEX`, `matchRegex`, `_re` → `matchRegex`."""
    if told in OPERATORS:
        return OPERATORS[told]
    plain = told.replace("_", "").lower()
    return next((name for name in OPERATORS.values() if name.lower() == plain), told)
