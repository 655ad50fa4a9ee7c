"""A container that the command line names in place of the plan's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from validator.model.location import UsageError
from validator.model.plan import ContainerChoice
from validator.model.suite import Entry

CONTAINER_ID = re.compile(r"GTM-[A-Z0-9]+")
_FORMS = (
    "Write an export or a saved gtm.js (container.json), its URL, an id (GTM-ABC123), `live` (the published version) "
    "or `environment:preview` (the one that the tracking plan names)."
)


def is_container(told: str) -> bool:
    """Whether a text names a container by its version or its id; a file or URL has to be looked at."""
    return told == "live" or told.startswith("environment:") or CONTAINER_ID.fullmatch(told) is not None


def choice(told: str, planned: ContainerChoice | None, option: str) -> ContainerChoice:
    """The container that `told` means. `option`: as it was written, for messages. Raises UsageError."""
    id = planned.id if planned else ""
    kept = planned or ContainerChoice("")
    if told.startswith(("http://", "https://")):
        return replace(kept, id=id, url=told, file=None, environment={})
    if CONTAINER_ID.fullmatch(told):
        return replace(kept, id=told, url=None, file=None, environment={})
    if told == "live" or told.startswith("environment:"):
        return _version(told, planned, option)
    return replace(kept, id=id, file=told, url=None, environment={})


def _version(told: str, planned: ContainerChoice | None, option: str) -> ContainerChoice:
    if planned is None or not planned.id:
        mend = "Write `container: {id: GTM-…}` in it."
        raise UsageError(f"{option}: the tracking plan names no container.\n  → {mend}")
    if told == "live":
        return replace(planned, file=None, url=None, environment={})
    wanted = told.partition(":")[2]
    if not planned.environment.get("auth"):
        mend = "Write `environment: {auth: …, preview: env-7}` below `container:`; GTM's admin page gives both."
        raise UsageError(f"{option}: the tracking plan names no environment of its container.\n  → {mend}")
    known = wanted in ("", "preview", planned.environment.get("preview"))
    return replace(planned, environment=planned.environment if known else {**planned.environment, "preview": wanted})


def with_container(entry: Entry, told: str | None, snippet: bool) -> Entry:
    """The journey with the container that `--container` names: it takes the place of whatever the pages ask for.

    Raises UsageError.
    """
    planned = entry.plan.container
    if told is None:
        if snippet and planned is None:
            raise UsageError(
                "--snippet: nobody says which container it is to load.\n"
                "  → Add --container GTM-ABC123, or `container:` in the tracking plan."
            )
        chosen = replace(planned, snippet=True) if snippet and planned else planned
    else:
        known = told.startswith(("http://", "https://")) or is_container(told)
        if not known and not Path(told).is_file():
            raise UsageError(f"--container {told}: there is no such file, and it is no container's id.\n  → {_FORMS}")
        chosen = choice(told, planned, f"--container {told}")
        if chosen.file or chosen.url:
            chosen = replace(chosen, id="")  # its own
        version = told == "live" or told.startswith("environment:")
        chosen = replace(chosen, replaces=chosen.replaces if version else "*", snippet=chosen.snippet or snippet)
    return Entry(entry.scenario, replace(entry.plan, container=chosen))
