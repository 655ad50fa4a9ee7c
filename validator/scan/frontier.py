"""Which pages are known, under way and done: one SQLite file, so that a scan that was killed goes on where it was.

Nobody but the scan itself writes into it: workers, here or elsewhere, are handed pages and give back what they saw.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from validator.model.location import UsageError
from validator.scan.page import Facts, Fault, Page, Seen, facts_of, facts_to
from validator.scan.urls import key, like

VERSION = 1
FILE = "scan.sqlite"
_TABLES = """
create table if not exists meta(name text primary key, value text not null);
create table if not exists pages(
  number integer primary key, key text not null unique, url text not null, source text not null,
  depth integer not null, parent text not null, rank integer not null, state text not null,
  tries integer not null default 0, ended text not null default '', why text not null default '',
  mend text not null default '', facts text not null default '', evidence text not null default '');
create index if not exists next on pages(state, rank, depth, number);
create table if not exists kinds(kind text primary key, pages integer not null, left_out integer not null default 0);
create table if not exists faults(page integer not null, key text not null, fault text not null);
create index if not exists of_page on faults(page);
create index if not exists of_key on faults(key);
create table if not exists notes(text text primary key);
"""


class Frontier:
    """The state of a scan. Every change is on disk when its method returns."""

    def __init__(self, file: Path) -> None:
        """Opens the state in `file`, or makes it. Raises UsageError where it is none."""
        self.file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=10)
            self._base.execute("pragma journal_mode=wal")
            self._base.execute("pragma synchronous=normal")
            self._base.executescript(_TABLES)
            version = self.get("version", str(VERSION))
        except (sqlite3.DatabaseError, OSError) as error:
            raise UsageError(
                f"{file} cannot be used as the state of a scan: {error}.\n  → Name another folder with --output."
            ) from None
        if version != str(VERSION):
            raise UsageError(f"{file} was written by another version of this program.\n  → --fresh begins anew.")
        self.set("version", str(VERSION))
        counted = self._base.execute("select count(*) from pages where state != 'barred'").fetchone()
        self.known = int(counted[0])  # addresses, but for those that robots.txt does not allow

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._base.close()

    def get(self, name: str, otherwise: str = "") -> str:
        row = self._base.execute("select value from meta where name = ?", (name,)).fetchone()
        return str(row[0]) if row else otherwise

    def set(self, name: str, value: str) -> None:
        self._base.execute("insert or replace into meta values (?, ?)", (name, value))

    def note(self, text: str) -> bool:
        """Keeps what readers should know; whether it is new."""
        return self._base.execute("insert or ignore into notes values (?)", (text,)).rowcount > 0

    @property
    def notes(self) -> list[str]:
        return [text for (text,) in self._base.execute("select text from notes order by rowid")]

    def add(
        self, url: str, source: str, depth: int = 0, parent: str = "", alike: int = 0, state: str = "waiting"
    ) -> bool:
        """Puts an address into the frontier; False where it is known, or enough of its kind are.

        Pages are visited in the order of their rank within their kind: first one product, one category, one article,
        then the second of each. An endless calendar takes no more of a budget than any other kind.
        """
        kind = like(url)
        name = key(url)
        if self._base.execute("select 1 from pages where key = ?", (name,)).fetchone():
            return False
        rank = self._base.execute("select pages from kinds where kind = ?", (kind,)).fetchone()
        number = int(rank[0]) if rank else 0
        if alike and source == "link" and number >= alike:
            self._base.execute("update kinds set left_out = left_out + 1 where kind = ?", (kind,))
            return False
        self._base.execute(
            "insert into kinds(kind, pages) values (?, 1) on conflict(kind) do update set pages = pages + 1", (kind,)
        )
        self._base.execute(
            "insert into pages(key, url, source, depth, parent, rank, state) values (?, ?, ?, ?, ?, ?, ?)",
            (name, url, source, depth, parent, number, state),
        )
        self.known += state != "barred"
        return True

    def take(self) -> Page | None:
        """The next page, which is under way from now on."""
        row = self._base.execute(
            "select number, url, source, depth, parent from pages where state = 'waiting'"
            " order by rank, depth, number limit 1"
        ).fetchone()
        if row is None:
            return None
        self._base.execute("update pages set state = 'taken', tries = tries + 1 where number = ?", (row[0],))
        return Page(*row)

    def give_back(self, *, failed: bool = False) -> int:
        """Pages that were under way when the scan ended: nothing is known of them, and they wait again.

        `failed`: so do those that could not be visited, since the site did not answer.
        """
        if failed:
            self._base.execute("update pages set state = 'waiting', tries = 0 where state = 'failed'")
        return self._base.execute("update pages set state = 'waiting' where state = 'taken'").rowcount

    def wait_again(self, page: Page, *, last: bool) -> None:
        """The page is visited again; `last`: after all others."""
        later = ", rank = rank + 1000000" if last else ", tries = tries - 1"
        self._base.execute(f"update pages set state = 'waiting'{later} where number = ?", (page.number,))

    def tries(self, page: Page) -> int:
        row = self._base.execute("select tries from pages where number = ?", (page.number,)).fetchone()
        return int(row[0]) if row else 0

    def done(self, page: Page, seen: Seen, evidence: str = "", wanted: bool = True) -> bool:
        """Keeps what came of a visit. A page that an address led to was visited by that, unless it had been before.

        `wanted`: whether the page that it ended on belongs to the scan. Returns whether something new was learnt.
        """
        self._base.execute("begin immediate")
        try:
            number = page.number
            if seen.outcome in ("page", "error") and key(seen.url) != key(page.url):
                self._end(number, "redirect", seen)
                target = self._target(page, seen.url) if wanted else None
                if target is None:
                    return False
                number = target
            self._end(number, seen.outcome, seen, evidence)
            self._base.executemany(
                "insert into faults values (?, ?, ?)",
                [(number, fault.key, json.dumps(_fault_to(fault))) for fault in seen.faults],
            )
            return True
        finally:
            self._base.execute("commit")

    def _target(self, page: Page, url: str) -> int | None:
        """The page that an address led to, unless it is under way or done."""
        row = self._base.execute("select number, state from pages where key = ?", (key(url),)).fetchone()
        if row is None:
            self.add(url, page.source, page.depth, page.url)
            row = self._base.execute("select number, state from pages where key = ?", (key(url),)).fetchone()
        return int(row[0]) if row[1] == "waiting" else None

    def _end(self, number: int, state: str, seen: Seen, evidence: str = "") -> None:
        facts = json.dumps(facts_to(seen.facts)) if seen.facts and state != "redirect" else ""
        self._base.execute(
            "update pages set state = ?, ended = ?, why = ?, mend = ?, facts = ?, evidence = ? where number = ?",
            (state, seen.url, seen.why, seen.mend, facts, evidence, number),
        )

    def of_key(self, name: str) -> int:
        """How many pages have a fault of this key."""
        return int(self._base.execute("select count(*) from faults where key = ?", (name,)).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many pages are in each state."""
        return {
            str(state): int(many) for state, many in self._base.execute("select state, count(*) from pages group by 1")
        }

    def left_out(self) -> dict[str, int]:
        """Kinds of which enough were known, and how many addresses of them were passed over."""
        return dict(self._base.execute("select kind, left_out from kinds where left_out > 0 order by 2 desc"))

    def facts(self) -> Iterator[tuple[int, Facts]]:
        """What was seen on every page that was judged, one after the other."""
        rows = self._base.execute("select number, facts from pages where state = 'page' order by number")
        for number, told in rows:
            yield number, facts_of(json.loads(told))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every page that is not waiting, with its facts and faults as they are kept."""
        rows = self._base.execute(
            "select number, url, source, depth, parent, state, ended, why, mend, facts, evidence from pages"
            " where state not in ('waiting', 'taken', 'barred') order by number"
        )
        names = ("number", "url", "source", "depth", "parent", "outcome", "ended", "why", "mend", "facts", "evidence")
        for row in rows:
            told = dict(zip(names, row, strict=True))
            yield {**told, "facts": json.loads(told["facts"]) if told["facts"] else None}

    def faults(self) -> Iterator[tuple[int, Fault]]:
        """Every fault with the number of its page, those of one key together."""
        for number, told in self._base.execute("select page, fault from faults order by key, page"):
            yield int(number), Fault(**json.loads(told))


def _fault_to(fault: Fault) -> Mapping[str, str]:
    names = ("code", "level", "key", "message", "subject", "mend", "rule")
    return {name: getattr(fault, name) for name in names if getattr(fault, name)}
