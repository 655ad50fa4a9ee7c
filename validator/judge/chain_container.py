"""The tag manager that did not work on the page: not asked for, another one, refused, not found, or left out."""

from __future__ import annotations

import re

from validator.judge.demands import Demand
from validator.judge.evidence import Evidence
from validator.judge.wording import quoted
from validator.model.recording import Push

_SCRIPT = re.compile(r"https?://[^\s'\"]*/gtm\.js\?(?:[^\s'\"]*&)?id=(GTM-[A-Z0-9]+)[^\s'\"]*")


def gone(demand: Demand, pushed: list[Push], evidence: Evidence) -> tuple[str, str] | None:
    """Why no tag manager worked on the page where it should have; None where one did."""
    step = demand.step
    page = {push.document for push in pushed if push.document} or evidence.current(step)
    here = evidence.containers_on(page) if step is not None and page else evidence.containers(step)
    if any(one.status in ("loaded", "simulated") for one in here):
        return None
    for one in here:
        detail = f": {one.detail}" if one.detail else ""
        if one.status == "missing":
            return (
                f"The container {one.id} was not found{detail}.",
                "Check the container's id in the page, and that a version of it is published.",
            )
        return (
            f"The container {one.id} was blocked{detail}.",
            "Allow www.googletagmanager.com in the page's Content-Security-Policy, and in proxies and blockers.",
        )
    elsewhere = [one for one in evidence.recording.containers if one.status in ("loaded", "simulated")]
    if elsewhere and step is not None:
        frame = next((one for one in evidence.recording.documents if one.id in page and not one.top), None)
        if frame is not None:
            return (
                f"The iframe {frame.url} does not load the container {elsewhere[0].id}; the page around it does.",
                "Let the iframe tell the page around it (postMessage), which pushes, or load the container in it.",
            )
        address = evidence.journey.records[step].url if step in evidence.journey.records else ""
        where = f"The page of {evidence.journey.title(step)}" + (f" ({address})" if address else "")
        return (
            f"{where} does not load the container {elsewhere[0].id}; other pages do.",
            "Put Google Tag Manager's snippet into this page's template.",
        )
    wanted = evidence.container_name
    refused = _asked_in_vain(evidence, step)
    if refused is not None:
        return refused
    if not evidence.recording.containers and (wanted or demand.kind == "tag"):
        return (
            f"No page loaded the container {wanted}." if wanted else "No page loaded a tag manager's container.",
            "Put Google Tag Manager's snippet into the page, or correct the container's id in the plan.",
        )
    return None


def deaf(pushed: list[Push], evidence: Evidence) -> tuple[str, str] | None:
    """Where a container worked on the page, told of its messages, and took none of these pushes for one."""
    worked = {message.document for message in evidence.recording.tags}
    for push in pushed:
        heard = any(
            message.push == push.number or (message.event == push.event and message.document == push.document)
            for message in evidence.recording.tags
        )
        if push.kind == "gtag" or heard or push.document not in worked:
            return None
    told = evidence.container_name
    return (
        f"The push {quoted(pushed[0].event)} came, and the container {told} did not hear it: it listens to another "
        "data layer.",
        f"Check that the page does not make {pushed[0].layer} anew after the container has loaded "
        f"({pushed[0].layer} = []), and that the snippet names the same data layer.",
    )


def _asked_in_vain(evidence: Evidence, step: int | None) -> tuple[str, str] | None:
    """What became of the scripts of tag managers that the pages asked for, where none of them ran."""
    found = _scripts(evidence, step)
    if not found:
        return None
    id, why, address = found[-1]
    wanted = evidence.plan.container.id if evidence.plan.container else id
    if id != wanted:
        return (
            f"The page asks for the container {id}; the plan names {wanted}.",
            f"Put {wanted} into Google Tag Manager's snippet in the page, or {id} into the plan.",
        )
    if "csp" in why.lower() or "security policy" in why.lower():
        return (
            f"The page's Content-Security-Policy refused the script of the container {id}.",
            f"Allow {address} in the Content-Security-Policy (script-src).",
        )
    return (
        f"The script of the container {id} did not load: {why}.",
        "Check the container's id in the page, that a version of it is published, and that this machine reaches "
        f"{address}.",
    )


def _scripts(evidence: Evidence, step: int | None) -> list[tuple[str, str, str]]:
    """Each script of a tag manager that was asked for in vain: id, why it failed, and its host."""
    recording = evidence.recording
    told = [
        (request.url, request.failure or f"answered {request.status}", request.step)
        for request in recording.requests
        if request.failure or (request.status or 0) >= 400 or request.handling == "stopped"
    ]
    told += [(error.text, error.text.rpartition(" failed: ")[2], error.step) for error in recording.errors]
    found = []
    for text, why, at in told:
        script = _SCRIPT.search(text)
        if script is not None and (step is None or at <= step):
            found.append((script[1], why, script[0].split("/")[2]))
    return found
