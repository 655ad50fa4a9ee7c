"""The field's usual names of conversions: what an event is by its name, where no plan says it."""

from __future__ import annotations

from validator.model.event import Event
from validator.model.scenario import Conversion

_MACRO = frozenset(
    [
        "purchase",
        "order",
        "ecommercepurchase",
        "checkoutcompleted",
        "ordercompleted",
        "transaction",
        "generatelead",
        "lead",
        "submitlead",
        "signup",
        "completeregistration",
        "subscribe",
        "newslettersignup",
        "newslettersubscribe",
        "contact",
        "requestquote",
        "requestoffer",
        "bookdemo",
        "startrial",
        "starttrial",
        "conversion",
        "submitform",
        "formsubmitted",
        "schedule",
        "donate",
    ]
)
_MICRO = frozenset(
    [
        "addtocart",
        "addproducttocart",
        "viewitem",
        "viewcontent",
        "viewproduct",
        "begincheckout",
        "initiatecheckout",
        "addpaymentinfo",
        "addshippinginfo",
        "addtowishlist",
        "viewcart",
        "search",
        "selectcontent",
        "login",
        "filedownload",
        "download",
        "videostart",
        "videocomplete",
        "share",
    ]
)


def usual_conversion(event: Event) -> Conversion | None:
    """micro or macro, by the names that are usual in the field."""
    names = {plain(text) for text in (event.name, event.action or "") if text}
    return "macro" if names & _MACRO else "micro" if names & _MICRO else None


def plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
