"""Answers a page's request for its tag manager, where the plan names a container of its own."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from validator.browser.capture.answers import Content
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.policy import with_environment
from validator.browser.capture.technique import Go, Paused
from validator.gtm.container_file import read_container
from validator.gtm.endpoints import endpoints
from validator.gtm.runtime import script
from validator.loader_url import container_id, layer_of
from validator.model.container import Container
from validator.model.location import UsageError
from validator.model.plan import ContainerChoice
from validator.model.recording import ContainerSeen


@dataclass(frozen=True, slots=True)
class LoadedContainer:
    """A container as text and as nouns. `container` is None for a saved gtm.js, which is delivered as it is."""

    choice: ContainerChoice
    text: str = ""
    container: Container | None = None


class ContainerUnavailable(UsageError):
    """The container's address did not give it: what the site or the network is at fault for, not the plan."""


def load_container(choice: ContainerChoice, site: str) -> LoadedContainer:
    """Reads the container that the plan names.

    Raises UsageError where the file cannot be read, ContainerUnavailable where it cannot be downloaded, InputError
    where it is no container.
    """
    if choice.file:
        path = Path(choice.file)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise UsageError(f"The container {path} cannot be read: {error.strerror}.") from None
        return LoadedContainer(choice, text, read_container(text, str(path)))
    if choice.url:
        url = urljoin(site.rstrip("/") + "/", choice.url)
        text = _download(url)
        return LoadedContainer(choice, text, read_container(text, url))
    return LoadedContainer(choice)


def _download(url: str) -> str:
    import requests

    try:
        answer = requests.get(url, timeout=15)
    except requests.RequestException as error:
        raise ContainerUnavailable(
            f"The container at {url} could not be downloaded: {_why(error)}.\n"
            "  → Is the site running? Check `container` in the tracking plan, and --base-url."
        ) from None
    if not answer.ok:
        raise ContainerUnavailable(
            f"The container at {url} could not be downloaded: the server answered {answer.status_code} "
            f"{answer.reason}.\n  → Check `container: url:` in the tracking plan."
        )
    answer.encoding = answer.encoding or "utf-8"
    return answer.text


def _why(error: Exception) -> str:
    """The last link of the chain of causes, in plain words."""
    told = repr(error)
    known = {
        "NameResolution": "the host's name is not known",
        "Connection refused": "nothing answers there",
        "timed out": "it did not answer in time",
        "Timeout": "it did not answer in time",
        "CERTIFICATE": "its certificate is not trusted",
        "Proxy": "the proxy did not answer",
    }
    return next((words for key, words in known.items() if key in told), str(error).partition("(")[0] or "it failed")


class ContainerLoader:
    """Stands in for gtm.js in one journey."""

    def __init__(self, loaded: LoadedContainer, report: str) -> None:
        """`report`: the JavaScript expression of the capture's report function."""
        self._loaded = loaded
        self._report = report
        self._evidence: Evidence | None = None
        self._clock: JourneyClock | None = None

    @property
    def endpoints(self) -> dict[str, tuple[str, ...]]:
        """Where the container sends hits besides the vendors' own hosts."""
        return endpoints(self._loaded.container) if self._loaded.container else {}

    def begin(self, evidence: Evidence, clock: JourneyClock) -> None:
        """A journey begins: what is loaded is written into its evidence."""
        self._evidence, self._clock = evidence, clock

    def answer(self, request: Paused) -> Content | Go | None:
        """The answer to a request for the script of the plan's container; None for every other request."""
        asked = container_id(request.url) if request.resource_type in ("script", "fetch", "xhr", "other") else None
        choice, container = self._loaded.choice, self._loaded.container
        if asked is None or asked != choice.id:  # another container is somebody else's, and stays itself
            return None
        if container is None:
            url = with_environment(request.url, choice)
            self._seen(ContainerSeen(choice.id or asked, url, "loaded", layer=layer_of(request.url)))
            return Go(url=url)
        own = dataclasses.replace(container, id=asked)
        self._seen(
            ContainerSeen(
                asked,
                request.url,
                "simulated",
                container.version,
                layer_of(request.url),
                source=container.raw,
            )
        )
        text = script(own, layer=layer_of(request.url), report=self._report)
        return Content(200, "application/javascript; charset=utf-8", text.encode())

    def _seen(self, seen: ContainerSeen) -> None:
        if self._evidence and self._clock:
            now = self._clock.now()
            self._evidence.add(dataclasses.replace(seen, at=now, step=self._clock.step(now)))
