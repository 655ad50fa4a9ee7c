"""What is wrong with the tag managers of the pages: none, refused, not found, twice, or two that share a layer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from validator.judge.wording import listed
from validator.model.event import Finding
from validator.model.plan import Plan
from validator.model.recording import ContainerSeen, Recording

_SCRIPT = re.compile(r"https?://([^/\s'\"]+)/[^\s'\"]*[?&]id=(GTM-[A-Z0-9]+)[^\s'\"]*")
_RAN = ("loaded", "simulated")


@dataclass(frozen=True, slots=True)
class Vain:
    """A container's script that was asked for in vain: why, and at which step."""

    id: str
    host: str
    why: str
    step: int

    @property
    def by_policy(self) -> bool:
        return "csp" in self.why.lower() or "security policy" in self.why.lower()


def container_findings(recording: Recording, plan: Plan) -> Iterator[tuple[int, Finding]]:
    """Findings with the steps at which they first showed."""
    yield from _not_loaded(recording, plan)
    yield from _twice(recording)
    yield from _sharing(recording)


def asked_in_vain(recording: Recording) -> list[Vain]:
    """The scripts of tag managers that were asked for in vain."""
    told = [
        (request.url, request.failure or f"answered {request.status}", request.step)
        for request in recording.requests
        if request.failure or (request.status or 0) >= 400 or request.handling == "stopped"
    ]
    told += [(error.text, _why(error.text), error.step) for error in recording.errors]
    found = [
        Vain(script[2], script[1], why, step)
        for text, why, step in told
        if (script := _SCRIPT.search(text)) is not None
    ]
    known = {one.id for one in found}
    return found + [
        Vain(one.id, "", one.detail or one.status, one.step)
        for one in recording.containers
        if one.status in ("missing", "blocked") and one.id not in known
    ]


def _why(text: str) -> str:
    """The reason of an error of the page, without the address."""
    answered = re.search(r" (answered \d{3})$", text)
    return answered[1] if answered else text.rpartition(" failed: ")[2]


def _not_loaded(recording: Recording, plan: Plan) -> Iterator[tuple[int, Finding]]:
    ran = {one.id for one in recording.containers if one.status in _RAN}
    told = set()
    for one in asked_in_vain(recording):
        if one.id in ran or one.id in told:
            continue
        told.add(one.id)
        if "answered" in one.why:
            why = one.why if one.why.startswith("the server") else f"the server {one.why}"
            message = f"The container {one.id} was not found: {why}. None of its tags ran."
            yield one.step, Finding("container-missing", message)
        else:
            by = "the page's Content-Security-Policy refused its script" if one.by_policy else one.why
            yield one.step, Finding("container-blocked", f"The container {one.id} was blocked: {by}.")
    wanted = plan.container.id if plan.container else ""
    if plan.consent.mode == "basic" and not any(one.answer != "deny" for one in recording.answers):
        return  # nothing may be loaded before the visitor agreed
    if not wanted or wanted in ran | told or any(one.detail.startswith("in place of") for one in recording.containers):
        return
    others = [id for id in dict.fromkeys(one.id for one in recording.containers) if id != wanted]
    if recording.documents:
        also = f"; they load {listed(others)}" if others else ""
        yield recording.documents[0].step, Finding("container-absent", f"No page loaded the container {wanted}{also}.")


def _twice(recording: Recording) -> Iterator[tuple[int, Finding]]:
    """A container that one page loaded twice: each of its tags fires twice."""
    seen: dict[tuple[str, str, str], int] = {}
    for one in _placed(recording):
        key = (one.document, one.id, one.layer)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] == 2:
            message = f"The page loads the container {one.id} twice, so that its tags fire twice."
            yield one.step, Finding("container-twice", message)


def _sharing(recording: Recording) -> Iterator[tuple[int, Finding]]:
    """Two containers that read one data layer: each answers every push."""
    layers: dict[tuple[str, str], list[str]] = {}
    told = set()
    for one in _placed(recording):
        ids = layers.setdefault((one.document, one.layer), [])
        if one.id in ids:
            continue
        ids.append(one.id)
        if len(ids) > 1 and tuple(sorted(ids)) not in told:
            told.add(tuple(sorted(ids)))
            message = f"The containers {listed(ids)} share the data layer {one.layer}: each answers every push."
            yield one.step, Finding("containers-share-layer", message)


def _placed(recording: Recording) -> Iterator[ContainerSeen]:
    return (one for one in recording.containers if one.status in _RAN and one.document)
