"""The recording's written form, version 1: every object of it with its keys. docs/results.md tells it to readers."""

from __future__ import annotations

from typing import Any

from validator.model import recording as nouns
from validator.model.location import Location
from validator.recordings.shape import (
    ANY,
    BOX,
    BYTES,
    FLAG,
    HEADERS,
    MAPPING,
    MAPPINGS,
    NUMBER,
    STATES,
    TEXT,
    TEXTS,
    WHOLE,
    Kind,
    Shape,
    bodies,
    bytes_of,
    many,
    one_of,
    optional,
)

LOCATION = Shape(Location, file=TEXT, line=WHOLE, column=WHOLE)

ELEMENT = Shape(
    nouns.Element,
    tag=TEXT,
    text=TEXT,
    id=TEXT,
    classes=TEXT,
    role=TEXT,
    name=TEXT,
    url=TEXT,
    box=optional(BOX),
    html=TEXT,
)

STEP = Shape(
    nouns.StepRecord,
    number=WHOLE,
    kind=TEXT,
    title=TEXT,
    status=one_of("performed", "skipped", "failed", "not run"),
    phase=TEXT,
    name=optional(TEXT),
    stage=optional(TEXT),
    started=NUMBER,
    ended=NUMBER,
    url=TEXT,
    element=optional(ELEMENT.kind),
    error=TEXT,
    candidates=TEXTS,
    settled=one_of("", "pushes", "quiet", "clock", "fixed", "bound"),
    waited=NUMBER,
    screenshot=TEXT,
    location=LOCATION.kind,
)

DOCUMENT = Shape(
    nouns.Document,
    id=TEXT,
    url=TEXT,
    step=WHOLE,
    at=NUMBER,
    page=WHOLE,
    top=FLAG,
    frame=TEXT,
    ended=optional(NUMBER),
    last_step=optional(WHOLE),
)


class _RequestShape(Shape[nouns.Request]):
    """A request's body is bytes: `body` holds it as text, or `body_base64` where it is not UTF-8."""

    def write(self, item: nouns.Request) -> dict[str, Any]:
        return bodies(super().write(item))

    def read(self, document: Any) -> nouns.Request:
        return super().read(bytes_of(document))


REQUEST = _RequestShape(
    nouns.Request,
    id=WHOLE,
    url=TEXT,
    method=TEXT,
    headers=HEADERS,
    body=BYTES,
    body_cut=WHOLE,
    at=NUMBER,
    step=WHOLE,
    page_url=TEXT,
    document=TEXT,
    frame=TEXT,
    worker=TEXT,
    resource_type=TEXT,
    initiator=TEXT,
    redirected_from=optional(WHOLE),
    vendor=TEXT,
    handling=one_of("held", "delivered", "passed", "routed", "stopped", "leaked"),
    status=optional(WHOLE),
    failure=TEXT,
    answered=optional(NUMBER),
)

PUSH = Shape(
    nouns.Push,
    number=WHOLE,
    layer=TEXT,
    payload=ANY,
    state=ANY,
    kind=one_of("push", "gtag"),
    how=TEXT,
    at=NUMBER,
    step=WHOLE,
    page_url=TEXT,
    document=TEXT,
)

CONSENT_CHANGE = Shape(
    nouns.ConsentChange, command=TEXT, given=MAPPING, state=STATES, at=NUMBER, step=WHOLE, document=TEXT
)

CONDITION_STATE = Shape(
    nouns.ConditionState, variable=TEXT, operator=TEXT, expected=TEXT, actual=ANY, matched=optional(FLAG)
)

TRIGGER_STATE = Shape(
    nouns.TriggerState,
    name=TEXT,
    type=TEXT,
    matched=optional(FLAG),
    conditions=many(CONDITION_STATE),
    blocking=FLAG,
)

TAG_STATE = Shape(
    nouns.TagState,
    name=TEXT,
    type=TEXT,
    status=TEXT,
    id=TEXT,
    reason=TEXT,
    triggers=many(TRIGGER_STATE),
    consent=TEXTS,
    sent=MAPPINGS,
)

TAG_MESSAGE = Shape(
    nouns.TagMessage,
    container=TEXT,
    version=TEXT,
    message=WHOLE,
    event=TEXT,
    tags=many(TAG_STATE),
    variables=MAPPING,
    push=optional(WHOLE),
    simulated=FLAG,
    at=NUMBER,
    step=WHOLE,
    page_url=TEXT,
    document=TEXT,
)

CONTAINER_SEEN = Shape(
    nouns.ContainerSeen,
    id=TEXT,
    url=TEXT,
    status=one_of("loaded", "simulated", "missing", "blocked"),
    version=TEXT,
    layer=TEXT,
    detail=TEXT,
    source=ANY,
    at=NUMBER,
    step=WHOLE,
    document=TEXT,
)

READING = Shape(nouns.Reading, name=TEXT, value=ANY, at=NUMBER, step=WHOLE)

PAGE_ERROR = Shape(
    nouns.PageError,
    kind=one_of("exception", "console", "request", "crash", "dialog", "tag"),
    text=TEXT,
    source=TEXT,
    at=NUMBER,
    step=WHOLE,
    page_url=TEXT,
)

PAGE_VIEW = Shape(
    nouns.PageView,
    url=TEXT,
    how=one_of("load", "pushState", "replaceState", "popstate", "hashchange"),
    title=TEXT,
    at=NUMBER,
    step=WHOLE,
    document=TEXT,
)

STORED = Shape(
    nouns.Stored,
    kind=one_of("cookie", "local", "session"),
    name=TEXT,
    value=TEXT,
    domain=TEXT,
    at=NUMBER,
    step=WHOLE,
)

CONSENT_ANSWER = Shape(
    nouns.ConsentAnswer, answer=TEXT, platform=TEXT, at=NUMBER, step=WHOLE, clicked=TEXTS, says=MAPPING
)

BROKEN = Shape(
    nouns.Broken,
    reason=TEXT,
    step=WHOLE,
    kind=one_of("step", "site", "network", "browser", "bot protection", "banner", "interrupted", "nothing"),
    detail=TEXT,
    mend=TEXT,
)

PARTS: dict[str, Shape[Any]] = {
    "steps": STEP,
    "documents": DOCUMENT,
    "requests": REQUEST,
    "pushes": PUSH,
    "consents": CONSENT_CHANGE,
    "answers": CONSENT_ANSWER,
    "tags": TAG_MESSAGE,
    "containers": CONTAINER_SEEN,
    "readings": READING,
    "views": PAGE_VIEW,
    "stored": STORED,
    "errors": PAGE_ERROR,
}

HEADER: dict[str, Kind] = {
    "scenario": TEXT,
    "name": TEXT,
    "site": TEXT,
    "device": optional(TEXT),
    "consent": optional(TEXT),
    "browser": TEXT,
    "began": TEXT,
    "seconds": NUMBER,
    "finished": FLAG,
}

RECORDING = Shape(
    nouns.Recording,
    **HEADER,
    broken=optional(BROKEN.kind),
    notes=TEXTS,
    **{name: many(shape) for name, shape in PARTS.items()},
)
