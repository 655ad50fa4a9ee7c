"""Which journeys of a matrix are meant: `device=iPhone* and consent!=denied`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from validator.model.location import UsageError
from validator.model.scenario import Scenario

_KEYS = ("name", "file", "tag", "device", "consent", "session", "site", "locale", "variant", "data")
_TERM = re.compile(r"(not\s+)?([A-Za-z]+)\s*(!=|=)\s*(.*)", re.DOTALL)
_EXAMPLE = "Write key=value, joined with `and`, such as: device=iPhone* and consent=denied|none and tag!=slow."


def where(expression: str) -> Callable[[Scenario], bool]:
    """Whether a scenario is meant. Values may hold `*` and `?`, several are divided by `|`. Raises UsageError."""
    terms = [_term(part.strip(), expression) for part in re.split(r"\s+and\s+", expression.strip())]
    return lambda scenario: all(term(_known(scenario)) for term in terms)


def _term(text: str, expression: str) -> Callable[[Mapping[str, tuple[str, ...]]], bool]:
    found = _TERM.fullmatch(text)
    if not found:
        raise UsageError(f"--where {expression!r} is not understood at {text!r}.\n  → {_EXAMPLE}")
    negated, key, operator, value = found.groups()
    key = key.lower()
    if key not in _KEYS:
        raise UsageError(f"--where knows no {key!r}; it knows {', '.join(_KEYS)}.\n  → {_EXAMPLE}")
    patterns = [pattern.strip().strip("'\"").lower() for pattern in value.split("|")]
    wanted = (operator == "=") != bool(negated)

    def fits(known: Mapping[str, tuple[str, ...]]) -> bool:
        return wanted == any(fnmatchcase(told.lower(), pattern) for told in known[key] for pattern in patterns)

    return fits


def _known(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """What can be asked of a scenario; a site goes by its name in the matrix and by its address."""
    cell = dict(scenario.cell)

    def one(*told: str | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each for each in told if each)) or ("",)

    return {
        "name": (scenario.name,),
        "file": (scenario.location.file,),
        "tag": scenario.tags or ("",),
        "device": one(scenario.device),
        "consent": one(scenario.consent),
        "session": one(scenario.session),
        "site": one(cell.get("site"), scenario.site),
        "locale": one(scenario.locale),
        "variant": one(cell.get("variant")),
        "data": one(cell.get("data")),
    }
