"""A scan as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from validator.scan.alike import Group
from validator.scan.report import Report
from validator.telling import prose

_SIGNS = {"fail": "✗", "warn": "!"}
_MOST = 40  # findings that are told; the files hold all
_WIDTH = 100
_ENDS = {
    "done": "every page that was found was visited",
    "pages": "the budget of --pages was used up",
    "minutes": "the time of --minutes was used up",
    "unreachable": "the site did not answer any more; the same command goes on from there",
    "interrupted": "it was interrupted; the same command goes on from there",
}


def text(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    for group in report.groups[:_MOST]:
        yield from finding(group)
    if len(report.groups) > _MOST:
        yield f"… and {len(report.groups) - _MOST} more findings, in the report.\n"
    for one in report.unvisited[:5]:
        yield f"⊘ {prose.visible(one.url)} could not be visited: {prose.visible(one.why)}"
        if one.mend:
            yield f"    → {one.mend}"
    if len(report.unvisited) > 5:
        yield f"⊘ and {len(report.unvisited) - 5} more could not be visited."
    if report.unvisited:
        yield ""
    yield from _inventory(report)
    for note in report.notes:
        yield f"note: {prose.visible(note)}"
    yield headline(report)


def finding(group: Group) -> Iterator[str]:
    fault = group.fault
    rule = f" (rule “{fault.rule}”)" if fault.rule else ""
    yield from textwrap.wrap(
        f"{_SIGNS[fault.level]} {prose.visible(fault.message)}{rule}", _WIDTH, subsequent_indent="  "
    )
    yield f"    {prose.visible(group.where)} · {fault.code}"
    for url in group.examples[:2]:
        yield f"    {prose.visible(url)}"
    if fault.mend:
        yield from textwrap.wrap(f"→ {fault.mend}", _WIDTH, initial_indent="    ", subsequent_indent="      ")
    yield ""


def _inventory(report: Report) -> Iterator[str]:
    inventory = report.inventory
    for vendor, ids in inventory.vendors().items():
        for id_, events in ids.items():
            told = ", ".join(f"{one.name} {one.pages}" for one in sorted(events, key=lambda one: -one.pages)[:8])
            more = f" and {len(events) - 8} more" if len(events) > 8 else ""
            yield prose.visible(f"  {f'{vendor} {id_}'.strip():<28} {told}{more}")
    for name, listed in (
        ("containers", inventory.containers),
        ("cookies", inventory.cookies),
        ("unknown hosts", inventory.hosts),
        ("consent default", inventory.consent),
    ):
        if listed:
            told = ", ".join(f"{value.split(' ')[0]} {many}" for value, many in listed[:10])
            yield prose.visible(f"  {name:<28} {told}" + (f" and {len(listed) - 10} more" if len(listed) > 10 else ""))
    yield ""


def headline(report: Report) -> str:
    """`2,000 pages: 3 findings fail, 2 warn · every page that was found was visited`."""
    failing = sum(group.fault.level == "fail" for group in report.groups)
    warning = len(report.groups) - failing
    findings = [f"{failing} fail" if failing else "", f"{warning} warn" if warning else ""]
    told = " and ".join(filter(None, findings))
    pages = f"{report.judged:,} page{'s' if report.judged != 1 else ''}" + (
        f" ({report.segment})" if report.segment else ""
    )
    left = report.counts.get("waiting", 0)
    rest = f", {left:,} more are known" if left else ""
    if not report.counts.get("page") and not report.counts.get("error"):
        return f"No page of {report.site} could be visited."
    what = f"{prose.count(len(report.groups), 'finding')} ({told})" if told else "no findings"
    return f"{pages} of {report.site}: {what} · {_ENDS.get(report.finished, report.finished)}{rest}"
