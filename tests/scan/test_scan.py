"""A generated shop is scanned in a real browser: planted faults, hostile pages, rules, kills, and lost workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from tests.scan.site import CONTAINER, Site, page, push, served
from validator.cli import command
from validator.scan import document
from validator.scan.frontier import FILE, Frontier
from validator.scan.settings import SIGNATURE

pytestmark = pytest.mark.browser


@pytest.fixture
def site() -> Iterator[Site]:
    with served(Site()) as running:
        yield running


def scan(*told: str, folder: Path) -> tuple[Result, dict[str, Any]]:
    """What a user sees of a scan, and its document."""
    outcome = CliRunner().invoke(command, ["scan", *told, "--output", str(folder)], catch_exceptions=False)
    file = folder / "scan.json"
    return outcome, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def found(told: dict[str, Any], site: Site) -> set[tuple[str, str, str]]:
    """The findings: level, code, the path of the first page."""
    return {(one["level"], one["code"], one["examples"][0].removeprefix(site.url)) for one in told["findings"]}


def test_a_whole_shop_with_all_that_is_wrong_and_all_that_leads_astray(site: Site, tmp_path: Path) -> None:
    outcome, told = scan(site.url, "--alike", "8", folder=tmp_path)
    assert outcome.exit_code == 1
    jsonschema.Draft7Validator(json.loads(document.SCHEMA.read_text())).validate(told)
    assert found(told, site) == {
        ("fail", "container-missing", "/without"),
        ("fail", "consent-default-late", "/late-consent"),
        ("fail", "consent-default-missing", "/no-consent"),
        ("fail", "repeated-hit", "/twice"),
        ("fail", "personal-data", "/mail?email=ada.lovelace@example.org"),
        ("warn", "page-error", "/broken"),
        ("warn", "page-dialog", "/dialog"),
        ("warn", "redirect-loop", "/circle"),
        ("warn", "page-answers-404", "/gone"),
        ("warn", "page-answers-500", "/failing"),
        ("warn", "items-missing", "/product/1"),
        ("warn", "items-missing", "/product/3"),
        ("warn", "transaction-id-missing", "/product/3"),
    }
    (gone,) = (one for one in told["findings"] if one["code"] == "page-answers-404")
    assert gone["message"] == f"The page answers 404: it is not there. {site.url}/ links there."
    pages = {one["url"].removeprefix(site.url): one for one in told["pages"]}
    assert pages["/unlinked"]["source"] == "sitemap"
    assert pages["/export"]["outcome"] == pages["/data"]["outcome"] == "not a page"
    assert (pages["/account"]["outcome"], pages["/account"]["leads_to"]) == ("redirect", f"{site.url}/login")
    assert pages["/login"]["outcome"] == "page"
    assert not {"/private", "/logout", "/price-list.pdf", "/huge?part=1"} & pages.keys()
    assert sum(path.startswith("/calendar") for path in pages) == 8 + 8  # months, and weeks of months
    assert {path: many for path, many in site.asked.items() if many > 1} == {"/circle": 20, "/elsewhere": 2}
    (item,) = (one for one in told["findings"] if one["code"] == "items-missing" and one["pages"] > 1)
    assert item["kinds"][0] == {"pattern": "/product/*", "pages": 6, "whole": 6}
    assert all(SIGNATURE in agent for agent in site.agents)
    assert told["inventory"]["containers"] == [{"id": CONTAINER, "pages": told["counts"]["page"] - 1}]
    recordings = {file.name for file in (tmp_path / "recordings").glob("*.json")}
    assert {one for finding in told["findings"] for one in finding["evidence"]} <= recordings
    assert len(recordings) < len(pages) / 2  # of pages on which nothing is wrong, none is kept
    assert "robots.txt does not allow them" in outcome.output


def test_rules_of_the_plan_by_the_urls_of_pages(site: Site, tmp_path: Path) -> None:
    plan = tmp_path / "tracking-plan.yaml"
    plan.write_text(
        """plan: Shop
vendors: {ga4: G-SCAN0001}
rules:
  - name: Products
    when: {url: {starts_with: /product/}}
    expect: [{vendor: ga4, event: view_item}]
    never: [{event: purchase}]
  - when: {url: {contains: product}}
    expect: [{vendor: ga4, event: view_item}, {vendor: ga4, event: page_view}]
  - when: {url: /about}
    expect: [{vendor: ga4, event: view_item}]
findings: {items-missing: ignore, transaction-id-missing: ignore}
"""
    )
    told = scan(
        *(site.url, "--plan", str(plan), "--include", "/product/", "--include", "/about"), folder=tmp_path / "out"
    )[1]
    rules = {(one["rule"], one["where"], one["subject"]) for one in told["findings"]}
    assert rules == {
        ("Products", "on /product/3 (of 6 like /product/*)", "purchase"),
        ('URL equals "/about"', "on /about", "ga4 view_item"),
    }
    assert all(one["message"] and one["level"] == "fail" for one in told["findings"])
    assert {one["url"].removeprefix(site.url).split("/")[1] for one in told["pages"]} == {"", "product", "about"}


def test_what_the_plan_does_not_know_and_what_it_misses(site: Site, tmp_path: Path) -> None:
    plan = tmp_path / "tracking-plan.yaml"
    plan.write_text("plan: Shop\nvendors: {ga4: G-OTHER0001, matomo: '1'}\n")
    told = scan(site.url, "--plan", str(plan), "--pages", "1", folder=tmp_path / "a")[1]
    codes = {(one["code"], one["level"], one["subject"]) for one in told["findings"]}
    assert codes == {
        ("page-view-missing", "fail", "matomo"),
        ("page-view-missing", "fail", "ga4"),  # to the property of the plan
        ("id-outside-plan", "warn", "ga4"),
    }
    plan.write_text("plan: Shop\ncontainer: GTM-OTHER01\n")
    told = scan(site.url, "--plan", str(plan), "--pages", "1", folder=tmp_path / "b")[1]
    assert [one["message"] for one in told["findings"]] == ["The page does not load the container GTM-OTHER01."]


def test_a_list_of_pages_and_nothing_else(site: Site, tmp_path: Path) -> None:
    pages = tmp_path / "pages.txt"
    pages.write_text(f"# the pages that matter\n/product/1\n{site.url}/about?utm_source=x\n\n/about/\n")
    outcome, told = scan(site.url, "--list", str(pages), folder=tmp_path / "out")
    assert sorted(one["url"].removeprefix(site.url) for one in told["pages"]) == ["/about", "/product/1"]
    assert outcome.exit_code == 0


def test_a_budget_ends_it_and_a_larger_one_goes_on(site: Site, tmp_path: Path) -> None:
    outcome, told = scan(site.url, "--pages", "4", folder=tmp_path)
    assert told["finished"] == "pages"
    assert told["counts"]["judged"] == 4
    assert "more are known" in outcome.output
    outcome, told = scan(site.url, "--pages", "9", "--resume", folder=tmp_path)
    assert "Going on with the scan" in outcome.output
    assert sum(told["counts"][name] for name in ("page", "error", "failed") if name in told["counts"]) == 9
    assert max(site.asked.values()) <= 20
    assert {path for path, many in site.asked.items() if many > 1} <= {"/circle", "/elsewhere"}


def test_the_rate_and_what_robots_ask_for_are_kept(site: Site, tmp_path: Path) -> None:
    told = scan(site.url, "--pages", "4", "--rate", "4", folder=tmp_path)[1]
    assert told["seconds"] >= 3 / 4
    site.robots = "User-agent: *\nDisallow: /\n"
    outcome, told = scan(site.url, folder=tmp_path / "closed")
    assert outcome.exit_code == 3
    assert "robots.txt does not allow" in outcome.output
    assert scan(site.url, "--pages", "2", "--ignore-robots", folder=tmp_path / "own")[1]["counts"]["judged"] == 2


def started(site: Site, folder: Path, *more: str) -> subprocess.Popen[str]:
    told = [sys.executable, "-m", "validator", "scan", site.url, "--output", str(folder), *more]
    return subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def many_pages(site: Site, many: int = 30) -> None:
    """A shop of like pages; it stops to answer when half of them were asked for, until its gate is opened."""
    site.robots = ""
    site.pages = {"/": page("".join(f'<a href="/item/{number}">x</a>' for number in range(many)))}
    site.pages |= {f"/item/{number}": page(push("view_item")) for number in range(many)}


def stopped_in_the_middle(site: Site, end: Callable[[], None]) -> None:
    """Ends something when some pages are done, and others are asked for and not answered."""
    middle = threading.Event()
    real = site.answer

    def answer(path: str) -> tuple[int, str, bytes]:
        if path.startswith("/item/") and sum(site.asked.values()) == 12:
            site.gate = site.gate or threading.Event()
            middle.set()
        return real(path)

    site.answer = answer  # type: ignore[method-assign]
    assert middle.wait(60)
    end()
    site.answer = real  # type: ignore[method-assign]
    if site.gate:
        site.gate.set()
    site.gate = None


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT], ids=["kill", "Ctrl-C"])
def test_after_its_end_in_the_middle_it_goes_on_and_visits_no_page_twice(
    kill: signal.Signals, site: Site, tmp_path: Path
) -> None:
    many_pages(site)
    running = started(site, tmp_path)

    def end() -> None:
        running.send_signal(kill)
        assert running.wait(60) == (3 if kill == signal.SIGINT else -kill)

    stopped_in_the_middle(site, end)
    frontier = Frontier(tmp_path / FILE)
    done = {row["url"].removeprefix(site.url) for row in frontier.rows()}
    frontier.close()
    assert 5 <= len(done) < 31
    outcome, told = scan(site.url, folder=tmp_path)
    assert "Going on with the scan" in outcome.output
    assert told["counts"]["judged"] == 31
    assert told["finished"] == "done"
    assert {site.asked[path] for path in done} == {1}
    assert max(site.asked.values()) == 2  # what was open at that moment: nothing was known of it


def test_an_interrupted_scan_of_another_site_is_not_lost(site: Site, tmp_path: Path) -> None:
    frontier = Frontier(tmp_path / FILE)
    frontier.set("site", "https://shop.example/")
    frontier.set("prepared", "yes")
    frontier.close()
    outcome, _ = scan(site.url, folder=tmp_path)
    assert outcome.exit_code == 2
    assert "holds a scan of https://shop.example/ that was interrupted" in outcome.output
    assert scan(site.url, "--fresh", "--pages", "1", folder=tmp_path)[1]["counts"]["judged"] == 1


def test_only_what_is_new_fails_against_an_earlier_scan(site: Site, tmp_path: Path) -> None:
    pages = tmp_path / "pages.txt"
    pages.write_text("/twice\n/about\n/product/1\n")
    before = scan(site.url, "--list", str(pages), folder=tmp_path / "a")[1]
    assert before["exit_code"] == 1
    against = ("--list", str(pages), "--against", str(tmp_path / "a"))
    assert scan(site.url, *against, folder=tmp_path / "b")[0].exit_code == 0
    site.pages["/about"] = page(head="<script>window.again = true</script>")
    outcome, _ = scan(site.url, *against, folder=tmp_path / "c")
    assert outcome.exit_code == 1
    assert "↑ ga4 page_view is sent twice. (1 → 2 pages · fails)" in outcome.output
    diff = CliRunner().invoke(command, ["scan", "diff", str(tmp_path / "a"), str(tmp_path / "c"), "--format", "json"])
    assert diff.exit_code == 1
    assert json.loads(diff.output)["changes"][0]["kind"] == "more"


def test_consent_is_answered_on_each_page(site: Site, tmp_path: Path) -> None:
    banner = "<button id=no onclick=\"this.remove();gtag('consent','update',{analytics_storage:'denied'})\">No</button>"
    site.pages["/"] = page(banner + '<a href="/other">x</a>')
    site.pages["/other"] = page(banner.replace("denied", "granted"))
    plan = tmp_path / "tracking-plan.yaml"
    plan.write_text(
        """plan: Shop
consent:
  banner: {deny: [{click: "No"}]}
  profiles: {denied: {answer: deny, state: {analytics_storage: denied}}}
"""
    )
    told = scan(
        *(site.url, "--plan", str(plan), "--consent", "denied", "--no-sitemaps", "--include", "/other"),
        folder=tmp_path / "out",
    )[1]
    assert ("fail", "consent-state", "/other") in found(told, site)
    assert not [one for one in told["findings"] if one["code"] == "consent-state" and one["pages"] > 1]


def test_a_page_that_never_answers_costs_only_itself(site: Site, tmp_path: Path) -> None:
    site.pages["/stuck"] = page("<script>for (;;) {}</script>")
    site.pages["/"] = page('<a href="/stuck">x</a><a href="/about">y</a>')
    outcome, told = scan(site.url, "--timeout", "2", "--no-sitemaps", folder=tmp_path)
    assert [one["url"].removeprefix(site.url) for one in told["unvisited"]] == ["/stuck"]
    assert told["counts"]["judged"] == 2
    assert outcome.exit_code == 3


distributed: Any = pytest.importorskip("distributed", reason="the extra `dask` is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield running


def test_on_a_cluster_a_lost_worker_costs_no_page(cluster: Any, site: Site, tmp_path: Path) -> None:
    many_pages(site)
    site.pages["/item/7"] = page(head="<script>window.again = true</script>")
    with distributed.Client(cluster, set_as_default=False) as client:
        lost = next(iter(client.run(os.getpid).values()))
    ending = threading.Thread(target=stopped_in_the_middle, args=(site, lambda: os.kill(lost, signal.SIGKILL)))
    ending.start()
    outcome, told = scan(site.url, "--dask", cluster.scheduler_address, folder=tmp_path)
    ending.join()
    assert told["counts"]["judged"] == 31
    assert told["finished"] == "done"
    assert found(told, site) >= {("fail", "repeated-hit", "/item/7")}
    assert outcome.exit_code == 1
    (finding,) = (one for one in told["findings"] if one["code"] == "repeated-hit")
    assert (tmp_path / "recordings" / finding["evidence"][0]).is_file()
