"""Pages that are alike: by their addresses, and by what is wrong on them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from validator.model.plan import Plan
from validator.scan.checks import fault
from validator.scan.frontier import Frontier
from validator.scan.page import Facts, Fault, Level

_MANY_LEAVES, _MANY_AT_ROOT, _MANY_BRANCHES = 4, 30, 8  # names in one place, from which on they stand for any name
_EXAMPLES = 10
_ORDER = {"fail": 0, "warn": 1}
_USUAL = 3  # pages on which something must be seen, before its absence elsewhere says anything


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages of one kind: `/product/*`. `pages` of them are meant, of `whole` that were visited."""

    pattern: str
    pages: int
    whole: int
    first: str = ""  # the path of the first of them

    def __str__(self) -> str:
        if self.pages == 1:
            return self.first + (f" (of {self.whole} like {self.pattern})" if self.whole > 1 else "")
        many = f"{self.pages:,} pages"
        told = f"all {many}" if self.pages == self.whole and self.whole > 1 else many
        return f"{told} like {self.pattern}" + (f" (of {self.whole:,})" if self.pages < self.whole else "")


@dataclass(frozen=True, slots=True)
class Group:
    """One finding, with the pages that have it."""

    fault: Fault
    pages: tuple[int, ...]  # their numbers
    kinds: tuple[Kind, ...]  # most pages first
    examples: tuple[str, ...]  # addresses of the first of them
    evidence: tuple[str, ...] = ()  # files of recordings

    @property
    def where(self) -> str:
        """`on 412 pages like /product/*`; of many kinds the first three are told."""
        if len(self.kinds) == 1:
            return f"on {self.kinds[0]}"
        told = ", ".join(map(str, self.kinds[:3]))
        rest = sum(kind.pages for kind in self.kinds[3:])
        return f"on {len(self.pages):,} pages: {told}" + (f" and {rest:,} more" if rest else "")


def patterns(urls: Iterable[str]) -> dict[str, str]:
    """Each address with the kind of page that it is of, as the addresses of the whole site tell it.

    Where many names stand in one place, or names with digits in them, they stand for any name.
    """
    paths = {url: [part for part in urlsplit(url).path.split("/") if part] for url in urls}
    told: dict[str, list[str]] = {url: [] for url in paths}
    for level in range(max(map(len, paths.values()), default=0)):
        places: dict[tuple[str, ...], dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
        here = [url for url, parts in paths.items() if len(parts) > level]
        for url in here:
            places[tuple(told[url])][len(paths[url]) == level + 1].add(paths[url][level])
        lead = {url: tuple(told[url]) for url in here}
        for url in here:
            leaf = len(paths[url]) == level + 1
            told[url].append(_name(paths[url][level], places[lead[url]][leaf], leaf, level))
    return {url: "/" + "/".join(parts) + _query(url) for url, parts in told.items()}


def _name(part: str, names: set[str], leaf: bool, level: int) -> str:
    numbered = re.search(r"\d", part) is not None and sum(bool(re.search(r"\d", one)) for one in names) > 1
    most = (_MANY_AT_ROOT if level == 0 else _MANY_LEAVES) if leaf else _MANY_BRANCHES
    return "*" if numbered or (len(names) >= most and (leaf or level > 0)) else part


def _query(url: str) -> str:
    names = sorted({name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)})
    return f"?{'&'.join(names)}" if names else ""


def grouped(frontier: Frontier, plan: Plan, wanted: frozenset[int] | None = None) -> list[Group]:
    """Every finding with its pages: what fails first, then what touches most. `wanted`: only these pages count."""
    urls: dict[int, str] = {}
    files: dict[int, str] = {}
    for row in frontier.rows():
        if row["outcome"] in ("page", "error"):
            urls[row["number"]] = row["ended"] or row["url"]
            if row["evidence"]:
                files[row["number"]] = row["evidence"]
    kinds = patterns(urls.values())
    whole = Counter(kinds[url] for number, url in urls.items() if wanted is None or number in wanted)
    found: dict[str, tuple[Fault, list[int]]] = {}
    for number, one in (*frontier.faults(), *missed(frontier, plan)):
        if number in urls and (wanted is None or number in wanted):
            found.setdefault(one.key, (one, []))[1].append(number)
    without = {number for one, pages in found.values() if one.code == "container-missing" for number in pages}
    for one, pages in found.values():
        if one.code == "page-view-missing":  # what the container would have sent
            pages[:] = [number for number in pages if number not in without]
    groups = [_group(one, sorted(set(pages)), urls, kinds, whole, files) for one, pages in found.values() if pages]
    return sorted(groups, key=lambda group: (_ORDER[group.fault.level], -len(group.pages), group.fault.key))


def _group(
    fault: Fault,
    pages: list[int],
    urls: Mapping[int, str],
    kinds: Mapping[str, str],
    whole: Mapping[str, int],
    files: Mapping[int, str],
) -> Group:
    counted = Counter(kinds[urls[number]] for number in pages)
    first = {kinds[urls[number]]: _path(urls[number]) for number in reversed(pages)}
    return Group(
        fault,
        tuple(pages),
        tuple(Kind(pattern, many, whole[pattern], first[pattern]) for pattern, many in counted.most_common()),
        tuple(urls[number] for number in pages[:_EXAMPLES]),
        tuple(files[number] for number in pages if number in files)[:3],
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def missed(frontier: Frontier, plan: Plan) -> Iterator[tuple[int, Fault]]:
    """What a page lacks that the other pages of the site have: its container, its page view, its consent default."""
    pages = 0
    containers: Counter[str] = Counter()
    views: Counter[tuple[str, str]] = Counter()
    consents: Counter[bool] = Counter()
    for _, facts in frontier.facts():
        pages += 1
        containers.update(set(facts.containers))
        views.update(facts.views())
        consents[bool(facts.consent)] += 1
    usual = [name for name, many in containers.items() if _usual(many, pages)]
    told = [name for name, many in views.items() if _usual(many, pages)]
    consenting = _usual(consents[True], pages)
    for number, facts in frontier.facts():
        for one in _missing(facts, usual if plan.container is None else [], told, consenting):
            level = plan.findings.get(one.code) or one.level
            if level != "ignore":
                weight: Level = "fail" if level == "fail" else "warn"
                yield number, Fault(one.code, weight, one.key, one.message, one.subject, one.mend)


def _missing(facts: Facts, usual: list[str], told: list[tuple[str, str]], consenting: bool) -> Iterator[Fault]:
    for container in usual:
        if container not in facts.containers:
            text = f"The page does not load the container {container}, as the other pages of the site do."
            yield fault("container-missing", text, container)
    seen = facts.views()
    for vendor, id_ in told:
        if seen and (vendor, id_) not in seen:
            text = f"No page view is sent to {vendor} {id_}, as from the other pages of the site."
            yield fault("page-view-missing", text, vendor, id_, subject=vendor)
    if consenting and not facts.consent and (facts.sent or facts.containers):
        yield fault("consent-default-missing", CONSENT_MISSED)


CONSENT_MISSED = "Consent Mode is given no default, as it is on the other pages of the site."


def _usual(many: int, pages: int) -> bool:
    return many >= _USUAL and many * 2 > pages
