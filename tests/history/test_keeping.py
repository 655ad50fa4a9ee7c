"""Each journey is kept once, in whichever order and by however many processes; what follows from it stays right."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.history.made_up import CART, ORDER, START, around, journey, keep, strip
from validator.history.filters import Filters
from validator.history.migrations import STEPS, lock, migrate
from validator.history.reading import Change, changes, journeys, outcomes
from validator.history.records import DAY
from validator.history.store import History, HistoryError, open_history
from validator.history.trends import trends
from validator.model.segment import Segment, Sent, Wanted

WRITER = """\
import sys
from tests.history.made_up import CART, ORDER, START, journey, around, keep
from validator.history.store import open_history
number = int(sys.argv[2])
for each in range(int(sys.argv[3])):
    with open_history(sys.argv[1]) as history:
        at = START + each * 600 + number
        told = {ORDER: "mf"[(number + each) % 2], CART: "m"}
        keep(history, journey(at, told, around(device=f"device {number}")), run=f"{number} {each}")
        keep(history, journey(START + each * 600, {CART: "m"}, around(device="all")), run=f"all {each}")
"""


def test_what_is_kept_can_be_read(history: History) -> None:
    one = journey(START, {ORDER: "f", CART: "m"}, lateness=0.25)
    assert keep(history, one) == 1
    first, second = outcomes(history)
    assert (first.name, first.status, first.link, first.headline) == ("Order", "missing", "trigger", "missing")
    assert (first.message, first.mend) == ("The trigger did not match.", "Change it.")
    assert (second.label, second.status, second.lateness) == ("ga4 add_to_cart", "met", 0.25)
    assert (second.vendor, second.event, second.conversion) == ("ga4", "add_to_cart", "micro")
    assert (first.device, first.source, first.medium, first.campaign) == ("Desktop Chrome", "google", "cpc", "spring")
    assert (first.site, first.container, first.version, first.consent) == (
        "https://shop.example",
        "GTM-1",
        "41",
        "granted",
    )
    assert (first.at, first.journey_seconds, first.journey_status, first.door) == (START, 2.0, "failed", "run")
    assert first.expectation == "scenarios/buy.yaml::Buy[Desktop Chrome]::click Buy::ga4 purchase"


def test_a_journey_is_kept_once(history: History) -> None:
    """A shard keeps what it ran, and a merge of all shards brings the same recordings again."""
    one, two = strip("mf")
    assert keep(history, one) == 1
    assert keep(history, one, two, run="merge") == 1
    assert keep(history, one, two, run="merge again") == 0
    assert len(list(outcomes(history))) == 2
    (line,) = trends(history).lines
    assert (line.met, line.failed) == (1, 1)


def test_a_journey_that_could_not_be_performed_is_kept_with_its_reason(history: History) -> None:
    one = replace(journey(START, {ORDER: "n"}), status="broken", broken="The shop is closed.", mend="Open it.")
    keep(history, one)
    (told,) = journeys(history)
    assert (told.status, told.reason, told.mend) == ("broken", "The shop is closed.", "Open it.")


def test_changes_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    told = [*strip("mmmffmmmwwkunfm"), *strip("fffmm", CART, device="iPhone 15")]
    reference = ""
    for seed in range(4):
        mixed = list(told)
        random.Random(seed).shuffle(mixed) if seed else None
        with open_history(str(tmp_path / f"{seed}.db")) as history:
            for one in mixed:
                keep(history, one)
            seen = repr([_plain(change) for change in changes(history)]) + repr(trends(history).lines)
        reference = reference or seen
        assert seen == reference
    assert "failed" in reference


def _plain(change: Change) -> Change:
    return replace(change, subject_id=0)


def test_a_change_names_the_versions_between_which_it_came(history: History) -> None:
    keep(history, *strip("mmm", version="41"))
    keep(history, *list(strip("mmmff", version="42"))[3:])
    keep(history, *list(strip("mmmffm", version="43"))[5:])
    broke, back = changes(history)
    assert (broke.state, broke.between, broke.link) == ("failed", "between version 41 and 42", "trigger")
    assert broke.before_at == START + 3600 + 2 * DAY
    assert (back.state, back.between) == ("met", "between version 42 and 43")


def test_what_tells_nothing_of_the_tracking_changes_nothing(history: History) -> None:
    keep(history, *strip("mknum"))
    assert not list(changes(history))


def test_one_that_never_passed_is_told_so(history: History) -> None:
    keep(history, *strip("ff"))
    (change,) = changes(history)
    assert (change.state, change.before_at, change.between) == ("failed", None, "")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 5),
        (Filters(device="IPHONE*"), 2),
        (Filters(device="desktop chrome"), 3),
        (Filters(device="Desktop"), 0),
        (Filters(source="google"), 4),
        (Filters(source="google / cpc"), 4),
        (Filters(source="newsletter / email"), 1),
        (Filters(medium="e*"), 1),
        (Filters(campaign="50%_off"), 1),
        (Filters(campaign="5?%*"), 1),
        (Filters(version="42"), 2),
        (Filters(since=START + DAY), 3),
        (Filters(until=START + DAY), 2),
        (Filters(name="add to cart"), 1),
        (Filters(name="purchase"), 4),
        (Filters(conversion="macro"), 4),
        (Filters(conversion="any"), 5),
        (Filters(owner="team-*"), 4),
        (Filters(scenario="Buy"), 5),
        (Filters(scenario="scenarios/other.yaml"), 0),
        (Filters(segment=Segment("left", sent=((Wanted(event="page_view"),),))), 4),
        (Filters(segment=Segment("left", not_sent=((Wanted("ga4", "page_view"),),))), 1),
    ],
)
def test_filters_choose_outcomes(history: History, filters: Filters, count: int) -> None:
    keep(history, journey(START, {ORDER: "m", CART: "m"}))
    keep(history, journey(START + DAY, {ORDER: "f"}, around(version="42")))
    keep(history, journey(START + DAY, {ORDER: "m"}, around("iPhone 15", "42")))
    other = around("iPhone 15", source="newsletter", medium="email", campaign="50%_off", sent=(Sent("ga4", "scroll"),))
    keep(history, journey(START + 2 * DAY, {ORDER: "m"}, other))
    assert len(list(outcomes(history, filters))) == count
    assert sum(line.met + line.failed for line in trends(history, filters).lines) == count


def test_an_owner_who_changes_makes_no_second_line(history: History) -> None:
    keep(history, journey(START, {ORDER: "m"}))
    keep(history, journey(START + DAY, {replace(ORDER, owner="team-new", conversion="micro"): "m"}))
    (line,) = trends(history).lines
    assert (line.met, line.subject.owner, line.subject.conversion) == (2, "team-new", "micro")


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    """Four processes make the file together, and write it together; one journey is brought by each of them."""
    place, each = tmp_path / "history.db", 6
    root = str(Path(__file__).parents[2])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place), str(number), str(each)], cwd=root, stderr=subprocess.PIPE
        )
        for number in range(4)
    ]
    told = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, told
    with open_history(str(place)) as history:
        kept = list(outcomes(history))
        lines = {line.subject.name: line for line in trends(history).lines}
    assert len(kept) == 4 * each * 2 + each
    assert (lines["Order"].met, lines["Order"].failed) == (2 * each, 2 * each)
    assert lines["Add to cart"].met == 5 * each


def test_readers_do_not_wait_for_a_writer(history: History, tmp_path: Path) -> None:
    keep(history, journey(START, {ORDER: "m"}))
    with history.writing(), open_history(str(tmp_path / "history.db")) as other:
        assert len(list(outcomes(other))) == 1
    connection = sqlite3.connect(tmp_path / "history.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_run_that_fails_on_the_way_leaves_nothing(history: History) -> None:
    keep(history, journey(START, {ORDER: "m"}))
    wrong = journey(START + DAY, {ORDER: "m"})
    with pytest.raises(HistoryError, match="cannot be written to"):
        keep(history, journey(START + 60, {ORDER: "m"}), replace(wrong, status=None), began=START)  # type: ignore[arg-type]
    assert len(list(outcomes(history))) == 1
    assert sum(line.met for line in trends(history).lines) == 1


def test_an_older_history_is_brought_forward(history: History) -> None:
    keep(history, journey(START, {ORDER: "m"}))

    def colour(connection: object) -> None:
        connection.execute(text("ALTER TABLE validator_runs ADD COLUMN colour TEXT"))  # type: ignore[attr-defined]

    for _ in range(2):  # the second time there is nothing to do
        with history.writing() as connection:
            migrate(connection, (*STEPS, colour))
            assert connection.execute(text("SELECT colour FROM validator_runs")).all() == [(None,)]
    with pytest.raises(HistoryError, match="newer version of validator"), open_history(history.place):
        pass


def test_a_step_that_fails_leaves_the_history_as_it_was(history: History) -> None:
    def half(connection: object) -> None:
        connection.execute(text("ALTER TABLE validator_runs ADD COLUMN colour TEXT"))  # type: ignore[attr-defined]
        connection.execute(text("ALTER TABLE nowhere ADD COLUMN colour TEXT"))  # type: ignore[attr-defined]

    with pytest.raises(HistoryError), history.writing() as connection:
        migrate(connection, (*STEPS, half))
    with history.writing() as connection:
        lock(connection)
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(validator_runs)"))]
    assert "colour" not in columns


def test_a_file_of_another_kind_stays_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "notes.db"
    other.write_text("These are notes, and no database. " * 100)
    with pytest.raises(HistoryError, match="something else"), open_history(str(other)):
        pass
    assert other.read_text().startswith("These are notes")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nosuch://x/y", "no database is known"),
        ("postgresql://me:secret@127.0.0.1:1/none", "cannot be opened"),
        ("://", "is no URL"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(url: str, told: str) -> None:
    with pytest.raises(HistoryError, match=told) as error, open_history(url):
        pass
    assert "secret" not in str(error.value)


def test_looking_makes_no_history(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="There is no history"), open_history(str(tmp_path / "x.db"), create=False):
        pass
    assert not list(tmp_path.iterdir())
