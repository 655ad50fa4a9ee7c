"""Answers a page's request for its tag manager, where the plan names a container of its own, and reads Google's."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from validator.browser.beside import Beside, beside
from validator.browser.capture.answers import Content
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.policy import with_environment
from validator.browser.capture.technique import Answered, Go, Paused
from validator.decoding.loader_url import container_id, layer_of
from validator.gtm.container_file import read_container
from validator.gtm.endpoints import endpoints
from validator.gtm.runtime import script
from validator.model.container import Container
from validator.model.location import UsageError
from validator.model.plan import ContainerChoice
from validator.model.recording import ContainerSeen

_ID = re.compile(r"GTM-[A-Z0-9]+")
_NAMELESS = "GTM-EXPORT"  # a container without an id, on pages that ask for none
_SCRIPTS = ("script", "fetch", "xhr", "other")
_JAVASCRIPT = "application/javascript; charset=utf-8"

# Google's snippet, put at the beginning of each page that has none.
_SNIPPET = """(() => {
  if (window.top !== window || !/^https?:$/.test(location.protocol)) return;
  const add = () => {
    const layer = (window.dataLayer = window.dataLayer || []);
    layer.push({"gtm.start": new Date().getTime(), event: "gtm.js"});
    const script = document.createElement("script");
    script.async = true;
    script.src = "https://www.googletagmanager.com/gtm.js?id=%s";
    document.head.prepend(script);
  };
  if (document.head) return add();
  new MutationObserver((_, observer) => {
    if (!document.head) return;
    observer.disconnect();
    add();
  }).observe(document, {childList: true, subtree: true});
})();"""


@dataclass(frozen=True, slots=True)
class LoadedContainer:
    """A container as text and as nouns; without a choice, Google's own is only read as it passes.

    `container` is None where Google delivers it. `names`: the export that names a published container's tags.
    """

    choice: ContainerChoice | None
    text: str = ""
    container: Container | None = None
    names: Container | None = None

    @property
    def id(self) -> str:
        """The id of the container that is to run; empty where nobody said."""
        told = self.choice.id if self.choice else ""
        return told or (self.container.id if self.container else "")


class ContainerUnavailable(UsageError):
    """The container's address did not give it: what the site or the network is at fault for, not the plan."""


def load_container(choice: ContainerChoice, site: str) -> LoadedContainer:
    """Reads the container that the plan names.

    Raises UsageError where the file cannot be read, ContainerUnavailable where it cannot be downloaded, InputError
    where it is no container.
    """
    names = read_container(_text_of(choice.names), choice.names) if choice.names else None
    if choice.file:
        place, text = choice.file, _text_of(choice.file)
    elif choice.url:
        place = urljoin(site.rstrip("/") + "/", choice.url)
        text = _download(place)
    else:
        return LoadedContainer(choice, names=names)
    container = read_container(text, place)
    if not _ID.fullmatch(container.id):  # a template's, that nobody filled in
        container = dataclasses.replace(container, id="")
    return LoadedContainer(choice, text, container, names)


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"The container {file} cannot be read: it is not text in UTF-8.") from None
    except OSError as error:
        raise UsageError(f"The container {file} cannot be read: {error.strerror}.") from None


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
    """Stands in for gtm.js in one journey, or watches Google's own."""

    def __init__(self, loaded: LoadedContainer, report: str) -> None:
        """`report`: the JavaScript expression of the capture's report function."""
        self._loaded = loaded
        self._report = report
        self._evidence: Evidence | None = None
        self._clock: JourneyClock | None = None
        self._own_seen = False
        self._sources: dict[str, Any] = {}  # id of a container → what the recording keeps of it
        self._scripts: dict[tuple[str, str], bytes] = {}  # id and layer → the local runtime with the container

    @property
    def endpoints(self) -> dict[str, tuple[str, ...]]:
        """Where the container sends hits besides the vendors' own hosts."""
        return endpoints(self._loaded.container) if self._loaded.container else {}

    def begin(self, evidence: Evidence, clock: JourneyClock) -> None:
        """A journey begins: what is loaded is written into its evidence."""
        self._evidence, self._clock = evidence, clock

    @property
    def snippet(self) -> str:
        """JavaScript that adds the container to each page; empty where pages bring their own."""
        choice = self._loaded.choice
        return _SNIPPET % (self._loaded.id or _NAMELESS) if choice and choice.snippet else ""

    def answer(self, request: Paused) -> Content | Go | None:
        """The answer to a request for a container's script; None for every other request."""
        asked = container_id(request.url) if request.resource_type in _SCRIPTS else None
        if asked is None:
            return None
        layer, choice, container = layer_of(request.url), self._loaded.choice, self._loaded.container
        if choice is not None and choice.snippet and choice.replaces == "*" and asked != (self._loaded.id or _NAMELESS):
            return Content(200, _JAVASCRIPT, b"// The snippet that was put into the page loads the container.")
        if choice is None or not self._meant(asked, choice):  # somebody else's container stays itself
            return Go(rewrite=self._passing(asked, request.url))
        if container is None:
            url = with_environment(request.url, choice)
            passing = self._passing(choice.id or asked, url, preview=bool(choice.environment), instead_of=asked)
            return Go(url=url if url != request.url else "", rewrite=passing)
        if container.source == "published":
            told = beside(self._loaded.text, request.url, layer, self._report, names=self._loaded.names)
            self._tell(told, asked, request.url, layer)
            return Content(200, _JAVASCRIPT, f"{self._loaded.text}\n{told.script}".encode())
        own = dataclasses.replace(container, id=self._loaded.id or asked)
        self._seen(
            ContainerSeen(
                own.id,
                request.url,
                "simulated",
                container.version,
                layer,
                _instead(asked, own.id),
                source=container.raw,
            )
        )
        if (own.id, layer) not in self._scripts:
            text = script(own, layer=layer, report=self._report, enhanced=choice.enhanced, region=choice.region)
            self._scripts[own.id, layer] = text.encode()
        return Content(200, _JAVASCRIPT, self._scripts[own.id, layer])

    def _meant(self, asked: str, choice: ContainerChoice) -> bool:
        """Whether a request for this container is answered with the plan's."""
        if asked == self._loaded.id:
            self._own_seen = True
            return True
        return asked == choice.replaces or (choice.replaces == "*" and not self._own_seen)

    def _passing(self, id: str, url: str, *, preview: bool = False, instead_of: str = "") -> Any:
        """Reads Google's answer as it passes, and puts behind it what tells of its tags."""

        async def read(answer: Answered) -> bytes | None:
            layer = layer_of(url)
            if answer.failure:
                self._seen(ContainerSeen(id, url, "blocked", layer=layer, detail=answer.failure))
                return None
            if answer.status >= 400:
                detail = f"the server answered {answer.status}"
                self._seen(ContainerSeen(id, url, "missing", layer=layer, detail=detail))
                return None
            text = answer.body.decode("utf-8", "replace")
            told = await asyncio.to_thread(
                beside, text, url, layer, self._report, names=self._loaded.names, preview=preview
            )
            self._tell(told, instead_of or id, url, layer)
            return f"{text}\n{told.script}".encode() if told.script else None

        return read

    def _tell(self, told: Beside, asked: str, url: str, layer: str) -> None:
        container = told.container
        if container is None:
            detail = "its script holds no container that can be read"
            self._seen(ContainerSeen(asked, url, "loaded", layer=layer, detail=detail))
            return
        id = container.id or asked
        detail = _instead(asked, id)
        seen = ContainerSeen(id, url, "loaded", container.version, layer, detail, source=_resource(container.raw, id))
        self._seen(seen)

    def _seen(self, seen: ContainerSeen) -> None:
        """Keeps it as evidence; what the container holds only once, however many pages load it."""
        if seen.source and self._sources.get(seen.id) == seen.source:
            seen = dataclasses.replace(seen, source=None)
        elif seen.source:
            self._sources[seen.id] = seen.source
        if self._evidence and self._clock:
            now = self._clock.now()
            self._evidence.add(dataclasses.replace(seen, at=now, step=self._clock.step(now)))


def _instead(asked: str, id: str) -> str:
    return "" if asked == id else f"in place of {asked}"


def _resource(raw: Any, id: str) -> Any:
    """What judging needs of a published container: not the code of its templates."""
    return {"resource": raw["resource"], "blob": {"10": id}} if isinstance(raw, Mapping) and "resource" in raw else raw
