"""Consent over time, and what is stored, each with the step at which it first appeared."""

from __future__ import annotations

import pytest

from tests.capture.kinds import Kind, on
from tests.capture.laboratory import Laboratory, Visit

pytestmark = pytest.mark.browser

GTAG = "function gtag() { dataLayer.push(arguments); }"


async def stay(visit: Visit) -> None:
    await visit.look()


def test_commands_and_states(laboratory: Laboratory) -> None:
    script = f"""{GTAG}
    gtag('consent', 'default', {{ad_storage: 'denied', analytics_storage: 'denied', wait_for_update: 500}});
    gtag('consent', 'default', {{ad_storage: 'granted', region: ['US']}});
    """

    async def act(visit: Visit) -> None:
        visit.step()
        await visit.page.evaluate("gtag('consent', 'updated', {ad_storage: 'granted'})")  # which Google does not know
        await visit.page.evaluate("gtag('consent', 'update', {analytics_storage: 'granted'})")

    changes = laboratory.play(Kind(script), act).consents
    assert [(change.command, change.step) for change in changes] == [("default", 1), ("default", 1), ("update", 2)]
    assert changes[1].state == {"ad_storage": "denied", "analytics_storage": "denied"}
    assert changes[2].state == {"ad_storage": "denied", "analytics_storage": "granted"}
    assert changes[0].given["wait_for_update"] == 500


def test_consent_that_a_template_set_without_a_command(laboratory: Laboratory) -> None:
    entries = "google_tag_data = {ics: {entries: {ad_storage: {default: false, update: true}, x: {default: false}}}}"

    async def act(visit: Visit) -> None:
        visit.step()
        await visit.page.evaluate(entries)
        await visit.look()

    (change,) = laboratory.play(Kind(), act).consents
    assert (change.state, change.step) == ({"ad_storage": "granted", "x": "denied"}, 2)


def test_cookies_and_storage_by_the_step_of_their_writing(laboratory: Laboratory) -> None:
    script = "document.cookie = '_ga=1; path=/; domain=shop.test'; document.cookie = 'gone=1; max-age=0';"
    script += "document.cookie = 'trial_7=1; path=/'; document.cookie = 'trial_7=; path=/; max-age=0'"  # taken back

    async def act(visit: Visit) -> None:
        visit.step()
        await visit.page.evaluate("localStorage.setItem('l', '1'); sessionStorage.own = '2'; document.cookie = '_ga=2'")
        await visit.look()
        visit.step()
        await visit.page.evaluate("localStorage.setItem('l', '3'); cookieStore.set('c', '4')")

    recording = laboratory.play(Kind(script), act)
    assert [(each.kind, each.name, each.value, each.step) for each in recording.stored] == [
        ("cookie", "_ga", "1", 1),
        ("local", "l", "1", 2),
        ("session", "own", "2", 2),
        ("cookie", "c", "4", 3),
    ]


def test_what_appears_while_leaving(laboratory: Laboratory) -> None:
    script = on("pagehide", "document.cookie = 'late=1'; localStorage.byProperty = '2';")
    recording = laboratory.play(Kind(script), stay)
    assert {(each.kind, each.name) for each in recording.stored} == {("cookie", "late"), ("local", "byProperty")}


def test_each_journey_begins_without_cookies(laboratory: Laboratory) -> None:
    assert not laboratory.play(Kind(), stay).stored
