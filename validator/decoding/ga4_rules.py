"""What Google Analytics 4 keeps, reserves and asks for: limits, reserved names, required parameters.

Sources: Google Analytics help, articles 9267744 (recommended events and limits) and 13316687 (reserved names).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.decoding.hygiene import too_long
from validator.decoding.plain import worth_of
from validator.model.event import Event, Finding

NAME_LENGTH = 40
PARAMETERS = 25
VALUE_LENGTH = 100
LONGER_VALUES: Mapping[str, int] = {"page_title": 300, "page_referrer": 420, "page_location": 1000}
USER_PROPERTIES = 25
USER_PROPERTY_NAME_LENGTH = 24
USER_PROPERTY_VALUE_LENGTH = 36
USER_ID_LENGTH = 256
ITEMS = 200
ITEM_PARAMETERS = 27  # of the site's own, beside Google's
_OF_ITEMS_TEXT = """
item_id item_name item_brand item_category item_category2 item_category3 item_category4 item_category5 item_variant
price quantity coupon discount item_list_name item_list_id index affiliation location_id promotion_id promotion_name
creative_name creative_slot
"""
OF_ITEMS = frozenset(_OF_ITEMS_TEXT.split())

_RESERVED_NAMES_TEXT = """
ad_impression app_remove app_store_refund app_store_subscription_cancel app_store_subscription_renew click error
file_download first_open first_visit form_start form_submit in_app_purchase page_view scroll session_start
user_engagement view_complete video_progress video_start view_search_results
"""
RESERVED_NAMES = frozenset(_RESERVED_NAMES_TEXT.split())
_SENT_BY_GOOGLE_TEXT = """
ad_impression click file_download form_start form_submit page_view scroll user_engagement video_complete video_progress
video_start view_search_results first_visit session_start
"""
SENT_BY_GOOGLE = frozenset(
    _SENT_BY_GOOGLE_TEXT.split()
)  # by Google's own web tags; the others of the reserved names only a site can have made
SENT_BY_GTAG = frozenset(
    {"ga_temp_client_id", "ga_temp_ecid", "firebase_screen", "firebase_screen_class", "firebase_screen_id"}
)  # in pings without cookies, and those of screen_view as Google documents it
RESERVED_PREFIXES = ("_", "firebase_", "ga_", "google_", "gtag.")
SENT_WITH_RESERVED_PREFIX = frozenset({"ga_temp_client_id"})  # by Google's own tag, once consent is given
_ITEMS_REQUIRED_TEXT = """
add_payment_info add_shipping_info add_to_cart add_to_wishlist begin_checkout purchase remove_from_cart view_cart
view_item view_item_list select_item
"""
ITEMS_REQUIRED = frozenset(_ITEMS_REQUIRED_TEXT.split())
_VALUE_IS_SUM_TEXT = """
add_to_cart remove_from_cart view_item view_cart begin_checkout purchase
"""
VALUE_IS_SUM = frozenset(_VALUE_IS_SUM_TEXT.split())
_NAME = re.compile(r"[^\W\d_]\w*")


def reserved_name(name: str) -> Finding | None:
    """A finding for an event name that a site must not give: for events made by a push, a gtag command or a tag.

    `page_view` is exempt: Google documents sending it by hand in single-page sites.
    """
    if name in RESERVED_NAMES and name != "page_view":
        message = f"{name} is a name that Google keeps for its own events; give the event another one."
        return Finding("event-name-reserved", message, "name")
    prefix = next((prefix for prefix in RESERVED_PREFIXES if name.startswith(prefix)), None)
    if prefix:
        message = f"{name} begins with {prefix}, which Google keeps for itself; give the event another name."
        return Finding("event-name-reserved", message, "name")
    return None


def findings(event: Event, given: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with an event by Google's rules. `given`: the parameters that count towards the limit of 25."""
    if event.kind == "signal":
        return
    yield from _name(event.name)
    yield from _parameters(given)
    yield from _user(event.user)
    if event.items or event.name in ITEMS_REQUIRED or "value" in given:
        yield from _commerce(event)


def _name(name: str) -> Iterator[Finding]:
    yield from too_long("event-name-too-long", f"The event name {name[:60]!r}", name, NAME_LENGTH, "name")
    if name and not _NAME.fullmatch(name) and not name.startswith("_"):
        message = f"The event name {name[:60]!r} is not allowed: a letter, then letters, digits and underscores."
        yield Finding("event-name-malformed", message, "name")
    if (name in RESERVED_NAMES and name not in SENT_BY_GOOGLE) or name.startswith(RESERVED_PREFIXES):
        found = reserved_name(name)
        if found:
            yield found


def _parameters(given: Mapping[str, Any]) -> Iterator[Finding]:
    if len(given) > PARAMETERS:
        message = f"The event has {len(given)} parameters; Google Analytics keeps {PARAMETERS}."
        yield Finding("too-many-params", message, "params")
    for name, value in given.items():
        if len(name) > NAME_LENGTH:
            yield from too_long("param-name-too-long", f"The parameter name {name[:60]!r}", name, 40, f"params.{name}")
        if name.startswith(RESERVED_PREFIXES) and name not in SENT_BY_GTAG:
            message = f"The parameter {name!r} begins as Google's own do and is dropped; give it another name."
            yield Finding("param-name-reserved", message, f"params.{name}")
        if isinstance(value, str) and len(value) > VALUE_LENGTH:
            limit = LONGER_VALUES.get(name, VALUE_LENGTH)
            yield from too_long("param-value-too-long", f"The parameter {name}", value, limit, f"params.{name}")


def _user(user: Mapping[str, Any]) -> Iterator[Finding]:
    user_id = user.get("user_id")
    if isinstance(user_id, str):
        yield from too_long("user-id-too-long", "The user id", user_id, USER_ID_LENGTH, "user.user_id")
    properties = user.get("properties")
    if not isinstance(properties, Mapping):
        return
    if len(properties) > USER_PROPERTIES:
        message = f"The hit has {len(properties)} user properties; Google Analytics keeps {USER_PROPERTIES}."
        yield Finding("too-many-user-properties", message, "user.properties")
    for name, value in properties.items():
        path = f"user.properties.{name}"
        told = f"The user property {name[:60]!r}"
        yield from too_long("user-property-name-too-long", told, name, USER_PROPERTY_NAME_LENGTH, path)
        if isinstance(value, str):
            yield from too_long("user-property-value-too-long", told, value, USER_PROPERTY_VALUE_LENGTH, path)


def _commerce(event: Event) -> Iterator[Finding]:
    params = event.params
    if event.name in ITEMS_REQUIRED and not event.items:
        yield Finding("items-missing", f"{event.name} is sent without items.", "items")
    if event.name in ("purchase", "refund") and params.get("transaction_id") in (None, ""):
        yield Finding(
            "transaction-id-missing", f"{event.name} is sent without transaction_id.", "params.transaction_id"
        )
    if "value" in params and not params.get("currency"):
        message = "value is sent without currency: Google Analytics counts no revenue."
        yield Finding("currency-missing", message, "params.currency")
    if len(event.items) > ITEMS:
        message = f"The event has {len(event.items)} items; Google Analytics keeps {ITEMS}."
        yield Finding("too-many-items", message, "items")
    for place, item in enumerate(event.items[:ITEMS]):
        if not item.get("item_id") and not item.get("item_name"):
            message = f"Item {place + 1} has neither item_id nor item_name."
            yield Finding("item-without-id", message, f"items.{place}")
        if len(item) > ITEM_PARAMETERS:
            own = sum(name not in OF_ITEMS for name in item)
            if own > ITEM_PARAMETERS:
                message = f"Item {place + 1} has {own} parameters of its own; Google Analytics keeps {ITEM_PARAMETERS}."
                yield Finding("too-many-item-params", message, f"items.{place}")
    yield from _sum(event)


def _sum(event: Event) -> Iterator[Finding]:
    value = event.params.get("value")
    if event.name not in VALUE_IS_SUM or not event.items or not isinstance(value, int | float):
        return
    total = worth_of(event.items)
    if total is None:
        return
    counts = [item.get("quantity", 1) for item in event.items]
    count = sum(map(abs, counts))
    discounts = [_worth(item.get("discount")) for item in event.items]
    off = (sum(discounts), sum(discount * many for discount, many in zip(discounts, counts, strict=True)))
    unit = 1 if event.params.get("currency") in _WHOLE else 0.01
    margin = max(1.1 * unit, 0.5 * unit * count + 0.001)  # prices of single pieces are rounded
    if any(abs(total - less - value) <= margin for less in (0.0, *off)) or (_reduced(event) and 0 <= value < total):
        return
    told = f"value is {_amount(value)}, but price × quantity of the items is {_amount(total)}"
    yield Finding("value-not-sum-of-items", f"{told}{_surplus(event, value - total, margin)}.", "params.value")


# Currencies whose prices have no decimals.
_WHOLE = frozenset({"CLP", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "UGX", "VND", "XAF", "XOF"})


def _reduced(event: Event) -> bool:
    """Whether something was taken off the order, or off an item, whose amount the hit does not tell."""
    told = [event.params.get("coupon"), event.params.get("discount"), *(item.get("coupon") for item in event.items)]
    return any(one not in (None, "", 0) for one in told)


def _surplus(event: Event, difference: float, margin: float) -> str:
    """What the difference is, where the hit tells it."""
    shipping, tax = (_worth(event.params.get(name)) for name in ("shipping", "tax"))
    reasons = {"shipping": shipping, "tax": tax, "shipping and tax": shipping + tax}
    for reason, amount in reasons.items():
        if amount > margin and abs(difference - amount) <= margin:
            return f": the difference is {reason}, which Google asks to leave out"
    if tax > margin and abs(difference + tax) <= margin:
        return ": the difference is tax, which the prices of the items hold"
    return ""


def _worth(value: object) -> float:
    return value if isinstance(value, int | float) else 0.0


def _amount(value: float) -> str:
    return f"{round(value, 3):.12g}"
