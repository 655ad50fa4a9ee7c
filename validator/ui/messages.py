"""The messages of a journey, as preview mode lists them: steps, page views, data layer messages, consent answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from validator.model.event import Event
from validator.model.recording import Push, Recording
from validator.model.run import Result

_ORDER = {"step": 0, "page": 1, "message": 2, "consent": 3}


def messages(result: Result) -> list[dict[str, Any]]:
    """Every message with what belongs to it: numbers of its events, its push, its tags.

    kind: step, page (a page view), message (of a data layer, numbered as preview mode does: anew in each document),
    consent (the banner was answered). An event stands at the push that caused it, or else at its step.
    """
    recording = result.recording
    found = [*_steps(result), *_views(recording), *_pushes(recording), *_tags_alone(recording), *_answers(recording)]
    moments = _in_order(found)
    found.sort(key=lambda each: (each["step"], each["kind"] != "step", moments[id(each)], *_rank(each)))
    by_push = {each["push"]: each for each in found if each.get("push")}
    by_step = {each["step"]: each for each in found if each["kind"] == "step"}
    for event in result.verdict.events:
        _place(event, by_push, by_step)
    return found


def _rank(message: dict[str, Any]) -> tuple[int, int]:
    """What comes first of two that stand at the same moment."""
    return _ORDER[message["kind"]], message["number"] if message["kind"] == "message" else 0


def _in_order(found: list[dict[str, Any]]) -> dict[int, float]:
    """A moment for each message to stand at. A tag manager may report its first messages late: the number counts."""
    moments = {id(each): each["at"] for each in found}
    documents: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for each in found:
        if each["kind"] == "message":
            documents.setdefault((each["step"], each["document"]), []).append(each)
    for told in documents.values():
        by_number = sorted(told, key=lambda each: each["number"])
        moments.update((id(each), at) for each, at in zip(by_number, sorted(each["at"] for each in told), strict=True))
    return moments


def _place(event: Event, by_push: dict[int, dict[str, Any]], by_step: dict[int, dict[str, Any]]) -> None:
    push = event.cause.push if event.cause else None
    step = event.cause.step if event.cause else event.earliest or event.step
    home = by_push.get(push or 0) or by_step.get(step)
    if home is not None:
        home["events"].append(event.number)


def _message(kind: str, step: int, at: float, title: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "step": step, "at": at, "title": title, "events": [], "tags": [], **more}


def _steps(result: Result) -> Iterator[dict[str, Any]]:
    for step in result.recording.steps:
        outcomes = [number for number, each in enumerate(result.verdict.outcomes) if each.step == step.number]
        yield _message(
            "step", step.number, step.started, step.title, number=step.number, status=step.status, outcomes=outcomes
        )


def _views(recording: Recording) -> Iterator[dict[str, Any]]:
    for view in recording.views:
        yield _message("page", view.step, view.at, view.url, how=view.how, page_title=view.title)


def _pushes(recording: Recording) -> Iterator[dict[str, Any]]:
    """A message is numbered as the tag manager that took it did, or else counted in its document."""
    told: dict[int, list[int]] = {}
    for index, message in enumerate(recording.tags):
        if message.push is not None:
            told.setdefault(message.push, []).append(index)
    counted: Counter[tuple[str, str]] = Counter()
    for push in recording.pushes:
        tags = told.get(push.number, [])
        place = (push.document, push.layer)
        counted[place] = max([counted[place] + 1, *(recording.tags[index].message for index in tags)])
        yield _message(
            "message",
            push.step,
            push.at,
            title_of(push),
            number=counted[place],
            push=push.number,
            tags=tags,
            document=push.document,
        )


def _tags_alone(recording: Recording) -> Iterator[dict[str, Any]]:
    """What a tag manager processed without a push that is known, such as Initialization."""
    known = {push.number for push in recording.pushes}
    for index, message in enumerate(recording.tags):
        if message.push not in known:
            yield _message(
                "message",
                message.step,
                message.at,
                message.event,
                number=message.message,
                tags=[index],
                document=message.document,
            )


def _answers(recording: Recording) -> Iterator[dict[str, Any]]:
    words = {"accept": "Consent accepted", "deny": "Consent denied", "choose": "Consent chosen"}
    for answer in recording.answers:
        platform = f" ({answer.platform})" if answer.platform else ""
        yield _message("consent", answer.step, answer.at, f"{words.get(answer.answer, answer.answer)}{platform}")


def title_of(push: Push) -> str:
    """As preview mode names it: the event, or the gtag command; “Message” and its keys where there is neither."""
    if push.event:
        return push.event
    if push.kind == "gtag" and isinstance(push.payload, list) and push.payload:
        return " ".join(str(part) for part in push.payload[:2] if isinstance(part, str)) or "Message"
    keys = [key for key in push.payload if key != "gtm.uniqueEventId"] if isinstance(push.payload, dict) else []
    return f"Message: {', '.join(keys[:3])}{' …' if len(keys) > 3 else ''}" if keys else "Message"
