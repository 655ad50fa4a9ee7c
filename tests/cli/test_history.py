"""`validator history`: what it tells, its filters, exports and deletions; and the runs that are kept for it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.browser.faulty_site import FaultySite
from tests.cli.conftest import Ran, Typed, one_line, write
from tests.history.made_up import CART, ORDER, START, around, journey, keep
from validator.history.place import place
from validator.history.reading import outcomes
from validator.history.records import DAY, Subject
from validator.history.store import open_history
from validator.history.trends import trends
from validator.model.segment import Sent

EVER = ("--since", "2024-01-01")
PLAN = """\
plan: Shop
events:
  Order: {conversion: macro, ga4: {event: purchase}}
segments:
  Left: {sent: add_to_cart, not_sent: Order}
"""


@pytest.fixture
def kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty days: on phones the order breaks with version 42; a scroll is no conversion."""
    monkeypatch.delenv("VALIDATOR_HISTORY", raising=False)
    scroll = Subject("ga4 scroll", "ga4 scroll", vendor="ga4", event="scroll")
    with open_history(str(folder / ".validator" / "history.db")) as history:
        for day in range(20):
            version = "41" if day < 15 else "42"
            for device, campaign in (("Desktop Chrome", "spring"), ("iPhone 15", "autumn")):
                order = "f" if day >= 15 and device == "iPhone 15" else "m"
                sent = (Sent("ga4", "add_to_cart"), *([Sent("ga4", "purchase")] if order == "m" else []))
                where = around(device, version, campaign=campaign, sent=sent)
                told = {ORDER: order, CART: "w" if day in (5, 6) else "m", scroll: "m"}
                keep(history, journey(START + day * DAY, told, where), run=f"{day} {device}")
    return folder


def lines(typed: Typed, *words: str) -> str:
    told = typed("history", *words)
    assert told.exit_code == 0, told.output
    return told.output


@pytest.mark.usefixtures("kept")
def test_it_tells_each_conversion_with_its_strip_and_where_it_broke(typed: Typed) -> None:
    told = lines(typed, *EVER)
    assert "Order · macro · team-checkout" in told
    order = next(line for line in told.splitlines() if "ga4 purchase" in line)
    assert "✗" in order
    assert "▁" * 15 + "▄" * 5 in order
    assert "87.5 %   200 ms" in order
    assert "fails since 19 Oct 2024 00:00, between version 41 and 42 · iPhone 15 · autumn" in told
    assert "trigger: The trigger did not match." in told
    assert "4 failures: failed first on 9 Oct 2024 00:00, last on 10 Oct 2024 00:00" in told
    assert "came back on 11 Oct 2024 00:00, while the container stayed at version 41" in one_line(told)
    assert "ga4 scroll" not in told
    assert "1 more expectation with --all." in told


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("words", "wanted", "unwanted"),
    [
        (("--device", "desktop*"), "100 %", "fails since"),
        (("--device", "iPhone*"), "75.0 %", "100 %"),
        (("--campaign", "autumn"), "75.0 %", "100 %"),
        (("--container-version", "42"), "50.0 %", "87.5 %"),
        (("--conversion", "micro"), "Add to cart", "Order"),
        (("--all",), "ga4 scroll", "--all"),
        (("scroll",), "ga4 scroll", "Order"),
        (("--owner", "team-checkout"), "Order", "Add to cart"),
        (("--segment", "add_to_cart and not purchase"), "0 %", "87.5 %"),
        (("--segment", "not purchase"), "did not send purchase", "87.5 %"),
        (("--until", "2024-10-18"), "100 %", "fails since"),
        (("--source", "newsletter"), "nothing was kept that fits", "Order"),
        (("order", "--by", "device"), "iPhone 15 · ga4 purchase", "Add to cart"),
    ],
)
def test_filters_choose_what_is_told(typed: Typed, words: tuple[str, ...], wanted: str, unwanted: str) -> None:
    told = lines(typed, *EVER, *words)
    assert wanted in told
    assert unwanted not in told


def test_a_segment_of_the_plan_goes_by_its_name(typed: Typed, kept: Path) -> None:
    (kept / "tracking-plan.yaml").write_text(PLAN)
    assert "sent add_to_cart and did not send Order" in lines(typed, *EVER, "--segment", "Left")


@pytest.mark.usefixtures("kept")
def test_two_weeks_are_compared(typed: Typed) -> None:
    told = one_line(lines(typed, "--compare=2024-W41,2024-10-17"))
    assert "7 Oct – 13 Oct 2024 14 Oct – 20 Oct 2024" in told
    assert "✗ Order · ga4 purchase 100 % p95 200 ms 85.7 % p95 200 ms broke" in told
    assert "✓ Add to cart · ga4 add_to_cart 71.4 % p95 200 ms 100 % p95 200 ms came back" in told
    assert "Nothing was looked at in these weeks." in lines(typed, "--compare")


def test_outcomes_are_exported(typed: Typed, kept: Path) -> None:
    assert lines(typed, *EVER, "--export", "out.csv", "--all") == "120 outcomes written: out.csv\n"
    with (kept / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 120
    assert rows[0]["at"] == "2024-10-04T00:00:00.000+00:00"
    assert (rows[0]["name"], rows[0]["status"], rows[0]["lateness"]) == ("Order", "met", "0.2")
    lines(typed, *EVER, "--export", "out.json", "--device", "iPhone*")
    told = json.loads((kept / "out.json").read_text("utf-8"))
    assert len(told) == 40
    assert {one["device"] for one in told} == {"iPhone 15"}
    lines(typed, *EVER, "--export", "out.jsonl", "--conversion", "macro")
    assert len([json.loads(line) for line in (kept / "out.jsonl").read_text("utf-8").splitlines()]) == 40
    lines(typed, *EVER, "--export", "out.parquet", "--all")
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(kept / "out.parquet")
    assert table.num_rows == 120
    assert table.column("at")[0].as_py().isoformat() == "2024-10-04T00:00:00+00:00"
    assert sum(one is None for one in table.column("lateness").to_pylist()) == 9


@pytest.mark.usefixtures("kept")
def test_parquet_needs_its_package(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    told = typed("history", *EVER, "--export", "out.parquet")
    assert told.exit_code == 2
    assert "pip install 'tracking-validator[parquet]'" in told.output


def test_what_is_old_is_deleted(typed: Typed, kept: Path) -> None:
    database = str(kept / ".validator" / "history.db")
    with open_history(database) as history:
        keep(history, journey(START + 4000 * DAY, {ORDER: "m"}))
        assert lines(typed, "--keep", "1y") == "40 journeys deleted from the history.\n"
        assert [one.at for one in outcomes(history)] == [START + 4000 * DAY]
        (line,) = trends(history).lines
    assert line.met == 1
    assert lines(typed, "--keep", "1y") == "0 journeys deleted from the history.\n"


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "yesterday"), "'yesterday' is no moment"),
        (("--compare=2024-W99,x",), "'2024-W99' is no week"),
        (("--compare=2024-W41",), "--compare takes two weeks"),
        (("--export", "out.xls"), "its ending does not say how to write it"),
        (("--keep", "long"), "'long' is no span of time"),
        (("--segment", "not "), "names no event"),
        (("--history", "nowhere.db"), "There is no history at nowhere.db yet."),
        (("--history", "off"), "No history is kept"),
    ],
)
def test_what_cannot_be_meant_is_told(typed: Typed, words: tuple[str, ...], told: str) -> None:
    found = typed("history", *words)
    assert found.exit_code == 2
    assert told in found.output
    assert "  → " in found.output


def test_without_a_history_it_says_how_one_comes_to_be(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VALIDATOR_HISTORY", raising=False)
    found = typed("history")
    assert found.exit_code == 2
    assert "`validator run` keeps one" in found.output


def test_the_history_lies_here_or_above(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert place(None, {}, inner) == str(inner / ".validator" / "history.db")
    (tmp_path / ".validator").mkdir()
    (tmp_path / ".validator" / "history.db").touch()
    assert place(None, {}, inner) == str(tmp_path / ".validator" / "history.db")
    assert place(None, {"VALIDATOR_HISTORY": "x.db"}, inner) == "x.db"
    assert place("y.db", {"VALIDATOR_HISTORY": "x.db"}, inner) == "y.db"
    assert place(None, {"VALIDATOR_HISTORY": "off"}, inner) is None


@pytest.mark.browser
def test_every_run_is_kept_and_each_journey_once(ran: Ran, folder: Path, site: FaultySite) -> None:
    landing = "/?utm_source=newsletter&utm_medium=email&utm_campaign=spring"
    step = f"journey:\n  - goto: {landing}\n    expect: [{{vendor: ga4, event: page_view}}]\n"
    write(folder, good=f"scenario: Good\n{step}", broken="scenario: Broken\njourney: [{goto: /nowhere}]\n")
    kept = {"VALIDATOR_HISTORY": ""}
    assert ran("run", "--base-url", site.url, **kept).returncode == 3
    assert ran("run", "--base-url", site.url, "--no-history", "--output", "unkept", **kept).returncode == 3
    assert ran("run", "--base-url", site.url, VALIDATOR_HISTORY="off").returncode == 3
    database = str(folder / ".validator" / "history.db")
    with open_history(database) as history:
        (one,) = outcomes(history)
    assert (one.status, one.source, one.medium, one.campaign) == ("met", "newsletter", "email", "spring")
    assert (one.scenario, one.label, one.journey_status) == ("scenarios/good.yaml::Good", "ga4 page_view", "passed")
    assert (folder / ".validator" / ".gitignore").read_text().endswith("*\n")
    first = ran("run", "--base-url", site.url, "--output", "part", "--match", "Good", **kept)
    assert first.returncode == 0
    merged = ran("merge", "part", "--output", "merged", **kept)
    assert merged.returncode == 0, merged.stderr
    with open_history(database) as history:
        assert [each.door for each in outcomes(history)] == ["run", "run"]
        (line,) = trends(history).lines
    assert (line.met, line.failed) == (2, 0)
    told = ran("history", **kept)
    assert told.returncode == 0
    assert "ga4 page_view" in told.stdout


@pytest.mark.browser
def test_a_run_loses_nothing_when_its_history_cannot_be_kept(ran: Ran, folder: Path, site: FaultySite) -> None:
    write(folder, good="scenario: Good\njourney: [{goto: /}]\n")
    (folder / ".validator").write_text("a file where the folder should be")
    told = ran("run", "--base-url", site.url, VALIDATOR_HISTORY="")
    assert told.returncode == 0
    assert "This run is not in the history." in told.stderr
    assert (folder / "out" / "report.html").is_file()
    refused = ran("run", "--base-url", site.url, "--history", "postgresql://me:secret@127.0.0.1:1/x")
    assert refused.returncode == 2
    assert "cannot be opened" in refused.stderr
    assert "secret" not in refused.stderr
