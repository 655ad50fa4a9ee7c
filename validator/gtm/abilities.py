"""What of a container the local runtime cannot run: told before a run, so that nobody takes silence for success."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from validator.gtm.names import TRIGGER_EVENTS
from validator.gtm.runtime.program import codes
from validator.model.container import Container

TAGS = ("awct", "flc", "fls", "gaawc", "gaawe", "gclidw", "googtag", "html", "img", "sp", "ua")
VARIABLES = (
    "aev",
    "awec",
    "c",
    "cid",
    "ctv",
    "d",
    "dbg",
    "e",
    "env",
    "f",
    "gas",
    "gtcs",
    "gtes",
    "hid",
    "j",
    "jsm",
    "k",
    "r",
    "remm",
    "smm",
    "u",
    "uv",
    "v",
    "vis",
)
TRIGGERS = (*TRIGGER_EVENTS, "customEvent", "always")

# What the code of a custom template may ask for by require(…).
APIS = (
    "addConsentListener addEventCallback aliasInWindow callInWindow callLater copyFromDataLayer copyFromWindow "
    "createArgumentsQueue createQueue decodeUri decodeUriComponent encodeUri encodeUriComponent fromBase64 "
    "generateRandom getContainerVersion getCookieValues getQueryParameters getReferrerQueryParameters "
    "getReferrerUrl getTimestamp getTimestampMillis getType getUrl gtagSet injectHiddenIframe injectScript "
    "isConsentGranted JSON localStorage logToConsole makeInteger makeNumber makeString makeTableMap Math Object "
    "parseUrl queryPermission readAnalyticsStorage readCharacterSet readTitle sendPixel setCookie "
    "setDefaultConsentState setInWindow sha256 templateStorage toBase64 updateConsentState"
)
_REQUIRE = re.compile(r"""require\(\s*['"]([\w.]+)['"]\s*\)|\["require",\s*"([\w.]+)"\]""")


@dataclass(frozen=True, slots=True)
class Unsupported:
    """One part of a container that stays undecided in a local run. `reason` is a plain half sentence."""

    kind: Literal["tag", "variable", "trigger"]
    name: str
    type: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind} ‘{self.name}’: {self.reason}"


def unsupported(container: Container) -> tuple[Unsupported, ...]:
    """What of `container` the local runtime leaves undecided. Paused tags are left out: they would not run anyway."""
    return tuple(_unsupported(container))


def _unsupported(container: Container) -> Iterator[Unsupported]:
    code = codes(container)
    for tag in container.tags:
        reason = "" if tag.paused or tag.type in TAGS else _template(tag.type, code, "tags")
        id = str(tag.parameters.get("tagId", "")) if tag.type == "googtag" and not tag.paused else ""
        if id.startswith("GT-"):
            reason = f"what {id} stands for is known to Google only"
        if reason:
            yield Unsupported("tag", tag.name, tag.type, reason)
    for variable in container.variables:
        reason = "" if variable.type in VARIABLES else _template(variable.type, code, "variables")
        if reason:
            yield Unsupported("variable", variable.name, variable.type, reason)
    for trigger in container.triggers:
        if trigger.type not in TRIGGERS:
            yield Unsupported("trigger", trigger.name, trigger.type, f"triggers of type {trigger.type} are not known")


def _template(kind: str, code: Mapping[str, str], what: str) -> str:
    """Why a type that is no built-in one cannot be run; an empty text where its template can."""
    if kind not in code:
        if kind.startswith("cvt_"):
            return "the code of its template is not in the container"
        return f"{what} of type {kind} are not known"
    if not code[kind]:
        return "its template holds no code for web pages"
    asked = {first or second for first, second in _REQUIRE.findall(code[kind])}
    missing = sorted(asked - set(APIS.split(" ")))
    return f"its template asks for {', '.join(missing)}" if missing else ""
