"""Which call of a page each request was: by method and URL, by its body, and by the life of the page. Pure.

Most libraries send everything to one URL. One call whose request never left, as where the page went away at that
moment, must not hand its place to the next one, or all that follows is taken for what was said before it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from validator.model.recording import Document, Request

Twin = tuple[str, str]
Intent = Mapping[str, Any]
SLACK = 0.05  # seconds by which the clocks of page and network may differ
_LEAVING = 1.0  # seconds for which what a page sent as it left may still come
_LOOKED_AT = 50  # calls in waiting among which the likeliest is sought


def twin(method: str, url: str) -> Twin:
    """What an intent and its request have in common: the method, and the URL without scheme and fragment."""
    return method, url.partition("#")[0].partition(":")[2]


def body_of(intent: Intent, outcome: Intent) -> bytes | None:
    """What a page meant to send; None where that is not known. `outcome`: what was heard of it later."""
    if isinstance(intent.get("bytes"), str):
        return base64.b64decode(intent["bytes"] + "==")
    told = intent.get("body", outcome.get("body"))
    return told.encode("utf-8", "replace") if isinstance(told, str) else None


def pairs(
    requests: Iterable[Request],
    intents: Iterable[Intent],
    outcomes: Mapping[str, Intent],
    documents: Sequence[Document],
) -> tuple[dict[int, Intent], list[Intent]]:
    """Each request's intent, by the request's id, and the intents that no request was seen of.

    The same body first, in their order; then what is left, in its order, since not every body can be told.
    """
    lives = {document.id: document for document in documents}
    same: dict[tuple[Twin, str], deque[Intent]] = defaultdict(deque)
    found: dict[int, Intent] = {}
    others: list[Intent] = []
    for intent in intents:
        known = _print_of(intent, outcomes)
        if known is None:
            others.append(intent)
        else:
            same[twin(intent["method"], intent["url"]), known].append(intent)
    open_: list[Request] = []
    for request in requests:
        waiting = same.get((twin(request.method, request.url), _print(request.body)))
        place = _likeliest(waiting, request, lives) if waiting else None
        if waiting and place is not None:
            found[request.id] = waiting[place]
            del waiting[place]
        else:
            open_.append(request)
    others += [intent for waiting in same.values() for intent in waiting]
    left: dict[Twin, deque[Intent]] = defaultdict(deque)
    for intent in sorted(others, key=lambda one: one["at"]):
        left[twin(intent["method"], intent["url"])].append(intent)
    for request in open_:
        waiting = left.get(twin(request.method, request.url))
        if waiting:
            place = _likeliest(waiting, request, lives) or 0
            found[request.id] = waiting[place]
            del waiting[place]
    return found, [intent for waiting in left.values() for intent in waiting]


def forget_bodies(intents: Iterable[dict[str, Any]], requests: Iterable[Request]) -> None:
    """Takes the body from each intent that reached the network: there it is known better, and memory is dear."""
    seen = {(twin(request.method, request.url), _print(request.body)) for request in requests}
    for intent in intents:
        known = _print_of(intent, {})
        if known is not None and (twin(intent["method"], intent["url"]), known) in seen:
            intent["print"] = known
            intent.pop("body", None)
            intent.pop("bytes", None)


def _likeliest(waiting: Sequence[Intent], request: Request, lives: Mapping[str, Document]) -> int | None:
    """The place of the first call that was made by then, on a page that had not gone; else of the first made by then.

    None where none was made by then.
    """
    begun = None
    for place in range(min(len(waiting), _LOOKED_AT)):
        intent = waiting[place]
        if intent["at"] > request.at + SLACK:
            continue
        document = lives.get(intent["document"])
        if document is None or document.ended is None or request.at <= document.ended + _LEAVING:
            return place
        begun = place if begun is None else begun
    return begun


def _print_of(intent: Intent, outcomes: Mapping[str, Intent]) -> str | None:
    if isinstance(intent.get("print"), str):
        return str(intent["print"])
    body = body_of(intent, outcomes.get(intent["key"], {}) if "key" in intent else {})
    return None if body is None else _print(body)


def _print(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=12).hexdigest() if body else ""
