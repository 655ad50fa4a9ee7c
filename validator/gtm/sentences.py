"""A whole container to be read: every tag, trigger and variable in a sentence, as text and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from validator.gtm.abilities import unsupported
from validator.gtm.explain import Sending, sendings, tag_sentence, trigger_sentence
from validator.gtm.references import References
from validator.gtm.titles import TAG_TYPES, VARIABLE_TYPES
from validator.model.container import Container, Tag, Trigger, Variable

_LONGEST = 160  # letters of a value that is shown in a sentence
_TABLES = (  # how Google calls the two columns of the tables in tags and variables
    ("name", "value"),
    ("parameter", "parameterValue"),
    ("fieldName", "value"),
    ("key", "value"),
    ("index", "dimension"),
    ("index", "metric"),
    ("index", "group"),
)


def describe(container: Container) -> dict[str, Any]:
    """The container as plain data: what `as_text` shows, and every setting besides."""
    known = References.of(container)
    used_by = _used_by(known)
    return {
        "id": container.id,
        "name": container.name,
        "version": container.version,
        "source": container.source,
        "tags": [_tag(known, tag) for tag in container.tags],
        "triggers": [_trigger(known, trigger, used_by) for trigger in container.triggers],
        "variables": [_variable(known, variable, used_by) for variable in container.variables],
        "templates": dict(container.templates),
        "undecided": [
            {"kind": one.kind, "name": one.name, "type": one.type, "reason": one.reason}
            for one in unsupported(container)
        ],
    }


def as_text(told: Mapping[str, Any]) -> str:
    """What `describe` gave, for people: tags first, then triggers and variables with who uses them."""
    return "\n".join(_lines(told)) + "\n"


def kind_of_tag(container: Container, tag: Tag) -> str:
    """`GA4 event`; a custom template by its name; a type that is not known as it is."""
    return TAG_TYPES.get(tag.type) or container.templates.get(tag.type) or tag.type


def kind_of_variable(container: Container, variable: Variable) -> str:
    return VARIABLE_TYPES.get(variable.type) or container.templates.get(variable.type) or variable.type


def variable_sentence(container: Container, variable: Variable) -> str:
    """`dataLayer ecommerce.value, 0 when it is empty`; `lookup table of {{Page Path}} with 3 rows`."""
    values = variable.parameters
    kind = kind_of_variable(container, variable)
    told = kind
    if variable.type in ("smm", "remm"):
        rows = values.get("map")
        count = len(rows) if isinstance(rows, list) else 0
        told = f"{kind} of {short(values.get('input', ''))} with {count} {'row' if count == 1 else 'rows'}"
    elif variable.type == "u":
        told = f"{kind}: {short(values.get('component', 'URL')).lower()}"
        if values.get("queryKey"):
            told = f"{kind}: query parameter {short(values['queryKey'])}"
        if values.get("customUrlSource"):
            told += f" of {short(values['customUrlSource'])}"
    elif variable.type == "aev":
        told = f"{kind}: {short(values.get('varType', '')).lower().replace('_', ' ')}"
        if values.get("attribute"):
            told += f" {short(values['attribute'])}"
    elif variable.type == "d":
        where = values.get("elementSelector") or f"#{values.get('elementId', '')}"
        told = f"{kind} {short(where)}"
        if values.get("attributeName"):
            told += f", attribute {short(values['attributeName'])}"
    elif variable.type == "jsm":
        lines = str(values.get("javascript", "")).strip().count("\n") + 1
        told = f"{kind} of {lines} {'line' if lines == 1 else 'lines'}"
    elif not variable.built_in:
        value = next((values[key] for key in ("name", "value", "trackingId") if values.get(key) not in (None, "")), "")
        told = f"{kind} {short(value)}".strip()
    if values.get("setDefaultValue") and "defaultValue" in values:
        told += f", {short(values['defaultValue']) or 'an empty text'} when nothing is found"
    return told


def parameters_of(tag: Tag) -> dict[str, Any]:
    """What a tag sends besides its name: the rows of its tables, by the name of the parameter.

    User properties stand with their table's name before them: `userProperties.plan`.
    """
    found: dict[str, Any] = {}
    for key, rows in tag.parameters.items():
        if not isinstance(rows, list):
            continue
        for name, value in rows_of(rows):
            plain = key in ("eventParameters", "eventSettingsTable", "configSettingsTable", "fieldsToSet")
            found[name if plain else f"{key}.{name}"] = value
    return found


def rows_of(rows: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Name and value of each row of one of Google's two-column tables; other rows are passed over."""
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        for name, value in _TABLES:
            if name in row and value in row:
                yield str(row[name]), row[value]
                break


def short(value: Any, limit: int = _LONGEST) -> str:
    """A value on one line, cut where it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _tag(known: References, tag: Tag) -> dict[str, Any]:
    container = known.container
    direct = known.of_tag(tag)
    asked = [name for trigger in (*known.firing(tag), *known.blocking(tag)) for name in known.of_trigger(trigger)]
    return {
        "id": tag.id,
        "name": tag.name,
        "type": tag.type,
        "kind": kind_of_tag(container, tag),
        "sentence": (sentence := tag_sentence(container, tag)),
        "parts": _parts(known, tag, sentence),
        "sends": [_sending(sending) for sending in sendings(container, tag)],
        "parameters": parameters_of(tag),
        "triggers": [trigger.name for trigger in known.firing(tag)],
        "exceptions": [trigger.name for trigger in known.blocking(tag)],
        "missing_triggers": [id for id in (*tag.firing, *tag.blocking) if id not in known.triggers],
        "variables": list(direct),
        "all_variables": list(known.all_of([*direct, *asked])),
        "paused": tag.paused,
        "live_only": tag.live_only,
        "priority": tag.priority,
        "starts": tag.starts,
        "ends": tag.ends,
        "setup": list(tag.setup),
        "teardown": list(tag.teardown),
        "option": tag.option,
        "consent": tag.consent,
        "consent_types": list(tag.consent_types),
        "settings": tag.parameters,
    }


def _sending(sending: Sending) -> dict[str, str]:
    told = {key: getattr(sending, key) for key in ("vendor", "event", "id", "category", "action", "label")}
    return {key: shown for key, value in told.items() if value is not None and (shown := str(value))}


def _parts(known: References, tag: Tag, sentence: str) -> list[str]:
    """The tag's sentence in lines, with the names of its triggers."""
    firing, blocking = known.firing(tag), known.blocking(tag)
    fires = "fires at " + "; or at ".join(map(trigger_sentence, firing))
    blocks = "but not at " + "; nor at ".join(map(trigger_sentence, blocking))
    before, found, after = sentence.partition(f"; {fires}") if firing else (sentence, "", "")
    lines = [before]
    if found:
        lines += [f"{'or' if number else 'fires'} at {_named(one)}" for number, one in enumerate(firing)]
        if blocking:
            after = after.removeprefix(f"; {blocks}")
            lines += [f"{'nor' if number else 'but not'} at {_named(one)}" for number, one in enumerate(blocking)]
        lines += [part for part in after.split("; ") if part]
    return lines


def _named(trigger: Trigger) -> str:
    sentence = trigger_sentence(trigger)
    return sentence if trigger.name == sentence else f"‘{trigger.name}’: {sentence}"


def _trigger(known: References, trigger: Trigger, used_by: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "id": trigger.id,
        "name": trigger.name,
        "type": trigger.type,
        "sentence": trigger_sentence(trigger),
        "used_by": used_by.get(f"trigger {trigger.id}", []),
        "variables": list(known.of_trigger(trigger)),
    }


def _variable(known: References, variable: Variable, used_by: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "name": variable.name,
        "type": variable.type,
        "kind": kind_of_variable(known.container, variable),
        "sentence": variable_sentence(known.container, variable),
        "built_in": variable.built_in,
        "used_by": used_by.get(f"variable {variable.name}", []),
        "variables": list(known.direct[variable.name]),
        "settings": variable.parameters,
    }


def _used_by(known: References) -> dict[str, list[str]]:
    """`trigger 12` and `variable price` → who uses them, as `tag ‘GA4 – purchase’`."""
    found: dict[str, list[str]] = {}
    for tag in known.container.tags:
        for id in dict.fromkeys((*tag.firing, *tag.blocking)):
            found.setdefault(f"trigger {id}", []).append(f"tag ‘{tag.name}’")
        for name in known.of_tag(tag):
            found.setdefault(f"variable {name}", []).append(f"tag ‘{tag.name}’")
    for trigger in known.container.triggers:
        for name in known.of_trigger(trigger):
            found.setdefault(f"variable {name}", []).append(f"trigger ‘{trigger.name}’")
        members = trigger.parameters.get("triggerIds")
        for id in members if isinstance(members, list | tuple) else ():
            found.setdefault(f"trigger {id}", []).append(f"trigger ‘{trigger.name}’")
    for name, reads in known.direct.items():
        for other in reads:
            found.setdefault(f"variable {other}", []).append(f"variable ‘{name}’")
    return found


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    title = " · ".join(filter(None, [told["id"] or "A container without an id", told["name"]]))
    version = f" · version {told['version']}" if told["version"] not in ("", "0") else ""
    yield f"{title}{version} · {'an export' if told['source'] == 'export' else 'published'}"
    own = [variable for variable in told["variables"] if not variable["built_in"]]
    yield f"{_count(told['tags'], 'tag')}, {_count(told['triggers'], 'trigger')}, {_count(own, 'variable')}"
    if told["source"] == "published":
        yield "A published container holds no names: tags and variables are named by what they do."
    if told["tags"]:
        yield "\nTags"
    for tag in told["tags"]:
        yield f"  {short(tag['name'])}"
        yield from (f"      {short(part, 2000)}" for part in tag["parts"])
        for name, value in tag["parameters"].items():
            yield f"      {short(name)} = {short(value)}"
        if tag["missing_triggers"]:
            yield f"      names triggers that are not in the container: {', '.join(tag['missing_triggers'])}"
        if tag["variables"]:
            yield f"      uses {', '.join(f'{{{{{name}}}}}' for name in tag['variables'])}"
    if told["triggers"]:
        yield "\nTriggers"
    for trigger in told["triggers"]:
        yield f"  {short(trigger['name'])}"
        yield f"      {short(trigger['sentence'], 2000)}"
        yield f"      {_users(trigger['used_by'])}"
    if own:
        yield "\nVariables"
    for variable in own:
        yield f"  {short(variable['name'])}"
        yield f"      {variable['sentence']}"
        yield f"      {_users(variable['used_by'])}"
    built_in = [
        variable["name"]
        for variable in told["variables"]
        if variable["built_in"] and variable["used_by"] and variable["name"] != "_event"
    ]
    if built_in:
        yield f"\nBuilt-in variables in use: {', '.join(built_in)}"
    if told["undecided"]:
        yield "\nNot decided in a local run"
        for one in told["undecided"]:
            yield f"  {one['kind']} ‘{short(one['name'])}’: {one['reason']}"


def _users(names: list[str]) -> str:
    if not names:
        return "used by nothing"
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"used by {', '.join(names[:4])}{more}"


def _count(things: list[Any], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
