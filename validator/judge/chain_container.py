"""The tag manager that did not work on the page: not asked for, another one, refused, not found, or left out."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from validator.judge.container_findings import asked_in_vain
from validator.judge.demands import Demand
from validator.judge.evidence import Evidence
from validator.judge.outcomes import Judged
from validator.judge.sightings import Sighting
from validator.judge.wording import listed, quoted
from validator.model.event import Event
from validator.model.recording import Push
from validator.model.value import as_text


def gone(demand: Demand, pushed: list[Push], evidence: Evidence, by_click: bool = False) -> tuple[str, str] | None:
    """Why no tag manager worked on the page where it should have; None where one did.

    `by_click`: what is missing begins with a click, on the page that the visitor had before them as the step began.
    """
    step = demand.step
    page = {push.document for push in pushed if push.document} or evidence.current(step)
    if not pushed and step is not None and (by_click or _of_another_site(page, evidence)):
        page = evidence.clicked(step) or page
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
        address = next((one.url for one in evidence.recording.documents if one.id in page), "")
        where = f"The page {address}" if address else f"The page of {evidence.journey.title(step)}"
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


def _of_another_site(documents: set[str], evidence: Evidence) -> bool:
    """Whether the visitor was led away from the site: nobody puts the site's container there."""
    own = urlsplit(evidence.recording.site).hostname
    hosts = {urlsplit(one.url).hostname for one in evidence.recording.documents if one.id in documents}
    return bool(own and hosts) and own not in hosts


def untold_page(judged: Judged, evidence: Evidence) -> tuple[str, str, str] | None:
    """The first page that the visitor saw and no page view told of: the link that broke, a sentence, and the mend."""
    told = {(one.document, _address(one)) for one in judged.claimed}
    documents = {document for document, _ in told}
    tops = {document.id for document in evidence.recording.documents if document.top}
    for view in evidence.recording.views:
        if view.document not in tops or view.how == "replaceState" or (view.document, urldefrag(view.url).url) in told:
            continue
        if view.how == "load" and view.document in documents:
            continue
        where = f"None came from {view.url}"
        loaded = [one for one in evidence.recording.containers if one.status in ("loaded", "simulated")]
        if loaded and not evidence.containers_on({view.document}):
            mend = "Put Google Tag Manager's snippet into this page's template."
            return "container", f"{where}: that page does not load the container {loaded[0].id}.", mend
        mend = "Find what should have sent it there, or correct `times`."
        return ("request" if view.how == "load" else "push"), f"{where}.", mend
    return None


def _address(one: Sighting) -> str:
    params = one.facts.get("params", {})
    event = one.what
    return urldefrag(as_text(params.get("page_location") or (event.page_url if isinstance(event, Event) else ""))).url


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
    layer = pushed[0].layer
    layers = {one.layer for one in evidence.containers_on({push.document for push in pushed})} - {layer, ""}
    if layers:
        return (
            f"The push {quoted(pushed[0].event)} came into {layer}, and the container {told} listens to "
            f"{listed(sorted(layers))}.",
            f"Give Google Tag Manager's snippet the name of the page's data layer ({layer}), or push to "
            f"{listed(sorted(layers))}.",
        )
    return (
        f"The push {quoted(pushed[0].event)} came, and the container {told} did not hear it: it listens to another "
        "data layer.",
        f"Check that the page does not make {pushed[0].layer} anew after the container has loaded "
        f"({pushed[0].layer} = []), and that the snippet names the same data layer.",
    )


def _asked_in_vain(evidence: Evidence, step: int | None) -> tuple[str, str] | None:
    """What became of the scripts of tag managers that the pages asked for, where none of them ran."""
    found = [one for one in asked_in_vain(evidence.recording) if step is None or one.step <= step]
    if not found:
        return None
    last = found[-1]
    id, why, address = last.id, last.why, last.host or "www.googletagmanager.com"
    wanted = (evidence.plan.container.id if evidence.plan.container else "") or id
    if id != wanted:
        return (
            f"The page asks for the container {id}; the plan names {wanted}.",
            f"Put {wanted} into Google Tag Manager's snippet in the page, or {id} into the plan.",
        )
    if last.by_policy:
        return (
            f"The page's Content-Security-Policy refused the script of the container {id}.",
            f"Allow {address} in the Content-Security-Policy (script-src).",
        )
    return (
        f"The script of the container {id} did not load: {why}.",
        "Check the container's id in the page, that a version of it is published, and that this machine reaches "
        f"{address}.",
    )
