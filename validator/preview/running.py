"""Puts a preview together: files, engine, session, live picture and server; and takes it apart again."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from playwright.async_api import Page

from validator.browser.engine import Engine
from validator.browser.escorted import EscortedJourney
from validator.browser.options import RunOptions
from validator.model.location import UsageError
from validator.model.recording import Recording
from validator.preview.app import Preview, Taking
from validator.preview.companion import Mode
from validator.preview.files import Files
from validator.preview.screen import Screen
from validator.preview.server import Server
from validator.preview.session import Session
from validator.preview.taking import Recorder
from validator.yaml_text import yaml_text


@dataclass(frozen=True, slots=True)
class Running:
    """A preview that is served; `url` is the page's address."""

    url: str
    session: Session


@contextmanager
def running(
    files: Files,
    options: RunOptions,
    *,
    environment: Mapping[str, str],
    live_picture: bool = False,
    visit: bool = False,
    mode: Mode = "go",
    port: int = 0,
    tell: Callable[[str], None] = lambda text: None,
    recorder: Recorder | None = None,
    taking: Callable[[Session], Taking] | None = None,
) -> Iterator[Running]:
    """Serves a preview while it lasts, and begins with its first scenario.

    `live_picture`: the page shows the browser; `visit`: the scenario only opens a page, and a person goes on from
    there, whose steps the `recorder` takes; `taking` makes a scenario of them. Recordings are kept while it lasts.
    Raises UsageError where the port is taken.
    """
    screen = Screen(recorder.by_hand if recorder else lambda: None) if live_picture else None

    async def opened(journey: EscortedJourney, page: Page) -> None:
        if screen:
            await screen.opened(journey, page, secret=bool(journey.scenario.secrets))
        if recorder:
            await recorder.joined(journey, page)

    with tempfile.TemporaryDirectory(prefix="validator-preview-", ignore_cleanup_errors=True) as folder:
        options = dataclasses.replace(options, output=Path(folder), workers=1, screenshots="on", trace="off")
        with Engine(options, tell) as engine:
            veil = recorder.masked if recorder else _as_it_is
            session = Session(files, engine, opened, mode=mode, stays=visit, veil=veil)
            if recorder:
                recorder.heard = session.changes.tell
            book = taking(session) if taking else None
            app = Preview(session, Path(folder) / "recordings", environment, screen=screen, visit=visit, taking=book)
            try:
                server = Server(app, port)
            except OSError as error:
                raise UsageError(
                    f"Port {port} cannot be used: {error.strerror}.\n  → Name another, or leave --port away."
                ) from None
            try:
                session.start()
                yield Running(server.url, session)
            finally:
                if screen:
                    screen.close()
                session.close()
                server.close()


def _as_it_is(recording: Recording) -> Recording:
    return recording


def visit_file(url: str, folder: Path, *, consent: str | None = None) -> Path:
    """A scenario file that does nothing but open an address. Raises UsageError where it is none."""
    whole = url if "://" in url else f"http://{url}"
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is not the address of a page.\n  → Write it in full: https://shop.example/")
    path = urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))
    told: dict[str, Any] = {
        "scenario": f"A visit to {parts.netloc.rpartition('@')[2]}",
        "site": f"{parts.scheme}://{parts.netloc}",
    }
    if consent:
        told["consent"] = consent
    file = folder / "visit.yaml"
    file.write_text(yaml_text({**told, "journey": [{"goto": path.replace("${", "$${")}]}), "utf-8")
    return file


def is_address(target: str) -> bool:
    """Whether a target is an address rather than a file."""
    if "://" in target:
        return True
    host = target.partition("/")[0].partition(":")[0]
    return not Path(target).exists() and (host == "localhost" or (":" in target and host.replace(".", "").isdigit()))
