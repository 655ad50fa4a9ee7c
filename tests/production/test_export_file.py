"""CSV files as people have them: of Google's reports and explorations, of other languages, of spreadsheets."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from validator.model.location import UsageError
from validator.production.counts import Count, Counts, joined, totals
from validator.production.document import counts_csv
from validator.production.export_file import read_export
from validator.production.export_values import whole_number

EXPLORATION = """\
# ----------------------------------------
# Free form 1
# Free form 1
# 20260301-20260303
# ----------------------------------------

Date,Event name,Device category,Session source / medium,Session campaign,Event count,Total users
,,,,,1234,400,Grand total
20260301,page_view,mobile,google / cpc,spring,"1,200",390
20260302,add_to_cart,desktop,(direct) / (none),(direct),34,30
"""
REPORT = """\
# ----------------------------------------
# Events: Event name
# Account: Shop
# Property: Shop - GA4
# ----------------------------------------
#
# All Users
# Start date: 20260301
# End date: 20260331
Nth day,page_view,scroll
0000,10,4
0001,12,5

# ----------------------------------------
# Start date: 20260301
# End date: 20260331
Event name,Event count,Total users,Event count per active user,Total revenue
,1234,100,1.5,0
page_view,1200,100,12.5,0
purchase,34,20,1.1,"1,024.50"
"""
GERMAN = "\ufeffDatum;Ereignisname;Gerätekategorie;Sitzung – Quelle / Medium;Ereignisanzahl\n"
GERMAN += (
    "Gesamt;;;;1.234\n01.03.2026;page_view;mobile;google / cpc;1.200\n02.03.2026;add_to_cart;desktop;bing / cpc;34,0\n"
)


def read(tmp_path: Path, text: str, name: str = "export.csv", **options: str) -> Counts:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_export(tmp_path / name, **options)


def test_an_exploration(tmp_path: Path) -> None:
    counts = read(tmp_path, EXPLORATION)
    day = datetime.date(2026, 3, 1)
    assert counts.rows == (
        Count("page_view", 1200, day, "mobile", "google", "cpc", "spring"),
        Count("add_to_cart", 34, datetime.date(2026, 3, 2), "desktop", "(direct)", "(none)", "(direct)"),
    )
    assert (counts.since, counts.until) == (day, datetime.date(2026, 3, 3))
    assert counts.daily


def test_a_report_without_days_counts_and_says_so(tmp_path: Path) -> None:
    counts = read(tmp_path, REPORT)
    assert totals(counts) == {"page_view": 1200, "purchase": 34}
    assert not counts.daily
    assert (counts.since, counts.until) == (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    assert any("on which day" in note for note in counts.notes)


def test_german_with_semicolons_and_commas(tmp_path: Path) -> None:
    counts = read(tmp_path, GERMAN, locale="de")
    assert [(row.day, row.event, row.count, row.medium) for row in counts.rows] == [
        (datetime.date(2026, 3, 1), "page_view", 1200, "cpc"),
        (datetime.date(2026, 3, 2), "add_to_cart", 34, "cpc"),
    ]
    assert read(tmp_path, GERMAN).rows == counts.rows


def test_a_plain_table_of_tabs_in_utf_16(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes("day\tevent\tcount\n2026-03-01\tbuy\t7\n".encode("utf-16"))
    assert read_export(tmp_path / "a.tsv").rows == (Count("buy", 7, datetime.date(2026, 3, 1)),)


def test_rows_of_visits_are_counted_one_by_one(tmp_path: Path) -> None:
    text = "event_date,event_name,ga_session_id\n20260301,page_view,1\n20260301,add_to_cart,1\n20260301,page_view,2\n"
    counts = read(tmp_path, text)
    assert totals(counts) == {"page_view": 2, "add_to_cart": 1}
    assert [row.visit for row in counts.rows] == ["1", "1", "2"]


@pytest.mark.parametrize(("days", "first"), [("13/03/2026", 3), ("03/13/2026", 3), ("3/31/26", 3), ("Mar 5, 2026", 3)])
def test_days_are_read_as_the_whole_file_has_them(tmp_path: Path, days: str, first: int) -> None:
    counts = read(tmp_path, f'Date,Event name,Event count\n"{days}",a,1\n')
    assert counts.rows[0].day is not None
    assert counts.rows[0].day.month == first


def test_days_that_can_be_read_in_two_ways_are_asked_for(tmp_path: Path) -> None:
    text = "Date,Event name,Event count\n03/04/2026,a,1\n05/04/2026,a,1\n"
    with pytest.raises(UsageError, match=r"read in two ways \(03-04-2026 …\)\.\n  → Say which: --dates dmy"):
        read(tmp_path, text)
    assert read(tmp_path, text, dates="mdy").rows[0].day == datetime.date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no table"),
        ("a,b\n1,2\n", "has no column of event names: its headings are a, b"),
        ("Event name,Users\na,1\n", "has no column of event counts"),
        ("Event name,Event count\na,many\n", "export.csv:2: 'many' is no count"),
        ("Date,Event name,Event count\nsoon,a,1\n", "export.csv:2: 'soon' is no day"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1234", 1234), ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1.234.567", 1234567), ("12.0", 12), ("", 0)],
)
def test_counts_are_whole(text: str, value: int) -> None:
    assert whole_number(text) == value


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    counts = read(tmp_path, EXPLORATION)
    again = read(tmp_path, counts_csv(counts), "again.csv")
    assert (again.rows, again.since, again.until) == (counts.rows, counts.since, counts.until)


def test_two_files_that_tell_the_same_are_refused(tmp_path: Path) -> None:
    one, other = read(tmp_path, EXPLORATION, "one.csv"), read(tmp_path, EXPLORATION, "two.csv")
    with pytest.raises(ValueError, match=r"two.csv and one.csv both count .* it would count twice"):
        joined([one, other])
