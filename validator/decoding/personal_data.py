"""Finds personal data in what a hit says: e-mail addresses, phone and card numbers, in clear, encoded or hashed."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import unquote

Found = tuple[str, str]  # path of the value, and what was found there in words

_EMAIL = re.compile(r"[\w.!#$'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}\b")
_BEFORE = re.compile(r"[\w.!#$'*+/=?^`{|}~-]\Z")
_AFTER = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}\b")
_FILES = frozenset(
    {"avif", "css", "gif", "htm", "html", "jpeg", "jpg", "js", "json", "png", "svg", "webp"}
)  # mug@2x.png
LOOKS = 50  # places of one value that are looked at
_PHONE = re.compile(r"(?<![\w+])\+[1-9](?:[ ()./-]{0,2}\d){7,14}(?!\d)")
_LOCAL_PHONE = re.compile(r"[ ()./\d-]{7,24}")
_CARD = re.compile(r"(?<![\d.])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|3[47]\d{2}|6(?:011|5\d{2}))(?:[ -]?\d){9,12}(?![\d.])")
_CARD_LENGTHS = {"2": (16,), "3": (15,), "4": (13, 16, 19), "5": (16,), "6": (16, 19)}
_ID_NAMES = re.compile(
    r"(?:pixel|tag|event|client|visitor|session|device|page|campaign|ad|adset|creative|store|shop|product|variant|item)"
    r"_?ids?(?:$|[\].])",
    re.IGNORECASE,
)  # numbers of vendors and shops, which are as long as cards are
_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[L-Za-e][A-Za-z0-9+/_-]{3}){2,100}[A-Za-z0-9+/_-]{0,3}={0,2}")
_HASH_LINE = re.compile(r"(?m)^(?:[0-9a-fA-F]{32,64}|[A-Za-z0-9_-]{43}=?)$")
_HASH = re.compile(r"(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32}|[A-Za-z0-9_-]{43}=?)")
_EMAIL_NAMES = re.compile(
    r"(?:^|[._\[])(?:em|e_?mail\w{0,40}|\w{1,40}_e?mail|hem|sha256_?e?mail\w*|hashed_?e?mail\w*|email_\w+)(?:$|[\].])",
    re.I,
)
_PHONE_NAMES = re.compile(
    r"(?:^|[._\[\n])(?:ph|tel|phone\w*|\w{1,40}_phone(?:_number)?|mobile|telephone)(?:$|[\].\n])", re.IGNORECASE
)
_PHONE_KEYS_TEXT = """
ph tel Tel phone Phone phone_number phoneNumber PhoneNumber phonenumber mobile Mobile mobile_phone telephone
user_phone customer_phone home_phone work_phone contact_phone
"""
_PHONE_KEYS = frozenset(_PHONE_KEYS_TEXT.split())
_CALL = ("tel:", "callto:", "sms:")  # a link that a visitor followed: the number of the site, not of the visitor
_MAIL_LINK = re.compile(  # likewise: an address that a site gives to everybody
    r"mailto:(?:bestellung|booking|contact|contacto?|datenschutz|hallo|hello|help|hilfe|hola|info|jobs|kontakt|mail|"
    r"office|orders?|press|presse|privacy|reservation|sales|service|shop|support|team|vertrieb)@[\w.-]+(?:\?[^@]{0,200})?",
    re.IGNORECASE,
)
_BASE64_LETTERS = str.maketrans("-_", "+/")


def seek(values: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """(path, what it is) of each value that holds personal data; `values` are paths and texts."""
    every = list(values)
    found = [(path, text, what) for path, text in every if (what := _in_clear(path, text) or _encoded(text))]
    if not found:
        return
    given = {_contact(text) for _, text in every if text.lower().startswith(_CALL) or _MAIL_LINK.fullmatch(text)}
    for path, text, what in found:
        if _contact(text) not in given:
            yield path, what


def _contact(text: str) -> str:
    """The number or address of a link, and of the text that shows it: both say the same."""
    plain = unquote(text).partition("?")[0].strip().lower()
    if "@" in plain:
        return plain.removeprefix("mailto:")
    return "".join(letter for letter in plain.replace("(0)", "") if letter.isdigit())


def seek_hashed(values: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """The same for values that are hashes of an e-mail address or phone number, judged by the parameter's name."""
    for path, text in values:
        if len(text) >= 32 and _HASH.fullmatch(text):
            if _EMAIL_NAMES.search(path):
                yield path, "a hashed e-mail address"
            elif _PHONE_NAMES.search(path):
                yield path, "a hashed phone number"


def suspicious(text: str) -> bool:
    """Whether a look at each value is worth it; `text` is all values of a hit, a line each."""
    return (
        ("@" in text and (_has_email(text) or text.count("@") > LOOKS))
        or "%40" in text
        or ("+" in text and _PHONE.search(text) is not None)
        or _CARD.search(text) is not None
        or _email_in_base64(text)
    )


def hashes(text: str) -> bool:
    """The same for hashes: whether any line could be one."""
    return _HASH_LINE.search(text) is not None


def phones(given: Mapping[str, object]) -> bool:
    """Whether a value is named as phone numbers are, which then may be written without their country."""
    return not _PHONE_KEYS.isdisjoint(given)


def _in_clear(path: str, text: str) -> str:
    if "@" in text and _has_email(text) and not _MAIL_LINK.fullmatch(text):
        return "an e-mail address"
    if "+" in text and _PHONE.search(text) and not text.lower().startswith(_CALL):
        return "a phone number"
    digits = sum(letter.isdigit() for letter in text) if len(text) <= 24 else 0
    if 7 <= digits <= 15 and _PHONE_NAMES.search(path) and _LOCAL_PHONE.fullmatch(text):
        return "a phone number"
    if not any(_luhn(card) for card in _CARD.findall(text)) or _ID_NAMES.search(path):
        return ""
    return "a card number"


def _has_email(text: str) -> bool:
    """Looked for around each `@`, so that the time grows with the text and no faster."""
    place = -1
    for _ in range(LOOKS):
        place = text.find("@", place + 1)
        if place < 0:
            return False
        domain = _AFTER.match(text, place + 1) if place and _BEFORE.match(text[place - 1]) else None
        if domain is not None and domain[0].rpartition(".")[2].lower() not in _FILES:
            return True
    return False


def _encoded(text: str) -> str:
    if "%40" in text and _has_email(unquote(text)):
        return "an e-mail address, percent-encoded"
    return "an e-mail address in base64" if _email_in_base64(text) else ""


def _email_in_base64(text: str) -> bool:
    """base64 of plain text betrays itself: each group of four begins with a letter from L to Z or a to e."""
    for found in islice(_TOKEN.finditer(text), LOOKS):
        letters = found[0].rstrip("=").translate(_BASE64_LETTERS)
        try:
            plain = binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
        except binascii.Error:
            continue
        if b"@" in plain and plain.isascii() and _EMAIL.fullmatch(plain.decode("ascii").strip('" ')):
            return True
    return False


def _luhn(text: str) -> bool:
    digits = [int(letter) for letter in text if letter.isdigit()]
    if len(digits) not in _CARD_LENGTHS[text[0]] or len(set(digits)) < 2:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
