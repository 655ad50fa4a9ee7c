"""Recorded from a script, a scenario passes when it is run at once, with no edit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.preview.conftest import SCENARIOS, options
from validator.browser.engine import Engine
from validator.browser.progress import Silence
from validator.demo import Shop
from validator.language import read_suite
from validator.model.location import InputError, Location
from validator.model.run import Result
from validator.preview.book import Cover
from validator.preview.script import record_script

pytestmark = pytest.mark.browser

PLAN = SCENARIOS / "tracking-plan.yaml"
SECRETS = {"CARD_NUMBER": "4242 4242 4242 4242", "CARD_CODE": "123", "PASSWORD": "a long password"}

BUY = """\
# a mug, bought by card
- goto: /product/morning-mug
- check: {label: Sage}
- click: {role: button, name: Add to cart}   # into the cart
- goto: /cart
- click: Go to checkout
- fill: {label: Name, value: Ada Lovelace}
- fill: {label: E-mail, value: ada@example.org}
- fill: {label: Street and number, value: Canal 12}
- fill: {label: Postcode, value: 1012 AB}
- fill: {label: City, value: Amsterdam}
- click: Continue to payment
- frame: Card payment
  steps:
    - fill: {label: Card number, value: 4242 4242 4242 4242}
    - fill: {label: Name on the card, value: Ada Lovelace}
    - fill: {label: Valid until, value: 12/30}
    - fill: {label: Security code, value: "123"}
- click: Place order
"""
ACCOUNT = """\
- goto: /account/create
- fill: {label: First name, value: Grace}
- remember:
    email: {evaluate: "'grace-' + Date.now() + '@example.org'"}
- fill: {label: E-mail, value: "${email}"}
- fill: {label: Password, value: a long password}
- click: Create account
"""
LEAD = """\
steps:
- goto: /wholesale
- fill: {label: Company, value: Analytical Engines}
- select: {label: "How many people?", option: 21 to 100}
- click: Next
- check: {label: Green tea}
- click: Next
- fill: {label: Your name, value: Charles}
- fill: {label: Work e-mail, value: charles@example.org}
- click: Send request
"""
SEARCH = """\
- goto: /
- fill: {label: Search the shop, value: green}
- press: Enter
- click: {role: link, name: Garden green}
"""
NEWSLETTER = """\
- goto: /journal
- fill: {label: Newsletter address, value: grace@example.org}
- click: Subscribe
"""
GUIDE = """\
- goto: /guide/
- click: {role: link, name: Green tea}
- click: {role: link, name: Black tea}
- go_back
"""
# name → (script, an expectation of the macro conversion or of the journey's point, least number of hits)
JOURNEYS = {
    "buy": (BUY, "planned: Order", 15),
    "account": (ACCOUNT, "Account created", 2),
    "lead": (LEAD, "- Lead\n", 4),
    "search": (SEARCH, "Search", 5),
    "newsletter": (NEWSLETTER, "Newsletter", 2),
}


def recorded(text: str, shop: Shop, folder: Path, name: str = "recorded") -> str:
    """The text of the scenario that a script becomes, kept in the folder."""
    script = folder / "steps.yaml"
    script.write_text(text, "utf-8")
    cover = Cover(folder / f"{name}.yaml", consent="granted", plan=PLAN)
    made = record_script(script, shop.url, cover, options(timeout=10), {"BASE_URL": shop.url})
    assert made.written is not None, made.result.recording.broken
    cover.file.write_text(made.written.text, "utf-8")
    assert not [each for each in folder.iterdir() if each.name.startswith(".")], "the draft is gone"
    return made.written.text


def run(file: Path, shop: Shop, output: Path) -> Result:
    suite = read_suite([file], environment={**SECRETS, "BASE_URL": shop.url}, plan=PLAN)
    with Engine(options(output=output, timeout=10)) as engine:
        return engine.run(suite.entries, Silence()).results[0]


def outcomes(result: Result) -> list[tuple[str, str, str]]:
    """What was not met, for the message of a failing test."""
    return [
        (each.expectation.label, each.status, each.chain.message)
        for each in result.verdict.outcomes
        if each.status != "met"
    ]


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_recorded_journey_passes_at_once(name: str, shop: Shop, tmp_path: Path) -> None:
    script, told, least = JOURNEYS[name]
    text = recorded(script, shop, tmp_path)
    assert told in text
    assert text.count("vendor:") + len(re.findall(r"^ +- [A-Z][a-z ]+$", text, re.MULTILINE)) >= least, text
    result = run(tmp_path / "recorded.yaml", shop, tmp_path / "out")
    assert result.verdict.status == "passed", (outcomes(result), result.verdict.broken, text)


def test_the_single_page_part_passes_twice(shop: Shop, tmp_path: Path) -> None:
    text = recorded(GUIDE, shop, tmp_path)
    assert text.count("Page view") >= 3, text
    for number in (1, 2):
        result = run(tmp_path / "recorded.yaml", shop, tmp_path / f"out{number}")
        assert result.verdict.status == "passed", (outcomes(result), text)


def test_a_recording_of_the_single_page_part_is_the_same_each_time(shop: Shop, tmp_path: Path) -> None:
    assert recorded(GUIDE, shop, tmp_path) == recorded(GUIDE, shop, tmp_path)


def test_what_changes_is_left_out_and_what_is_secret_is_not_written(shop: Shop, tmp_path: Path) -> None:
    text = recorded(BUY, shop, tmp_path)
    assert "4242" not in text
    assert '"123"' not in text
    assert 'value: "${CARD_NUMBER}"' in text
    assert "secret: [CARD_CODE, CARD_NUMBER]" in text
    assert "# into the cart" in text
    assert not re.search(r"KC-\d", text), "the number of an order is another one each time"
    assert not re.search(r"\d{9,}", text), "no session, no client, no moment"
    for made in (
        "page_location",
        "client_id",
        "session",
        "screen_resolution",
        "gtm.uniqueEventId",
        shop.url.split(":")[2] + "/",
    ):
        assert made not in text
    assert "price: {css: '#price', as: number, locale: en}" in text
    assert "value: '${price}'" in text
    assert "params: {transaction_id: '${order}'}" in text


def test_steps_that_cannot_be_performed_write_nothing(shop: Shop, tmp_path: Path) -> None:
    script = tmp_path / "steps.yaml"
    script.write_text("- goto: /\n- click: Nowhere\n")
    cover = Cover(tmp_path / "recorded.yaml", consent="granted", plan=PLAN)
    made = record_script(script, shop.url, cover, options(timeout=1), {})
    assert made.written is None
    assert made.result.recording.broken
    assert not cover.file.exists()


def test_mistakes_of_a_script_are_told_with_their_place(tmp_path: Path) -> None:
    script = tmp_path / "steps.yaml"
    script.write_text("- goto: /\n- klick: Here\n")
    with pytest.raises(InputError, match='Did you mean "click"') as told:
        record_script(script, "http://127.0.0.1:9", Cover(tmp_path / "r.yaml"), options(), {})
    assert told.value.problems[0].location == Location(str(script), 2, 3)


def test_the_password_of_an_address_is_not_written(shop: Shop, tmp_path: Path) -> None:
    script = tmp_path / "steps.yaml"
    script.write_text(NEWSLETTER, "utf-8")
    cover = Cover(tmp_path / "recorded.yaml", consent="granted", plan=PLAN)
    site = shop.url.replace("http://", "http://ada:a-long-one@")
    made = record_script(script, site, cover, options(timeout=10), {})
    assert made.written is not None
    assert "a-long-one" not in made.written.text
    assert f"site: {site.replace('a-long-one', '${SITE_PASSWORD}')}\n" in made.written.text
    assert "secret: [SITE_PASSWORD]\n" in made.written.text
