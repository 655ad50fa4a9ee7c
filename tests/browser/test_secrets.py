"""A secret that is typed into a form is found nowhere: in no file, no report, no trace, no line of the terminal."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.conftest import Silence
from tests.browser.faulty_site import FaultySite
from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.cli.reports import write_reports
from validator.judge import judge
from validator.language import read_suite
from validator.model.recording import StepRecord
from validator.model.run import Result, Run
from validator.model.scenario import Scenario, Step
from validator.recordings.recording_file import read_recording
from validator.reporters.terminal import render
from validator.telling.results import document_of

pytestmark = pytest.mark.browser

SECRET = "pä$$ wörd/&+=Zebra-42"
MAIL = "ada@example.org"
JOURNEY = """\
scenario: A customer signs in
site: SITE
secret: [PASSWORD]
journey:
  - goto: /form
  - fill: {label: Mail, value: "${MAIL}"}
  - fill: {label: Password, value: "${PASSWORD}"}
  - click: Sign in
    expect:
      - push: {event: sign_in, password: "${PASSWORD}", mail: "${MAIL}"}
      - {vendor: ga4, event: login, params: {word: "${PASSWORD}", mail: "${MAIL}"}}
      - {vendor: ga4, event: never_sent, params: {word: "${PASSWORD}"}}
  - wait_for: {text: "${PASSWORD}"}
  - remember: {word: {css: "#said"}}
  - click: {text: "No ${PASSWORD} here"}
    timeout: 300ms
"""


class Heard(Silence):
    """Progress that keeps all that it was told."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    def step_started(self, scenario: Scenario, step: Step) -> None:
        self.titles.append(step.title)

    def step_ended(self, scenario: Scenario, record: StepRecord) -> None:
        self.titles += [record.title, record.error]


@pytest.fixture(scope="module", params=["named in the file", "named by an option"])
def performed(
    request: pytest.FixtureRequest, site: FaultySite, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Result, Path, Heard, str]:
    """The journey with everything kept that can be kept, and the output folder with its reports."""
    folder = tmp_path_factory.mktemp("secrets")
    file = folder / "sign-in.yaml"
    text = JOURNEY.replace("SITE", site.url)
    option = request.param == "named by an option"
    file.write_text(text.replace("secret: [PASSWORD]\n", "") if option else text)
    suite = read_suite([file], environment={"PASSWORD": SECRET, "MAIL": MAIL}, secrets=["PASSWORD"] if option else [])
    heard = Heard()
    with Engine(RunOptions(output=folder / "out", screenshots="on", trace="on")) as engine:
        run = engine.run(suite.entries, heard)
    _, lost = write_reports(run, folder / "out")
    assert lost == []
    return run.results[0], folder / "out", heard, render(run, verbose=True)


def spellings() -> set[str]:
    return {SECRET, quote(SECRET, safe=""), quote(SECRET), SECRET.replace("/", "\\/"), "Zebra"}


def found_in(content: bytes) -> list[str]:
    return [spelling for spelling in spellings() if spelling.encode() in content]


def test_secret_is_in_no_file(performed: tuple[Result, Path, Heard, str]) -> None:
    _, out, _, _ = performed
    files = [file for file in out.rglob("*") if file.is_file()]
    assert {"report.html", "junit.xml", "results.json", "trace.zip"} <= {file.name for file in files}
    told = {str(file.relative_to(out)): found for file in files if (found := found_in(file.read_bytes()))}
    for file in files:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                told |= {name: found for name in archive.namelist() if (found := found_in(archive.read(name)))}
    assert told == {}


def test_secret_is_in_no_line_of_the_terminal(performed: tuple[Result, Path, Heard, str]) -> None:
    _, _, heard, terminal = performed
    assert found_in("\n".join([*heard.titles, terminal]).encode()) == []
    assert "«PASSWORD»" in terminal


def test_what_is_no_secret_is_kept(performed: tuple[Result, Path, Heard, str]) -> None:
    result, out, _, _ = performed
    assert MAIL in (out / "recordings" / (result.file or Path()).name).read_text()
    assert [one.status for one in result.verdict.outcomes] == ["met", "met", "missing"]


def test_the_judge_agrees_without_the_secret(performed: tuple[Result, Path, Heard, str]) -> None:
    result, _, _, _ = performed
    assert result.file is not None
    file = Path(result.scenario.location.file)
    named = "secret:" in file.read_text()
    suite = read_suite([file], environment={"MAIL": MAIL}, judging=True, secrets=[] if named else ["PASSWORD"])
    (entry,) = suite.entries
    again = judge(read_recording(result.file), entry.scenario, entry.plan)
    same = dataclasses.replace(result, scenario=entry.scenario, plan=entry.plan, verdict=again)
    assert document_of(Run((same,))) == document_of(Run((result,)))
