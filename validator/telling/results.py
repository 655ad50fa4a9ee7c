"""A run as the written document `validator-results` 1; its schema lies in reporters/schemas/results.schema.json."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from validator.gtm.coverage import as_data
from validator.model.event import Event
from validator.model.location import Location
from validator.model.recording import Push, StepRecord
from validator.model.run import Result, Run, exit_code
from validator.model.verdict import Chain, Counts, NearMiss, Noticed, Outcome
from validator.telling import prose
from validator.telling.tag_managers import tag_managers, tags_of

FORMAT = "validator-results"
VERSION = 1


def document_of(run: Run) -> dict[str, Any]:
    """The whole run. Keys may be added within a version; none goes, and none changes its meaning."""
    return {**summary_of(run), "scenarios": [*scenarios_of(run)]}


def scenarios_of(run: Run) -> Iterator[dict[str, Any]]:
    """Each scenario of the document, one after the other: those of a long run are more than memory should hold."""
    return (scenario(result, prose.outcome_ids(result)) for result in run.results)


def summary_of(run: Run) -> dict[str, Any]:
    """The document without its scenarios."""
    sums = prose.totals(run)
    ids = [prose.outcome_ids(result) for result in run.results]
    return {
        "format": FORMAT,
        "version": VERSION,
        "validator": run.version,
        "browser": run.browser,
        "began": run.began,
        "seconds": run.seconds,
        "interrupted": run.interrupted,
        "exit_code": exit_code(result.verdict for result in run.results),
        "unseen": prose.UNSEEN,
        "totals": {
            "scenarios": {name: sums.scenarios[name] for name in ("passed", "failed", "broken")},
            "expectations": dict(sorted(sums.expectations.items())),
            "conversions": {name: asdict(each) for name, each in sums.conversions.items()},
            "events": sums.events,
            "findings": sums.warnings,
            "hits": hits(sums.counts),
        },
        "causes": [
            {
                "label": cause.label,
                "conversion": cause.conversion,
                "headline": cause.headline,
                "message": cause.message,
                "mend": cause.mend,
                "chain": chain(cause.chain),
                "expectations": [ids[index][place] for index, place in cause.where],
            }
            for cause in prose.causes(run)
        ],
        "tag_managers": [
            {
                "id": manager.id,
                "version": manager.version,
                "status": manager.status,
                "simulated": manager.status == "simulated",
                "detail": manager.detail,
                "tags": as_data(told)["tags"],
            }
            for manager, told in tags_of(run)
        ],
    }


def scenario(result: Result, ids: list[str]) -> dict[str, Any]:
    """One scenario with its steps, expectations, events, findings, funnel and goals."""
    verdict, recording, broken = result.verdict, result.recording, result.verdict.broken
    return {
        "id": verdict.scenario,
        "name": verdict.name,
        "device": result.scenario.device,
        "cell": dict(result.scenario.cell),
        "consent": result.scenario.consent,
        "tags": list(result.scenario.tags),
        "site": recording.site,
        **_place(verdict.location),
        "status": verdict.status,
        "seconds": recording.seconds,
        "finished": recording.finished,
        "recording": result.file.as_posix() if result.file else None,
        "folder": result.folder.as_posix(),
        "broken": broken
        and {
            "reason": broken.reason,
            "step": broken.step,
            "kind": broken.kind,
            "detail": broken.detail,
            "mend": broken.mend,
        },
        "steps": [_step(step) for step in recording.steps],
        "expectations": [_outcome(each, name) for each, name in zip(verdict.outcomes, ids, strict=True)],
        "events": [_event(event) for event in verdict.events],
        "unexpected": [event.number for event in verdict.unexpected],
        "findings": [_noticed(each) for each in verdict.noticed],
        "funnel": [
            {"name": stage.name, "conversion": stage.conversion, "status": stage.status, "step": stage.step}
            for stage in verdict.funnel
        ],
        "goals": [
            {
                "name": goal.name,
                "conversion": goal.conversion,
                "completed": goal.completed,
                "slot": goal.slot,
                "step": goal.step,
                "funnel": [{"path": path, "seen": seen} for path, seen in goal.funnel],
                "detail": goal.detail,
            }
            for goal in verdict.goals
        ],
        "hits": hits(verdict.counts),
        "containers": [
            {"id": one.id, "version": one.version, "status": one.status, "detail": one.detail}
            for one in tag_managers([recording])
        ],
        "notes": list(recording.notes),
    }


def hits(counts: Counts) -> dict[str, int]:
    return {
        "held": counts.held,
        "delivered": counts.delivered,
        "stopped": counts.stopped,
        "leaked": counts.leaked,
    }


def chain(told: Chain) -> dict[str, Any]:
    return {
        "broken": told.broken,
        "message": told.message,
        "mend": told.mend,
        "links": [{"name": link.name, "state": link.state, "text": link.text} for link in told.links],
    }


def _place(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _step(step: StepRecord) -> dict[str, Any]:
    return {
        "number": step.number,
        "kind": step.kind,
        "title": step.title,
        "name": step.name,
        "stage": step.stage,
        "phase": step.phase,
        "status": step.status,
        "started": step.started,
        "ended": step.ended,
        "url": step.url,
        "error": step.error,
        "candidates": list(step.candidates),
        "screenshot": step.screenshot,
        **_place(step.location),
    }


def _outcome(outcome: Outcome, name: str) -> dict[str, Any]:
    wanted = outcome.expectation
    known = wanted.known
    return {
        "id": name,
        "kind": wanted.kind,
        "label": wanted.label,
        "vendor": wanted.vendor,
        "conversion": wanted.conversion,
        "planned": wanted.planned,
        "owner": wanted.owner,
        "times": {"least": wanted.times.least, "most": wanted.times.most},
        "known": {"ticket": known.ticket, "until": known.until} if known else None,
        **_place(wanted.location),
        "step": outcome.step,
        "status": outcome.status,
        "underlying": outcome.underlying,
        "headline": prose.headline(outcome),
        "message": prose.message(outcome),
        "events": [event.number for event in outcome.events],
        "chain": chain(outcome.chain),
        "near": [_near(near) for near in outcome.near],
    }


def _near(near: NearMiss) -> dict[str, Any]:
    return {
        "title": prose.title(near.what),
        "event": near.what.number if isinstance(near.what, Event) else None,
        "push": near.what.number if isinstance(near.what, Push) else None,
        "place": prose.near_place(near),
        "differences": [
            {
                "path": list(each.path),
                "demand": each.demand,
                "wanted": prose.demanded(each),
                "expected": each.expected,
                "actual": each.actual,
                "present": each.present,
                "note": each.note,
                **_place(each.location),
            }
            for each in near.differences
        ],
    }


def _event(event: Event) -> dict[str, Any]:
    cause = event.cause
    return {
        "number": event.number,
        "title": event.title,
        "vendor": event.vendor,
        "id": event.id,
        "name": event.name,
        "category": event.category,
        "action": event.action,
        "label": event.label,
        "value": event.value,
        "params": dict(event.params),
        "items": [dict(item) for item in event.items],
        "user": dict(event.user),
        "consent": dict(event.consent),
        "kind": event.kind,
        "undecoded": event.undecoded,
        "raw": dict(event.raw),
        "request": event.request,
        "index": event.index,
        "at": event.at,
        "step": event.step,
        "earliest": event.earliest,
        "latest": event.latest,
        "page_url": event.page_url,
        "cause": cause
        and {"kind": cause.kind, "text": cause.text, "at": cause.at, "step": cause.step, "push": cause.push},
        "findings": [
            {"code": finding.code, "message": finding.message, "path": finding.path} for finding in event.findings
        ],
    }


def _noticed(noticed: Noticed) -> dict[str, Any]:
    return {
        "code": noticed.finding.code,
        "message": noticed.finding.message,
        "path": noticed.finding.path,
        "level": noticed.level,
        "step": noticed.step,
        "event": noticed.event,
        "subject": noticed.subject,
    }
