"""What differs between two scans of a site: findings, what is sent, and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from validator.json_text import json_text
from validator.model.run import FAILED, PASSED
from validator.reporters.markdown import text as markdown_text
from validator.telling import prose

FORMAT, VERSION = "validator-scan-difference", 1
_SIGNS = {"new": "+", "gone": "−", "more": "↑", "fewer": "↓"}
_MOST = 60

Kind = Literal["new", "gone", "more", "fewer"]


@dataclass(frozen=True, slots=True)
class Change:
    """One finding, or one thing of the inventory, that is not as it was: on so many pages before and after."""

    what: Literal["finding", "event", "container", "cookie", "unknown host"]
    kind: Kind
    name: str
    before: int
    after: int
    level: str = ""
    where: str = ""
    mend: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    site: str
    before: str  # when it began
    after: str
    pages: tuple[int, int]
    changes: tuple[Change, ...]
    new_pages: tuple[str, ...]
    gone_pages: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """1 where a finding that fails is new, or touches more pages than before."""
        worse = any(one.level == "fail" and one.kind in ("new", "more") for one in self.changes)
        return FAILED if worse else PASSED


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """Of two documents of scans."""
    was, now = _visited(before), _visited(after)
    changes = [*_findings(before, after), *_inventory(before, after)]
    return Difference(
        str(after["site"]),
        str(before["began"]),
        str(after["began"]),
        (len(was), len(now)),
        tuple(changes),
        tuple(sorted(now - was)),
        tuple(sorted(was - now)),
    )


def _visited(told: Mapping[str, Any]) -> set[str]:
    return {str(page["url"]) for page in told["pages"] if page["outcome"] in ("page", "error")}


def _findings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    was = {one["key"]: one for one in before["findings"]}
    now = {one["key"]: one for one in after["findings"]}
    for key in sorted({*was, *now}, key=lambda key: (_weight(now.get(key) or was[key]), key)):
        old, new = was.get(key), now.get(key)
        told = new or old
        assert told is not None  # the key is of one of them
        many = (old["pages"] if old else 0, new["pages"] if new else 0)
        kind = _kind(*many)
        if kind:
            yield Change(
                "finding",
                kind,
                told["message"],
                *many,
                told["level"],
                told["where"],
                told["mend"] if new else "",
                tuple(told["examples"][:3]),
            )


def _weight(told: Mapping[str, Any]) -> tuple[bool, int]:
    return told["level"] != "fail", -int(told["pages"])


def _kind(before: int, after: int) -> Kind | None:
    if before == after:
        return None
    if not before or not after:
        return "new" if after else "gone"
    return "more" if after > before else "fewer"


def _inventory(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What came and what went: how many pages send something changes with every page that is added."""
    for what, was, now in (
        ("event", _events(before), _events(after)),
        ("container", _named(before, "containers", "id"), _named(after, "containers", "id")),
        ("cookie", _named(before, "cookies", "cookie"), _named(after, "cookies", "cookie")),
        ("unknown host", _named(before, "unknown", "host"), _named(after, "unknown", "host")),
    ):
        for name in sorted(was.keys() ^ now.keys()):
            kind: Kind = "new" if name in now else "gone"
            yield Change(what, kind, name, was.get(name, 0), now.get(name, 0))  # type: ignore[arg-type]


def _events(told: Mapping[str, Any]) -> dict[str, int]:
    return {
        f"{vendor['vendor']} {one['id']} {event['event']}": int(event["pages"])
        for vendor in told["inventory"]["vendors"]
        for one in vendor["ids"]
        for event in one["events"]
    }


def _named(told: Mapping[str, Any], part: str, name: str) -> dict[str, int]:
    return {str(one[name]): int(one["pages"]) for one in told["inventory"][part]}


def told(found: Difference, form: str) -> str:
    """As `text`, `markdown` or `json`."""
    if form == "json":
        document = {"format": FORMAT, "version": VERSION, "exit_code": found.exit_code, **asdict(found)}
        return json_text(document, indent=2) + "\n"
    return "\n".join(_markdown(found) if form == "markdown" else _text(found)) + "\n"


def headline(found: Difference) -> str:
    changes = [one for one in found.changes if one.what == "finding"]
    parts = [
        f"{sum(one.kind == kind for one in changes)} {words}"
        for kind, words in (("new", "new"), ("more", "on more pages"), ("fewer", "on fewer pages"), ("gone", "gone"))
        if any(one.kind == kind for one in changes)
    ]
    told = f"Findings: {', '.join(parts)}" if parts else "The findings are the same"
    pages = [prose.count(len(found.new_pages), "new page") if found.new_pages else ""]
    pages += [f"{prose.count(len(found.gone_pages), 'page')} gone" if found.gone_pages else ""]
    return " · ".join(filter(None, (told, *pages)))


def _count(one: Change) -> str:
    return f"{one.before} → {prose.count(one.after, 'page')}"


def _text(found: Difference) -> Iterator[str]:
    yield from (
        f"A  {found.before}  {prose.count(found.pages[0], 'page')}",
        f"B  {found.after}  {prose.count(found.pages[1], 'page')}",
        "",
    )
    for one in found.changes[:_MOST]:
        lead = "" if one.what == "finding" else f"{one.what} "
        fails = " · fails" if one.level == "fail" and one.kind in ("new", "more") else ""
        yield f"{_SIGNS[one.kind]} {prose.visible(lead + one.name)} ({_count(one)}{fails})"
        if one.where and one.kind != "gone":
            yield f"    {prose.visible(one.where)}"
        if one.mend:
            yield f"    → {one.mend}"
    if len(found.changes) > _MOST:
        yield f"… and {len(found.changes) - _MOST} more."
    for name, listed in (("new page", found.new_pages), ("page gone", found.gone_pages)):
        yield from (f"  {name}: {prose.visible(url)}" for url in listed[:5])
        if len(listed) > 5:
            yield f"  {name}: and {len(listed) - 5} more"
    yield headline(found)


def _markdown(found: Difference) -> Iterator[str]:
    yield from (f"## {'❌' if found.exit_code else '✅'} {headline(found)}", "")
    yield from (f"{markdown_text(found.site)}: {found.before} → {found.after}", "")
    if found.changes:
        yield from ("| | What | Before | After |", "|---|---|---|---|")
        for one in found.changes[:_MOST]:
            lead = "" if one.what == "finding" else f"{one.what} "
            yield f"| {_SIGNS[one.kind]} | {markdown_text(lead + one.name)} | {one.before} | {one.after} |"
        if len(found.changes) > _MOST:
            yield from ("", f"… and {len(found.changes) - _MOST} more.")
        yield ""
    for name, listed in (("New pages", found.new_pages), ("Pages gone", found.gone_pages)):
        if listed:
            yield f"<details><summary>{name}: {len(listed)}</summary>\n"
            yield from (f"- {markdown_text(url)}" for url in listed[:200])
            yield "\n</details>\n"
