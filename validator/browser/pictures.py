"""The pictures of a journey: screenshots of its steps, and Playwright's trace. What is secret is not in them."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import SECRET_HEADERS, Mask
from validator.browser.failure import first_line

TRACE = "trace.zip"
_HIDDEN = "input, textarea { -webkit-text-security: disc !important; }"  # what was typed shows as dots


class Pictures:
    """Of one journey, in a folder of its own; the recording names them relative to that folder's parent."""

    def __init__(self, folder: Path, evidence: Evidence, *, secret: bool) -> None:
        """`secret`: the scenario has secrets, so that what is typed must not be seen."""
        self._folder = folder
        self._evidence = evidence
        self._secret = secret
        self._tracing = False

    async def take(self, page: Page, step: int, name: str = "") -> str:
        """A screenshot, as the recording names it; "" with a note where none could be taken."""
        file = self._folder / f"{name or f'step-{step:02}'}.png"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            await page.screenshot(
                path=file, timeout=5000, scale="css", animations="disabled", style=_HIDDEN if self._secret else None
            )
        except (PlaywrightError, OSError) as error:
            self._evidence.note(f"No screenshot of step {step}: {first_line(str(error))}")
            return ""
        return f"{self._folder.name}/{file.name}"

    async def begin_trace(self, context: BrowserContext, *, film: bool) -> None:
        """`film`: with pictures of every moment beside the snapshots of each step; they cost most of a trace."""
        await context.tracing.start(screenshots=film and not self._secret, snapshots=True)
        self._tracing = True

    async def end_trace(self, context: BrowserContext, *, keep: bool) -> None:
        """Ends the trace, and keeps it as `trace.zip` with everything secret in it masked. Raises PlaywrightError."""
        if not self._tracing:
            return
        self._tracing = False
        if not keep:
            await context.tracing.stop()
            return
        file = self._folder / TRACE
        unmasked = self._folder / f".{TRACE}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            await context.tracing.stop(path=unmasked)
            _mask_trace(unmasked, file, self._evidence.mask)
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            self._evidence.note(f"The trace could not be kept: {error}")
        finally:
            unmasked.unlink(missing_ok=True)


def drop_trace(folder: Path) -> None:
    """Removes the trace from a journey's folder, and the folder where nothing else is in it."""
    with suppress(OSError):
        (folder / TRACE).unlink()
        folder.rmdir()


def _mask_trace(source: Path, target: Path, mask: Mask) -> None:
    with zipfile.ZipFile(source) as there, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as here:
        for entry in there.infolist():
            content = there.read(entry)
            if entry.filename.endswith(".network"):
                content = b"".join(_without_sessions(line) + b"\n" for line in content.splitlines())
            here.writestr(entry.filename, mask.data(content))


def _without_sessions(line: bytes) -> bytes:
    """A line of a trace's network log without cookies and credentials."""
    told: Any = json.loads(line)
    snapshot = told.get("snapshot") if isinstance(told, dict) else None
    for part in (snapshot or {}).get("request"), (snapshot or {}).get("response"):
        if not isinstance(part, dict):
            continue
        part["cookies"] = []
        for header in part.get("headers", ()):
            name = str(header.get("name", "")).lower()
            if name in SECRET_HEADERS:
                header["value"] = f"«{name}»"
    return json.dumps(told).encode()
