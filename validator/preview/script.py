"""Records from a script: its steps are performed, and what they cause is written below them."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from validator.browser.capture.masking import Mask
from validator.browser.engine import Engine
from validator.browser.escorted import EscortedJourney
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.browser.settle import settle
from validator.language.tree import Wrong
from validator.model.location import InputError, Location, Problem, UsageError
from validator.model.recording import Recording
from validator.model.run import Result
from validator.model.scenario import Step
from validator.preview.book import Cover
from validator.preview.companion import Companion
from validator.preview.secrecy import Secrets, secret_kind
from validator.preview.taking import Recorder
from validator.preview.writing import (
    Draft,
    Scripted,
    Written,
    header,
    read_draft,
    scripted,
    with_secrets,
    without_secrets,
    written,
)


class Scribe(Companion):
    """Goes along with a journey, and looks at each page when its step is over."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(lambda recording: None, self._begin)
        self._recorder = recorder

    async def _begin(self, journey: EscortedJourney, page: Page) -> None:
        await self._recorder.joined(journey, page)

    async def before(self, step: Step | None) -> None:
        """What a step causes late belongs to it, not to the next one."""
        journey = self.journey
        if journey is not None and journey.page is not None and self.step:
            await settle([journey.page], journey.handle)
            await self._recorder.look(self.step)
        await super().before(step)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a script: the scenario, unless its journey could not be performed."""

    result: Result
    written: Written | None


def record_script(
    script: Path,
    site: str,
    cover: Cover,
    options: RunOptions,
    environment: Mapping[str, str],
    tell: Callable[[str], None] = lambda text: None,
) -> Recorded:
    """Performs the steps of a file (a list of steps, a fragment, or a scenario) and writes what they cause.

    Raises InputError and UsageError.
    """
    try:
        text = script.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The script {script} cannot be read: {error}.") from None
    name = cover.name or script.stem.replace("_", " ").replace("-", " ").capitalize()
    secrets = Secrets()
    head = header(name, secrets.address(site), consent=cover.consent)
    environment = {**environment, **secrets.values}
    draft = _first_draft(script, text.replace("\r\n", "\n"), head, cover, environment, site)
    recorder = Recorder(listening=False)
    with tempfile.TemporaryDirectory(prefix="validator-record-", ignore_cleanup_errors=True) as folder:
        quiet = dataclasses.replace(options, output=Path(folder), workers=1, screenshots="off", trace="off")
        with Engine(quiet, tell) as engine:
            (result,) = engine.run([draft.entry], Silence(), Scribe(recorder)).results
    if result.recording.broken:
        return Recorded(result, None)
    places = _secrets(draft, result.recording, secrets)
    recording = result.recording
    if secrets.values:
        recording = Mask(secrets.values).item(recording)
        text = with_secrets(without_secrets(draft.text, str(script), places), str(script), sorted(secrets.values))
        environment = {**environment, **secrets.values}
        draft = _draft(text, cover, environment, site)
    made = written(draft, recording, recorder.visit.shown, lambda text: _draft(text, cover, environment, site))
    return Recorded(result, made)


def _first_draft(script: Path, text: str, head: str, cover: Cover, environment: Mapping[str, str], site: str) -> Draft:
    """The script as a draft; its mistakes are told where they stand in the script."""
    try:
        whole = scripted(text, str(script), head)
    except Wrong as wrong:
        raise InputError([wrong.problem]) from None
    try:
        return _draft(whole.text, cover, environment, site)
    except InputError as error:
        lines = text.split("\n")
        raise InputError(_moved(problem, whole, str(script), lines) for problem in error.problems) from None


def _moved(problem: Problem, whole: Scripted, script: str, lines: Sequence[str]) -> Problem:
    place = problem.location
    if not place.file.endswith(".draft.yaml"):
        return problem
    line, column = place.line - whole.lines, place.column - whole.columns
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    return dataclasses.replace(problem, location=Location(script, max(1, line), max(1, column)), line=shown)


def _draft(text: str, cover: Cover, environment: Mapping[str, str], site: str) -> Draft:
    return read_draft(text, cover.file, environment=environment, base_url=site, plan=cover.plan)


def _secrets(draft: Draft, recording: Recording, found: Secrets) -> dict[tuple[int, int], str]:
    """The secrets that the script holds in plain text, by the place of the step that types them."""
    places: dict[tuple[int, int], str] = {}
    records = {record.number: record for record in recording.steps}
    scenario = draft.entry.scenario
    for step in scenario.steps:
        value = getattr(step.fields, "value", None)
        if step.kind not in ("fill", "type") or not isinstance(value, str) or value in scenario.secrets.values():
            continue
        record = records.get(step.number)
        element = record.element if record else None
        words = f"{step.title} {element.html if element else ''}"
        kind = secret_kind(words, value)
        if kind and value and step.location.file == scenario.location.file:
            places[step.location.line, step.location.column] = found.name(kind, value)
    return places
