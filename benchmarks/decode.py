"""Events a second that are claimed, decoded and checked, as a ratio to the standard library only splitting them.

Run: `python benchmarks/decode.py`. The requests are those of the test tables and those that real libraries sent, and
variations of them, in a mix that holds every vendor. Both sides work on the same requests, taking turns; time is that
of the processor on one core, and the best of the rounds counts.
Beside it: what claiming costs as the number of vendors grows, and the time that importing all decoders takes.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.vendors.tables import all_cases
from validator.decode import read_line
from validator.decoding.claims import Index
from validator.model.recording import Request
from validator.vendors import VENDORS, claim, decode

SENT = Path(__file__).resolve().parent.parent / "tests/sdks/requests.jsonl"
ROUNDS = 7
VARIATIONS = 3


def requests() -> list[Request]:
    """Each case of each table, and variations whose ids and values differ so that no cache can help."""
    dice = random.Random(7)
    found = []
    sent = SENT.read_text(encoding="utf-8").splitlines()
    for request in [case.request for case in all_cases()] + [read_line(line) for line in sent]:
        for number in range(VARIATIONS):
            mark = f"_bench={number}{dice.randrange(10**9)}"
            joint = "&" if "?" in request.url else "?"
            url = request.url if ";" in request.url else request.url + joint + mark
            found.append(replace(request, url=url))
    dice.shuffle(found)
    return found


def split(request: Request) -> int:
    """What the standard library does with a request: the parameters of its URL and of its body."""
    count = len(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
    body = request.body
    if body[:1] in (b"{", b"["):
        with suppress(ValueError):
            json.loads(body)
    elif body:
        for line in body.decode("utf-8", "replace").splitlines():
            count += len(parse_qsl(line, keep_blank_values=True))
    return count


def read(request: Request) -> int:
    """What the validator does with it."""
    vendor = claim(request)
    return len(decode(request, vendor)) if vendor else 0


def seconds(work: Callable[[Request], int], given: Sequence[Request]) -> tuple[float, int]:
    began = time.process_time()
    count = sum(map(work, given))
    return time.process_time() - began, count


def claiming(given: Sequence[Request], share: float) -> float:
    """Microseconds a claim takes with that share of the vendors."""
    names = list(VENDORS)[: max(1, int(len(VENDORS) * share))]
    index = Index((name, owned) for name in names for owned in VENDORS.claims[name])
    best = 1e9
    for _ in range(ROUNDS):
        began = time.process_time()
        for request in given:
            index.claimants(request)
        best = min(best, time.process_time() - began)
    return best / len(given) * 1e6


def importing() -> float:
    """Milliseconds that a fresh interpreter needs to import all decoders, beyond the interpreter itself."""
    code = (
        "import time; began = time.process_time(); from validator.vendors import VENDORS; VENDORS.index; "
        "print(time.process_time() - began)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs) * 1000


def main() -> None:
    given = requests()
    seconds(read, given)
    seconds(split, given)
    pairs = [(seconds(split, given), seconds(read, given)) for _ in range(ROUNDS)]
    different = len({request.url + str(request.body) for request in given})
    limit = min(pair[0][0] for pair in pairs)
    ours, events = min(pair[1] for pair in pairs)
    print(f"{len(given)} requests ({different} different), {len(VENDORS)} vendors, {events} events")
    print(f"standard library, splitting only: {len(given) / limit:>9,.0f} requests/s")
    print(f"claimed, decoded, checked:        {len(given) / ours:>9,.0f} requests/s, {events / ours:,.0f} events/s")
    print(f"ratio to the limit: {limit / ours:.2f} (target: at least 0.25)")
    for share in (0.1, 0.25, 0.5, 1.0):
        print(f"claiming with {int(len(VENDORS) * share):>3} vendors: {claiming(given, share):.2f} µs a request")
    print(f"importing all decoders: {importing():.0f} ms")


if __name__ == "__main__":
    main()
