"""The history in a real PostgreSQL tells the same as in SQLite, also where several processes write it at once."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from tests.history import postgresql
from tests.history.made_up import CART, ORDER, START, around, journey, keep, strip
from tests.history.test_keeping import WRITER
from validator.history.filters import Filters
from validator.history.forgetting import forget
from validator.history.reading import changes, journeys, outcomes
from validator.history.records import DAY
from validator.history.store import History, open_history
from validator.history.trends import trends
from validator.history.weeks import compare
from validator.model.segment import Segment, Sent, Wanted


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="validator-", dir="/tmp") as folder:
        inner = Path(folder) / "postgresql"
        Path(folder).chmod(0o755)
        inner.mkdir()
        try:
            with postgresql.running(inner) as running:
                yield running
        except postgresql.Unavailable as error:
            pytest.skip(f"The history is not proved with PostgreSQL: {error}.")


def views(history: History) -> list[object]:
    """Everything that a history tells, but for numbers of its own."""
    left = Segment("left", ((Wanted(event="page_view"),),), ((Wanted(event="scroll"),),))
    chosen = [
        Filters(),
        Filters(device="iphone*"),
        Filters(source="google / cpc", since=START + DAY),
        Filters(segment=left),
    ]
    return [
        *outcomes(history),
        *journeys(history),
        *(replace(change, subject_id=0) for change in changes(history)),
        *(trends(history, one) for one in chosen),
        *(trends(history, Filters(), by=by) for by in ("device", "source", "version", "scenario")),
        compare(history, Filters(), (START, START + 7 * DAY), (START + 7 * DAY, START + 14 * DAY)),
    ]


def test_it_tells_the_same_as_sqlite(url: str, tmp_path: Path) -> None:
    other = around("iPhone 15", sent=(Sent("ga4", "page_view"), Sent("ga4", "scroll")), campaign="50%_off ÄÖ")
    told = [
        *strip("mmmffmkunmmf"),
        *(journey(START + day * DAY, {CART: "mf"[day % 2]}, other, lateness=day / 10) for day in range(9)),
        journey(START + 60, {ORDER: "w"}, name="Late"),
    ]
    found = []
    for place in (url, str(tmp_path / "history.db")):
        with open_history(place) as history:
            for one in told:
                keep(history, one)
            assert keep(history, *told, run="again") == 0
            first = views(history)
            assert forget(history, START + 3 * DAY) == 7
            found.append([*map(_without_numbers, first), *map(_without_numbers, views(history))])
    assert found[0] == found[1]


def _without_numbers(told: object) -> str:
    return re.sub(r"subject_id=\d+", "", repr(told))


def test_several_processes_make_the_tables_and_write_at_once(url: str) -> None:
    """Processes that find an empty database at the same moment, and write at once, lose nothing."""
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("CREATE DATABASE fresh"))
    engine.dispose()
    fresh, root = url.replace("/postgres", "/fresh"), str(Path(__file__).parents[2])
    command = [sys.executable, "-c", WRITER, fresh]
    writers = [subprocess.Popen([*command, str(number), "3"], cwd=root, stderr=subprocess.PIPE) for number in range(4)]
    told = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, told
    with open_history(fresh) as history:
        assert len(list(outcomes(history))) == 4 * 3 * 2 + 3
