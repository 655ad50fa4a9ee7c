"""What the visitor came to see: documents, and pages of single-page apps."""

from __future__ import annotations

import pytest

from tests.capture.kinds import Kind
from tests.capture.laboratory import Laboratory, Visit

pytestmark = pytest.mark.browser


def test_history_and_hash_routers(laboratory: Laboratory) -> None:
    async def act(visit: Visit) -> None:
        visit.step()
        await visit.page.evaluate("document.title = 'Two'; history.pushState({}, '', 'two')")
        await visit.page.evaluate("history.replaceState({}, '', 'two?x=1')")
        await visit.page.evaluate("history.replaceState({again: 1}, '', location.href)")
        await visit.page.evaluate("location.hash = '#/three'")
        await visit.page.wait_for_url("**#/three")
        visit.step()
        await visit.page.evaluate("history.back()")
        await visit.page.wait_for_function("!location.hash")
        await visit.page.evaluate("history.back()")
        await visit.page.wait_for_url("**/page")

    recording = laboratory.play(Kind(), act)
    told = [(view.how, view.url.rpartition("/")[2], view.step) for view in recording.views]
    assert told == [
        ("load", "page", 1),
        ("pushState", "two", 2),
        ("replaceState", "two?x=1", 2),
        ("hashchange", "three", 2),
        ("hashchange", "two?x=1", 3),
        ("popstate", "page", 3),
    ]
    assert recording.views[1].title == "Two"
    assert len({view.document for view in recording.views}) == 1


def test_frames_are_no_views(laboratory: Laboratory) -> None:
    kind = Kind(html="<iframe src='/frame'></iframe>", files={"/frame": ("text/html", "x")})

    async def act(visit: Visit) -> None:
        await visit.page.frames[1].evaluate("history.pushState({}, '', 'inner')")

    assert len(laboratory.play(kind, act).views) == 1
