"""The containers that pages loaded by themselves, told from their requests for a tag manager's script."""

from __future__ import annotations

from dataclasses import replace

from validator.decoding.loader_url import container_id, layer_of
from validator.model.recording import ContainerSeen, Recording, Request


def with_loaders(recording: Recording) -> Recording:
    """The recording with a container for each document that got one, where nothing else tells of it."""
    known = {(one.id, one.document) for one in recording.containers}
    found = []
    for request in recording.requests:
        id = container_id(request.url) if request.resource_type == "script" else None
        if id is None or (id, request.document) in known or not _answered(request):
            continue
        known.add((id, request.document))
        found.append(
            ContainerSeen(
                id,
                request.url,
                "loaded",
                layer=layer_of(request.url),
                at=request.at,
                step=request.step,
                document=request.document,
            )
        )
    return replace(recording, containers=(*recording.containers, *found)) if found else recording


def _answered(request: Request) -> bool:
    return not request.failure and request.handling != "stopped" and (request.status or 200) < 400
