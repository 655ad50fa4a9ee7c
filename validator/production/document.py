"""What production says, as the document `validator-production` 1; and its counts as a CSV file that is read again."""

from __future__ import annotations

import csv
import dataclasses
import io
from typing import Any

from validator.production.beside import Pair
from validator.production.counts import Counts
from validator.production.falls import Fall
from validator.production.look import Production
from validator.production.reds import Red

FORMAT, VERSION = "validator-production", 1
_COLUMNS = (
    "Date",
    "Event name",
    "Device category",
    "Session source",
    "Session medium",
    "Session campaign",
    "Event count",
)


def document_of(production: Production) -> dict[str, Any]:
    """Plain values. Keys may be added within a version; none goes, and none changes its meaning."""
    counts = production.counts
    return {
        "format": FORMAT,
        "version": VERSION,
        "origin": counts.origin,
        "since": counts.since.isoformat() if counts.since else None,
        "until": counts.until.isoformat() if counts.until else None,
        "notes": list(production.notes),
        "planned": [
            {**_plain(one), "arrives": one.arrives, "names": list(one.names), "silent": list(one.silent)}
            for one in production.arrived
        ],
        "unplanned": [_plain(one) for one in production.unplanned],
        "side_by_side": [pair_document(pair) for pair in production.pairs],
        "funnels": [
            {"macro": one.macro, "scenario": one.scenario, "stages": [_plain(stage) for stage in one.stages]}
            for one in production.funnels
        ],
        "rates": {
            aspect: [{**_plain(one), "rate": one.rate} for one in told] for aspect, told in production.rates.items()
        },
    }


def pair_document(pair: Pair) -> dict[str, Any]:
    return {
        "name": pair.name,
        "agree": pair.agree,
        "says": pair.says,
        "fall": fall_document(pair.fall) if pair.fall else None,
        "red": [red_document(red) for red in pair.reds],
    }


def red_document(red: Red) -> dict[str, Any]:
    moments = {name: getattr(red, name) for name in ("since", "until", "before")}
    return {**_plain(red), **{name: one.isoformat() if one else None for name, one in moments.items()}}


def fall_document(fall: Fall) -> dict[str, Any]:
    return {
        "event": fall.event,
        "kind": fall.kind,
        "where": {"aspect": fall.where[0], "value": fall.where[1]} if fall.where[0] else None,
        "since": fall.since.isoformat(),
        "until": fall.until.isoformat(),
        "ongoing": fall.ongoing,
        "expected": round(fall.expected, 1),
        "actual": fall.actual,
        "lost": fall.lost,
        "score": round(fall.score, 1),
        "visits": round(fall.visits, 3),
        "parts": [{**_plain(part), "expected": round(part.expected, 1)} for part in fall.parts],
    }


def _plain(one: Any) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}


def counts_csv(counts: Counts) -> str:
    """The counts as a file that `--file` reads."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if counts.since and counts.until:
        written.write(f"# {counts.since:%Y%m%d}-{counts.until:%Y%m%d}\n\n")
    visits = any(row.visit for row in counts.rows)
    writer.writerow((*_COLUMNS, *(["Session ID"] if visits else [])))
    for row in counts.rows:
        told = (row.day.isoformat() if row.day else "", row.event, row.device, row.source, row.medium, row.campaign)
        writer.writerow((*told, row.count, *([row.visit] if visits else [])))
    return written.getvalue()
