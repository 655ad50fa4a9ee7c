"""What a journey says of a site that does not work: a plain sentence, the evidence until then, what was not run."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.browser.conftest import Perform
from tests.browser.faulty_site import FaultySite
from validator.model.run import Result
from validator.reporters.terminal import render_result

pytestmark = pytest.mark.browser


def statuses(result: Result) -> list[str]:
    return [step.status for step in result.recording.steps]


def broken(result: Result) -> tuple[str, str]:
    """The kind and the sentence; what follows the broken step was not run, and the terminal says the sentence."""
    found = result.verdict.broken
    assert found is not None, result.recording.steps
    assert (result.verdict.status, result.recording.finished) == ("broken", True)
    told = " ".join(render_result(result).split())
    assert " ".join(found.reason.split()) in told
    assert found.mend in told
    assert "Error:" not in found.reason
    assert "\n" not in found.reason
    return found.kind, found.reason


def nobody_listens() -> int:
    """A port at which nothing answers."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.mark.parametrize(
    ("journey", "kind", "words"),
    [
        ("site: http://127.0.0.1:NOBODY", "site", "could not be opened: nothing answers there."),
        ("site: http://nowhere.invalid", "site", "could not be opened: the host's name is not known."),
        ("site: http://127.0.0.1:9", "site", "could not be opened: browsers refuse to open this port."),
        ("site: https://127.0.0.1:PORT", "site", "could not be opened: no secure connection could be made."),
    ],
)
def test_site_that_is_not_there(perform: Perform, site: FaultySite, journey: str, kind: str, words: str) -> None:
    journey = journey.replace("NOBODY", str(nobody_listens())).replace("PORT", site.url.rpartition(":")[2])
    result = perform(f"{journey}\njourney: [{{goto: /}}, {{click: Press, expect: [{{push: {{event: pressed}}}}]}}]")
    told = broken(result)
    assert told[0] == kind
    assert told[1].endswith(words)
    assert statuses(result) == ["failed", "not run"]
    assert [one.status for one in result.verdict.outcomes] == ["not run"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/circle", "/circle could not be opened: it redirects in a circle."),
        ("/hangs-up", "/hangs-up could not be opened: it closed the connection without an answer."),
        ("/error", "answered with status 500 Internal Server Error"),
        ("/nowhere", "answered with status 404 Not Found"),
        ("/file.zip", "this is not a page but a download."),
    ],
)
def test_page_that_cannot_be_opened(perform: Perform, path: str, words: str) -> None:
    result = perform(f"journey: [{{goto: {path}}}, {{click: Press}}]")
    assert broken(result)[1].endswith(words)
    assert statuses(result) == ["failed", "not run"]


def test_page_that_never_loads(perform: Perform) -> None:
    result = perform("journey: [{goto: /}, {goto: /silent, timeout: 1s}, {click: Press}]\nfinally: [{goto: /second}]")
    assert broken(result) == ("site", "The page was not loaded within 1 s: step 2 (goto /silent).")
    assert statuses(result) == ["performed", "failed", "not run", "performed"]


def test_page_that_hangs_is_given_up_and_what_it_sent_before_is_kept(perform: Perform) -> None:
    result = perform(
        "journey:\n"
        "  - goto: /\n"
        "    expect: [{vendor: ga4, event: page_view}]\n"
        "  - {goto: /busy-at-once, timeout: 1s}\n"
        "  - click: Press\n"
        "finally: [{goto: /second}]"
    )
    assert broken(result) == ("site", "The page does not answer: step 2 (goto /busy-at-once) was given up after 1 s.")
    assert statuses(result) == ["performed", "failed", "not run", "performed"]
    assert [one.status for one in result.verdict.outcomes] == ["met"]


def test_crashed_page_breaks_the_journey_and_its_last_steps_run_in_another(perform: Perform) -> None:
    result = perform(
        "journey:\n"
        "  - goto: /\n"
        "    expect: [{vendor: ga4, event: page_view}]\n"
        "  - goto: chrome://crash\n"
        "  - click: Press\n"
        "    expect: [{push: {event: pressed}}]\n"
        "finally: [{goto: /second}]"
    )
    assert broken(result) == ("browser", "The page's process crashed.")
    assert statuses(result) == ["performed", "failed", "not run", "performed"]
    assert [one.status for one in result.verdict.outcomes] == ["met", "not run"]
    assert [error.kind for error in result.recording.errors] == ["crash"]


def test_dialogs_are_answered_and_told(perform: Perform) -> None:
    result = perform(
        "journey:\n"
        "  - goto: /dialogs\n"
        "  - click: Alert\n"
        "    expect: [{vendor: ga4, event: alerted}]\n"
        "  - click: Confirm\n"
        "    expect: [{vendor: ga4, event: confirmed, params: {answer: 'false'}}]\n"
        "  - click: Prompt\n"
        "    expect: [{vendor: ga4, event: prompted}]\n"
        "  - click: Guard\n"
        "  - click: Leave\n"
        "  - wait_for: {text: Second}\n"
    )
    assert result.verdict.passed, render_result(result)
    assert [error.text for error in result.recording.errors if error.kind == "dialog"] == [
        "The page asked (alert): Read this",
        "The page asked (confirm): Sure?",
        "The page asked (prompt): Name?",
    ]


def test_dialogs_are_agreed_to_where_the_scenario_says_so(perform: Perform) -> None:
    result = perform(
        "dialogs: ok\n"
        "journey:\n"
        "  - goto: /dialogs\n"
        "  - click: Confirm\n"
        "    expect: [{vendor: ga4, event: confirmed, params: {answer: 'true'}}]\n"
        "  - click: Prompt\n"
        "    expect: [{vendor: ga4, event: prompted, params: {answer: ''}}]\n"
    )
    assert result.verdict.passed, render_result(result)


def test_downloads_and_windows_are_no_obstacle(perform: Perform) -> None:
    result = perform(
        "journey:\n"
        "  - goto: /downloads\n"
        "  - click: Download\n"
        "    expect: [{vendor: ga4, event: file_download}]\n"
        "  - goto: /popups\n"
        "  - click: Open\n"
        "    expect: [{vendor: ga4, event: opened}]\n"
    )
    assert result.verdict.passed, render_result(result)


_WINDOW = "expect: [{vendor: ga4, event: window}, {push: window}]"


@pytest.mark.parametrize(
    "steps",
    [
        f"  - click: Open\n    {_WINDOW}\n  - switch_tab: new\n",
        f"  - click: Open\n  - switch_tab: new\n    {_WINDOW}\n",
        f"  - click: Open\n    {_WINDOW}\n  - click: Stay\n",
    ],
)
def test_what_a_window_sends_belongs_to_the_click_and_to_the_switch(perform: Perform, steps: str) -> None:
    result = perform(f"journey:\n  - goto: /opens\n{steps}")
    assert result.verdict.passed, render_result(result)


def test_locator_that_finds_nothing_names_the_nearest(perform: Perform, tmp_path: Path) -> None:
    result = perform(
        "journey:\n  - goto: /two\n  - {click: Add to cart, timeout: 1s}\n"
        "  - {click: Buy, expect: [{vendor: ga4, event: y}]}\n"
    )
    kind, reason = broken(result)
    assert kind == "step"
    assert 'There is no button or link "Add to cart" on ' in reason
    assert 'The nearest on the page: button "Add to basket"' in reason
    assert statuses(result) == ["performed", "failed", "not run"]
    assert [one.status for one in result.verdict.outcomes] == ["not run"]
    failed = result.recording.steps[1]
    assert failed.candidates[0] == 'button "Add to basket"'
    assert (result.folder / failed.screenshot).read_bytes().startswith(b"\x89PNG")
    assert (result.folder / failed.screenshot).with_name("trace.zip").is_file() is False, "no trace was asked for"


def test_locator_that_finds_several_lists_them(perform: Perform) -> None:
    result = perform("journey: [{goto: /two}, {click: {role: button, name: Buy}, timeout: 2s}]")
    assert broken(result)[1].endswith(
        '2 elements match button "Buy": <button id="first">Buy</button>, <button id="second">Buy</button>.'
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Disabled", "it is disabled, and stayed so for 2 s."),
        ("Covered", '<div id="over"></div> lies over it, and stayed so for 2 s.'),
    ],
)
def test_element_that_cannot_be_clicked_says_why(perform: Perform, name: str, words: str) -> None:
    result = perform(f"journey: [{{goto: /obstacles}}, {{click: {name}, timeout: 2s}}]")
    assert broken(result)[1].endswith(words)


def test_optional_step_that_fails_is_skipped(perform: Perform) -> None:
    result = perform(
        "journey: [{goto: /two}, {click: Nothing, optional: true, timeout: 300ms}, {click: Add to basket}]"
    )
    assert result.verdict.passed
    assert statuses(result) == ["performed", "skipped", "performed"]


def test_consent_banner_that_never_appears(perform: Perform) -> None:
    plan = "consent:\n  banner: {accept: [{click: Accept all}]}\n  profiles: {granted: {answer: accept}}\n"
    result = perform("consent: granted\ntimeout: 1s\njourney: [{goto: /}, {click: Press}]", plan)
    kind, reason = broken(result)
    assert kind == "banner"
    assert reason.startswith('The consent banner could not be answered: There is no button or link "Accept all"')
    assert statuses(result) == ["failed", "not run"]


def test_session_that_cannot_be_made(perform: Perform) -> None:
    plan = "sessions: {customer: {steps: [{goto: /two}, {click: Sign in, timeout: 500ms}]}}"
    result = perform("session: customer\njourney: [{goto: /, expect: [{vendor: ga4}]}]", plan)
    kind, reason = broken(result)
    assert kind == "step"
    assert reason.startswith('The session “customer” could not be made: There is no button or link "Sign in"')
    assert [one.status for one in result.verdict.outcomes] == ["not run"]


def test_proxy_that_does_not_answer(perform: Perform) -> None:
    plan = f"browser: {{proxy: {{server: 'http://127.0.0.1:{nobody_listens()}'}}}}"
    result = perform("site: http://shop.example\njourney: [{goto: /}]", plan)
    assert broken(result) == ("network", "http://shop.example/ could not be opened: the proxy did not answer.")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/nowhere.json", "the server answered 404 Not Found."),
        ("http://127.0.0.1:NOBODY/container.json", "nothing answers there."),
        ("http://nowhere.invalid/container.json", "the host's name is not known."),
    ],
)
def test_container_that_cannot_be_downloaded(perform: Perform, url: str, words: str) -> None:
    plan = f"container: {{id: GTM-X, url: '{url}'}}".replace("NOBODY", str(nobody_listens()))
    result = perform("journey: [{goto: /}]", plan)
    kind, reason = broken(result)
    assert kind == "site"
    assert reason.startswith("The container at http://")
    assert reason.endswith(f"could not be downloaded: {words}")
