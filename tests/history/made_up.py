"""Runs in few words: which expectations were met in which journey, under which circumstances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from validator.history.keeping import add
from validator.history.records import DAY, Circumstances, Kept, KeptJourney, KeptRun, Subject
from validator.history.store import History
from validator.model.segment import Sent

START = 20_000 * DAY  # a day in autumn 2024
ORDER = Subject("Order", "ga4 purchase", vendor="ga4", event="purchase", conversion="macro", owner="team-checkout")
CART = Subject("Add to cart", "ga4 add_to_cart", vendor="ga4", event="add_to_cart", conversion="micro")
LETTERS = {"m": "met", "f": "missing", "w": "wrong", "k": "known", "u": "undecidable", "n": "not run"}


def around(device: str = "Desktop Chrome", version: str = "41", **more: object) -> Circumstances:
    told: dict[str, object] = {"source": "google", "medium": "cpc", "campaign": "spring", "consent": "granted"}
    told |= {"site": "https://shop.example", "container": "GTM-1", "sent": (Sent("ga4", "page_view"),)}
    return Circumstances(device=device, version=version, **{**told, **more})  # type: ignore[arg-type]


def journey(
    at: float,
    told: Mapping[Subject, str],
    where: Circumstances | None = None,
    lateness: float | None = 0.2,
    name: str = "Buy",
    unstable: bool = False,
) -> KeptJourney:
    """One journey at a moment; `told`: of each subject the letter of its status."""
    where = where or around()
    scenario = f"scenarios/buy.yaml::{name}[{where.device}]"
    outcomes = tuple(
        Kept(
            f"{scenario}::click Buy::{subject.label}",
            subject,
            LETTERS[letter],
            "click Buy",
            *(("trigger", "missing", "The trigger did not match.", "Change it.") if letter in "fw" else ()),
            lateness=lateness if letter == "m" else None,
            unstable=unstable,
        )
        for subject, letter in told.items()
    )
    failed = any(letter in "fw" for letter in told.values())
    key = f"{scenario} {at} {where.site} {where.campaign}"
    return KeptJourney(
        key, scenario, name, "scenarios/buy.yaml", "failed" if failed else "passed", at, 2.0, where, outcomes
    )


def keep(history: History, *journeys: KeptJourney, run: str = "", began: float | None = None) -> int:
    began = journeys[0].began if began is None else began
    return add(history, KeptRun(run or f"run {began}", began, 3.0, "chromium 1", "1"), journeys)


def strip(letters: str, subject: Subject = ORDER, every: float = DAY, **more: object) -> Iterator[KeptJourney]:
    """A journey a day, with the letters as its statuses, one after the other."""
    for place, letter in enumerate(letters):
        if letter != ".":
            yield journey(START + 3600 + place * every, {subject: letter}, around(**more))  # type: ignore[arg-type]
