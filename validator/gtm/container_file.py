"""A container file → Container: an export of Google Tag Manager, or a published gtm.js."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from validator.gtm import export, published
from validator.model.container import Container
from validator.model.location import InputError, Location, Problem

_PUBLISHED = re.compile(r"\bdata\s*=\s*(?=\{\s*\"resource\")")
_MEND = "Export it in Tag Manager under Admin › Export Container, or save what gtm.js?id=GTM-… answers."


def read_container(text: str, name: str) -> Container:
    """The container that `text` holds: an export's JSON, or a published gtm.js.

    `name` is the file's, for messages. Raises InputError that points at the place in the text.
    """
    body = text.lstrip("\ufeff \t\r\n")
    if not body:
        _refuse("The file is empty.", text, name, 0, _MEND)
    if body[0] in "{[":
        return _from_json(text, name)
    found = _PUBLISHED.search(text)
    if not found:
        told = (
            "This is a web page, not a container." if body[0] == "<" else "This is neither an export nor a gtm.js file."
        )
        _refuse(told, text, name, text.find(body[0]), _MEND)
    try:
        data, _ = json.JSONDecoder().raw_decode(text, found.end())
    except json.JSONDecodeError as error:
        _refuse(f"The container inside this gtm.js is cut or damaged: {error.msg}.", text, name, error.pos, _MEND)
    return _published(data, text, name)


def _from_json(text: str, name: str) -> Container:
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        moved = len(text) - len(text.lstrip("\ufeff"))
        _refuse(f"This is not valid JSON: {error.msg}.", text, name, error.pos + moved, "Export the container again.")
    except RecursionError:
        _refuse("This JSON is nested too deeply to be a container.", text, name, 0, _MEND)
    if not isinstance(data, dict):
        _refuse("A container export is an object, this is a list.", text, name, 0, _MEND)
    if "resource" in data:
        return _published(data, text, name)
    version = data.get("containerVersion", data)
    if not isinstance(version, dict) or not ("container" in version or "tag" in version or "trigger" in version):
        _refuse("`containerVersion` is missing: this is not a container export.", text, name, 0, _MEND)
    _check_context(version, text, name)
    try:
        return export.container(version)
    except export.Unreadable as error:
        at = max(0, text.find(json.dumps(error.near, ensure_ascii=False))) if error.near else 0
        _refuse(str(error), text, name, at, "Export the container again, and do not edit the file by hand.")


def _published(data: Any, text: str, name: str) -> Container:
    resource = data.get("resource") if isinstance(data, dict) else None
    if not isinstance(resource, dict) or not isinstance(resource.get("tags", []), list):
        _refuse("The container inside this gtm.js holds no tags.", text, name, 0, _MEND)
    try:
        return published.container(data, text)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        _refuse(f"The container inside this gtm.js has an unknown shape ({error}).", text, name, 0, _MEND)


def _check_context(version: dict[str, Any], text: str, name: str) -> None:
    container = version.get("container")
    usage = container.get("usageContext", []) if isinstance(container, dict) else []
    told = {str(item).upper() for item in usage} if isinstance(usage, list) else set()
    if told and "WEB" not in told:
        kind = "a server container" if "SERVER" in told else f"a container for {', '.join(sorted(told))}"
        at = text.find("usageContext")
        _refuse(
            f"This is {kind}: it does not run in a web page.",
            text,
            name,
            max(0, at),
            "Give the web container that the site loads; what a server container sends leaves from a server, "
            "where no browser can see it.",
        )


def _refuse(message: str, text: str, name: str, at: int, mend: str) -> NoReturn:
    line = text.count("\n", 0, at) + 1
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    shown = text[start : end if end >= 0 else len(text)]
    if len(shown) > 160:  # a minified file is one line
        shown = ""
    raise InputError([Problem(message, Location(name, line, at - start + 1), mend, shown)])
