"""The published containers that pages load by themselves: a copy of each is kept, so that its tags can be followed."""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response

from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.gtm.container_file import read_container
from validator.loader_url import container_id, layer_of
from validator.model.location import InputError
from validator.model.recording import ContainerSeen


class PublishedContainers:
    """Keeps what tag managers' loaders were answered, once for each container."""

    def __init__(self, evidence: Evidence, clock: JourneyClock) -> None:
        self._evidence = evidence
        self._clock = clock
        self._kept: set[str] = set()

    def wanted(self, response: Response) -> bool:
        """Whether this is the script of a container that nothing was kept of."""
        id = container_id(response.url)
        known = self._kept | {one.id for one in self._evidence.containers if one.source}
        if id is None or id in known or response.status != 200:
            return False
        self._kept.add(id)
        return True

    async def keep(self, response: Response) -> None:
        """Reads the script as a container; what is none is left alone."""
        now = self._clock.now()
        try:
            read = read_container(await response.text(), response.url)
        except (PlaywrightError, InputError, UnicodeDecodeError):
            return
        self._evidence.add(
            ContainerSeen(
                container_id(response.url) or read.id,
                response.url,
                "loaded",
                read.version,
                layer_of(response.url),
                source=read.raw,
                at=now,
                step=self._clock.step(now),
            )
        )
