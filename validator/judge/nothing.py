"""A run in which nothing at all was captured: that is one fault, and not a list of a hundred missing events."""

from __future__ import annotations

from collections.abc import Sequence

from validator.judge.decode import Decoded
from validator.judge.outcomes import Judged
from validator.model.recording import Broken, Recording

_WANTED = frozenset({"event", "push", "tag", "goal"})


def captured_nothing(recording: Recording, decoded: Decoded, judged: Sequence[Judged]) -> Broken | None:
    """Why there is nothing to judge; None where there is, or where nothing was expected."""
    if recording.pushes or recording.containers or decoded.vendors or recording.tags:
        return None
    wanted = [one for one in judged if one.demand.kind in _WANTED and one.demand.expectation.times.least > 0]
    if not wanted or any(one.status not in ("missing", "undecidable", "not run") for one in wanted):
        return None
    reason, detail, mend = _reason(recording)
    return Broken(f"Nothing was captured at all: {reason}", kind="nothing", detail=detail, mend=mend)


def _reason(recording: Recording) -> tuple[str, str, str]:
    site = recording.site or "the site"
    failed = [error.text for error in recording.errors if error.kind == "request"]
    pages = [document for document in recording.documents if document.url.startswith(("http:", "https:"))]
    if recording.documents and not pages:
        url = recording.documents[-1].url
        return (
            f"no page of {site} was opened, only {url}.",
            failed[0] if failed else "",
            "Check the site's address (site, or --base-url), and that this machine can reach it.",
        )
    scripts = [
        request
        for request in recording.requests
        if request.resource_type == "script" and (request.failure or (request.status or 0) >= 400)
    ]
    if scripts:
        first = scripts[0]
        why = first.failure or f"answered {first.status}"
        return (
            "the pages opened, but scripts that they ask for did not load.",
            f"{first.url}: {why}" + (f" (and {len(scripts) - 1} more)" if len(scripts) > 1 else ""),
            "Check that this machine can reach these hosts; behind a proxy, name it in the plan (browser: proxy).",
        )
    thrown = [error for error in recording.errors if error.kind == "exception"]
    if thrown:
        return (
            "the pages opened, but their scripts failed before any tracking began.",
            thrown[0].text + (f" ({thrown[0].source})" if thrown[0].source else ""),
            "Mend the error in the page: what comes after it in the same script does not run.",
        )
    return (
        "the pages opened, but asked for no tag manager, pushed nothing to a data layer and sent no hit.",
        "",
        "Open the page by hand: if it tracks there, it switches tracking off for automated browsers, or waits for a "
        "consent that this scenario does not give; if its hits go to a host of your own, name it in the plan "
        "(vendors: endpoint).",
    )
