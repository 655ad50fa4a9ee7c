"""The tag managers that ran in a run: which container, in which version, by whose runtime, and what its tags did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from validator.gtm.coverage import Coverage, coverage
from validator.gtm.recorded import container_of
from validator.model.recording import ContainerSeen, Recording
from validator.model.run import Run

_SIMULATED = "simulated: run by the validator's own runtime, not by Google's"


@dataclass(frozen=True, slots=True)
class TagManager:
    """A container that ran, or that was asked for. `status`: loaded, simulated, missing or blocked."""

    id: str
    version: str
    status: str
    detail: str = ""

    @property
    def title(self) -> str:
        """`GTM-ABC123 version 7`."""
        return f"{self.id} version {self.version}" if self.version not in ("", "0") else self.id  # 0: a draft

    @property
    def sentence(self) -> str:
        told = _SIMULATED if self.status == "simulated" else "Google's own" if self.status == "loaded" else self.status
        return f"{self.title} · {told}{f' · {self.detail}' if self.detail else ''}"


def tag_managers(recordings: Sequence[Recording]) -> list[TagManager]:
    """Each container once; what the loader knew of it and what the page told are one."""
    found: dict[tuple[str, str], TagManager] = {}
    for seen in (seen for recording in recordings for seen in recording.containers):
        key = (seen.id, seen.status)
        before = found.get(key)
        if before is None:
            found[key] = TagManager(seen.id, seen.version, seen.status, _kept(seen))
        else:
            found[key] = replace(before, version=before.version or seen.version, detail=before.detail or _kept(seen))
    return list(found.values())


def _kept(seen: ContainerSeen) -> str:
    return "" if seen.detail == "loaded twice" else seen.detail  # a finding of its own


def tags_of(run: Run) -> list[tuple[TagManager, Coverage]]:
    """What the tags of each container did in all journeys of the run, where it is known."""
    recordings = [result.recording for result in run.results]
    found = []
    for manager in tag_managers(recordings):
        of_it = [
            replace(recording, containers=own)
            for recording in recordings
            if (own := tuple(seen for seen in recording.containers if seen.id == manager.id))
        ]
        container = next((told for told in map(container_of, of_it) if told), None)
        if container is not None and manager.status in ("loaded", "simulated"):
            told = coverage(replace(container, id=manager.id), of_it)
            if told.messages:
                found.append((manager, told))
    return found
