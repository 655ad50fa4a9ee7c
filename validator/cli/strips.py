"""The history as lines of the terminal: strips, rates, and what broke between which versions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from validator.history.reading import Change
from validator.history.records import DAY
from validator.history.trends import Trend, Trends
from validator.history.weeks import Pair, Span
from validator.telling import prose

SIGNS = {
    "met": ("▁", "green"),
    "mixed": ("▄", "yellow"),
    "failed": ("█", "red"),
    "known": ("▒", "yellow"),
    "undecided": ("?", "dim"),
    "not run": ("-", "dim"),
    "": ("·", "dim"),
}
_MARKS = {"met": ("✓", "green"), "failed": ("✗", "red"), "mixed": ("✗", "red"), "known": ("!", "yellow")}
_LEGEND = "▁ met  ▄ some failed  █ failed  ▒ known  ? cannot be decided  - not run  · not looked at"
_NUMBERS = 28  # letters that rate and lateness take
_LABEL = 34
_VERDICTS = {
    "broke": ("✗", "red"),
    "worse": ("✗", "red"),
    "came back": ("✓", "green"),
    "better": ("↑", "green"),
    "same": ("=", "dim"),
    "new": ("+", "dim"),
    "gone": ("-", "dim"),
}


def strip_width(width: int) -> int:
    """How many cells a terminal of this width has for a strip."""
    return max(12, min(90, width - _label(width) - _NUMBERS - 4))


def _label(width: int) -> int:
    return min(_LABEL, max(20, width // 3))


def tell(found: Trends, console: Console, of: Sequence[str], by: str = "") -> None:
    """A line for each expectation, below the name that the team gave it. `of`: what was looked at, in words."""
    width = _label(console.width)
    console.print(Text(" · ".join(of), "bold"))
    if not found.lines:
        return
    cells = found.lines[0].strip
    shown = len(cells)
    title = {"run": "each run", "day": "a day each", "days": f"{found.days} days each"}[found.unit]
    first, last = (day(cells[0].began), day(cells[-1].began)) if cells else ("", "")
    axis = f"{first}{' ' * max(1, shown - cell_len(first) - cell_len(last))}{last}" if shown > 16 else first
    room = max(shown, len(axis))
    console.print(Text(f"{'':{width + 4}}{axis:<{room}}  {'met':>7}{'p50':>9}{'p95':>9}", "dim"))
    for (name, conversion), group in groupby(found.lines, lambda one: (one.subject.name, one.subject.conversion)):
        lines = list(group)
        owners = dict.fromkeys(one.subject.owner for one in lines)
        head = " · ".join(part for part in (name, conversion, *owners) if part)
        console.print(Text(prose.visible(head), "bold"))
        for one in lines:
            console.print(_line(one, width, room, bool(by)), no_wrap=True, overflow="ignore", crop=False)
            for text in _remarks(one):
                console.print(Padding(text, (0, 0, 0, 6), expand=False))
    console.print(Text(f"\n{_LEGEND}\nStrips: {title}. Days are those of UTC.", "dim"))


def _line(one: Trend, width: int, room: int, by: bool) -> Text:
    mark, colour = _MARKS.get(one.now, ("·", "dim"))
    told = f"{one.of or '(none)'} · {one.subject.label}" if by else one.subject.label
    line = Text("  ").append(f"{mark} ", colour).append(_fitted(told, width))
    for cell in one.strip:
        line.append(*SIGNS[cell.state])
    line.append(f"{'':{room - len(one.strip)}}  {rate(one.pass_rate):>7}{late(one.p50):>9}{late(one.p95):>9}")
    return line


def _remarks(one: Trend) -> Iterator[Text]:
    if one.broke is not None:
        yield Text(f"fails since {moment(one.broke.at)}{_between(one.broke)}{_whose(one)}", "red")
        if one.broke.message:
            link = f"{one.broke.link}: " if one.broke.link else ""
            yield Text(f"{link}{one.broke.message}")
    elif one.first_failed is not None and one.last_failed is not None:
        first, last = moment(one.first_failed), moment(one.last_failed)
        told = f"failed on {first}" if first == last else f"failed first on {first}, last on {last}"
        yield Text(f"{prose.count(one.failed, 'failure')}: {told}", "dim")
        if one.past and one.back and not one.turns:
            broke, back = _between(one.past).removeprefix(", "), one.back.between
            yield Text(f"broke {broke}; came back on {moment(one.back.at)}{back and f', {back}'}", "dim")
    if one.turns:
        yield Text(f"flaky: {one.flakiness:.1f} % of looks turned under the same container", "yellow")


def _between(change: Change) -> str:
    if change.before_at is None:
        return ", and never passed before"
    return f", {change.between}" if change.between else f"; last met on {moment(change.before_at)}"


def _whose(one: Trend) -> str:
    """Which journeys fail, where others pass."""
    told = sorted({change.device for change in one.failing if change.device})
    campaigns = sorted({change.campaign for change in one.failing if not change.campaign.startswith("(")})
    if not one.strip or one.strip[-1].state != "mixed":
        return ""
    return "".join(f" · {', '.join(each[:3])}" for each in (told, campaigns) if each)


def tell_weeks(pairs: Iterable[Pair], first: Span, second: Span, console: Console, of: Sequence[str]) -> None:
    """Two weeks side by side; what did not change stands last, and short."""
    console.print(Text(" · ".join(of), "bold"))
    width = _label(console.width) + 12
    console.print(Text(f"  {'':{width}}{_span(first):>24}{_span(second):>24}", "dim"))
    same, found = [], list(pairs)
    for pair in found:
        if pair.verdict == "same":
            same.append(pair)
            continue
        mark, colour = _VERDICTS[pair.verdict]
        name = (
            pair.subject.name
            if pair.subject.name == pair.subject.label
            else f"{pair.subject.name} · {pair.subject.label}"
        )
        line = Text(f"{mark} ", colour).append(_fitted(name, width))
        line.append(f"{_week(pair.before):>24}{_week(pair.after):>24}  ").append(pair.verdict, colour)
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    if not found:
        console.print(Text("Nothing was looked at in these weeks.", "dim"))
    if same:
        console.print(Text(f"= {prose.count(len(same), 'expectation')} as before", "dim"))


def _week(one: Trend | None) -> str:
    return "–" if one is None else f"{rate(one.pass_rate)}  p95 {late(one.p95)}"


def _span(span: Span) -> str:
    first, last = day(span[0]), day(span[1] - DAY)
    return f"{first.rpartition(' ')[0]} – {last}"


def _fitted(text: str, width: int) -> str:
    told = prose.visible(text)
    while cell_len(told) > width - 1:
        told = f"{told[:-2]}…"
    return told + " " * (width - cell_len(told))


def rate(share: float | None) -> str:
    """A share in percent; what is not all is never shown as all."""
    if share is None:
        return "–"
    return "100 %" if share == 1 else "0 %" if share == 0 else f"{min(max(share * 100, 0.1), 99.9):.1f} %"


def late(seconds: float | None) -> str:
    """A lateness in the unit that reads best."""
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def day(seconds: float) -> str:
    told = _utc(seconds)
    return f"{told.day} {told:%b %Y}"


def moment(seconds: float) -> str:
    told = _utc(seconds)
    return f"{told.day} {told:%b %Y %H:%M}"


def _utc(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
