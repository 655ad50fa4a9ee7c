"""Which values of a hit will be the same tomorrow: the others are left out, or become a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from validator.vendors import VENDORS

LEFT_OUT = object()  # in place of a value that says nothing of the next visit

_MADE = {  # names, without punctuation, of what a browser, a session or a clock puts into a hit
    "browser": "useragent language screenresolution screencolors viewport viewportsize viewportwidth viewportheight "
    "devicepixelratio timezone timezoneoffset platform browser browsername browserversion os osname osversion "
    "screenwidth screenheight screen colordepth encoding charset javaenabled",
    "page": "pagelocation pagereferrer pagehostname pagepath pagequery pagetitle pageurl url href referrer referer "
    "documentlocation documentreferrer documenttitle hostname host domain location title path ref initialreferrer",
    "session": "clientid sessionid sessionnumber sessioncount visitid visitorid visitnumber deviceid anonymousid "
    "userpseudoid fbp fbc gclid gatempclientid browserid cid sid uid guid muid pageviewid pageid tabid windowid",
    "clock": "timestamp time ts eventtime eventtimestamp clienttimestamp sentat senttimestamp date now starttime "
    "engagementtimemsec engagementtime duration elapsed elapsedtime timeonpage loadtime timing year month day hour "
    "minute second gtmstart localtime",
    "chance": "eventid messageid requestid insertid uuid random rnd rand nonce cachebuster cb hash dedupeid hitid "
    "transactionuuid correlationid traceid spanid sequence seq hitcount eventcount gtmuniqueeventid batchid",
    "library": "libraryversion sdkversion gtm gtmcontainerversion containerversion version tagversion",
}
NAMES_MADE = frozenset(name for words in _MADE.values() for name in words.split())
_NUMBERED_NAME = re.compile(
    r"(transaction|order|invoice|booking|reservation|receipt|purchase|lead|quote|ticket)s?_?(id|no|nr|number|ref)?$"
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PATTERNS = (
    (_UUID, r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"),
    (re.compile(r"1[0-9]{9}"), r"^\d{10}$"),
    (re.compile(r"1[0-9]{12}"), r"^\d{13}$"),
    (re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d.*"), r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"),
    (re.compile(r"20\d\d-\d\d-\d\d"), r"^\d{4}-\d{2}-\d{2}$"),
    (re.compile(r"[0-9a-f]{32}", re.IGNORECASE), r"^[0-9a-fA-F]{32}$"),
    (re.compile(r"[0-9a-f]{40}", re.IGNORECASE), r"^[0-9a-fA-F]{40}$"),
    (re.compile(r"[0-9a-f]{64}", re.IGNORECASE), r"^[0-9a-fA-F]{64}$"),
)
_CHANCE = re.compile(
    r"(?:GA\d\.\d\.|fb\.\d\.)?\d{5,}\.\d{9,}|[0-9a-f]{16,}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_+/=-]{20,}|\d{14,}|0\.\d{8,}"
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_LONGEST = 120


def plain_name(name: str) -> str:
    """`Page_Location`, `ep.page-location` and `pageLocation` are one name."""
    return re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())


def made(name: str, vendor: str = "") -> bool:
    """Whether a parameter says something of the browser, the session or the moment, and not of the site."""
    volatile: Iterable[str] = getattr(VENDORS.get(vendor), "VOLATILE", ()) if vendor else ()
    return plain_name(name) in NAMES_MADE or name in volatile or name.startswith(("_", "gtm."))


def numbered(name: str) -> bool:
    """Whether a parameter holds the number of an order or the like, which is another one at each visit."""
    return _NUMBERED_NAME.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()) is not None


def steady(name: str, value: Any, *, site: str = "", numbers: frozenset[str] = frozenset()) -> Any:
    """The value, a mapping with an operator in its place, or LEFT_OUT. `numbers`: of orders, found elsewhere."""
    if isinstance(value, bool) or value is None:
        return value if value is not None else LEFT_OUT
    if isinstance(value, int | float):
        return _steady_number(name, value, numbers)
    if not isinstance(value, str):
        return LEFT_OUT
    if not value or len(value) > _LONGEST or "«" in value or _MAIL.fullmatch(value) or "\n" in value:
        return LEFT_OUT
    if value in numbers or (numbered(name) and re.search(r"\d{2}", value)):
        return {"matches": pattern_of(value)}
    for found, pattern in _PATTERNS:
        if found.fullmatch(value):
            return {"matches": pattern}
    if _CHANCE.fullmatch(value):
        return LEFT_OUT
    if value.startswith(("http://", "https://", "//")):
        return _steady_url(value, site)
    return value


def _steady_number(name: str, value: float, numbers: frozenset[str]) -> Any:
    told = str(int(value)) if float(value).is_integer() else str(value)
    if value in (0, 1):
        return value
    if told in numbers or (numbered(name) and abs(value) >= 100) or re.fullmatch(r"1\d{9}|1\d{12}", told):
        return {"type": "number"}
    return LEFT_OUT if abs(value) >= 1e14 else value


def _steady_url(value: str, site: str) -> Any:
    """Of the site itself the path, so that the scenario holds on another host too."""
    parts, own = urlsplit(value), urlsplit(site)
    if parts.netloc and parts.netloc == own.netloc:
        return {"contains": parts.path} if len(parts.path) > 1 else LEFT_OUT
    return {"starts_with": value.partition("?")[0]} if "?" in value else value


def pattern_of(value: str) -> str:
    """A number of an order as the shape that all of them have: `KC-10001` → `^KC-\\d+$`."""
    parts = re.split(r"(\d+)", value)
    return "^" + "".join(r"\d+" if part.isdigit() else re.escape(part).replace(r"\-", "-") for part in parts) + "$"


def order_numbers(values: Iterable[tuple[str, Any]]) -> frozenset[str]:
    """The numbers of orders among the parameters of all hits, as texts."""
    return frozenset(
        str(value)
        for name, value in values
        if numbered(name) and isinstance(value, str | int) and not isinstance(value, bool)
        if re.search(r"\d{2}", str(value))
    )


def leaves(value: Any, name: str = "") -> Iterable[tuple[str, Any]]:
    """Every plain value within, with its name."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from leaves(each, str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each, name)
    else:
        yield name, value
