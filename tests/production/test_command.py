"""`validator production`, as people type it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.history.made_up import around, journey, keep
from tests.production.google import Google, error
from tests.production.test_planned import PLAN, mobile_cart
from tests.production.visitors import FIRST, shop
from validator.cli import command
from validator.history.records import Subject
from validator.history.store import open_history
from validator.production.document import counts_csv

CART = Subject("Add to cart", "ga4 add_to_cart", vendor="ga4", event="add_to_cart", conversion="micro", owner="team-a")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("VALIDATOR_HISTORY", "VALIDATOR_GA4_PROPERTY", "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tracking-plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "export.csv").write_text(counts_csv(shop(21, change=mobile_cart)), encoding="utf-8")
    return tmp_path


def typed(*words: str, **options: Any) -> Result:
    return CliRunner().invoke(command, ["production", *words], **options)


def test_a_file_is_held_against_the_plan_and_the_history(folder: Path) -> None:
    with open_history(str(folder / "history.db")) as history:
        began = datetime.datetime.combine(FIRST, datetime.time(6), datetime.timezone.utc).timestamp()
        keep(
            history,
            *(
                journey(began + 86400 * at, {CART: "f" if 90 <= at < 100 else "m"}, around("iPhone 15"))
                for at in range(80, 115)
            ),
        )
    told = typed("--file", "export.csv", "--history", "history.db")
    assert told.exit_code == 1, told.output
    assert "Add to cart fell to 47 % of what was to be expected" in told.output
    assert "Mobile (0 % came) lost it; desktop and tablet were as usual." in told.output
    assert "The trigger did not match." in told.output
    assert "✗ Account" in told.output
    document = json.loads((folder / "out" / "production.json").read_text(encoding="utf-8"))
    (pair,) = [one for one in document["side_by_side"] if one["fall"]]
    assert pair["red"][0]["since"].startswith("2026-04-05T06:00")
    assert pair["red"][0]["until"].startswith("2026-04-15T06:00")
    page = (folder / "out" / "production.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "http" not in page.partition("<body>")[2]
    assert (folder / "out" / "production.md").read_text(encoding="utf-8").startswith("# Production")


def test_a_whole_time_that_is_as_planned_passes(folder: Path) -> None:
    plan = PLAN.partition("  Account")[0] + "ignore: [page_view, newsletter_sign_up]\n"
    (folder / "tracking-plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "export.csv").write_text(counts_csv(shop(2)), encoding="utf-8")
    told = typed("--file", "export.csv")
    assert told.exit_code == 0, told.output
    assert "Everything that is planned arrives, and nothing fell." in told.output


def test_a_property_is_asked_for_the_days_that_are_meant(folder: Path, google: Google) -> None:
    google.rows = [("20260302", "view_item", "mobile", "google", "cpc", "spring", 12)]
    key = str(google.key_file(folder))
    told = typed("--property", "123456", "--key", key, "--since", "2026-03-01", "--until", "2026-03-07", "--json")
    document = json.loads(told.stdout)
    assert document["planned"][0]["count"] == 12
    assert google.asked[0]["dateRanges"] == [{"startDate": "2026-03-01", "endDate": "2026-03-07"}]
    assert typed("--file", "out/production.csv", "--json").stdout.count('"count": 12')


def test_refusals_and_stumbles_have_codes_of_their_own(
    folder: Path, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(google.key_file(folder))
    refused = typed("--property", "99999", "--key", key)
    assert refused.exit_code == 2
    assert "may not read property 99999" in refused.output
    google.faults = [error(429, "RESOURCE_EXHAUSTED", "Exhausted property tokens per hour.")]
    used_up = typed("--property", "123456", "--key", key)
    assert used_up.exit_code == 3
    assert "quota is used up" in used_up.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Where do the counts come from?"),
        (["--file", "none.csv"], "none.csv cannot be read"),
        (["--file", "export.csv", "--segment", "add_to_cart"], "needs to know which visit"),
        (["--file", "export.csv", "--audience", "A"], "--audience is known to Google Analytics only"),
        (["--file", "export.csv", "--since", "soon"], "--since 'soon' is no day"),
        (["--file", "export.csv", "--history", "nowhere.db"], "There is no history at nowhere.db yet"),
    ],
)
def test_what_cannot_be_is_told(folder: Path, words: list[str], told: str) -> None:
    found = typed(*words)
    assert found.exit_code == 2
    assert told in found.output


def test_without_a_plan_falls_are_told_all_the_same(folder: Path) -> None:
    (folder / "tracking-plan.yaml").unlink()
    told = typed("--file", "export.csv")
    assert told.exit_code == 1
    assert "There is no tracking plan here" in told.output
    assert "add_to_cart fell to 47 % of what was to be expected" in told.output
    assert typed("--file", "export.csv", "--plan", "none.yaml").exit_code == 2
