"""The week on one page: what broke, when, where, what it cost, what came back, and what is reached."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Page

from tests.everybody import violations
from tests.history.made_up import CART, ORDER, around, journey, keep
from tests.notices.hook import Hook, listen
from tests.production.visitors import FIRST, shop
from validator.cli import command
from validator.history.records import Circumstances, KeptJourney
from validator.history.store import open_history
from validator.paper import page
from validator.paper.blocks import Card, Heading, Paper, Table
from validator.production.document import counts_csv

LAST = FIRST + datetime.timedelta(119)
PHONE, DESKTOP = "iPhone 15", "Desktop Chrome"
PLAN = """\
plan: Mug shop
vendors: {ga4: G-1}
events:
  Add to cart: {conversion: micro, owner: team-basket, ga4: {event: add_to_cart}}
  Order: {conversion: macro, owner: team-checkout, ga4: {event: purchase}}
  Newsletter: {conversion: macro, ga4: {event: newsletter_sign_up}}
owners: {team-basket: "${BASKET_URL}"}
milestones:
  - {name: Cart tracked, by: 2026-01-20, events: [Add to cart]}
  - {name: Orders tracked, by: 2026-01-20, events: [Order]}
  - {name: Letters tracked, by: 2026-02-20, events: [Newsletter, Order]}
  - {name: Letters tracked one day, by: 2027-02-20, events: [Newsletter]}
"""


def moment(day: int, hour: int = 6) -> float:
    when = datetime.datetime.combine(FIRST + datetime.timedelta(day), datetime.time(hour), datetime.timezone.utc)
    return when.timestamp()


def visits(device: str, campaign: str) -> Circumstances:
    source, medium = {"spring": ("google", "cpc"), "weekly": ("newsletter", "email")}[campaign]
    return around(device, source=source, medium=medium, campaign=campaign)


def looks(day: int) -> Iterator[KeptJourney]:
    """Each day each device with each campaign. The cart fails on phones on days 100 to 105; the order from 116 on."""
    for device in (PHONE, DESKTOP):
        for campaign in ("spring", "weekly"):
            cart = "f" if device == PHONE and 100 <= day < 106 else "m"
            order = "f" if day >= 116 else "m"
            where = replace(visits(device, campaign), version=str(40 + (day >= 116)))
            yield journey(moment(day), {CART: cart, ORDER: order}, where, name=f"Buy from {campaign}")


def fewer(day: int, event: str, device: str, campaign: str) -> float:
    cart = event == "add_to_cart" and device == "mobile" and 100 <= day < 106
    return 0.0 if cart or (event == "purchase" and day >= 116) else 1.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("VALIDATOR_HISTORY", "VALIDATOR_NOTIFY", "VALIDATOR_GA4_PROPERTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tracking-plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "visitors.csv").write_text(counts_csv(shop(3, change=fewer)), encoding="utf-8")
    with open_history(str(tmp_path / "history.db")) as history:
        keep(history, *(one for day in range(30, 120) for one in looks(day)))
    return tmp_path


def typed(*words: str, until: datetime.date = LAST, **options: Any) -> Result:
    told = ["report", "--weekly", "--no-pdf", "--history", "history.db", "--until", until.isoformat(), *words]
    return CliRunner().invoke(command, told, **options)


def document(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out" / "week.json").read_text(encoding="utf-8"))
    return found


def test_what_broke_when_where_and_what_it_cost(folder: Path) -> None:
    told = typed("--file", "visitors.csv")
    assert told.exit_code == 0, told.output
    found = document(folder)
    assert found["broken"] == ["Order"]
    assert found["lead"].startswith("Order is not tracked as planned. About ")
    order, cart = found["breaks"]
    assert (order["name"], order["since"][:10], order["until"]) == ("Order", "2026-05-01", None)
    assert order["spared"]["device"] == []
    assert order["red"][0]["between"] == "between version 40 and 41"
    assert order["cost"]["sure"]
    assert order["cost"]["actual"] == 0
    assert (cart["name"], cart["since"][:10], cart["until"][:10]) == ("Add to cart", "2026-04-15", "2026-04-21")
    assert (cart["where"]["device"], cart["spared"]["device"]) == (["iPhone 15 (mobile)"], ["desktop"]) or (
        cart["spared"]["device"] == ["Desktop Chrome"]
    )
    due = 900 * 0.2 * 0.55 * sum((1.0, 1.05, 1.0, 0.95, 1.1, 1.5, 1.4)[day % 7] for day in range(100, 106))
    assert cart["cost"]["lost"] == pytest.approx(due, rel=0.3)
    assert found["lost"] == {"macro": order["cost"]["lost"]}, "the cart's loss was before this week"
    assert found["lost_since_back"]["micro"] == cart["cost"]["lost"]


def test_the_page_reads_as_a_person_asks(folder: Path) -> None:
    typed("--file", "visitors.csv")
    text = (folder / "out" / "week.md").read_text(encoding="utf-8")
    html = (folder / "out" / "week.html").read_text(encoding="utf-8")
    for words in (
        "Order · macro conversion",
        "since 1 May 2026, 06:00 UTC, 4 days so far",
        "30 April 2026, 06:00 UTC",
        "The trigger did not match.",
        "it broke between version 40 and 41",
        "team-checkout",
        "**To mend it:** Change it.",
        "No run expects them: Newsletter.",
        "All that broke in the last 13 weeks",
    ):
        assert words in text, words
    assert "15 April 2026, back on 21 April" in html
    assert "<script" not in html
    assert "src=" not in html
    assert "https://" not in html.partition("<body>")[2]


def test_a_week_in_which_it_came_back(folder: Path) -> None:
    told = typed("--file", "visitors.csv", until=FIRST + datetime.timedelta(108))
    assert "Add to cart came back" in told.output
    found = document(folder)
    assert found["broken"] == []
    assert found["breaks"][0]["until"][:10] == "2026-04-21"


def test_while_it_is_broken_its_end_is_not_known(folder: Path) -> None:
    typed(until=FIRST + datetime.timedelta(103))
    found = document(folder)
    assert found["lead"].startswith("Add to cart on iPhone 15 (mobile) is not tracked as planned")
    assert found["breaks"][0]["until"] is None
    assert found["breaks"][0]["looked"] == {"failed": 8, "all": 16}
    assert "not known without production's counts; 8 of 16 looks did not find it" in (
        folder / "out" / "week.md"
    ).read_text(encoding="utf-8")


def test_milestones_are_done_or_not_by_what_was_seen(folder: Path) -> None:
    typed()
    states = {one["name"]: (one["state"], one["events"][0]["why"]) for one in document(folder)["milestones"]}
    assert states["Cart tracked"][0] == "done late", "it was tracked for the first time on 4 February"
    assert states["Orders tracked"] == ("missed", "red since 1 May 2026 on Desktop Chrome, iPhone 15")
    assert states["Letters tracked"][0] == "missed"
    assert states["Letters tracked one day"] == ("to come", "no run has looked at it")
    typed(until=FIRST + datetime.timedelta(90))
    assert {one["name"]: one["state"] for one in document(folder)["milestones"]}["Orders tracked"] == "done late"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--device", "iPhone*"], {"Order", "Add to cart"}),
        (["--device", "Desktop*"], {"Order"}),
        (["--campaign", "weekly"], {"Order", "Add to cart"}),
        (["--source", "bing"], set()),
        (["--segment", "page_view"], {"Order", "Add to cart"}),
        (["--segment", "not page_view"], set()),
    ],
)
def test_only_some_visits(folder: Path, words: list[str], names: set[str]) -> None:
    told = typed(*words)
    assert told.exit_code == 0, told.output
    assert {one["name"] for one in document(folder)["breaks"]} == names
    assert f"only {words[0].lstrip('-')} {words[1]}" in told.output


def test_a_segment_leaves_out_counts_that_do_not_tell_visits_apart(folder: Path) -> None:
    told = typed("--segment", "page_view", "--file", "visitors.csv")
    assert told.exit_code == 0
    assert "do not tell visits apart" in told.output


def test_a_fall_that_no_scenario_saw_is_a_break_too(folder: Path) -> None:
    def change(day: int, event: str, device: str, campaign: str) -> float:
        return 0.0 if event == "newsletter_sign_up" and day >= 112 else 1.0

    (folder / "visitors.csv").write_text(counts_csv(shop(4, change=change)), encoding="utf-8")
    typed("--file", "visitors.csv")
    letters = next(one for one in document(folder)["breaks"] if one["name"] == "Newsletter")
    assert letters["red"] == []
    assert letters["since"][:10] == "2026-04-27"
    assert "No scenario was red" in letters["says"]


def test_an_empty_week_says_so(folder: Path) -> None:
    told = typed(until=FIRST)
    assert "Nothing was looked at in this time" in told.output


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    with listen() as opened:
        monkeypatch.setenv("BASKET_URL", opened.url("basket-s3cret"))
        monkeypatch.setenv("WEEK_URL", opened.url("week-s3cret"))
        yield opened


def test_it_is_sent_with_the_page_and_no_secret_is_seen(folder: Path, hook: Hook) -> None:
    told = typed("--notify", "${WEEK_URL}")
    assert told.exit_code == 0, told.output
    (message,) = hook.told
    assert message["title"].startswith("✗ Tracking, 28 April to 4 May 2026: Order is not tracked")
    assert [one["filename"] for one in message["attachments"]] == ["week.html"]
    assert "Sent to json." in told.output
    assert "s3cret" not in told.output


def test_on_change_only_news_is_sent(folder: Path, hook: Hook) -> None:
    for until, sent in ((118, 1), (119, 1), (110, 2), (109, 2)):
        told = typed("--send", "--on-change", until=FIRST + datetime.timedelta(until))
        assert told.exit_code == 0, told.output
        assert len(hook.told) == sent
    assert hook.paths[0] == "/hooks/basket-s3cret"


def test_what_cannot_be_sent_is_told_and_sent_the_next_time(folder: Path, hook: Hook) -> None:
    hook.status = 500
    told = typed("--notify", "${WEEK_URL}", "--on-change")
    assert told.exit_code == 3
    assert "It could not be sent to json: " in told.output
    assert "s3cret" not in told.output
    hook.status = 200
    assert typed("--notify", "${WEEK_URL}", "--on-change").exit_code == 0
    assert len(hook.told) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--notify", "${NOBODY}"], "The environment variable NOBODY, which holds an address of --notify, is not set"),
        (["--send", "--owners", "none.yaml"], "none.yaml"),
        (["--history", "nowhere.db"], "There is no history at nowhere.db yet"),
        (["--until", "soon"], "--until 'soon' is no day"),
    ],
)
def test_what_cannot_be_is_told(folder: Path, words: list[str], told: str) -> None:
    found = typed(*words)
    assert found.exit_code == 2
    assert told in found.output


def test_hostile_names_stay_text() -> None:
    hostile = '<script>alert(1)</script> & "x" | `y`'
    paper = Paper(hostile, hostile, (Heading(hostile), Card(hostile, lines=(hostile,)), Table((hostile,), ())))
    assert "<script" not in page.render(paper)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_for_everybody(folder: Path, page: Page, theme: Any, width: int) -> None:
    typed("--file", "visitors.csv")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    page.goto((folder / "out" / "week.html").as_uri())
    assert violations(page) == []
    assert page.locator("html").evaluate("element => element.scrollWidth - element.clientWidth") == 0


@pytest.mark.browser
def test_the_pdf_is_one(folder: Path) -> None:
    told = typed("--pdf")
    assert told.exit_code == 0, told.output
    printed = (folder / "out" / "week.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 10_000


def test_counts_that_end_earlier_are_compared_with_equally_many_days(folder: Path) -> None:
    counts = shop(3)
    (folder / "visitors.csv").write_text(
        counts_csv(counts.between(FIRST, LAST - datetime.timedelta(3))), encoding="utf-8"
    )
    told = typed("--file", "visitors.csv")
    assert "Production's counts go until 1 May 2026 only" in told.output
    production = document(folder)["production"]
    assert (production["since"], production["until"]) == ("2026-04-28", "2026-05-01")
    assert document(folder)["breaks"][0]["cost"] is None or not document(folder)["breaks"][0]["cost"]["sure"]
