"""A site that stops to answer is left alone, and the scan goes on when it answers again."""

from __future__ import annotations

from pathlib import Path

from validator.model.plan import Plan
from validator.scan.beginning import began
from validator.scan.page import Facts, Fault, Page, Seen
from validator.scan.report import report
from validator.scan.scan import Scan, State
from validator.scan.settings import Settings

SHOP = "https://shop.example"


class Silent:
    def page(self, page: Page, seen: Seen, fresh: tuple[Fault, ...]) -> None: ...

    def state(self, state: State) -> None: ...

    def say(self, text: str) -> None: ...


def scan(folder: Path, *, answers: bool) -> Scan:
    """A scan whose pages are visited by hand."""
    settings = Settings(f"{SHOP}/", folder, robots=False, sitemaps=False)
    frontier = began(settings, fresh=False, resume=False, tell=lambda text: None)
    found = Scan(settings, Plan(), frontier, Silent())
    found.prepare()
    for number in range(40):
        frontier.add(f"{SHOP}/page/{number}", "link", 1)
    while (page := found.next()) is not None:
        good = Seen("page", page.url, Facts(page.url))
        found.keep(page, good if answers else Seen("failed", page.url, why="Nothing answers there."), None)
    found.end()
    return found


def test_it_is_left_alone_and_goes_on_later(tmp_path: Path) -> None:
    first = scan(tmp_path, answers=False)
    assert first.finished == "unreachable"
    assert first.frontier.counts()["waiting"] > 20
    assert report(first.frontier, first.plan).exit_code == 3
    first.frontier.close()
    again = scan(tmp_path, answers=True)
    assert again.finished == "done"
    assert again.frontier.counts() == {"page": 41}


def test_failures_here_and_there_end_nothing(tmp_path: Path) -> None:
    settings = Settings(f"{SHOP}/", tmp_path, robots=False, sitemaps=False)
    found = Scan(settings, Plan(), began(settings, fresh=True, resume=False, tell=lambda text: None), Silent())
    found.prepare()
    for number in range(60):
        found.frontier.add(f"{SHOP}/page/{number}", "link", 1)
    while (page := found.next()) is not None:
        failing = page.number % 2 == 0 and found.frontier.tries(page) == 1
        found.keep(page, Seen("failed", page.url) if failing else Seen("page", page.url, Facts(page.url)), None)
    found.end()
    assert found.finished == "done"
    assert found.frontier.counts() == {"page": 61}
