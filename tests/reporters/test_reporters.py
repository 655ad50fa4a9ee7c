"""Every reporter tells the fixed runs in exactly the words kept beside; what it says is read before it is renewed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt

import validator.reporters
from tests.reporters import runs
from validator.model.event import Finding
from validator.model.run import Run
from validator.model.scenario import Expectation
from validator.model.verdict import Chain, Noticed, Outcome
from validator.reporters import reporters, terminal
from validator.telling import prose

HERE = Path(__file__).parent
SCHEMA = json.loads((Path(validator.reporters.__file__).parent / "schemas/results.schema.json").read_text("utf-8"))
RUNS = {"passing": runs.passing, "failing": runs.failing, "broken": runs.broken, "hostile": runs.hostile}
ELEMENTS = set("h2 h3 h4 p strong blockquote details summary table thead tbody tr th td ul li sub".split())  # noqa: SIM905
WORDS = {"terminal": "txt", "junit": "xml", "json": "json", "markdown": "md", "github": "txt"}


@pytest.mark.parametrize("name", sorted(set(reporters()) - {"html"}))
@pytest.mark.parametrize("kind", RUNS)
def test_a_reporter_tells_a_run_in_the_words_kept(name: str, kind: str, renew: bool) -> None:
    told = reporters()[name].render(RUNS[kind]())
    kept = HERE / "goldens" / f"{kind}.{name}.{WORDS[name]}"
    if renew:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(told, "utf-8", newline="\n")
    assert told == kept.read_text("utf-8")


@pytest.mark.parametrize("name", sorted(reporters()))
@pytest.mark.parametrize("kind", ["passing", "failing", "broken"])
def test_every_report_says_what_no_browser_can_see(name: str, kind: str) -> None:
    told = " ".join(reporters()[name].render(RUNS[kind]()).split())
    assert prose.UNSEEN in told
    assert "held" in told


@pytest.mark.parametrize("name", sorted(reporters()))
def test_an_empty_run_is_told_too(name: str) -> None:
    assert isinstance(reporters()[name].render(Run(())), str)


@pytest.mark.parametrize("name", sorted(reporters()))
def test_nothing_of_a_site_reaches_the_reader_as_a_control(name: str) -> None:
    told = reporters()[name].render(runs.hostile())
    assert not {"\x1b", "\x07", "\x00"} & set(told)
    assert told.encode(), "half a surrogate pair can be pushed, and must not stop the file from being written"
    assert "<img src=x onerror=" not in told or name in {"terminal", "json", "github", "markdown"}


@pytest.mark.parametrize("text", [runs.EVIL, "@team #12 :bug: https://a.example www.a.example a@b.example *a* _b_ `c`"])
def test_markdown_takes_nothing_of_a_site_for_markup(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "EVIL", text)
    told = reporters()["markdown"].render(runs.hostile())
    page = MarkdownIt("gfm-like", {"linkify": False}).render(told)
    plain = re.sub(r"<code>.*?</code>|<!-- -->", "", page, flags=re.DOTALL)
    assert set(re.findall(r"<([a-z]\w*)", plain)) <= ELEMENTS
    for word in ("@team", "#12", "https://", "www.", ":bug:", "a@b"):
        assert word not in re.sub(r"(`+) .*? \1|&#\d+;", "", told)


@pytest.mark.parametrize("kind", RUNS)
def test_results_keep_to_their_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(reporters()["json"].render(RUNS[kind]())), SCHEMA)


def test_the_schema_knows_every_key_that_is_written() -> None:
    """A key that is written and stands in no schema is a promise that nobody made."""

    def strict(schema: Any) -> Any:
        if isinstance(schema, list):
            return [strict(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        closed = {key: strict(value) for key, value in schema.items()}
        return {**closed, "additionalProperties": False} if isinstance(schema.get("properties"), dict) else closed

    jsonschema.validate(json.loads(reporters()["json"].render(runs.everything())), strict(SCHEMA))


def test_ids_of_expectations_are_told_apart_and_stay() -> None:
    first, second = (json.loads(reporters()["json"].render(runs.everything())) for _ in range(2))
    ids = [each["id"] for scenario in first["scenarios"] for each in scenario["expectations"]]
    assert len(set(ids)) == len(ids)
    assert ids == [each["id"] for scenario in second["scenarios"] for each in scenario["expectations"]]
    assert (
        'scenarios/buy.yaml::A shopper buys a mug[iPhone 15]::click button "Add to cart"'
        "::ua Ecommerce › Add Product To Cart" in ids
    )


def test_junit_counts_what_it_holds() -> None:
    root = xml.fromstring(reporters()["junit"].render(runs.everything()))
    cases = root.findall("testsuite/testcase")
    assert int(root.attrib["tests"]) == len(cases)
    assert int(root.attrib["failures"]) == len(root.findall("testsuite/testcase/failure")) == 7
    assert int(root.attrib["errors"]) == len(root.findall("testsuite/testcase/error")) == 1
    assert int(root.attrib["skipped"]) == len(root.findall("testsuite/testcase/skipped")) == 4
    assert {case.attrib["file"] for case in cases} >= {"scenarios/buy.yaml", "scenarios/lead.yaml"}


@pytest.mark.parametrize("width", [40, 60, 100, 160])
def test_the_terminal_keeps_to_its_width(width: int) -> None:
    told = terminal.render(runs.everything(), width=width)
    assert max(len(line) for line in told.splitlines()) <= width


def test_a_wider_terminal_says_the_same_words() -> None:
    narrow, wide = (terminal.render(runs.everything(), width=width).split() for width in (80, 200))
    assert sorted(narrow) == sorted(wide)


def test_verbose_says_everything_of_what_passed() -> None:
    assert "ga4 sign_up" not in terminal.render(runs.run_of(runs.passing().results[0]))
    assert "✓ ga4 sign_up" in terminal.render(runs.run_of(runs.passing().results[0]), verbose=True)


class Narrow(StringIO):
    """An output whose encoding knows no ✓."""

    encoding = "ascii"


class Screen(StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_an_encoding_without_marks_gets_letters() -> None:
    out = Narrow()
    terminal.Terminal(terminal.console(out, width=100)).show(runs.failing().results[0])
    told = out.getvalue()
    told.encode("ascii")
    assert "x ua Ecommerce > Add Product To Cart - micro - missing" in told
    assert "step +  push +  container +  trigger x" in told


def test_a_log_has_no_colours_and_a_terminal_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    log, screen, plain = StringIO(), Screen(), Screen()
    terminal.Terminal(terminal.console(log)).show(runs.failing().results[0])
    terminal.Terminal(terminal.console(screen)).show(runs.failing().results[0])
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.Terminal(terminal.console(plain)).show(runs.failing().results[0])
    assert "\x1b" not in log.getvalue()
    assert "\x1b[1;31m✗" in screen.getvalue()
    assert "31m" not in plain.getvalue()


def test_progress_names_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    screen = Screen()
    told = terminal.Terminal(terminal.console(screen, width=80))
    first, second = runs.failing().results[:2]
    told.run_started((first.scenario, second.scenario))
    told.scenario_started(first.scenario)
    told.scenario_started(second.scenario)
    told.scenario_ended(first)
    told.close(runs.failing(), [Path("out/report.html")])
    shown = screen.getvalue()
    assert "opening the browser" in shown
    assert "1 of 2" in shown
    assert "A shopper buys a mug · iPhone 15" in shown
    assert shown.rstrip().endswith("out/report.html\x1b[0m")


@pytest.mark.parametrize(
    ("expected", "actual", "marked"),
    [
        ("Mug, green", "Mug, blue", "blue"),
        ("MUG-1", "MUG-12", "2"),
        ("https://a.example/x", "http://a.example/x", ""),
        ("one", "two", None),
        ("aa", "aaa", "a"),
        ("", "x", None),
        (19.99, "19.99", None),
        ("same", "same", None),
    ],
)
def test_the_part_that_differs_is_found(expected: Any, actual: Any, marked: str | None) -> None:
    found = prose.differing(expected, actual)
    assert (actual[slice(*found)] if found else None) == marked


def test_causes_are_told_once_and_the_worst_first() -> None:
    found = prose.causes(runs.everything())
    assert [cause.label for cause in found][:2] == [
        "google_ads conversion",
        "ua Ecommerce › Add Product To Cart, tag UA – add to cart",
    ]
    assert found[1].where == ((0, 2), (0, 3), (1, 2))


@pytest.mark.parametrize(("link", "causes"), [("request", 1), ("consent", 1), ("tag", 2)])
def test_what_stops_several_hits_on_their_way_is_one_cause(link: str, causes: int) -> None:
    result = runs.passing().results[0]

    def stopped(label: str) -> Outcome:
        told = f"Ga4 {label} was made, but the page's Content-Security-Policy refused it."
        return Outcome(Expectation("event", f"ga4 {label}", ()), "missing", 1, chain=Chain((), link, told, "Allow it."))

    verdict = replace(result.verdict, status="failed", outcomes=(stopped("page_view"), stopped("purchase")))
    found = prose.causes(runs.run_of(replace(result, verdict=verdict)))
    assert len(found) == causes
    assert found[0].label == ("ga4 page_view, ga4 purchase" if causes == 1 else "ga4 page_view")


def test_annotations_are_one_line_each_and_escaped() -> None:
    told = reporters()["github"].render(runs.hostile()).splitlines()
    assert len(told) == 4
    for line in told:
        command, properties, _ = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line).groups()  # type: ignore[union-attr]
        assert command
        assert all(re.fullmatch(r"(file|line|col|title)=[^:,]*", each) for each in properties.split(","))


def test_a_finding_that_the_plan_forbids_fails_the_journeys_case_and_annotates() -> None:
    result = runs.passing().results[0]
    forbidden = Noticed(Finding("personal-data", "An e-mail address stands in the URL."), "fail", 1, 1, "ga4 page_view")
    strict = replace(
        result,
        plan=replace(result.plan, unexpected="fail"),
        verdict=replace(result.verdict, status="failed", noticed=(forbidden,), unexpected=result.verdict.events[:1]),
    )
    run = runs.run_of(strict)
    case = xml.fromstring(reporters()["junit"].render(run)).find("testsuite/testcase[@name='journey']/failure")
    assert case is not None
    assert "An e-mail address stands in the URL." in (case.text or "")
    assert "meta PageView: outside the plan" in (case.text or "")
    assert "::error file=scenarios/newsletter.yaml,line=1,col=1,title=ga4 page_view::" in reporters()["github"].render(
        run
    )
    assert "✗ ga4 page_view: An e-mail address stands in the URL." in terminal.render(run)
    assert "✗ 1 event outside the plan: meta PageView" in terminal.render(run)


def test_a_very_long_run_still_fits_a_comment() -> None:
    one = runs.purchase()
    results = []
    for number in range(200):
        outcomes = tuple(
            replace(each, chain=replace(each.chain, message=f"{each.chain.message} {number}"))
            for each in one.verdict.outcomes
        )
        results.append(replace(one, verdict=replace(one.verdict, outcomes=outcomes, scenario=f"{number}")))
    told = reporters()["markdown"].render(runs.run_of(*results))
    assert len(told) < 65_536
    assert "more causes; the HTML report holds them all" in told


def test_a_known_fault_that_passes_again_is_said() -> None:
    result = runs.purchase()
    again = [replace(each, underlying="met") for each in result.verdict.outcomes if each.status == "known"]
    run = runs.run_of(replace(result, verdict=replace(result.verdict, status="passed", outcomes=tuple(again))))
    assert "passes again: known fault WEB-12, until 2027-01-31" in terminal.render(run)


def test_expectations_of_a_python_test_are_told_with_their_chains() -> None:
    told = terminal.render_outcomes(runs.purchase().verdict.outcomes[3:5])
    assert told.splitlines()[0].startswith("✗ ua Ecommerce › Add Product To Cart · micro · missing")
    assert "    step ✓  push ✓  container ✓  trigger ✗" in told
    assert "      params.value        expected 19.99" in told


def test_a_notice_stands_above_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    screen = Screen()
    told = terminal.Terminal(terminal.console(screen, width=80))
    told.run_started((runs.failing().results[0].scenario,))
    told.say("The browser runs without its sandbox.\nIt is root's.")
    told.stop()
    assert "The browser runs without its sandbox." in screen.getvalue()


def test_a_reader_that_goes_away_does_not_stop_the_run() -> None:
    program = """
import os, sys
from tests.reporters import runs
from validator.reporters.terminal import Terminal, console
screen = Terminal(console(width=80))
for _ in range(200):
    for result in runs.failing().results:
        screen.show(result)
screen.close(runs.failing())
print("done", file=sys.stderr)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE.parents[1]
    )
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == "done\n"
    assert process.wait() == 0
