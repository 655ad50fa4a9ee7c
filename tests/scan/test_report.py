"""What is told of a scan: alike pages as one finding, what a page lacks, the inventory, and what differs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Page

from tests.everybody import violations
from validator.model.location import UsageError
from validator.model.plan import ContainerChoice, Plan
from validator.model.segment import Segment, Wanted
from validator.scan import document, page_html, told
from validator.scan.difference import between
from validator.scan.difference import told as difference_told
from validator.scan.frontier import FILE, Frontier
from validator.scan.page import Facts, Fault, Seen, Sent
from validator.scan.report import Report, report
from validator.scan.segment import wanted

SHOP = "https://shop.example"
VIEW, ITEM = Sent("ga4", "G-1", "page_view"), Sent("ga4", "G-1", "view_item")
TWICE = Fault("repeated-hit", "fail", "repeated-hit ga4 page_view", "ga4 page_view is sent twice.", "ga4 page_view")
WARNING = Fault("page-error", "warn", "page-error x", "The page's script failed: <b>x</b>", mend="Mend it.")


class Scanned:
    """A scan whose pages are told by hand."""

    def __init__(self, folder: Path) -> None:
        self.frontier = Frontier(folder / FILE)
        for name, value in (("site", f"{SHOP}/"), ("began", "2026-01-01T00:00:00+00:00"), ("finished", "done")):
            self.frontier.set(name, value)

    def page(self, path: str, *faults: Fault, sent: tuple[Sent, ...] = (VIEW,), **facts: Any) -> None:
        url = SHOP + path
        told = {"containers": ("GTM-1",), "consent": "default", "cookies": ("_ga .shop.example",), **facts}
        self.end(path, Seen("page", url, Facts(url, "Title", 200, 1.0, sent=sent, **told), faults))

    def end(self, path: str, seen: Seen) -> None:
        self.frontier.add(SHOP + path, "link", 1, f"{SHOP}/")
        page = self.frontier.take()
        assert page is not None
        self.frontier.done(page, seen)

    def report(self, plan: Plan | None = None, segment: str = "") -> Report:
        return report(self.frontier, plan or Plan(), segment, wanted(segment, plan or Plan()) if segment else None)


@pytest.fixture
def scanned(tmp_path: Path) -> Scanned:
    return Scanned(tmp_path)


def shop(scanned: Scanned) -> None:
    for number in range(12):
        scanned.page(f"/product/{number}", TWICE, sent=(replace(VIEW, times=2), ITEM))
    scanned.page("/about")
    scanned.page("/help", WARNING)


def document_of(whole: Report) -> dict[str, Any]:
    file = io.StringIO()
    document.write(whole, file)
    found: dict[str, Any] = json.loads(file.getvalue())
    return found


def test_alike_pages_are_one_finding(scanned: Scanned) -> None:
    shop(scanned)
    groups = scanned.report().groups
    assert [(group.fault.code, group.where) for group in groups] == [
        ("repeated-hit", "on all 12 pages like /product/*"),
        ("page-error", "on /help"),
    ]
    text = told.text(scanned.report())
    assert "✗ ga4 page_view is sent twice.\n    on all 12 pages like /product/* · repeated-hit" in text
    assert text.splitlines()[-1].startswith(f"14 pages of {SHOP}/: 2 findings (1 fail and 1 warn)")


def test_one_finding_on_several_kinds_of_pages(scanned: Scanned) -> None:
    for number in range(4):
        scanned.page(f"/product/{number}", TWICE)
    scanned.page("/product/9")
    scanned.page("/cart", TWICE)
    (group,) = scanned.report().groups
    assert group.where == "on 5 pages: 4 pages like /product/* (of 5), /cart"


def test_what_a_page_lacks_that_the_others_have(scanned: Scanned) -> None:
    for number in range(5):
        scanned.page(f"/product/{number}")
    scanned.page("/bare", sent=(), containers=(), consent="")
    scanned.page("/other", sent=(Sent("meta", "1", "PageView"),))
    scanned.page("/unasked", consent="")
    found = {(group.fault.code, group.examples) for group in scanned.report().groups}
    assert found == {
        ("container-missing", (f"{SHOP}/bare",)),
        ("page-view-missing", (f"{SHOP}/other",)),
        ("consent-default-missing", (f"{SHOP}/unasked",)),
    }


def test_what_is_not_usual_is_not_missed(scanned: Scanned) -> None:
    for name in "abc":
        scanned.page(f"/{name}")
    for name in "def":
        scanned.page(f"/{name}", containers=(), sent=(Sent("matomo", "1", "page_view"),), consent="")
    assert scanned.report().groups == ()


def test_the_plan_says_how_much_weighs_what_is_missed(scanned: Scanned) -> None:
    for name in "abcd":
        scanned.page(f"/{name}")
    scanned.page("/bare", containers=())
    assert scanned.report().exit_code == 1
    assert scanned.report(Plan(findings={"container-missing": "warn"})).exit_code == 0
    assert scanned.report(Plan(findings={"container-missing": "ignore"})).groups == ()
    assert scanned.report(Plan(container=ContainerChoice("GTM-2"))).groups == ()  # then each page was held against it


def test_a_page_without_the_container_is_not_told_twice(scanned: Scanned) -> None:
    missing = Fault("page-view-missing", "fail", "page-view-missing", "No page view was sent.")
    for name in "abcd":
        scanned.page(f"/{name}")
    scanned.page("/bare", missing, containers=(), sent=())
    assert [group.fault.code for group in scanned.report().groups] == ["container-missing"]


def test_the_document_is_of_the_written_form(scanned: Scanned) -> None:
    shop(scanned)
    scanned.end(
        "/gone", Seen("error", f"{SHOP}/gone", Facts(f"{SHOP}/gone", status=404), (WARNING,), why="It is gone.")
    )
    scanned.end("/slow", Seen("failed", f"{SHOP}/slow", why="It was not loaded.", mend="Wait longer."))
    scanned.end("/old", Seen("page", f"{SHOP}/about", Facts(f"{SHOP}/about")))
    found = document_of(scanned.report())
    jsonschema.Draft7Validator(json.loads(document.SCHEMA.read_text())).validate(found)
    assert found["exit_code"] == 1
    assert found["counts"] == {"judged": 14, "error": 1, "failed": 1, "page": 14, "redirect": 1}
    assert found["inventory"]["vendors"] == [
        {
            "vendor": "ga4",
            "ids": [
                {
                    "id": "G-1",
                    "events": [
                        {"event": "page_view", "pages": 14, "times": 26},
                        {"event": "view_item", "pages": 12, "times": 12},
                    ],
                }
            ],
        }
    ]
    outcomes = {page["url"].removeprefix(SHOP): (page["outcome"], page["leads_to"]) for page in found["pages"]}
    assert outcomes["/old"] == ("redirect", f"{SHOP}/about")
    assert outcomes["/slow"] == ("failed", "")


def test_a_document_without_pages_is_of_the_form_too(scanned: Scanned) -> None:
    found = document_of(scanned.report())
    jsonschema.Draft7Validator(json.loads(document.SCHEMA.read_text())).validate(found)
    assert found["pages"] == []
    assert found["exit_code"] == 3


def test_tables_hold_a_line_for_each_and_no_formula(scanned: Scanned) -> None:
    scanned.page("/a", sent=(Sent("ga4", "G-1", "=cmd()", 2),), cookies=("_ga .shop.example", "plain"))
    events, cookies = io.StringIO(), io.StringIO()
    document.write_events(scanned.report(), events)
    document.write_cookies(scanned.report(), cookies)
    assert list(csv.reader(io.StringIO(events.getvalue()))) == [
        ["page", "vendor", "id", "event", "times"],
        [f"{SHOP}/a", "ga4", "G-1", "'=cmd()", "2"],
    ]
    assert list(csv.reader(io.StringIO(cookies.getvalue())))[1:] == [
        [f"{SHOP}/a", "_ga", ".shop.example"],
        [f"{SHOP}/a", "plain", ""],
    ]


def test_the_page_shows_hostile_text_as_text(scanned: Scanned) -> None:
    scanned.page("/a?x=<script>", replace(WARNING, message="<img src=x onerror=alert(1)>"))
    file = io.StringIO()
    page_html.write(scanned.report(), file)
    assert "<img" not in file.getvalue()
    assert "<script" not in file.getvalue()
    assert "&lt;img src=x" in file.getvalue()


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_for_everybody(scanned: Scanned, page: Page, tmp_path: Path, theme: Any, width: int) -> None:
    shop(scanned)
    scanned.page("/a", replace(WARNING, message="A word that is too long to be broken " + "x" * 200))
    with (tmp_path / "scan.html").open("w", encoding="utf-8") as file:
        page_html.write(scanned.report(), file)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    page.goto((tmp_path / "scan.html").as_uri())
    assert violations(page) == []
    assert page.locator("html").evaluate("element => element.scrollWidth - element.clientWidth") == 0


def test_a_segment_is_reported_by_itself(scanned: Scanned) -> None:
    shop(scanned)
    whole = scanned.report(segment="page_view and not view_item")
    assert whole.judged == 2
    assert [group.fault.code for group in whole.groups] == ["page-error"]
    assert {page["url"] for page in document.pages(whole)} == {f"{SHOP}/about", f"{SHOP}/help"}


def test_a_segment_of_the_plan_and_of_a_vendor_with_categories(scanned: Scanned) -> None:
    scanned.page("/a", sent=(VIEW, Sent("ua", "UA-1", "Shop › Buy")))
    scanned.page("/b")
    plan = Plan(segments={"Bought": Segment("Bought", sent=((Wanted("ua", None, "Shop", "Buy"),),))})
    assert scanned.report(plan, segment="Bought").judged == 1
    assert scanned.report(plan, segment="not ua Shop › Buy").judged == 1


@pytest.mark.parametrize("told_", ["not ", "view_item and "])
def test_a_segment_that_cannot_be_read(told_: str) -> None:
    with pytest.raises(UsageError, match="names no event"):
        wanted(told_, Plan())


def test_two_scans_are_compared(tmp_path: Path) -> None:
    one, other = Scanned(tmp_path / "a"), Scanned(tmp_path / "b")
    for number in range(4):
        one.page(f"/product/{number}", WARNING)
        other.page(f"/product/{number}", *((TWICE,) if number < 3 else ()))
    one.page("/old")
    other.page("/new", sent=(VIEW, Sent("meta", "7", "PageView")))
    found = between(document_of(one.report()), document_of(other.report()))
    assert [(each.what, each.kind, each.before, each.after) for each in found.changes] == [
        ("finding", "new", 0, 3),
        ("finding", "gone", 4, 0),
        ("event", "new", 0, 1),
    ]
    assert (found.new_pages, found.gone_pages) == ((f"{SHOP}/new",), (f"{SHOP}/old",))
    assert found.exit_code == 1
    assert between(document_of(other.report()), document_of(one.report())).exit_code == 0
    assert "+ ga4 page_view is sent twice. (0 → 3 pages · fails)" in difference_told(found, "text")
    assert "| + | ga4 page_view is sent twice. | 0 | 3 |" in difference_told(found, "markdown")
    assert json.loads(difference_told(found, "json"))["changes"][0]["kind"] == "new"


def test_a_finding_on_more_pages_than_before_fails(tmp_path: Path) -> None:
    one, other = Scanned(tmp_path / "a"), Scanned(tmp_path / "b")
    for name in "abc":
        one.page(f"/{name}", *((TWICE,) if name == "a" else ()))
        other.page(f"/{name}", TWICE)
    assert between(document_of(one.report()), document_of(other.report())).exit_code == 1
    assert between(document_of(one.report()), document_of(one.report())).exit_code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "is no JSON document"), ("[]", "is not the document of a scan"), ('{"format": "x"}', "is not the document")],
)
def test_what_is_no_scan_cannot_be_compared(content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "scan.json").write_text(content)
    with pytest.raises(UsageError, match=words):
        document.read(tmp_path)
