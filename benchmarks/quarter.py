"""A quarter of the shop with faults switched on and off on given days, and the weekly page that tells of it.

    python benchmarks/quarter.py [--output out/quarter] [--until 2026-03-29]

Every verdict is of a real run: for each fault the shop is opened with it (`validator demo --broken …`), and its
journeys are made on every device and with every landing page; what a run recorded is then kept in the history once for
each morning and evening on which things were so. Visitors are made up by chance, with the same faults on the same days.
Then `validator report --weekly` is typed. What it should find stands in CALENDAR.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from validator.browser.engine import Engine
from validator.browser.launch import LaunchOptions
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.demo import serve
from validator.history.keeping import add
from validator.history.records import KeptJourney, KeptRun, journeys_of
from validator.history.store import open_history
from validator.language import read_suite
from validator.model.run import Result
from validator.production.counts import Count, Counts
from validator.production.document import counts_csv

SCENARIOS = Path(__file__).parent.parent / "scenarios"
DAYS, BEFORE = 91, 56  # of the quarter, and of the visitors before it
PHONE = "iPhone 15"
DEVICES = {"Desktop Chrome": "desktop", PHONE: "mobile"}
LANDINGS = {
    "spring": ("google", "cpc"),
    "weekly": ("newsletter", "email"),
    "": ("(direct)", "(none)"),
}
TIMES = (datetime.time(7, 10), datetime.time(19, 10))


@dataclass(frozen=True, slots=True)
class Outage:
    """A fault of the shop from one day of the quarter to another (without it), for some devices or campaigns only.

    `lost`: the events that visitors' browsers do not send meanwhile.
    """

    fault: str
    since: int
    until: int
    lost: tuple[str, ...]
    device: str | None = None
    campaign: str | None = None

    def hits(self, day: int, device: str, campaign: str) -> bool:
        return self.since <= day < self.until and self.device in (None, device) and self.campaign in (None, campaign)


CALENDAR = (
    Outage("trigger-misspelt", 15, 20, ("newsletter_sign_up",)),
    Outage("push-removed", 32, 39, ("add_to_cart",), device=PHONE),
    Outage("thank-you-tag-paused", 50, 54, ("purchase",)),
    Outage("push-removed", 65, 73, ("add_to_cart",), campaign="spring"),
    Outage("button-renamed", 76, 80, ()),  # only the older generation of Analytics loses it
    Outage("container-missing", 81, 87, ("generate_lead", "lead_step")),
    Outage("thank-you-tag-paused", 86, 999, ("purchase",), device=PHONE),  # goes on
)
MILESTONES = """
milestones:
  - name: Checkout steps tracked
    by: {first}
    events: [Begin checkout, Shipping chosen, Payment chosen]
    owner: team-basket
  - {{name: Orders counted on every device, by: {second}, events: [Order], owner: team-basket}}
  - {{name: Films measured, by: {third}, events: [Film started, Film finished], owner: team-letters}}
"""


def main(told: Sequence[str]) -> int:
    arguments = _arguments(told)
    output: Path = arguments.output
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    until: datetime.date = arguments.until
    first = until - datetime.timedelta(DAYS - 1)
    suite = _written(output / "scenarios", first)
    began = time.monotonic()
    performed = {
        fault: _performed(suite, fault, output) for fault in ["", *dict.fromkeys(one.fault for one in CALENDAR)]
    }
    made = sum(len(results) for results in performed.values())
    print(f"{made} journeys made in {time.monotonic() - began:.0f} s, with {len(performed) - 1} faults and without.")
    kept = _kept(performed, first, output / "history.db")
    counts, truth = visitors(first)
    (output / "visitors.csv").write_text(counts_csv(counts), encoding="utf-8")
    print(f"{kept} journeys kept, on {DAYS} days.\n")
    words = ["report", "--weekly", "--until", until.isoformat(), "--history", str(output / "history.db")]
    words += ["--file", str(output / "visitors.csv"), "--output", str(output), str(output / "scenarios")]
    code = subprocess.run([sys.executable, "-m", "validator", *words], check=False).returncode
    print("\n".join(_held_against(truth, json.loads((output / "week.json").read_text(encoding="utf-8")), first)))
    return code


def _held_against(
    truth: Mapping[tuple[Outage, str], float], week: Mapping[str, Any], first: datetime.date
) -> Iterable[str]:
    """What visitors would have sent without each fault, beside what the page says was lost."""
    yield "\nWhat was really lost, and what the page says:"
    for (outage, event), lost in truth.items():
        began = (first + datetime.timedelta(outage.since)).isoformat()
        found = [
            one
            for one in week["breaks"]
            if one["since"][:10] == began and any(event in red["label"] for red in one["red"])
        ]
        told = ", ".join(f"{one['cost']['lost']}" for one in found if one["cost"]) or "nothing"
        yield f"  {began}  {outage.fault:<22} {event:<20} {lost:6.0f}   {told}"


def _arguments(told: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("out/quarter"))
    parser.add_argument("--until", type=datetime.date.fromisoformat, default=datetime.date(2026, 3, 29))
    return parser.parse_args(told)


def _written(folder: Path, first: datetime.date) -> Path:
    """The shop's plan with milestones, and its journeys on each device and from each landing page."""
    shutil.copytree(SCENARIOS / "fragments", folder / "fragments")
    plan = (SCENARIOS / "tracking-plan.yaml").read_text(encoding="utf-8").partition("\n")[2]
    days = (first + datetime.timedelta(20), first + datetime.timedelta(80), first + datetime.timedelta(100))
    milestones = MILESTONES.format(**dict(zip(("first", "second", "third"), days, strict=True)))
    (folder / "tracking-plan.yaml").write_text(plan + milestones, encoding="utf-8")
    devices = f"devices: [{', '.join(DEVICES)}]\n"
    for name in ("buy_a_mug", "newsletter", "ask_for_offer", "search"):
        text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[2]
        for campaign in LANDINGS if name == "buy_a_mug" else [""]:
            (folder / f"{name}{campaign and '_'}{campaign}.yaml").write_text(
                _landing(text, campaign).replace("\njourney:", f"\n{devices}\njourney:", 1), encoding="utf-8"
            )
    return folder


def _landing(text: str, campaign: str) -> str:
    if not campaign:
        return text
    source, medium = LANDINGS[campaign]
    utm = f"?utm_source={source}&utm_medium={medium}&utm_campaign={campaign}"
    head, goto, rest = text.partition("- goto: ")
    page, line, rest = rest.partition("\n")
    named = head.replace("scenario: A shopper buys a mug", f"scenario: A shopper buys a mug, from {campaign}")
    return f"{named}{goto}{page}{utm}{line}{rest}"


def _performed(suite: Path, fault: str, output: Path) -> tuple[Result, ...]:
    """What the journeys come to with a fault; those that it cannot touch are left out."""
    meant = {one.device for one in CALENDAR if one.fault == fault}
    with serve(fault=fault or None) as shop:
        entries = [
            entry
            for entry in read_suite([suite], environment={}, base_url=shop.url)
            if not fault or None in meant or entry.scenario.device in meant
        ]
        options = RunOptions(LaunchOptions(), workers=2, output=output / "runs" / (fault or "sound"))
        with Engine(options) as engine:
            return engine.run(entries, Silence()).results


def _kept(performed: Mapping[str, Sequence[Result]], first: datetime.date, place: Path) -> int:
    """Each journey on each morning and evening, as it came out with the faults of that day."""
    known = {fault: {one.scenario: one for one in _journeys(results)} for fault, results in performed.items()}
    results = {result.scenario.id: result.scenario.device or "" for result in performed[""]}
    count = 0
    with open_history(str(place)) as history:
        for day in range(DAYS):
            for at in TIMES:
                moment = datetime.datetime.combine(first + datetime.timedelta(day), at, datetime.timezone.utc)
                began = moment.timestamp()
                told = [
                    replace(one, key=f"{one.key} {began}", began=began + place * 4)
                    for place, one in enumerate(_that_day(known, results, day))
                ]
                count += add(history, KeptRun(f"quarter {began}", began, 60.0, "chromium", "", "run"), told)
    return count


def _journeys(results: Sequence[Result]) -> Iterable[KeptJourney]:
    from validator.model.run import Run

    return journeys_of(Run(tuple(results)))


def _that_day(
    known: Mapping[str, Mapping[str, KeptJourney]], devices: Mapping[str, str], day: int
) -> Iterable[KeptJourney]:
    """Of each journey the verdict that it has with the fault of the day; the version of the container is of the day."""
    for scenario, sound in known[""].items():
        around = sound.circumstances
        hits = [one for one in CALENDAR if one.hits(day, devices[scenario], around.campaign)]
        found = [known[one.fault][scenario] for one in hits if scenario in known[one.fault]]
        faulty = [one for one in found if one.status != "passed"]
        chosen = (faulty or [sound])[0]
        yield replace(chosen, circumstances=replace(chosen.circumstances, version=version(day)))


def version(day: int) -> str:
    """Of the container: a new one every ten days, and with each fault."""
    return str(40 + day // 10 + sum(one.since <= day for one in CALENDAR))


def visitors(first: datetime.date) -> tuple[Counts, dict[tuple[Outage, str], float]]:
    """Visitors by chance, of the weeks before and of the quarter, who meet the same faults; and what each one cost."""
    rnd, rows, mood = random.Random(7), [], 0.0
    truth: dict[tuple[Outage, str], float] = {}
    shares = {"session_start": 1.0, "page_view": 4.1, "view_item": 0.55, "add_to_cart": 0.17, "view_cart": 0.13}
    shares |= {"begin_checkout": 0.085, "add_shipping_info": 0.065, "add_payment_info": 0.052, "purchase": 0.048}
    shares |= {"newsletter_sign_up": 0.016, "generate_lead": 0.006, "search": 0.11, "select_content": 0.05}
    shares |= {"lead_step": 0.03, "video_start": 0.06, "video_progress": 0.08, "video_complete": 0.02}
    shares |= {"sign_up": 0.008, "login": 0.02, "view_item_list": 0.4, "select_item": 0.3, "remove_from_cart": 0.02}
    shares |= {"navigation_click": 0.5}
    week = (1.0, 1.02, 0.98, 1.0, 1.1, 1.35, 1.3)
    amounts = {"spring": 0.3, "weekly": 0.12, "": 0.58}
    for day in range(-BEFORE, DAYS):
        when = first + datetime.timedelta(day)
        mood = 0.5 * mood + rnd.gauss(0.0, 0.05)
        for device, part in {"Desktop Chrome": 0.45, PHONE: 0.55}.items():
            for campaign, (source, medium) in LANDINGS.items():
                people = 1400 * week[when.weekday()] * math.exp(mood) * part * amounts[campaign]
                hits = [one for one in CALENDAR if one.hits(day, device, campaign or "(direct)")]
                lost = {name: one for one in hits for name in one.lost}
                for event, share in shares.items():
                    mean = people * share
                    if event in lost:
                        truth[lost[event], event] = truth.get((lost[event], event), 0.0) + mean
                        mean = 0.0
                    value = max(0, round(rnd.gauss(mean, math.sqrt(mean)))) if mean else 0
                    if value:
                        rows.append(Count(event, value, when, DEVICES[device], source, medium, campaign or "(direct)"))
    last = first + datetime.timedelta(DAYS - 1)
    return Counts(tuple(rows), "made up", first - datetime.timedelta(BEFORE), last), truth


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
