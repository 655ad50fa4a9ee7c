"""Finds the claims that a request fulfils, by an index over host and path, so that more vendors cost nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from validator.decoding.compression import Unreadable
from validator.decoding.payload import address, body, parameters, unquote, written
from validator.model.recording import Request
from validator.model.vendor import Claim

LOOKED_AT = 2048  # bytes of a body that a claim may look at
_TAIL = re.compile(r"(?:.*/(?:\)\?)?)?(?:\((?:\?:)?(?P<either>[\w.%|-]+)\))?(?P<tail>[\w.%-]*)(?:/\?)?")
_HEAD = re.compile(r"/([\w.-]+)/")


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.DOTALL)


class Asked:
    """One request, read only as far as claims ask for it."""

    __slots__ = ("_parameters", "_text", "host", "path", "query", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.host, self.path, self.query = address(request.url)
        self._parameters: dict[str, str] | None = None
        self._text: str | None = None

    @property
    def parameters(self) -> dict[str, str]:
        if self._parameters is None:
            self._parameters = parameters(self.query)
        return self._parameters

    @property
    def text(self) -> str:
        if self._text is None:
            try:
                self._text = body(self.request)[:LOOKED_AT].decode("utf-8", "replace")
            except Unreadable:
                self._text = ""
        return self._text

    def fulfils(self, claim: Claim) -> bool:
        """Whether everything but the host holds."""
        if claim.methods and self.request.method.upper() not in claim.methods:
            return False
        if claim.path and not _pattern(claim.path).fullmatch(self.path):
            return False
        for name, value in claim.query:
            given = self.parameters.get(name)
            if given is None or not _pattern(value).fullmatch(given):
                return False
        return not claim.body or _pattern(claim.body).search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Owned:
    """A claim and whose it is."""

    vendor: str
    claim: Claim


class Index:
    """Claims by host; those without one by the last or first piece of the path, else by a parameter they demand."""

    def __init__(self, claims: Iterable[tuple[str, Claim]]) -> None:
        self.hosts: dict[str, list[Owned]] = {}
        self.tails: dict[str, list[Owned]] = {}
        self.heads: dict[str, list[Owned]] = {}
        self.names: dict[str, list[Owned]] = {}
        self.others: list[Owned] = []  # must be asked for each request: none of ours is here
        for vendor, claim in claims:
            owned = Owned(vendor, claim)
            tails = tails_of(claim.path)
            if claim.host:
                self.hosts.setdefault(claim.host, []).append(owned)
            elif tails:
                for tail in tails:
                    self.tails.setdefault(tail, []).append(owned)
            elif head_of(claim.path):
                self.heads.setdefault(head_of(claim.path), []).append(owned)
            elif claim.query:
                self.names.setdefault(claim.query[0][0], []).append(owned)
            else:
                self.others.append(owned)

    def claimants(self, request: Request) -> tuple[str, ...]:
        """Whose claims hold: those by host, the most specific first; by signature only where no host is known.

        A preflight is nobody's; a document is claimed by host only, since a page's own address can hold anything.
        """
        if request.method == "OPTIONS":
            return ()
        asked = Asked(request)
        found = self._by_host(asked)
        if not found and request.resource_type != "document":
            found = self._by_signature(asked)
        return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)

    def _by_host(self, asked: Asked) -> list[str]:
        found: list[str] = []
        host = asked.host
        while host:
            owners = self.hosts.get(host)
            if owners is not None:
                found += [owned.vendor for owned in owners if asked.fulfils(owned.claim)]
            host = host.partition(".")[2]
        return found

    def _by_signature(self, asked: Asked) -> list[str]:
        candidates: list[Owned] = []
        pieces = asked.path.split("/", 2)
        candidates += self.tails.get(asked.path.rstrip("/").rpartition("/")[2], ())
        candidates += self.heads.get(pieces[1] if len(pieces) > 2 else "", ())
        if self.names and asked.query:
            for part in asked.query.split("&", 200):
                name = part.partition("=")[0]
                if "%" in name:
                    name = unquote(name)
                if name in self.names:
                    candidates += self.names[name]
        return [owned.vendor for owned in candidates + self.others if asked.fulfils(owned.claim)]


def tails_of(path: str) -> tuple[str, ...]:
    r"""The last pieces that a path's regular expression allows, where it says so plainly.

    `/(?:.*/)?collect/?` gives `collect`, `/.*/(?:pixel|event)\.gif` nothing, `/v1/(?:t|p)` gives `t` and `p`.
    """
    found = _TAIL.fullmatch(path.replace("\\.", ".").replace("\\-", "-"))
    if found is None:
        return ()
    if found["either"]:
        return tuple(piece + found["tail"] for piece in found["either"].split("|"))
    return (found["tail"],) if found["tail"] else ()


def head_of(path: str) -> str:
    """The first piece that a path's regular expression demands, or "": `/b/ss/.+` gives `b`."""
    found = _HEAD.match(path.replace("\\.", "."))
    return found[1] if found else ""


def at_endpoint(request: Request, endpoints: Mapping[str, Sequence[str]], claims: Mapping[str, Sequence[Claim]]) -> str:
    """The vendor whose own endpoint, declared in the plan or learned from the container, the request goes to, or "".

    An endpoint with a path takes what lies at or under it; one with only a host takes what the vendor's claims ask
    for, on that host. The longest endpoint wins.
    """
    if request.method == "OPTIONS":
        return ""
    asked = Asked(request)
    host, shown, _ = written(request.url)
    best, length = "", -1
    for vendor, urls in endpoints.items():
        for url in urls:
            own, path = _endpoint(url)
            if own != host or len(path) <= length:
                continue
            if path:
                taken = any(seen == path or seen.startswith(path + "/") for seen in (asked.path, shown))
            else:
                taken = any(asked.fulfils(replace(claim, host="")) for claim in claims.get(vendor, ()))
            if taken:
                best, length = vendor, len(path)
    return best


@lru_cache(maxsize=1024)
def _endpoint(url: str) -> tuple[str, str]:
    host, path, _ = address(url)
    return host, path.rstrip("/")
