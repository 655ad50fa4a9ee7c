"""What a tag or a variable is called where its own name is not known: what it sends, what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TAG_TYPES = {
    "googtag": "Google tag",
    "gaawc": "GA4 configuration",
    "gaawe": "GA4 event",
    "ua": "Universal Analytics",
    "html": "Custom HTML",
    "img": "Custom image",
    "awct": "Google Ads conversion",
    "sp": "Google Ads remarketing",
    "gclidw": "Conversion linker",
    "awud": "Google Ads user-provided data",
    "flc": "Floodlight counter",
    "fls": "Floodlight sales",
    "hjtc": "Hotjar",
    "baut": "Microsoft Advertising",
    "paused": "Paused tag",
    "tg": "Trigger group",
}

VARIABLE_TYPES = {
    "v": "dataLayer",
    "jsm": "custom JavaScript",
    "j": "JavaScript variable",
    "c": "constant",
    "k": "cookie",
    "d": "DOM element",
    "u": "URL",
    "f": "referrer",
    "e": "event",
    "r": "random number",
    "aev": "auto-event",
    "smm": "lookup table",
    "remm": "regex table",
    "vis": "element visibility",
    "ctv": "container version",
    "cid": "container id",
    "dbg": "debug mode",
    "gas": "Google Analytics settings",
    "gtcs": "Google tag configuration settings",
    "gtes": "Google tag event settings",
    "awec": "user-provided data",
}


def tag_title(code: str, values: Mapping[str, Any]) -> str:
    """`GA4 event add_to_cart`, `UA event Ecommerce › Purchase`, `Google tag G-1`."""
    kind = TAG_TYPES.get(code, code)
    if code == "paused":
        original = str(values.get("originalTagType", ""))
        return f"Paused {TAG_TYPES.get(original, original)}".strip()
    if code == "ua":
        track = str(values.get("trackType", "")).removeprefix("TRACK_").lower()
        if track == "event":
            return f"UA event {values.get('eventCategory', '')} › {values.get('eventAction', '')}"
        return f"UA {track or 'tag'}"
    keys = ("eventName", "tagId", "measurementId", "conversionLabel", "conversionId", "url")
    told = next((str(values[key]) for key in keys if values.get(key) and isinstance(values[key], str)), "")
    return f"{kind} {told}".strip()


def variable_title(code: str, values: Mapping[str, Any]) -> str:
    """`dataLayer ecommerce.items`, `cookie _ga`, `constant G-1`."""
    kind = VARIABLE_TYPES.get(code, code)
    if code == "u" and values.get("queryKey"):
        return f"URL query {values['queryKey']}"
    keys = ("name", "value", "component", "varType", "trackingId", "elementSelector", "elementId")
    told = next((str(values[key]) for key in keys if isinstance(values.get(key), str) and values[key]), "")
    told = told.replace("{", "").replace("}", "")
    return f"{kind} {told[:60]}".strip()
