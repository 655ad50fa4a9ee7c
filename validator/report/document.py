"""The report as the document `validator-report` 1, for programs."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from validator.json_text import json_text
from validator.production.document import document_of as production_document
from validator.production.document import fall_document, red_document
from validator.report.breaks import Break
from validator.report.lines import Line
from validator.report.paper_of import lead, week_lost, whole_lost
from validator.report.week import Report

FORMAT, VERSION = "validator-report", 1


def document_of(report: Report) -> dict[str, Any]:
    """Plain values. Keys may be added within a version; none goes, and none changes its meaning."""
    times = report.times
    return {
        "format": FORMAT,
        "version": VERSION,
        "plan": report.plan.name,
        "since": times.since.isoformat(),
        "until": times.until.isoformat(),
        "back": times.back.isoformat(),
        "chosen": report.chosen,
        "lead": lead(report),
        "lost": week_lost(report),
        "lost_since_back": whole_lost(report),
        "notes": list(report.notes),
        "journeys": {**asdict(report.journeys), "reasons": [list(one) for one in report.journeys.reasons]},
        "broken": [one.name for one in report.now],
        "breaks": [_break(one, report) for one in report.breaks],
        "tracked": [_line(one, report) for one in report.lines],
        "not_looked_at": list(report.missing),
        "by": {aspect: [{"value": one.of, **_line(one, report)} for one in told] for aspect, told in report.by.items()},
        "milestones": [
            {
                "name": one.milestone.name,
                "by": one.milestone.by.isoformat(),
                "state": one.state,
                "on": one.on.isoformat() if one.on else None,
                "owner": one.milestone.owner,
                "events": [
                    {"name": each.name, "since": each.since.isoformat() if each.since else None, "why": each.why}
                    for each in one.evidence
                ],
            }
            for one in report.milestones
        ],
        "production": production_document(report.week) if report.week else None,
    }


def _break(one: Break, report: Report) -> dict[str, Any]:
    return {
        "name": one.name,
        "conversion": one.conversion,
        "owner": one.owner,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "days": one.days(report.times.until),
        "where": {aspect: list(values) for aspect, values in one.where},
        "spared": {aspect: list(values) for aspect, values in one.spared},
        "cost": asdict(one.cost) if one.cost else None,
        "looked": asdict(one.looked) if one.looked else None,
        "says": one.says,
        "fall": fall_document(one.fall) if one.fall else None,
        "red": [red_document(red) for red in one.reds],
    }


def _line(line: Line, report: Report) -> dict[str, Any]:
    return {
        "name": line.name,
        "conversion": line.conversion,
        "owner": line.owner,
        "vendors": list(line.vendors),
        "now": line.last,
        "rate": line.within(report.times).rate,
        "rate_before": line.within(report.times.before).rate,
        "late_95": line.late,
        "days": {day.isoformat(): [looks.met, looks.failed, looks.known] for day, looks in line.days.items()},
    }


def fingerprint(report: Report) -> str:
    """The same as long as nothing broke and nothing came back: by it a report is sent only on change."""
    told = {
        "broken": sorted((one.name, one.since.isoformat()) for one in report.now),
        "milestones": sorted((one.milestone.name, one.state) for one in report.milestones),
        "missing": sorted(report.missing),
    }
    return hashlib.sha256(json_text(told).encode()).hexdigest()
