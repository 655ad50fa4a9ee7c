"""Changes as messages: one an owner, each cause once, what came back beside what broke."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from validator.monitor.changes import Change
from validator.monitor.memory import Waiting

_MOST = 15  # causes in one message


@dataclass(frozen=True, slots=True)
class _Cause:
    """Several scenarios that fail for the same reason."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        return self.changes[0]


def messages(changes: Iterable[Change], at: float, site: str = "") -> list[Waiting]:
    """A message for each owner who is concerned. What nobody owns goes to the owner with the empty name."""
    by_owner: dict[str, list[Change]] = {}
    for change in changes:
        for owner in _owners(change):
            by_owner.setdefault(owner, []).append(change)
    return [_message(owner, told, at, site) for owner, told in sorted(by_owner.items())]


def _owners(change: Change) -> tuple[str, ...]:
    if change.now.name:
        return (change.now.owner,)
    return change.now.owners or ("",)


def _message(owner: str, changes: Sequence[Change], at: float, site: str) -> Waiting:
    broke = _causes([one for one in changes if not one.recovered])
    back = _causes([one for one in changes if one.recovered])
    lines = [line for cause in broke[:_MOST] for line in (*_broke(cause), "")]
    if len(broke) > _MOST:
        lines += [f"… and {len(broke) - _MOST} more.", ""]
    lines += [line for cause in back[:_MOST] for line in (*_back(cause, at), "")]
    if len(back) > _MOST:
        lines += [f"… and {len(back) - _MOST} more are well again.", ""]
    lines.append(f"Seen twice in a row, the last time on {_moment(at)}.")
    tone = "success" if not broke else "failure"
    return Waiting(owner, _title(broke, back, site), "\n".join(lines), tone, at)


def _causes(changes: Sequence[Change]) -> list[_Cause]:
    groups: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        now = one.now
        before = one.before.seen.reason if one.recovered and one.before else ""
        told = (now.name, now.reason or before) if now.name else ("", now.headline, now.reason or before)
        groups.setdefault(told, []).append(one)
    weight = {"macro": 0, "micro": 1}
    ranked = sorted(groups.values(), key=lambda group: (weight.get(group[0].now.conversion, 2), -len(group)))
    return [_Cause(tuple(group)) for group in ranked]


def _title(broke: Sequence[_Cause], back: Sequence[_Cause], site: str) -> str:
    where = f" · {site}" if site else ""
    if len(broke) == 1:
        return f"✗ {_what(broke[0])}{where}"
    if broke:
        return f"✗ {_names(broke)}: not tracked as planned{where}" if _events(broke) else f"✗ {_names(broke)}{where}"
    if len(back) == 1:
        return f"✓ {_what(back[0])}{where}"
    return f"✓ {_names(back)}: well again{where}"


def _events(causes: Sequence[_Cause]) -> bool:
    return all(one.first.now.name for one in causes)


def _what(cause: _Cause) -> str:
    now = cause.first.now
    if now.name:
        return f"{now.name} is tracked again" if cause.first.recovered else f"{now.name} is not tracked as planned"
    if cause.first.recovered:
        return f"“{now.title}” passes again" if len(cause.changes) == 1 else f"{len(cause.changes)} journeys pass again"
    if len(cause.changes) == 1:
        return f"“{now.title}” {now.headline or 'failed'}"
    return f"{len(cause.changes)} journeys: {now.headline or 'failed'}"


def _names(causes: Sequence[_Cause]) -> str:
    names = list(dict.fromkeys(one.first.now.name or one.first.now.title for one in causes))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _broke(cause: _Cause) -> Iterable[str]:
    now = cause.first.now
    conversion = next((one.now.conversion for one in cause.changes if one.now.conversion), "")
    kind = f" ({conversion} conversion)" if conversion else ""
    yield f"✗ {now.name or now.title}{_labels(cause)}{kind}: {now.headline or 'failed'}"
    if now.reason:
        yield f"   {now.reason}"
    yield from _where(cause)
    if now.mend:
        yield f"   → {now.mend}"


def _back(cause: _Cause, at: float) -> Iterable[str]:
    now, before = cause.first.now, cause.first.before
    since = min((one.before.since for one in cause.changes if one.before), default=at)
    yield f"✓ {now.name or now.title}{_labels(cause)}: well again, after {lasted(at - since)}"
    if before and before.seen.reason:
        yield f"   It was: {before.seen.reason}"
    yield from _where(cause)


def _labels(cause: _Cause) -> str:
    """At which vendors, and by which goal."""
    labels = list(dict.fromkeys(one.now.label for one in cause.changes if one.now.label != one.now.name))
    return f" · {', '.join(filter(None, labels))}" if any(labels) else ""


def _where(cause: _Cause) -> Iterable[str]:
    titles = list(dict.fromkeys(one.now.title for one in cause.changes))
    more = f" and {len(titles) - 4} more" if len(titles) > 4 else ""
    if cause.first.now.name or len(titles) > 1:
        step = f", at “{cause.first.now.step}”" if cause.first.now.step else ""
        yield f"   in {'; '.join(titles[:4])}{more}{step}"


def lasted(seconds: float) -> str:
    """`35 minutes`, `3 hours`, `2 days`."""
    for length, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        number = round(seconds / length)
        if number >= 1 and seconds >= length * 0.95:
            return f"{number} {name}{'' if number == 1 else 's'}"
    return "less than a minute"


def _moment(at: float) -> str:
    when = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"
