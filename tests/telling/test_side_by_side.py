"""One table for a scenario that was made with several consent profiles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reporters import runs
from validator.model.event import Event
from validator.model.recording import ConsentAnswer, Request, Stored
from validator.model.run import Result, Run
from validator.reporters import markdown, terminal
from validator.telling.side_by_side import Table, tables

DENIED = {"analytics_storage": "denied"}


def result(profile: str, events: tuple[Event, ...] = (), *, device: str | None = None, cookies: str = "") -> Result:
    (base, *_) = runs.passing().results
    scenario = replace(base.scenario, consent=profile, device=device, cell=(("consent", profile),))
    clicked = {"denied": ("Settings", "Reject all"), "granted": ("Accept all",)}.get(profile)
    recording = replace(
        base.recording,
        consent=profile,
        answers=(ConsentAnswer("x", "onetrust", 0.4, 1, clicked),) if clicked else (),
        stored=tuple(Stored("cookie", name, "1") for name in cookies.split()),
        requests=(Request(1, "https://a.example"), Request(2, "https://a.example", handling="stopped")),
    )
    return replace(base, scenario=scenario, recording=recording, verdict=replace(base.verdict, events=events))


def ga4(name: str, request: int = 1, **more: object) -> Event:
    return replace(Event("ga4", name=name), request=request, **more)


@pytest.fixture
def run() -> Run:
    pings = (ga4("page_view", consent=DENIED), ga4("view_item", consent=DENIED), ga4("purchase", request=2))
    whole = (
        ga4("page_view"),
        ga4("page_view", consent=DENIED),
        ga4("view_item", consent=DENIED),
        Event("ua", name="x"),
    )
    return Run((result("denied", pings, cookies="consent"), result("granted", whole, cookies="_ga consent")))


def rows(table: Table) -> dict[str, tuple[str, ...]]:
    return {f"{row.kind} {row.name}": row.cells for row in table.rows}


def test_what_is_sent_and_stored(run: Run) -> None:
    (table,) = tables(run)
    assert table.profiles == ("denied", "granted")
    assert rows(table) == {
        "answer answered": ("Reject all", "Accept all"),
        "status result": ("passed", "passed"),
        "vendor ga4": ("2 cookieless", "3, 2 of them cookieless"),
        "event page_view": ("1 cookieless", "2, 1 of them cookieless"),
        "vendor ua": ("–", "1"),
        "event x": ("–", "1"),
        "cookie _ga": ("–", "✓"),
        "cookie consent": ("✓", "✓"),
    }


def test_no_table_without_two_profiles_of_one_scenario_on_one_device() -> None:
    assert tables(runs.passing()) == ()
    assert tables(Run((result("denied"),))) == ()
    assert tables(Run((result("denied", device="Pixel 7"), result("granted", device="iPhone 15")))) == ()


def test_a_table_a_device() -> None:
    devices = ("Pixel 7", "iPhone 15")
    found = tables(Run(tuple(result(one, device=on) for on in devices for one in ("denied", "granted"))))
    assert [table.title.rpartition(" · ")[2] for table in found] == ["Pixel 7", "iPhone 15"]


def test_many_cookies_are_cut_short() -> None:
    many = " ".join(f"c{number:02}" for number in range(40))
    (table,) = tables(Run((result("denied"), result("granted", cookies=many))))
    assert table.rows[-1].name == "… and 25 more cookies"
    assert len([row for row in table.rows if row.kind == "cookie"]) == 15


def test_terminal_and_markdown_show_it(run: Run) -> None:
    told = terminal.render(run)
    lines = [line for line in told.splitlines() if "page_view" in line or "answered" in line]
    assert lines == [
        "  answered        Reject all    Accept all",
        "    page_view     1 cookieless  2, 1 of them cookieless",
    ]
    assert "| · page_view | 1 cookieless | 2, 1 of them cookieless |" in markdown.render(run).splitlines()
