"""Where a tag takes a value from: a variable of the container, what it reads, and what it held at that message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from validator.judge.evidence import Evidence
from validator.judge.wording import quoted
from validator.model.container import Container, Tag, Variable
from validator.model.event import Event
from validator.model.value import as_text

_KEYS: dict[tuple[str | int, ...], tuple[str, ...]] = {
    ("event",): ("eventName",),
    ("category",): ("eventCategory",),
    ("action",): ("eventAction",),
    ("label",): ("eventLabel",),
    ("value",): ("eventValue", "conversionValue", "revenue"),
    ("id",): ("measurementIdOverride", "measurementId", "tagId", "trackingId", "conversionId"),
    ("params", "value"): ("conversionValue", "revenue"),
    ("params", "currency"): ("currencyCode",),
    ("params", "transaction_id"): ("orderId",),
    ("params", "label"): ("conversionLabel",),
}
_ROWS = (("parameter", "parameterValue"), ("name", "value"), ("fieldName", "value"), ("key", "value"))
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Source:
    """A variable that a tag's value comes from. `value` is what it held; `known` False: nobody recorded it."""

    tag: str
    variable: Variable
    value: Any = None
    known: bool = False
    asked: Any = None  # of a table: what its input variable held
    row: bool | None = None  # of a table: whether it has a row for that; None where nobody knows
    error: str = ""  # what its script failed of
    inner: Source | None = None  # the variable that it reads, and that is probably at fault

    @property
    def layer_path(self) -> tuple[str, ...]:
        """The place in the data layer that the variable reads; empty for variables of other kinds."""
        if self.variable.type != "v":
            return ()
        return tuple(str(self.variable.parameters.get("name", "")).split("."))

    def sentence(self) -> str:
        """`Tag "…" takes it from the variable "…" (the attribute data-item-id …), which was empty.`"""
        told = f'Tag "{self.tag}" takes it from the variable "{self.variable.name}"{self._reads()}'
        if self.inner is not None and self.inner.empty and self.variable.type in ("smm", "remm"):
            return f"{told}. {self.inner.read()}."
        if self.error:
            return f"{told}, whose script failed: {self.error}."
        if self.row is False:
            return f"{told}, and that table has no row for {quoted(self.asked)}."
        if self.row:
            return f"{told}, whose row for {quoted(self.asked)} says {quoted(self.value)}."
        if not self.known:
            return f"{told}."
        return f"{told}, {self.held()}.{f' {self.inner.read()}.' if self.inner else ''}"

    def held(self) -> str:
        """`which was empty`, `which held "19,99"`."""
        if isinstance(self.value, list | tuple):
            return f"which held a list of {len(self.value)}"
        return "which was empty" if self.empty else f"which held {quoted(self.value)}"

    def read(self) -> str:
        """`It reads "DLV – value" (the data layer's ecommerce.value), which was empty`."""
        return f'It reads "{self.variable.name}"{self._reads()}, {self.held()}'

    @property
    def empty(self) -> bool:
        """Whether it is known to have held nothing."""
        return self.known and (self.value in (None, "") or self.value == {"$type": "undefined"})

    def unlike(self, expected: Any) -> bool:
        """Whether it held a text where a number is wanted."""
        number = isinstance(expected, int | float) or expected in ("number", "integer")
        return self.known and number and isinstance(self.value, str) and bool(self.value)

    def _counted(self) -> bool:
        """Whether it makes a number of what it reads: then what it reads may be a text."""
        return self.variable.type == "jsm" and isinstance(self.value, int | float)

    def _reads(self) -> str:
        parameters = self.variable.parameters
        match self.variable.type:
            case "v":
                return f" (the data layer's {parameters.get('name', '')})"
            case "aev" if parameters.get("varType") == "ATTRIBUTE":
                return f" (the element's attribute {parameters.get('attribute', '')})"
            case "k":
                return f" (the cookie {parameters.get('name', '')})"
            case "j":
                return f" (the page's {parameters.get('name', '')})"
        return ""

    def mend(self, expected: Any) -> str:
        """What probably puts it right."""
        parameters = self.variable.parameters
        if "unsafe-eval" in self.error:
            return "Allow 'unsafe-eval' in the page's Content-Security-Policy, which Custom JavaScript variables need."
        if self.error:
            return f'Mend the script of the variable "{self.variable.name}" in GTM.'
        if self.inner is not None and (self.inner.empty or (self.inner.unlike(expected) and not self._counted())):
            return self.inner.mend(expected)
        match self.variable.type:
            case "smm" | "remm" if self.row is False:
                row = f"{quoted(self.asked)} gives {quoted(expected)}"
                return f'Add a row to the table "{self.variable.name}" in GTM: {row}.'
            case "smm" | "remm" if self.row:
                return f'Correct the row for {quoted(self.asked)} in the table "{self.variable.name}" in GTM.'
            case "aev" if parameters.get("varType") in ("TEXT", "URL", "CLASSES", "ID", "TARGET"):
                return "Change the element in the page, or the expectation, if it is meant to say something else now."
            case "jsm" if self.inner is not None and self.known:
                read = quoted(self.inner.value)
                return f'Check what the script of the variable "{self.variable.name}" in GTM makes of {read}.'
            case "c":
                return f'Put {quoted(expected)} into the variable "{self.variable.name}" in GTM.'
            case "v" if self.unlike(expected):
                return f"Push {parameters.get('name', 'it')} as a number, without quotation marks and units."
            case "v":
                return f"Push {parameters.get('name', 'it')} as it is expected, or change the variable in GTM."
            case "aev" if parameters.get("varType") == "ATTRIBUTE":
                name = parameters.get("attribute", "")
                return f"Give the element the attribute {name} as it is expected, or change the variable in GTM."
        return f'Check the variable "{self.variable.name}" in GTM.'


def source(event: Event, path: tuple[str | int, ...], evidence: Evidence) -> Source | None:
    """The variable that the tag which sent an event takes a value from; None where no one variable is named."""
    container, cause = evidence.container, event.cause
    tag = sender(event, evidence)
    if container is None or tag is None:
        return None
    text = _written(tag, path, container) if tag is not None else None
    variable = _variable(text, container)
    if variable is None:
        return None
    at = cause.at if cause is not None else event.at
    held = _held(variable.name, at, event.document, evidence)
    asked, row = _row(variable, at, event.document, evidence)
    error = _error(variable, at, evidence) if held is not _UNKNOWN else ""
    found = Source(tag.name, variable, None if held is _UNKNOWN else held, held is not _UNKNOWN, asked, row, error)
    inner = [] if error or variable.type == "v" else _inner(variable, tag.name, at, event.document, evidence)
    return replace(found, inner=next((one for one in inner if one.empty), inner[0] if len(inner) == 1 else None))


def _inner(variable: Variable, tag: str, at: float, document: str, evidence: Evidence) -> list[Source]:
    """The variables of the data layer that a table's input, or the script of a variable, names."""
    keys = {"smm": "input", "remm": "input", "jsm": "javascript"}
    text = str(variable.parameters.get(keys.get(variable.type, ""), ""))
    names = dict.fromkeys(name.strip() for name in re.findall(r"\{\{([^{}]+)\}\}", text))
    variables = {one.name: one for one in evidence.container.variables} if evidence.container else {}
    read = [variables[name] for name in names if name in variables and variables[name].type == "v"]
    held = [(one, _held(one.name, at, document, evidence)) for one in read]
    return [Source(tag, one, value, True) for one, value in held if value is not _UNKNOWN]


def _error(variable: Variable, at: float, evidence: Evidence) -> str:
    """What a variable's script failed of, where it did so by that moment."""
    ends = f"variable ‘{variable.name}’"
    return next((one.text for one in evidence.recording.errors if one.source.endswith(ends) and one.at <= at + 0.5), "")


def sender(event: Event, evidence: Evidence) -> Tag | None:
    """The tag that sent an event: the one that says so, else the only one of the container that sends such events."""
    container, cause = evidence.container, event.cause
    if container is None or (cause is not None and cause.kind not in ("tag", "intent")):
        return None
    if cause is not None and cause.kind == "tag":
        name = cause.text.removeprefix("tag ")
        return next((tag for tag in container.tags if tag.name == name), None)
    meant = evidence.tags_for(event) if event.name or event.category or event.action else []
    return meant[0] if len(meant) == 1 else None


def _row(variable: Variable, at: float, document: str, evidence: Evidence) -> tuple[Any, bool | None]:
    """What a lookup table was asked for at that message, and whether it has a row for it."""
    if variable.type != "smm":
        return None, None
    asked = re.fullmatch(r"\s*\{\{([^{}]+)\}\}\s*", str(variable.parameters.get("input", "")))
    held = _held(asked[1].strip(), at, document, evidence) if asked else _UNKNOWN
    rows_ = variable.parameters.get("map")
    if held is _UNKNOWN or not isinstance(rows_, list | tuple):
        return None, None
    keys = {as_text(one.get("key")) for one in rows_ if isinstance(one, Mapping)}
    return held, as_text(held) in keys


def _written(tag: Tag, path: tuple[str | int, ...], container: Container) -> str | None:
    """What stands in the tag for a value."""
    for key in _KEYS.get(path, ()):
        if isinstance(tag.parameters.get(key), str) and tag.parameters[key]:
            return str(tag.parameters[key])
    if path == ("id",):
        settings = _variable(tag.parameters.get("gaSettings"), container)
        return str(settings.parameters.get("trackingId", "")) if settings is not None else None
    if path[:1] == ("params",) and len(path) == 2:
        return next(rows(tag.parameters, str(path[1])), None)
    return None


def rows(value: Any, name: str) -> Iterator[str]:
    """The values of rows such as `{parameter: name, parameterValue: value}`, at any depth."""
    if isinstance(value, Mapping):
        for key, other in _ROWS:
            if value.get(key) == name and isinstance(value.get(other), str):
                yield value[other]
        for inner in value.values():
            yield from rows(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from rows(inner, name)


def named_by(tag: Tag, container: Container) -> Variable | None:
    """The one variable that a tag takes its event's name from."""
    return _variable(tag.parameters.get("eventName"), container)


def _variable(text: Any, container: Container) -> Variable | None:
    """The one variable that a text is: `{{DLV – value}}`."""
    named = re.fullmatch(r"\s*\{\{([^{}]+)\}\}\s*", text) if isinstance(text, str) else None
    if named is None:
        return None
    return next((one for one in container.variables if one.name == named[1].strip()), None)


def _held(name: str, at: float, document: str, evidence: Evidence) -> Any:
    """What a variable held at the message of that moment."""
    for message in evidence.recording.tags:
        if message.at == at and message.document == document and name in message.variables:
            return message.variables[name]
    return _UNKNOWN
