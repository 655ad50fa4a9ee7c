"""The plan as a spreadsheet: one row a parameter, as teams keep it in CSV and Google Sheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from validator.model.location import InputError, Location, Problem
from validator.plan.field import NAMING, Field, Row, Sent, listed, number
from validator.vendors import VENDORS

COLUMNS = (
    "Event", "Conversion", "Owner", "Description", "Vendor", "Name", "Category", "Action", "Parameter", "Type",
    "Required", "Values", "Pattern", "Minimum", "Maximum", "Other", "Meaning",
)  # fmt: skip

# Headings of other people's sheets, in small letters without what is no letter.
_HEADINGS = {
    "Event": ("event", "eventtitle", "planned", "title", "interaction", "trackingevent", "eventdescriptionname"),
    "Conversion": ("conversion", "keyevent", "kind", "conversiontype", "goal", "markasconversion"),
    "Owner": ("owner", "team", "responsible", "contact", "stakeholder"),
    "Description": ("description", "eventdescription", "comment", "notes", "trigger", "when", "purpose", "whentofire"),
    "Vendor": ("vendor", "tool", "platform", "destination", "system"),
    "Name": ("name", "eventname", "technicalname", "ga4event", "ga4eventname", "datalayerevent", "eventnames"),
    "Category": ("category", "eventcategory"),
    "Action": ("action", "eventaction"),
    "Label": ("label", "eventlabel"),
    "Parameter": (
        "parameter", "param", "parametername", "property", "propertyname", "attribute", "field", "key", "parameters",
        "properties", "eventparameter", "eventparameters", "eventproperty", "variable", "dimension",
    ),
    "Type": ("type", "datatype", "parametertype", "propertytype", "format"),
    "Required": ("required", "mandatory", "isrequired", "req", "presence", "requirement"),
    "Optional": ("optional", "isoptional"),
    "Values": (
        "values", "allowedvalues", "value", "enum", "options", "possiblevalues", "expectedvalue", "expectedvalues",
        "permittedvalues", "acceptedvalues", "validvalues", "allowed", "enumvalues",
    ),
    "Pattern": ("pattern", "regex", "regularexpression"),
    "Minimum": ("minimum", "min", "atleast"),
    "Maximum": ("maximum", "max", "atmost"),
    "Other": ("other",),
    "Meaning": ("meaning", "parameterdescription", "propertydescription"),
}  # fmt: skip
_TYPES = {
    "string": "text", "text": "text", "str": "text", "varchar": "text", "number": "number", "float": "number",
    "double": "number", "decimal": "number", "currency": "number", "numeric": "number", "integer": "integer",
    "int": "integer", "long": "integer", "boolean": "boolean", "bool": "boolean", "array": "list", "list": "list",
    "object": "mapping", "mapping": "mapping", "map": "mapping",
}  # fmt: skip
_YES = frozenset({"yes", "y", "true", "1", "x", "required", "mandatory", "must", "ja", "oui", "sí", "si", "✓", "✔"})
_MACRO = frozenset({"macro", "main", "primary"})


def read_sheet(text: str, file: str, vendor: str = "ga4") -> tuple[Row, ...]:
    """The planned events of a CSV text, whatever its separator. `vendor`: of rows that name none.

    A row without an event's name goes on with the event above it. Raises InputError.
    """
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), _separator(text)))
    head = next((at for at, line in enumerate(lines) if len(_headings(line)) >= 2), None)
    if head is None:
        raise _wrong(file, 1, "no row with headings was found", f"The first row names columns: {', '.join(COLUMNS)}.")
    columns = _headings(lines[head])
    if not {"Event", "Name", "Category"} & set(columns.values()):
        raise _wrong(file, head + 1, "no column holds the events", "Head it Event, or Event name.")
    events: dict[str, dict[str, Any]] = {}
    current: dict[str, str] = {}
    for at, line in enumerate(lines[head + 1 :], start=head + 2):
        cells = {columns[place]: cell.strip() for place, cell in enumerate(line) if place in columns and cell.strip()}
        if not cells:
            continue
        current = _carried(current, cells)
        title = current.get("Event") or current.get("Name") or current.get("Action", "")
        if not title:
            raise _wrong(file, at, "this row belongs to no event", "Write the event's name into its row, or above it.")
        _take(events.setdefault(title, {"sent": {}}), current, cells, vendor, file, at)
    return tuple(_row(name, told) for name, told in events.items())


def _carried(before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row, with what stands for the rows below it as well."""
    kept = ("Event", "Name", "Category", "Action", "Label", "Vendor")
    new = any(name in cells and cells[name] != before.get(name) for name in ("Event", "Name", "Category", "Action"))
    if new and "Event" in cells and cells["Event"] != before.get("Event"):
        return {name: cells[name] for name in kept if name in cells}
    if new or ("Vendor" in cells and cells["Vendor"] != before.get("Vendor")):
        return {
            **{name: before[name] for name in ("Event", "Vendor") if name in before and "Event" in before},
            **{name: cells[name] for name in kept if name in cells},
        }
    return {**before, **{name: cells[name] for name in kept if name in cells}}


def _take(
    event: dict[str, Any], current: Mapping[str, str], cells: Mapping[str, str], vendor: str, file: str, line: int
) -> None:
    for name in ("Conversion", "Owner", "Description"):
        if name in cells:
            event.setdefault(name, cells[name])
    to = _vendor(current.get("Vendor", ""), vendor, file, line)
    if "Category" in current and "Vendor" not in current and "Name" not in current:
        to = "ua" if to == "ga4" else to
    naming, fields = event["sent"].setdefault(to, ({}, {}))
    if "Category" in current or "Action" in current:
        naming |= {key.lower(): current[key] for key in ("Category", "Action") if key in current}
    else:
        naming["event"] = current.get("Name") or current.get("Event", "")
    if "Label" in cells:
        fields["label"] = Field("label", values=listed(cells["Label"]))
    if "Parameter" in cells:
        path = re.sub(r"\[(\d*)\]", lambda found: f".{found[1] or '*'}", cells["Parameter"])
        path = re.sub(r"^(?:params|ecommerce|event_params)\.", "", path)
        fields[path] = _field(path, cells)


def _field(path: str, cells: Mapping[str, str]) -> Field:
    values = listed(cells.get("Values", ""))
    kind = _TYPES.get(cells.get("Type", "").lower().strip(), "")
    if kind == "text":
        values = tuple(str(value) for value in values)
    low, high = (number(cells[name]) if name in cells else None for name in ("Minimum", "Maximum"))
    more = cells.get("Minimum", "").startswith(">")
    less = cells.get("Maximum", "").startswith("<")
    of_length = kind == "list" or (path.split(".")[0] == "items" and "." not in path)
    field = Field(
        path,
        "" if of_length else kind,
        _required(cells.get("Required"), cells.get("Optional")),
        values,
        cells.get("Pattern", ""),
        other=cells.get("Other", ""),
        description=cells.get("Meaning", ""),
    )
    if of_length:
        return _with_length(field, low, high)
    return _with_limits(field, low, high, more, less)


def _with_length(field: Field, low: Any, high: Any) -> Field:
    return replace(field, fewest=low if isinstance(low, int) else None, most=high if isinstance(high, int) else None)


def _with_limits(field: Field, low: Any, high: Any, more: bool, less: bool) -> Field:
    low = number(low.lstrip("> ")) if isinstance(low, str) else low
    high = number(high.lstrip("< ")) if isinstance(high, str) else high
    return replace(
        field,
        at_least=None if more else low,
        more_than=low if more else None,
        at_most=None if less else high,
        less_than=high if less else None,
    )


def _required(cell: str | None, optional: str | None) -> bool:
    if optional is not None:
        return optional.lower() not in _YES
    return True if cell is None else cell.lower() in _YES


def _vendor(cell: str, default: str, file: str, line: int) -> str:
    if not cell:
        return default
    plain = re.sub(r"[^a-z0-9]", "", cell.lower())
    known = {
        "googleanalytics4": "ga4", "googleanalytics": "ga4", "ga": "ga4", "universalanalytics": "ua",
        "facebook": "meta", "metapixel": "meta", "facebookpixel": "meta",
    }  # fmt: skip
    plain = known.get(plain, plain)
    found = next((name for name in VENDORS if name.replace("_", "") == plain), None)
    if found is None:
        raise _wrong(file, line, f'"{cell}" is not a vendor', "`validator vendors` lists them.")
    return found


def _row(name: str, told: Mapping[str, Any]) -> Row:
    kind = str(told.get("Conversion", "")).lower()
    conversion = "macro" if kind in _MACRO | _YES else "micro" if kind == "micro" else ""
    sent = tuple(Sent(vendor, naming, tuple(fields.values())) for vendor, (naming, fields) in told["sent"].items())
    return Row(name, sent, conversion, told.get("Owner", ""), told.get("Description", ""))


def _headings(line: Sequence[str]) -> dict[int, str]:
    """The columns of a row of headings, by their place."""
    found: dict[int, str] = {}
    for place, cell in enumerate(line):
        column = next((name for way in _plainly(cell) for name, words in _HEADINGS.items() if way in words), None)
        if column is not None and column not in found.values():
            found[place] = column
    return found


_FILLING = frozenset({"is", "it", "a", "an", "the", "this", "of", "in", "ga4", "gtm", "does", "do", "should", "be"})


def _plainly(heading: str) -> Iterable[str]:
    """A heading in small letters and nothing else: as it is, without asides, without words that say nothing."""
    yield re.sub(r"[^a-z0-9]", "", heading.lower())
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading.lower())
    for told in (bare, re.split(r"[/:–—|]| - ", bare.strip())[0]):
        words = re.findall(r"[a-z0-9]+", told)
        yield "".join(words)
        yield "".join(word for word in words if word not in _FILLING)


def _separator(text: str) -> type[csv.Dialect]:
    head = text[:4000]
    counts = {letter: head.count(letter) for letter in ",;\t"}

    class Told(csv.excel):
        delimiter = max(counts, key=lambda letter: counts[letter])

    return Told


def _wrong(file: str, line: int, message: str, mend: str) -> InputError:
    return InputError([Problem(message, Location(file, line, 1), mend)])


def write_sheet(rows: Iterable[Row]) -> str:
    """The events as CSV, which read_sheet reads back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        about: Sequence[str] = (row.name, row.conversion, row.owner, row.description)
        for sent in row.sent:
            naming = [_cell(sent.naming.get(name, "")) for name in NAMING]
            for field in sent.fields or (None,):
                writer.writerow([*about, sent.vendor, *naming, *(_cells(field) if field else [""] * 9)])
                about = (row.name, "", "", "")
    return out.getvalue()


def _cells(field: Field) -> list[str]:
    low, high = field.at_least, field.at_most
    least = f">{field.more_than}" if field.more_than is not None else low if low is not None else field.fewest
    most = f"<{field.less_than}" if field.less_than is not None else high if high is not None else field.most
    return [
        field.path, field.type, "yes" if field.required else "no", " | ".join(map(_value, field.values)), field.pattern,
        _cell(least), _cell(most), field.other, field.description,
    ]  # fmt: skip


def _value(value: Any) -> str:
    """One of a cell's values; a text with separators, or one that looks like a number, in quotes."""
    text = _cell(value)
    apart = re.search(r"[|;,\n]", text) or (isinstance(value, str) and not isinstance(number(value), str))
    return f'"{text}"' if apart else text


def _cell(value: Any) -> str:
    """A cell's text; one that a spreadsheet would take for a formula is quoted."""
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return (
        f"'{text}" if text[:1] in ("=", "+", "@") or (text[:1] == "-" and not re.fullmatch(r"-[\d.]+", text)) else text
    )
