"""Whether planted faults are found, and named rightly: each breaks the bundled shop in one place.

    python benchmarks/faults.py [--folder DIR] [--only TEXT] [--clean 200] [--workers 2] [--show] [--renew]

Each fault is a small file (its format: validator/demo/fault.py) that names the scenario, the expectation, the status,
the first broken link and, where a value is at fault, its path. A scenario is looked for beside the fault's file first,
then in scenarios/. Prints how many were detected, with the right link and the right field, the false alarms over so
many clean runs of every scenario, and the median time; ends with 1 where a target is missed.

What the terminal says of each fault is kept in `told/` beside the files (NAME.txt). --renew writes it anew, to be read
in the diff.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from validator.browser.engine import Engine
from validator.browser.launch import LaunchOptions
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.demo import serve
from validator.demo.fault import Fault, read_faults
from validator.language import read_suite
from validator.model.location import InputError
from validator.model.run import Result
from validator.model.suite import Entry
from validator.model.verdict import Outcome
from validator.reporters.terminal import render_result
from validator.telling.prose import path_text

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
FOLDERS = (Path(__file__).parent / "faults", ROOT / "validator" / "demo" / "faults")
AT_ONCE = 12  # journeys of one run
DETECTED, LINK, FIELD, ALARMS = 1.0, 0.95, 0.95, 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one fault. `outcome` is the one that the fault's file names, or None."""

    fault: Fault
    result: Result
    outcome: Outcome | None

    @property
    def detected(self) -> bool:
        """Whether the run failed, and the expectation got its status."""
        if self.fault.status == "broken":
            broken = self.result.verdict.broken
            return broken is not None and broken.kind == self.fault.expectation
        return self.result.verdict.status == "failed" and self.outcome is not None

    @property
    def right_link(self) -> bool:
        if self.fault.status == "broken":
            return self.detected
        return self.outcome is not None and self.outcome.chain.broken == self.fault.link

    @property
    def right_field(self) -> bool:
        if not self.fault.field:
            return True
        near = self.outcome.near[:1] if self.outcome else ()
        return any(path_text(one.path) == self.fault.field for miss in near for one in miss.differences)

    @property
    def text(self) -> str:
        result = _untimed(self.result)
        return steady(render_result(replace(result, verdict=_alike(result.verdict))))


def golden(path: Path) -> Path:
    """Where the words on the fault of a file are kept; those on the shop's own faults stand with the others."""
    folder = FOLDERS[0] if path.parent == FOLDERS[1] else path.parent
    return folder / "told" / f"{path.stem}.txt"


def _untimed(result: Result) -> Result:
    """Without the goals of a duration: whether a robot stays long enough depends on how fast the machine is."""
    timed = {goal.name for goal in result.plan.goals if goal.kind == "duration"}
    goals = tuple(one for one in result.verdict.goals if one.name not in timed)
    return replace(result, verdict=replace(result.verdict, goals=goals))


def _alike(item: Any) -> Any:
    """The ids of visitors all alike, before lines are broken where their lengths ask for it."""
    if isinstance(item, str):
        return re.sub(r"\b\d{6,}\.\d{6,}\b", "1234567890.1234567890", item)
    if isinstance(item, tuple):
        return tuple(_alike(each) for each in item)
    if is_dataclass(item) and not isinstance(item, type):
        told = {each.name: getattr(item, each.name) for each in fields(item)}
        changed = {name: new for name, old in told.items() if (new := _alike(old)) != old}
        return replace(item, **changed) if changed else item
    return item


def steady(text: str) -> str:
    """A report without what differs from run to run: ports and times."""
    text = re.sub(r"127\.0\.0\.1:\d+|localhost:\d+", "127.0.0.1:8000", text)
    text = re.sub(r"[ ]+\b\d+\.\d s$", "  0.0 s", text, flags=re.MULTILINE)
    text = re.sub(r"\b\d+\.\d s\b", "0.0 s", text)
    text = re.sub(r"(caused at step \d+), sent at step \d+", r"\1, sent later", text)
    return re.sub(r"grace-\d+", "grace-0", text) + "\n"


def options(output: Path, workers: int = 2) -> RunOptions:
    """How faults are performed: without the network, so that what a page asks of strangers fails alike everywhere."""
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    return RunOptions(LaunchOptions(arguments=(alone,)), workers, output=output, screenshots="off", trace="off")


def perform(engine: Engine, faults: Mapping[Path, Fault]) -> list[Answer]:
    """Each fault in a shop of its own, against the one scenario that catches it.

    The shops stay open to the end: an engine keeps the container of an address, and a port must not come again.
    """
    waiting = list(faults.items())
    answers: list[Answer] = []
    with ExitStack() as open_:
        while waiting:
            batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            entries = [_entry(path, fault, open_.enter_context(serve(fault=fault)).url) for path, fault in batch]
            results = engine.run(entries, Silence()).results
            answers += [answer_of(fault, _renamed(result)) for (_, fault), result in zip(batch, results, strict=True)]
    return answers


def answer_of(fault: Fault, result: Result) -> Answer:
    fitting = [
        one
        for one in result.verdict.outcomes
        if one.expectation.label == fault.expectation and one.status == fault.status
    ]
    fitting.sort(key=lambda one: one.chain.broken != fault.link)
    return Answer(fault, result, fitting[0] if fitting else None)


def _entry(path: Path, fault: Fault, url: str) -> Entry:
    """The scenario under a name of its own: recordings of one scenario would share a file."""
    beside = path.parent / fault.scenario
    own = beside.is_file()
    file, plan = (beside, _plan(beside)) if own else (SCENARIOS / fault.scenario, None)
    entry = read_suite([file], environment={}, base_url=url, plan=plan).entries[0]
    return replace(entry, scenario=replace(entry.scenario, name=f"{entry.scenario.name} ({fault.name})"))


def _plan(scenario: Path) -> Path | None:
    """The shop's plan, for a scenario that stands beside faults and has none of its own."""
    own = any((folder / "tracking-plan.yaml").is_file() for folder in scenario.parents)
    return None if own else SCENARIOS / "tracking-plan.yaml"


def _renamed(result: Result) -> Result:
    name = result.verdict.name.rpartition(" (")[0]
    return replace(result, verdict=replace(result.verdict, name=name))


def clean(engine: Engine, rounds: int, folders: Iterable[Path]) -> tuple[int, list[str]]:
    """How many sound journeys were performed, and what was wrongly said of any of them."""
    performed, alarms = 0, []
    with serve() as shop:
        entries = list(read_suite([SCENARIOS], environment={}, base_url=shop.url).entries)
        for folder in folders:
            beside = sorted((folder / "scenarios").glob("*.yaml"))
            for file in beside:
                entries += read_suite([file], environment={}, base_url=shop.url, plan=_plan(file)).entries
        for number in range(rounds):
            for result in engine.run(entries, Silence()).results:
                performed += 1
                if not result.verdict.passed or result.verdict.unexpected:
                    alarms.append(f"round {number + 1}:\n{render_result(result)}")
    return performed, alarms


def read(folders: Sequence[Path]) -> dict[Path, Fault]:
    return {folder / f"{name}.yaml": fault for folder in folders for name, fault in read_faults(folder).items()}


def main() -> int:
    told = _arguments()
    try:
        faults = read([folder.resolve() for folder in told.folder or FOLDERS])
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    wanted = {path: fault for path, fault in faults.items() if any(name in path.stem for name in told.only.split(","))}
    with (
        TemporaryDirectory() as output,
        Engine(options(Path(output), told.workers)) as engine,
    ):
        answers = perform(engine, wanted)
        performed, alarms = clean(engine, told.clean, told.folder or FOLDERS)
    for path, answer in zip(wanted, answers, strict=True):
        if told.show:
            print(f"── {path.stem} ── {answer.fault.link} {answer.fault.field}\n{answer.text}")
        if told.renew:
            golden(path).parent.mkdir(exist_ok=True)
            golden(path).write_text(answer.text, encoding="utf-8")
    return _summed(answers, performed, alarms)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, action="append", metavar="DIR", help="of fault files; may be repeated")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="faults whose file name holds it, or one of several (a,b)"
    )
    parser.add_argument("--clean", type=int, default=3, metavar="N", help="clean runs of all scenarios; 200 in full")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="journeys at the same time")
    parser.add_argument("--show", action="store_true", help="print what the terminal says of each fault")
    parser.add_argument("--renew", action="store_true", help="keep what it says of each fault in told/")
    return parser.parse_args()


def _summed(answers: Sequence[Answer], performed: int, alarms: Sequence[str]) -> int:
    for alarm in alarms:
        print(f"False alarm, {alarm}\n")
    for answer in answers:
        if not (answer.detected and answer.right_link and answer.right_field):
            print(_miss(answer))
    shares = {
        "detected": (sum(one.detected for one in answers), len(answers), DETECTED),
        "right link": (sum(one.detected and one.right_link for one in answers), len(answers), LINK),
    }
    fields = [one for one in answers if one.fault.field]
    shares["right field"] = (sum(one.detected and one.right_field for one in fields), len(fields), FIELD)
    missed = len(alarms) > ALARMS
    for name, (right, all_, target) in shares.items():
        share = right / all_ if all_ else 1.0
        missed = missed or share < target
        print(f"{name:<13} {right} of {all_} = {share:.1%} (target {target:.0%})")
    print(f"false alarms  {len(alarms)} in {performed} clean journeys (target {ALARMS})")
    if answers:
        median = statistics.median(answer.result.recording.seconds for answer in answers)
        print(f"median time   {median:.2f} s a fault")
    return 1 if missed else 0


def _miss(answer: Answer) -> str:
    """One line on what was expected, and what was said instead."""
    fault, found = answer.fault, answer.result.verdict
    said = [
        f"{one.expectation.label} {one.status} [{one.chain.broken or 'unknown'}] {one.chain.message}"
        for one in found.outcomes
        if one.failed or one.status == "undecidable"
    ] + ([f"broken: {found.broken.reason}"] if found.broken else [])
    wanted = f"{fault.expectation} {fault.status} [{fault.link}] {fault.field}".strip()
    return f"✗ {fault.name}: expected {wanted}; said\n    " + "\n    ".join(said or ["that all is well"])


if __name__ == "__main__":
    sys.exit(main())
