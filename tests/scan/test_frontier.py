"""The state of a scan: each page once, kinds take turns, and nothing is lost by a kill."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from validator.model.location import UsageError
from validator.scan.frontier import FILE, VERSION, Frontier
from validator.scan.page import Facts, Fault, Page, Seen, Sent

SHOP = "https://shop.example"


@pytest.fixture
def frontier(tmp_path: Path) -> Frontier:
    return Frontier(tmp_path / FILE)


def page(url: str, *faults: Fault) -> Seen:
    facts = Facts(url, "T", 200, 1.5, ("GTM-1",), "default", (Sent("ga4", "G-1", "page_view", 2),), ("_ga .x",), ("h",))
    return Seen("page", url, facts, faults)


def taken(frontier: Frontier) -> list[str]:
    found = []
    while (one := frontier.take()) is not None:
        found.append(one.url.removeprefix(SHOP))
    return found


def test_an_address_is_known_once(frontier: Frontier) -> None:
    assert frontier.add(f"{SHOP}/a", "link")
    assert not frontier.add(f"{SHOP}/a/", "sitemap")
    assert not frontier.add("http://www.shop.example/a", "link")
    assert taken(frontier) == ["/a"]
    assert frontier.known == 1


def test_kinds_take_turns_so_that_a_calendar_takes_no_more_than_others(frontier: Frontier) -> None:
    for number in range(50):
        frontier.add(f"{SHOP}/calendar/{number}", "link", 1)
    for name in ("mug", "pot"):
        frontier.add(f"{SHOP}/product/{name}", "link", 3)
    assert taken(frontier)[:4] == ["/calendar/0", "/product/mug", "/calendar/1", "/product/pot"]


def test_enough_of_one_kind_but_never_of_what_a_sitemap_names(frontier: Frontier) -> None:
    for number in range(5):
        frontier.add(f"{SHOP}/calendar/{number}", "link", 1, alike=3)
    assert frontier.add(f"{SHOP}/calendar/9", "sitemap", 1, alike=3)
    assert frontier.known == 4
    assert frontier.left_out() == {"/calendar/*": 2}


def test_what_was_under_way_at_a_kill_waits_again_and_what_is_done_stays_done(tmp_path: Path) -> None:
    first = Frontier(tmp_path / FILE)
    for name in "abc":
        first.add(f"{SHOP}/{name}", "link")
    one, two = first.take(), first.take()
    assert one
    assert two
    first.done(one, page(one.url))
    first.close()
    again = Frontier(tmp_path / FILE)
    assert again.give_back() == 1
    assert sorted(taken(again)) == ["/b", "/c"]
    assert [facts.url for _, facts in again.facts()] == [one.url]


def test_facts_and_faults_come_back_as_they_were(frontier: Frontier) -> None:
    frontier.add(f"{SHOP}/a", "link")
    one = frontier.take()
    assert one
    fault = Fault("page-error", "warn", "k", "It failed.", "s", "Mend it.", "rule")
    seen = page(one.url, fault)
    frontier.done(one, seen, "page-1.json")
    assert list(frontier.facts()) == [(1, seen.facts)]
    assert list(frontier.faults()) == [(1, fault)]
    assert frontier.of_key("k") == 1
    assert next(frontier.rows())["evidence"] == "page-1.json"


def test_where_an_address_leads_counts_as_visited(frontier: Frontier) -> None:
    for name in ("old", "new", "older"):
        frontier.add(f"{SHOP}/{name}", "link")
    old = frontier.take()
    assert old
    assert frontier.done(old, page(f"{SHOP}/new"))
    assert taken(frontier) == ["/older"]
    older = Page(3, f"{SHOP}/older")
    assert not frontier.done(older, page(f"{SHOP}/new"))  # was judged already
    assert frontier.counts() == {"page": 1, "redirect": 2}


def test_where_an_address_leads_out_of_the_scan_nothing_is_judged(frontier: Frontier) -> None:
    frontier.add(f"{SHOP}/account", "link")
    one = frontier.take()
    assert one
    assert not frontier.done(one, page(f"{SHOP}/login"), wanted=False)
    assert frontier.counts() == {"redirect": 1}


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("my notes, " * 100)
    with pytest.raises(UsageError, match="cannot be used as the state of a scan"):
        Frontier(tmp_path / FILE)
    assert (tmp_path / FILE).read_text().startswith("my notes")


def test_a_file_of_another_version_is_told(tmp_path: Path) -> None:
    Frontier(tmp_path / FILE).close()
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute("update meta set value = ? where name = 'version'", (str(VERSION + 1),))
    base.close()
    with pytest.raises(UsageError, match="another version"):
        Frontier(tmp_path / FILE)
