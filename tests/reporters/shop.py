"""A purchase in a shop, as it would be recorded and judged, with one failure of every kind."""

from __future__ import annotations

from typing import Any

from validator.model.event import Cause, Event, Finding
from validator.model.location import Location
from validator.model.recording import (
    ConditionState,
    ConsentAnswer,
    ConsentChange,
    ContainerSeen,
    Document,
    Element,
    PageError,
    PageView,
    Push,
    Reading,
    Recording,
    Request,
    StepRecord,
    Stored,
    TagMessage,
    TagState,
    TriggerState,
)

SITE = "https://shop.example"
FILE = "scenarios/buy.yaml"
ITEM = {"item_id": "MUG-1", "item_name": "Mug, blue", "price": "19.99", "quantity": "1"}
DENIED = {"ad_storage": "denied", "analytics_storage": "denied"}
GRANTED = {"ad_storage": "denied", "analytics_storage": "granted"}
G4 = f"https://www.google-analytics.com/g/collect?v=2&tid=G-DEMO12345&cid=1808.17&gcs=G101&gcd=13r3t3r3r5l1&dl={SITE}"
META = "https://www.facebook.com/tr/?id=1234567890&noscript=0"


def at(line: int, column: int = 9) -> Location:
    return Location(FILE, line, column)


def step(number: int, kind: str, title: str, started: float, ended: float, path: str, **more: Any) -> StepRecord:
    return StepRecord(
        number,
        kind,
        title,
        "performed",
        started=started,
        ended=ended,
        url=SITE + path,
        location=at(4 + 3 * number, 5),
        **more,
    )


STEPS = (
    step(1, "goto", "goto /product/mug", 0.02, 0.61, "/product/mug", settled="quiet", waited=0.21, stage="Product"),
    step(
        2,
        "click",
        'click button "Add to cart"',
        0.63,
        0.82,
        "/product/mug",
        settled="pushes",
        waited=0.05,
        stage="Product",
        screenshot="2-click.png",
        element=Element(
            "button",
            "Add to basket",
            id="buy",
            classes="button primary",
            role="button",
            name="Add to cart",
            box=(88, 412, 168, 44),
            html='<button id="buy" class="button primary" aria-label="Add to cart">',
        ),
    ),
    step(3, "goto", "goto /cart", 0.84, 1.02, "/cart", settled="quiet", waited=0.11),
    step(4, "click", 'click link "Checkout"', 1.04, 1.31, "/checkout", settled="pushes", waited=0.02, stage="Checkout"),
    step(5, "fill", 'fill "E-mail" with "ada@example.org"', 1.32, 1.36, "/checkout", stage="Checkout"),
    step(6, "fill", 'fill "Street" with "12 St James’s Square"', 1.36, 1.4, "/checkout", stage="Checkout"),
    step(7, "fill", 'fill "City" with "London"', 1.4, 1.44, "/checkout", stage="Checkout"),
    step(8, "click", 'click button "Continue to payment"', 1.46, 1.62, "/checkout/payment", stage="Checkout"),
    step(
        9,
        "click",
        'click button "Place order"',
        1.64,
        2.06,
        "/thank-you?order=T-1001",
        name="place order",
        settled="quiet",
        waited=0.24,
        screenshot="9-click.png",
    ),
)

DOCUMENTS = (
    Document("d1", f"{SITE}/product/mug", 1, 0.05, ended=0.85, last_step=3),
    Document("d2", f"{SITE}/cart", 3, 0.86, ended=1.08, last_step=4),
    Document("d3", f"{SITE}/checkout", 4, 1.09, ended=1.48, last_step=8),
    Document("d4", f"{SITE}/checkout/payment", 8, 1.5, ended=1.7, last_step=9),
    Document("d5", f"{SITE}/thank-you?order=T-1001", 9, 1.72, ended=2.3, last_step=9),
)


def push(number: int, when: float, at_step: int, document: str, payload: Any, **more: Any) -> Push:
    page = next(each.url for each in DOCUMENTS if each.id == document)
    return Push(number, "dataLayer", payload, at=when, step=at_step, page_url=page, document=document, **more)


PRODUCT = {"currency": "EUR", "value": "19,99", "items": [{"item_id": "MUG-1", "price": 19.99, "quantity": 1}]}
PUSHES = (
    push(1, 0.08, 1, "d1", ["consent", "default", DENIED], kind="gtag", how="initial", state={}),
    push(2, 0.09, 1, "d1", {"gtm.start": 1785000000000, "event": "gtm.js"}, how="initial", state={"event": "gtm.js"}),
    push(
        3,
        0.31,
        1,
        "d1",
        {"event": "view_item", "ecommerce": {"currency": "EUR", "value": 19.99, "items": [ITEM]}},
        state={"event": "view_item", "ecommerce": {"currency": "EUR", "value": 19.99, "items": [ITEM]}},
    ),
    push(4, 0.42, 1, "d1", ["consent", "update", GRANTED], kind="gtag", state={"event": "view_item"}),
    push(
        5,
        0.66,
        2,
        "d1",
        {
            "event": "gtm.click",
            "gtm.elementText": "Add to basket",
            "gtm.element": {"$type": "node", "value": "BUTTON#buy"},
        },
        state={
            "event": "gtm.click",
            "gtm.elementText": "Add to basket",
            "ecommerce": {"currency": "EUR", "value": 19.99},
        },
    ),
    push(
        6,
        0.67,
        2,
        "d1",
        {"event": "add_to_cart", "ecommerce": PRODUCT},
        state={"event": "add_to_cart", "gtm.elementText": "Add to basket", "ecommerce": PRODUCT},
    ),
    push(7, 0.9, 3, "d2", {"event": "view_cart", "ecommerce": {"value": 19.99}}, state={"event": "view_cart"}),
    push(8, 1.12, 4, "d3", {"event": "begin_checkout"}, state={"event": "begin_checkout"}),
    push(9, 1.14, 4, "d3", {"event": "begin_checkout"}, state={"event": "begin_checkout"}),
    push(10, 1.53, 8, "d4", {"event": "add_payment_info"}, state={"event": "add_payment_info"}),
    push(
        11,
        1.8,
        9,
        "d5",
        {"event": "purchase", "ecommerce": {"transaction_id": "T-1001", "value": 24.98, "currency": "EUR"}},
        state={"event": "purchase", "ecommerce": {"transaction_id": "T-1001", "value": 24.98, "currency": "EUR"}},
    ),
)

BATCH = (
    b"en=add_to_cart&_et=120&ep.currency=EUR&ep.value=19%2C99&pr1=idMUG-1~nmMug%2C%20blue~pr19.99~qt1\r\n"
    b"en=user_engagement&_et=200"
)


def hit(number: int, when: float, at_step: int, document: str, url: str, vendor: str, **more: Any) -> Request:
    page = next(each.url for each in DOCUMENTS if each.id == document)
    settings = {
        "method": "POST",
        "status": 204,
        "resource_type": "ping",
        "initiator": "beacon",
        "handling": "held",
        "headers": (("content-type", "text/plain;charset=UTF-8"), ("user-agent", "Mozilla/5.0 (X11; Linux x86_64)")),
        **more,
    }
    return Request(
        number,
        url,
        at=when,
        step=at_step,
        page_url=page,
        document=document,
        vendor=vendor,
        answered=when + 0.002,
        **settings,  # type: ignore[arg-type]
    )


REQUESTS = (
    Request(1, f"{SITE}/product/mug", at=0.05, step=1, resource_type="document", status=200, answered=0.06),
    hit(
        2,
        0.15,
        1,
        "d1",
        f"{META}&ev=PageView",
        "meta",
        method="GET",
        resource_type="image",
        initiator="img",
        status=200,
    ),
    hit(3, 0.5, 1, "d1", f"{G4}&en=page_view", "ga4", initiator="fetch"),
    hit(4, 0.55, 1, "d1", f"{G4}&en=view_item&ep.currency=EUR&epn.value=19.99", "ga4", initiator="fetch"),
    hit(5, 0.85, 3, "d1", G4, "ga4", body=BATCH),
    hit(6, 1.0, 3, "d2", f"{G4}&en=view_cart", "ga4", initiator="fetch"),
    hit(7, 1.2, 4, "d3", f"{G4}&en=begin_checkout", "ga4", initiator="fetch"),
    hit(8, 1.22, 4, "d3", f"{G4}&en=begin_checkout", "ga4", initiator="fetch"),
    hit(9, 2.0, 9, "d5", f"{G4}&en=purchase&ep.transaction_id=T-1001&epn.value=24.98&cu=EUR", "ga4", initiator="fetch"),
    hit(
        10,
        2.02,
        9,
        "d5",
        "https://bat.bing.com/action/0?ti=5000&evt=pageLoad",
        "microsoft_ads",
        method="GET",
        handling="stopped",
        failure="csp",
        status=None,
    ),
    hit(
        11, 2.04, 9, "d5", "https://metrics.shop.example/x?\x1b[31m", "ga4", body=b"\x1f\x8b\xff\x00", handling="leaked"
    ),
)


def event(number: int, request: int, vendor: str, name: str, cause: Cause | None = None, **more: Any) -> Event:
    sent = REQUESTS[request - 1]
    began = cause.step if cause else sent.step
    settings = {"id": {"ga4": "G-DEMO12345", "meta": "1234567890"}.get(vendor, "5000"), "consent": GRANTED, **more}
    return Event(
        vendor,
        name,
        request=request,
        number=number,
        at=sent.at,
        step=sent.step,
        document=sent.document,
        page_url=sent.page_url,
        cause=cause,
        earliest=began,
        latest=began,
        **settings,
    )


def pushed(name: str, number: int) -> Cause:
    return Cause("push", f"push {name}", PUSHES[number - 1].at, PUSHES[number - 1].step, number)


AS_TEXT = Finding("value-as-text", "The value was sent as text, so that no report can add it up.", "params.value")
EVENTS = (
    event(1, 2, "meta", "PageView", params={"ev": "PageView"}, consent={}),
    event(2, 3, "ga4", "page_view", params={"page_title": "Mug, blue"}),
    event(
        3,
        4,
        "ga4",
        "view_item",
        pushed("view_item", 3),
        params={"currency": "EUR", "value": 19.99},
        items=(ITEM,),
        value=19.99,
    ),
    event(
        4,
        5,
        "ga4",
        "add_to_cart",
        pushed("add_to_cart", 6),
        params={"currency": "EUR", "value": "19,99"},
        items=(ITEM,),
        value="19,99",
        findings=(AS_TEXT,),
        raw={"_et": "120"},
    ),
    event(5, 5, "ga4", "user_engagement", kind="signal", index=1),
    event(6, 6, "ga4", "view_cart", pushed("view_cart", 7)),
    event(7, 7, "ga4", "begin_checkout", pushed("begin_checkout", 8)),
    event(8, 8, "ga4", "begin_checkout", pushed("begin_checkout", 9)),
    event(
        9,
        9,
        "ga4",
        "purchase",
        pushed("purchase", 11),
        params={"transaction_id": "T-1001", "value": 24.98, "currency": "EUR"},
        value=24.98,
    ),
    event(10, 10, "microsoft_ads", "pageLoad"),
    event(11, 11, "ga4", "", undecoded="the body is neither text nor gzip that can be read"),
)

CLICK = TriggerState(
    "Add to cart click",
    "click",
    False,
    (
        ConditionState("Click Text", "equals", "Add to cart", "Add to basket", False),
        ConditionState("Page Path", "starts with", "/product/", "/product/mug", True),
    ),
)
VARIABLES = {
    "Page URL": f"{SITE}/product/mug",
    "Page Path": "/product/mug",
    "Event": "gtm.click",
    "Click Text": "Add to basket",
}


def message(
    number: int, name: str, document: str, of_push: int | None, *tags: TagState, variables: Any = None
) -> TagMessage:
    source = PUSHES[of_push - 1] if of_push else PUSHES[1]
    return TagMessage(
        "GTM-DEMO123",
        "12",
        number,
        name,
        tags,
        variables or {"Event": name, "Page Path": "/product/mug"},
        of_push,
        at=source.at,
        step=source.step,
        page_url=source.page_url,
        document=document,
    )


UA = TagState("UA – add to cart", "ua", "not fired", "7", "its trigger did not match", (CLICK,))
CART = TriggerState(
    "add_to_cart", "customEvent", True, (ConditionState("_event", "equals", "add_to_cart", "add_to_cart", True),)
)
GA4_CART = TagState(
    "GA4 – add to cart",
    "gaawe",
    "fired",
    "5",
    triggers=(CART,),
    sent=({"vendor": "ga4", "event": "add_to_cart", "id": "G-DEMO12345"},),
)
ADS = TagState(
    "Ads – purchase",
    "awct",
    "waiting",
    "9",
    "it needs ad_storage, which is denied",
    (TriggerState("purchase", "customEvent", True),),
    ("ad_storage",),
)
TAGS = (
    message(
        2,
        "gtm.js",
        "d1",
        2,
        TagState("Google tag", "googtag", "fired", "1", sent=({"vendor": "ga4", "event": "page_view"},)),
    ),
    message(3, "view_item", "d1", 3, TagState("GA4 – view item", "gaawe", "fired", "4"), UA),
    message(5, "gtm.click", "d1", 5, UA, TagState("GA4 – add to cart", "gaawe", "not fired", "5"), variables=VARIABLES),
    message(
        4, "add_to_cart", "d1", 6, GA4_CART, TagState("Chat widget", "html", "paused", "11", "paused in the container")
    ),
    message(1, "purchase", "d5", 11, TagState("GA4 – purchase", "gaawe", "fired", "8"), ADS),
)

RECORDING = Recording(
    f"{FILE}::A shopper buys a mug[Desktop Chrome]",
    "A shopper buys a mug",
    site=SITE,
    device="Desktop Chrome",
    consent="granted",
    browser="chromium-headless-shell 156.0.8078.79",
    began="2026-07-28T09:30:00+02:00",
    seconds=2.31,
    finished=True,
    steps=STEPS,
    documents=DOCUMENTS,
    requests=REQUESTS,
    pushes=PUSHES,
    consents=(
        ConsentChange("default", DENIED, DENIED, 0.08, 1, "d1"),
        ConsentChange("update", {"analytics_storage": "granted"}, GRANTED, 0.42, 1, "d1"),
    ),
    answers=(ConsentAnswer("accept", "onetrust", 0.41, 1),),
    tags=TAGS,
    containers=(
        ContainerSeen(
            "GTM-DEMO123", "https://www.googletagmanager.com/gtm.js?id=GTM-DEMO123", "simulated", "12", at=0.1, step=1
        ),
    ),
    readings=(Reading("price", 19.99, 0.6, 1),),
    views=tuple(
        PageView(each.url, "load", f"Shop · {each.url[20:]}", each.at, each.step, each.id) for each in DOCUMENTS
    ),
    stored=(
        Stored("cookie", "_ga", "GA1.1.1808.17", ".shop.example", 0.5, 1),
        Stored("local", "cart", '{"MUG-1":1}', SITE, 0.7, 2),
    ),
    errors=(
        PageError("exception", "TypeError: chat is not a function", f"{SITE}/app.js:12:3", 1.1, 4, f"{SITE}/checkout"),
        PageError("console", "Refused to connect to 'https://bat.bing.com/action/0': CSP", "", 2.02, 9),
    ),
    notes=("The page of step 9 never said that it was leaving; a hit of its last moment may be missing.",),
)
