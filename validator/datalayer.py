"""The state that a data layer comes to, message by message, by Google's rules.

Objects merge recursively, arrays merge index by index, `_clear: true` replaces, a key with dots sets a nested value,
and a list such as `["cart.push", x]` is a command on a nested value. gtag commands (`arguments`) change it only by
`set`. Source: Google's data-layer-helper. Values that JSON cannot say stand as `{"$type": …}` and are replaced whole.
"""

from __future__ import annotations

from typing import Any

UNDEFINED = {"$type": "undefined"}


def advance(state: dict[str, Any], message: Any, *, gtag: bool = False) -> dict[str, Any]:
    """The state after `message`; neither argument is changed, unchanged parts are shared."""
    if gtag:
        return _command_of_gtag(state, message)
    if isinstance(message, list):
        return _command(state, message)
    if not _is_plain(message):
        return state
    clear = message.get("_clear") is True
    new = dict(state)
    for key, value in message.items():
        if key != "_clear":
            new = _merge(new, _expand(key, value), clear=clear)
    return new


def _is_plain(value: Any) -> bool:
    return isinstance(value, dict) and "$type" not in value


def _expand(key: str, value: Any) -> dict[str, Any]:
    """`a.b: 1` as `{a: {b: 1}}`."""
    first, *rest = key.split(".")
    inner = value
    for part in reversed(rest):
        inner = {part: inner}
    return {first: inner}


def _merge(into: dict[str, Any], given: dict[str, Any], *, clear: bool) -> dict[str, Any]:
    new = dict(into)
    for key, value in given.items():
        new[key] = _merged(into.get(key), value, clear=clear)
    return new


def _merged(before: Any, value: Any, *, clear: bool) -> Any:
    if isinstance(value, list):
        if clear or not isinstance(before, list):
            before = []
        merged = list(before)
        merged += [UNDEFINED] * (len(value) - len(merged))
        for index, item in enumerate(value):
            merged[index] = _merged(merged[index], item, clear=clear)
        return merged
    if _is_plain(value):
        return _merge({} if clear or not _is_plain(before) else before, value, clear=clear)
    return value


def _command(state: dict[str, Any], message: list[Any]) -> dict[str, Any]:
    if not message or not isinstance(message[0], str):
        return state
    *path, method = message[0].split(".")
    holder: Any = state
    for part in path:
        holder = holder.get(part) if _is_plain(holder) else None
    arguments = message[1:]
    if not isinstance(holder, list) or not path:
        return state
    changed = list(holder)
    if method == "push":
        changed.extend(arguments)
    elif method == "pop":
        changed = changed[:-1]
    elif method == "shift":
        changed = changed[1:]
    elif method == "unshift":
        changed = [*arguments, *changed]
    elif method == "reverse":
        changed.reverse()
    else:
        return state
    return _replaced(state, path, changed)


def _replaced(state: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    first, *rest = path
    inner = state.get(first)
    return {**state, first: _replaced(inner, rest, value) if rest and isinstance(inner, dict) else value}


def _command_of_gtag(state: dict[str, Any], message: Any) -> dict[str, Any]:
    """`gtag('set', {…})` and `gtag('set', key, value)` set values; other commands leave the state alone."""
    if not isinstance(message, list) or len(message) < 2 or message[0] != "set":
        return state
    if _is_plain(message[1]):
        return advance(state, message[1])
    if isinstance(message[1], str) and len(message) > 2:
        return advance(state, {message[1]: message[2]})
    return state
