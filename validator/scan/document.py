"""A scan as a JSON document, page by page, so that it need not be held at once; its form is in scan.schema.json."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from validator.json_text import json_text
from validator.model.location import UsageError
from validator.scan.alike import Group
from validator.scan.report import Report

FORMAT, VERSION = "validator-scan", 1
SCHEMA = Path(__file__).parent / "scan.schema.json"


def head(report: Report) -> dict[str, Any]:
    """The whole document but for its pages."""
    inventory = report.inventory
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": report.site,
        "began": report.began,
        "seconds": report.seconds,
        "program": report.version,
        "plan": report.plan,
        "consent": report.consent,
        "segment": report.segment,
        "finished": report.finished,
        "exit_code": report.exit_code,
        "counts": {"judged": report.judged, **report.counts},
        "findings": [_finding(group) for group in report.groups],
        "inventory": {
            "vendors": [
                {
                    "vendor": vendor,
                    "ids": [
                        {
                            "id": id_,
                            "events": [{"event": one.name, "pages": one.pages, "times": one.times} for one in events],
                        }
                        for id_, events in ids.items()
                    ],
                }
                for vendor, ids in inventory.vendors().items()
            ],
            "containers": _counted(inventory.containers, "id"),
            "cookies": _counted(inventory.cookies, "cookie"),
            "unknown": _counted(inventory.hosts, "host"),
            "consent": _counted(inventory.consent, "state"),
        },
        "unvisited": [
            {"url": one.url, "why": one.why, "mend": one.mend, "linked_from": one.parent} for one in report.unvisited
        ],
        "notes": list(report.notes),
    }


def _counted(told: tuple[tuple[str, int], ...], name: str) -> list[dict[str, Any]]:
    return [{name: value, "pages": many} for value, many in told]


def _finding(group: Group) -> dict[str, Any]:
    fault = group.fault
    return {
        "key": fault.key,
        "code": fault.code,
        "level": fault.level,
        "subject": fault.subject,
        "rule": fault.rule,
        "message": fault.message,
        "mend": fault.mend,
        "where": group.where,
        "pages": len(group.pages),
        "kinds": [{"pattern": kind.pattern, "pages": kind.pages, "whole": kind.whole} for kind in group.kinds],
        "examples": list(group.examples),
        "evidence": list(group.evidence),
    }


def pages(report: Report) -> Iterator[dict[str, Any]]:
    for row in report.pages():
        facts = row["facts"] or {}
        yield {
            "url": row["ended"] if row["outcome"] in ("page", "error") and row["ended"] else row["url"],
            "outcome": row["outcome"],
            "leads_to": row["ended"] if row["outcome"] in ("redirect", "elsewhere") else "",
            "source": row["source"],
            "depth": row["depth"],
            "linked_from": row["parent"],
            "why": row["why"],
            "title": facts.get("title", ""),
            "status": facts.get("status", 0),
            "seconds": facts.get("seconds", 0.0),
            "containers": facts.get("containers", []),
            "consent": facts.get("consent", ""),
            "events": facts.get("sent", []),
            "cookies": facts.get("cookies", []),
            "unknown": facts.get("hosts", []),
            "findings": row["findings"],
            "evidence": row["evidence"],
        }


def write(report: Report, file: TextIO) -> None:
    """Writes the document as it comes, one page a line."""
    told = json_text(head(report), indent=1).rstrip()
    file.write(f'{told.removesuffix("}").rstrip()},\n "pages": [')
    for place, page in enumerate(pages(report)):
        file.write(f"{',' if place else ''}\n  {json_text(page)}")
    file.write("\n ]\n}\n")


def read(path: Path) -> dict[str, Any]:
    """The document in a file, or in a folder that a scan wrote into. Raises UsageError."""
    file = path / "scan.json" if path.is_dir() else path
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror or error}.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{file}: is no JSON document; a scan writes scan.json into its --output.") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise UsageError(f"{file}: is not the document of a scan; that is scan.json in the --output of a scan.")
    if told.get("version") != VERSION:
        raise UsageError(f"{file}: was written in version {told.get('version')} of the form; this reads {VERSION}.")
    return told


def write_events(report: Report, file: TextIO) -> None:
    """CSV: a line for each event of a vendor's id on a page."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(("page", "vendor", "id", "event", "times"))
    for page in pages(report):
        for one in page["events"]:
            table.writerow(_plain(page["url"], one["vendor"], one["id"], one["event"], one["times"]))


def write_cookies(report: Report, file: TextIO) -> None:
    """CSV: a line for each cookie on a page."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(("page", "cookie", "domain"))
    for page in pages(report):
        for one in page["cookies"]:
            name, _, domain = one.rpartition(" ")
            table.writerow(_plain(page["url"], name or domain, domain if name else ""))


def write_findings(report: Report, file: TextIO) -> None:
    """CSV: a line for each finding on a page."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(("page", "level", "code", "subject", "rule", "message"))
    by_key = {group.fault.key: group.fault for group in report.groups}
    for page in pages(report):
        for key in page["findings"]:
            fault = by_key[key]
            table.writerow(_plain(page["url"], fault.level, fault.code, fault.subject, fault.rule, fault.message))


def _plain(*cells: Any) -> tuple[Any, ...]:
    """What a spreadsheet would take for a formula is written as text."""
    return tuple(f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell for cell in cells)
