"""Asks the Google Analytics Data API (v1beta, runReport) for counts of events, page by page, within its quotas.

Source: developers.google.com, Analytics, Data API v1: runReport, ResponseMetaData, PropertyQuota, Quotas.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.model.location import UsageError
from validator.production.counts import Count, Counts, Day
from validator.production.google_account import Account, Unavailable

API = "https://analyticsdata.googleapis.com"
_DIMENSIONS = ("date", "eventName", "deviceCategory", "sessionSource", "sessionMedium", "sessionCampaignName")
_PAGE = 100_000  # rows; the most that one answer holds is 250,000
_PASSING = (429, 500, 502, 503, 504)
_TRIES = 4  # a property may have ten server errors an hour; more would lock it
_LONGEST_WAIT = 60.0
_LOW = 0.1  # of a quota: from here on it is told
_OTHER = "Google put the rarest combinations into “(other)”: counts by source and campaign may be too small."


@dataclass(slots=True)
class Asking:
    """How it is asked: where, how patiently, in pages of which size. `say` gets what a person who waits should know."""

    api: str = API
    page: int = _PAGE
    timeout: float = 60.0
    wait: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda text: None
    quotas: dict[str, Any] = field(default_factory=dict)


def property_of(told: str) -> str:
    """The number of a property. Raises UsageError for what is another kind of id."""
    told = told.strip().removeprefix("properties/")
    if re.fullmatch(r"[pP]?\d{3,15}", told):
        return told.lstrip("pP")
    kinds = {
        "G-": "the id of a web stream (a measurement id)",
        "UA-": "an id of Universal Analytics, which ended in 2023",
        "GTM-": "a container of Tag Manager",
        "AW-": "an id of Google Ads",
    }
    kind = next((words for start, words in kinds.items() if told.upper().startswith(start)), "no property")
    raise UsageError(
        f"{told!r} is {kind}; a property is a number.\n"
        "  → Google Analytics, Admin, Property details: the property id stands at the top right."
    )


def fetch(
    number: str, account: Account, since: Day, until: Day, audience: str | None = None, asking: Asking | None = None
) -> Counts:
    """Counts of a property from one day to another, both included.

    `audience`: only visitors of an audience that is defined in Google Analytics. Raises UsageError where what was
    asked cannot be had, and Unavailable where the network or Google is at fault.
    """
    asking = asking or Asking()
    notes: list[str] = []
    found: dict[Count, int] = {}
    for answer in _pages(number, account, since, until, audience, asking):
        for row in answer.get("rows") or ():
            count = _count(row)
            if count.day is None:  # `(other)`: rows beyond what a property keeps of a day
                notes.append(_OTHER)
                continue
            key = Count(count.event, 0, count.day, count.device, count.source, count.medium, count.campaign)
            found[key] = found.get(key, 0) + count.count
        notes += _notes(answer.get("metadata") or {})
    rows = tuple(
        Count(one.event, sum_, one.day, one.device, one.source, one.medium, one.campaign) for one, sum_ in found.items()
    )
    notes += _low(asking.quotas)
    what = f"property {number}" + (f", audience {audience}" if audience else "")
    return Counts(rows, what, since, until, tuple(dict.fromkeys(notes)))


def _pages(
    number: str, account: Account, since: Day, until: Day, audience: str | None, asking: Asking
) -> Iterator[Mapping[str, Any]]:
    body: dict[str, Any] = {
        "dateRanges": [{"startDate": since.isoformat(), "endDate": until.isoformat()}],
        "dimensions": [{"name": name} for name in _DIMENSIONS],
        "metrics": [{"name": "eventCount"}],
        "orderBys": [{"dimension": {"dimensionName": name}} for name in _DIMENSIONS],  # pages must not overlap
        "limit": str(asking.page),
        "returnPropertyQuota": True,
    }
    if audience:
        exactly = {"matchType": "EXACT", "value": audience}
        body["dimensionFilter"] = {"filter": {"fieldName": "audienceName", "stringFilter": exactly}}
    offset, whole = 0, 1
    while offset < whole:
        answer = _asked(number, account, {**body, "offset": str(offset)}, asking)
        asking.quotas = answer.get("propertyQuota") or asking.quotas
        yield answer
        whole = int(answer.get("rowCount") or 0)
        given = len(answer.get("rows") or ())
        if not given and offset < whole:
            raise Unavailable(f"Google Analytics told of {whole} rows, and gave only {offset}.")
        offset += given
        if offset < whole:
            asking.say(f"{offset:,} of {whole:,} rows …")


def _asked(number: str, account: Account, body: Mapping[str, Any], asking: Asking) -> Mapping[str, Any]:
    import requests

    url = f"{asking.api.rstrip('/')}/v1beta/properties/{number}:runReport"
    told, renewed = "", False
    for turn in range(_TRIES):
        pause = min(2.0 * 2**turn, _LONGEST_WAIT)
        headers = {"Authorization": f"Bearer {account.token()}"}
        try:
            answer = requests.post(url, json=body, headers=headers, timeout=asking.timeout)
        except requests.RequestException as error:
            told = "it did not answer in time" if isinstance(error, requests.Timeout) else "the connection failed"
        else:
            if answer.ok:
                return _document(answer)
            error_ = _error(answer)
            if answer.status_code == 401 and not renewed:
                renewed = True
                account.renew()
                continue
            if answer.status_code not in _PASSING:
                raise UsageError(_refused(answer.status_code, error_, number, account.name))
            told = f"it answered {answer.status_code}: {_words(error_) or answer.reason}"
            if _used_up(error_):
                raise Unavailable(_quota(error_, asking))
            asked = answer.headers.get("Retry-After", "")
            pause = min(float(asked), _LONGEST_WAIT) if asked.isdigit() else pause
        if turn + 1 < _TRIES:
            asking.say(f"Google Analytics: {told}. Trying again in {pause:g} s …")
            asking.wait(pause)
    raise Unavailable(
        f"Google Analytics gave no counts, after {_TRIES} tries: {told}.\n  → Try again in a few minutes."
    )


def _document(answer: Any) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Unavailable("Google Analytics answered something that is no report. Is there a proxy between?")
    return document


def _error(answer: Any) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    document = document[0] if isinstance(document, list) and document else document
    found = document.get("error") if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def _words(error: Mapping[str, Any]) -> str:
    return str(error.get("message", "")).split("\n")[0].rstrip(".")[:300]


def _used_up(error: Mapping[str, Any]) -> bool:
    """A quota of tokens is used up for an hour or a day: asking again makes it worse. Concurrency passes in seconds."""
    words = _words(error).lower()
    lasting = any(mark in words for mark in ("token", "per hour", "per day", "server errors", "thresholded"))
    return error.get("status") == "RESOURCE_EXHAUSTED" and lasting and "concurrent" not in words


def _quota(error: Mapping[str, Any], asking: Asking) -> str:
    words = _words(error)
    when = "tomorrow (at midnight, Pacific time)" if "day" in words.lower() else "within the hour"
    return (
        f"The property's quota is used up: {words}.\n"
        f"  → It is filled again {when}. Fewer --days cost less; so does a CSV export: --file."
    )


def _refused(status: int, error: Mapping[str, Any], number: str, name: str) -> str:
    """Why it was refused, in plain words, and what to do."""
    words, details = _words(error), str(error.get("details", ""))
    if "SERVICE_DISABLED" in details or "has not been used" in words or "is disabled" in words:
        return (
            f"The Google Analytics Data API is switched off in the project of {name}.\n"
            "  → Switch it on: Google Cloud console, APIs & Services, Google Analytics Data API, Enable; wait a minute."
        )
    if status == 403:
        return (
            f"{name} may not read property {number}: {words or 'permission denied'}.\n"
            "  → Google Analytics, Admin, Property access management: add this address as a Viewer. "
            "Is the number of the property right?"
        )
    if status == 401:
        return (
            f"Google does not know who asks: {words or 'the sign-in is not valid'}.\n"
            "  → Is the key of a service account, and is it still valid? Make a new one where in doubt."
        )
    if status == 404 or "property" in words.lower():
        return (
            f"There is no property {number}: {words or 'not found'}.\n"
            "  → Google Analytics, Admin, Property details: the property id stands at the top right."
        )
    return f"Google Analytics did not understand what was asked ({status}): {words or 'no reason was given'}."


def _count(row: Mapping[str, Any]) -> Count:
    told = [str(cell.get("value", "")) for cell in row.get("dimensionValues") or ()]
    day, event, device, source, medium, campaign = (*told, *[""] * 6)[:6]
    value = str((row.get("metricValues") or [{}])[0].get("value") or 0)
    return Count(event, round(float(value)), _day(day), device, source, medium, campaign)


def _day(text: str) -> Day | None:
    try:
        return datetime.datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


def _notes(metadata: Mapping[str, Any]) -> list[str]:
    """What Google says about its own numbers, in plain words."""
    notes = []
    if metadata.get("dataLossFromOtherRow"):
        notes.append(_OTHER)
    if metadata.get("subjectToThresholding"):
        notes.append("Google left out small groups of visitors (thresholding): small counts may be missing.")
    samples = metadata.get("samplingMetadatas") or ()
    if samples:
        read, space = (
            sum(int(one.get(key) or 0) for one in samples) for key in ("samplesReadCount", "samplingSpaceSize")
        )
        share = f": {read / space:.0%} of the events were read" if space else ""
        notes.append(f"The counts are estimated from a sample{share}.")
    return notes


def _low(quotas: Mapping[str, Any]) -> list[str]:
    names = {
        "tokensPerDay": "today",
        "tokensPerHour": "this hour",
        "tokensPerProjectPerHour": "this hour, by this project",
    }
    notes = []
    for key, when in names.items():
        told = quotas.get(key) or {}
        used, left = int(told.get("consumed") or 0), int(told.get("remaining") or 0)
        if told and left < _LOW * (used + left):
            notes.append(f"Little of the property's quota is left {when}: {left:,} tokens; this cost {used:,}.")
    return notes
