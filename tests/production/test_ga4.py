"""The Data API as it really answers: pages, quotas, stumbles, refusals; each told in plain words."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.production.google import Google, error
from validator.model.location import UsageError
from validator.production.counts import Count, Counts, totals
from validator.production.ga4 import Asking, fetch, property_of
from validator.production.google_account import GoogleAccount, Unavailable

SINCE, UNTIL = datetime.date(2026, 3, 1), datetime.date(2026, 3, 3)
ROWS = [
    (f"2026030{day}", event, device, "google", "cpc", "spring", day * 10 + at)
    for day in (1, 2, 3)
    for at, event in enumerate(("page_view", "add_to_cart", "purchase"))
    for device in ("desktop", "mobile")
]


class Waits(list[float]):
    """Keeps what would have been waited."""


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def ask(google: Google, tmp_path: Path, waits: Waits) -> Callable[..., Counts]:
    google.rows = list(ROWS)

    def asked(number: str = "123456", page: int = 100_000, audience: str | None = None) -> Counts:
        account = GoogleAccount(google.key_file(tmp_path))
        asking = Asking(api=google.url, page=page, wait=waits.append)
        return fetch(number, account, SINCE, UNTIL, audience, asking)

    return asked


def test_counts_come_by_day_device_source_and_campaign(ask: Callable[..., Counts], google: Google) -> None:
    counts = ask()
    assert len(counts.rows) == len(ROWS)
    first = next(row for row in counts.rows if row.event == "add_to_cart" and row.device == "mobile")
    assert first == Count("add_to_cart", 11, datetime.date(2026, 3, 1), "mobile", "google", "cpc", "spring")
    assert counts.days == tuple(datetime.date(2026, 3, day) for day in (1, 2, 3))
    assert counts.notes == ()
    assert google.signed_in
    assert google.asked[0]["returnPropertyQuota"] is True


@pytest.mark.parametrize("page", [1, 4, 18, 19])
def test_pages_are_read_to_the_end_and_nothing_twice(ask: Callable[..., Counts], google: Google, page: int) -> None:
    assert totals(ask(page=page)) == {"purchase": 132, "add_to_cart": 126, "page_view": 120}
    assert len(google.asked) == -(-len(ROWS) // page)
    assert [int(one["offset"]) for one in google.asked] == list(range(0, len(ROWS), page))


def test_a_property_without_events_gives_none(ask: Callable[..., Counts], google: Google) -> None:
    google.rows = []
    assert ask().rows == ()


def test_an_audience_is_asked_for_by_its_name(ask: Callable[..., Counts], google: Google) -> None:
    google.audiences["Cart left"] = lambda row: row[2] == "mobile"
    assert {row.device for row in ask(audience="Cart left").rows} == {"mobile"}


@pytest.mark.parametrize(
    ("faults", "waited"),
    [
        ([error(503, "UNAVAILABLE", "The service is currently unavailable.")], [2.0]),
        ([error(500, "INTERNAL", "Internal error encountered.")] * 3, [2.0, 4.0, 8.0]),
        ([error(429, "RESOURCE_EXHAUSTED", "Exhausted concurrent requests quota.", after="7")], [7.0]),
        ([error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Requests' per minute.")], [2.0]),
    ],
)
def test_stumbles_are_waited_out(
    ask: Callable[..., Counts], google: Google, waits: Waits, faults: list[Any], waited: list[float]
) -> None:
    google.faults = list(faults)
    assert len(ask().rows) == len(ROWS)
    assert waits == waited


def test_it_does_not_knock_for_ever(ask: Callable[..., Counts], google: Google, waits: Waits) -> None:
    google.faults = [error(503, "UNAVAILABLE", "The service is currently unavailable.")] * 9
    with pytest.raises(Unavailable, match=r"after 4 tries: it answered 503: The service is currently unavailable"):
        ask()
    assert len(google.asked) == 4


def test_a_token_that_ran_out_meanwhile_is_renewed(ask: Callable[..., Counts], google: Google) -> None:
    google.lost_tokens = {"token-1"}
    assert len(ask().rows) == len(ROWS)
    assert len(google.signed_in) == 2


REFUSALS = {
    "no access": (
        error(403, "PERMISSION_DENIED", "User does not have sufficient permissions for this property."),
        "reader@shop.iam.gserviceaccount.com may not read property 123456",
        "Property access management: add this address as a Viewer",
    ),
    "api off": (
        error(
            403,
            "PERMISSION_DENIED",
            "Google Analytics Data API has not been used in project 1 before or it is disabled.",
            {"reason": "SERVICE_DISABLED"},
        ),
        "The Google Analytics Data API is switched off in the project",
        "Enable; wait a minute",
    ),
    "no such property": (
        error(404, "NOT_FOUND", "Requested entity was not found."),
        "There is no property 123456",
        "the property id stands at the top right",
    ),
    "bad property": (
        error(400, "INVALID_ARGUMENT", "Invalid property ID: 123456. A numeric Property ID is required."),
        "There is no property 123456",
        "Admin, Property details",
    ),
    "bad question": (
        error(400, "INVALID_ARGUMENT", "Field sessionSource is not a valid dimension."),
        "did not understand what was asked (400): Field sessionSource is not a valid dimension",
        "",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_to_do(ask: Callable[..., Counts], google: Google, waits: Waits, name: str) -> None:
    fault, told, mend = REFUSALS[name]
    google.faults = [fault]
    with pytest.raises(UsageError) as raised:
        ask()
    assert told in str(raised.value)
    assert mend in str(raised.value)
    assert waits == []


@pytest.mark.parametrize(
    ("message", "when"),
    [
        ("Exhausted property tokens per hour. These quota tokens will return in under an hour.", "within the hour"),
        ("Exhausted property tokens per day.", "tomorrow"),
        ("Exhausted potentially thresholded requests quota per hour.", "within the hour"),
    ],
)
def test_a_quota_that_is_used_up_is_not_knocked_at(
    ask: Callable[..., Counts], google: Google, waits: Waits, message: str, when: str
) -> None:
    google.faults = [error(429, "RESOURCE_EXHAUSTED", message)]
    with pytest.raises(Unavailable, match=when):
        ask()
    assert waits == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, "the key is not valid any more"),
        (
            {"error": "invalid_grant", "error_description": "Invalid grant: account not found"},
            "no such service account",
        ),
        (
            {
                "error": "invalid_grant",
                "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim.",
            },
            "this machine's clock is wrong",
        ),
    ],
)
def test_a_key_that_is_no_longer_good_is_told(
    ask: Callable[..., Counts], google: Google, fault: dict[str, str], told: str
) -> None:
    google.sign_in_faults = [(400, fault, {})]
    with pytest.raises(UsageError, match=told):
        ask()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", "is no key of a service account"),
        ('{"installed": {"client_id": "1"}}', "is an OAuth client, not a key"),
        ('{"type": "service_account", "client_email": "a@b", "token_uri": "https://x.example/t"}', "is no usable key"),
        (
            '{"type": "service_account", "client_email": "a@b", "token_uri": "https://x.example", "private_key": "-"}',
            "its private key cannot be read",
        ),
    ],
)
def test_a_file_that_is_no_key_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "key.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        GoogleAccount(tmp_path / "key.json")


def test_what_google_says_of_its_numbers_is_handed_on(ask: Callable[..., Counts], google: Google) -> None:
    google.metadata = {
        "dataLossFromOtherRow": True,
        "subjectToThresholding": True,
        "samplingMetadatas": [{"samplesReadCount": "250", "samplingSpaceSize": "1000"}],
    }
    google.quota = {"tokensPerHour": {"consumed": 38000, "remaining": 2000}}
    google.rows.append(("(other)", "(other)", "(other)", "(other)", "(other)", "(other)", 5))
    told = " ".join(ask().notes)
    for words in ("(other)", "thresholding", "25% of the events were read", "2,000 tokens"):
        assert words in told


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("G-ABC1234567", "a web stream"),
        ("UA-1234-1", "ended in 2023"),
        ("GTM-ABC", "a container of Tag Manager"),
        ("shop", "is no property"),
    ],
)
def test_another_kind_of_id_is_told(told: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        property_of(told)
    assert property_of(" properties/123456 ") == "123456"


def test_a_machine_that_is_not_there_is_told(tmp_path: Path, google: Google, waits: Waits) -> None:
    account = GoogleAccount(google.key_file(tmp_path))
    with pytest.raises(Unavailable, match="the connection failed"):
        fetch("123456", account, SINCE, UNTIL, None, Asking(api="http://127.0.0.1:9", wait=waits.append))
    file = google.key_file(tmp_path)
    told = {**json.loads(file.read_text()), "token_uri": "http://127.0.0.1:9/token"}
    file.write_text(json.dumps(told))
    with pytest.raises(Unavailable, match="could not be reached to sign in"):
        GoogleAccount(file).token()
