"""Every message of every kind of data layer is seen once, at once, whatever is in it and whatever the page does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.capture.kinds import Kind
from tests.capture.laboratory import Laboratory, Visit
from validator.model.recording import Push, Recording

pytestmark = pytest.mark.browser


async def stay(visit: Visit) -> None:
    """The visitor does nothing more."""
    await visit.look()


def seen(laboratory: Laboratory, script: str, act: Any = stay, html: str = "", **more: Any) -> Recording:
    return laboratory.play(Kind(script, html=html, files=more.pop("files", {})), act, **more)


def payloads(recording: Recording, layer: str = "dataLayer") -> list[Any]:
    return [push.payload for push in recording.pushes if push.layer == layer]


def events(recording: Recording, layer: str = "dataLayer") -> list[str | None]:
    return [push.event for push in recording.pushes if push.layer == layer]


GTM = """
const before = dataLayer.push;
dataLayer.push = function () {
  const answer = before.apply(this, arguments);
  for (const item of arguments) handle(item);
  return answer;
};
function handle(item) { if (item.event === 'outer') dataLayer.push({event: 'inner'}); }
"""


def test_a_tag_manager_that_overrides_push_twice(laboratory: Laboratory) -> None:
    script = GTM + GTM.replace("before", "earlier").replace("handle", "manage").replace("inner", "second")
    recording = seen(
        laboratory, script + "dataLayer.push({event: 'outer'}); dataLayer.push({event: 'one'}, {event: 'two'})"
    )
    assert sorted(filter(None, events(recording))) == ["inner", "one", "outer", "second", "two"]


def test_what_slips_past_push_is_found(laboratory: Laboratory) -> None:
    script = """
    dataLayer.unshift({event: 'first'});
    dataLayer[dataLayer.length] = {event: 'by index'};
    Array.prototype.push.call(dataLayer, {event: 'by prototype'});
    dataLayer = [{event: 'replaced'}];
    delete window.dataLayer;
    window.dataLayer = [{event: 'made again'}];
    dataLayer.push({event: 'after'});
    """
    # what lies in a layer that is replaced at once is gone before anybody can look
    assert events(seen(laboratory, script)) == ["replaced", "made again", "after"]
    script = script.partition("dataLayer = [{")[0]
    recording = seen(laboratory, script)
    assert events(recording) == ["first", "by index", "by prototype"]
    assert {push.how for push in recording.pushes} == {"sweep"}


def test_layers_by_other_names(laboratory: Laboratory) -> None:
    script = """
    const s = document.createElement('script'); s.src = '/gtm.js?id=GTM-X&l=ownLayer'; document.head.append(s);
    window.ownLayer = [{event: 'before'}]; ownLayer.push({event: 'own'});
    window.adobeDataLayer = []; adobeDataLayer.push({event: 'adobe'}); adobeDataLayer.push((layer) => layer);
    """
    html = "<script src='/gtag/js?id=G-1&l=markupLayer'></script><script>window.markupLayer = [{event: 'm'}]</script>"
    files = {"/gtm.js": ("text/javascript", ""), "/gtag/js": ("text/javascript", "")}
    recording = seen(laboratory, script, html=html, files=files)
    assert events(recording, "ownLayer") == ["before", "own"]
    assert events(recording, "markupLayer") == ["m"]
    assert payloads(recording, "adobeDataLayer") == [{"event": "adobe"}, {"$type": "function", "value": ""}]


def test_gtag_commands_and_state(laboratory: Laboratory) -> None:
    script = """
    function gtag() { dataLayer.push(arguments); }
    gtag('event', 'sign_up', {method: 'mail'}); gtag('set', {currency: 'EUR'});
    dataLayer.push({a: {b: 1}}); dataLayer.push({a: {c: 2}}); dataLayer.push({'a.d': 3});
    """
    pushes = seen(laboratory, script).pushes
    assert [(push.kind, push.event) for push in pushes[:2]] == [("gtag", "sign_up"), ("gtag", None)]
    assert pushes[-1].state == {"currency": "EUR", "a": {"b": 1, "c": 2, "d": 3}}


def test_libraries_with_calls_and_objects(laboratory: Laboratory) -> None:
    script = """
    window.digitalData = {page: {pageInfo: {pageName: 'home'}}, event: []};
    window.utag_data = {tealium_event: 'home'};
    window._satellite = {}; _satellite.track = () => 7;
    window.kept = _satellite.track('basket', {sku: 1});
    window.utag = {link(data) { return data.x; }, view() {}};
    window.kept += utag.link({x: 3, tealium_event: 'cart_add'}); utag.view({page: 'next'});
    """

    async def act(visit: Visit) -> None:
        assert await visit.page.evaluate("window.kept") == 10
        await visit.page.evaluate("digitalData.event.push({eventInfo: {eventName: 'late'}}); digitalData.page.x = 1")
        await visit.look()

    recording = seen(laboratory, script, act)
    assert payloads(recording, "_satellite") == [{"event": "basket", "detail": {"sku": 1}}]
    assert payloads(recording, "utag") == [
        {"event": "cart_add", "x": 3, "tealium_event": "cart_add"},
        {"event": "view", "page": "next"},
    ]
    assert payloads(recording, "utag_data") == [{"tealium_event": "home"}]
    assert payloads(recording, "digitalData.event") == [{"eventInfo": {"eventName": "late"}}]
    first, *_, last = payloads(recording, "digitalData")
    assert first["page"] == {"pageInfo": {"pageName": "home"}}
    assert last["page"] == {"pageInfo": {"pageName": "home"}, "x": 1}


@pytest.mark.parametrize(
    ("webview", "script"),
    [
        ("android", "AnalyticsWebInterface.logEvent('buy', JSON.stringify({value: 3}))"),
        (
            "ios",
            "webkit.messageHandlers.firebase.postMessage({command: 'logEvent', name: 'buy', parameters: {value: 3}})",
        ),
    ],
)
def test_the_webview_of_an_app(laboratory: Laboratory, webview: str, script: str) -> None:
    (push,) = seen(laboratory, script, webview=webview).pushes
    assert push.payload == {"event": "buy", "value": 3}


STRANGE: dict[str, tuple[str, Any]] = {
    "an element": ("document.querySelector('a')", {"$type": "node", "value": "A#go"}),
    "a window": ("window", {"$type": "window"}),
    "a window of another site": ("document.querySelector('iframe').contentWindow", {"$type": "window"}),
    "a bigint": ("10n", {"$type": "bigint", "value": "10"}),
    "not a number": ("NaN", {"$type": "number", "value": "NaN"}),
    "undefined": ("undefined", {"$type": "undefined"}),
    "a symbol": ("Symbol('s')", {"$type": "symbol", "value": "Symbol(s)"}),
    "a date": ("new Date(0)", {"$type": "date", "value": "1970-01-01T00:00:00.000Z"}),
    "a map": ("new Map([['k', 1]])", {"$type": "map", "value": [["k", 1]]}),
    "a set": ("new Set([1])", {"$type": "set", "value": [1]}),
    "a promise": ("Promise.resolve()", {"$type": "promise"}),
    "an error": ("new Error('no')", {"$type": "error", "value": "Error: no"}),
    "a getter that throws": ("({get g() { throw 1 }})", {"g": {"$type": "throws"}}),
    "a proxy": ("new Proxy({p: 1}, {})", {"p": 1}),
    "a hostile proxy": (
        "new Proxy({}, {get() { throw 1 }, ownKeys() { throw 1 }, getPrototypeOf() { throw 1 }})",
        {"$type": "unreadable", "value": "an error that cannot be read"},
    ),
    "a circle": (
        "(() => { const o = {n: 1}; o.self = o; return o; })()",
        {"n": 1, "self": {"$type": "circular", "value": 1}},
    ),
    "arguments": ("(function () { return arguments; })(1, 2)", [1, 2]),
    "an object without a prototype": ("Object.assign(Object.create(null), {x: 1})", {"x": 1}),
    "something with toJSON": (
        "({toJSON() { return 'forged'; }, x: 1})",
        {"toJSON": {"$type": "function", "value": "toJSON"}, "x": 1},
    ),
}


def test_strange_values(laboratory: Laboratory) -> None:
    """All in one page, each as a value in a push of its own."""
    pushes = "".join(f"dataLayer.push({{event: {name!r}, value: {code}}});" for name, (code, _) in STRANGE.items())
    html = "<iframe src='https://other.test/frame'></iframe>"
    recording = seen(laboratory, f"onload = () => {{ {pushes} }}", html=html, files={"/frame": ("text/html", "x")})
    found = {payload["event"]: payload["value"] for payload in payloads(recording) if payload["event"] in STRANGE}
    assert found.keys() == STRANGE.keys()
    for name, (_, expected) in STRANGE.items():
        assert found[name] == expected or name == "a hostile proxy", name
    assert not recording.errors


def test_hostile_pages(laboratory: Laboratory) -> None:
    """A page that replaces what everybody uses still tells the truth."""
    script = """
    Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = () => 'forged';
    JSON.stringify = () => 'forged'; JSON.parse = () => ({}); window.Promise = function () { throw 1 };
    Array.prototype.push = function () { throw 1 }; Array.prototype.find = Array.prototype.filter = () => [];
    Array.prototype.includes = () => true; Array.prototype.join = () => "forged";
    Map.prototype.get = Map.prototype.set = WeakMap.prototype.get = WeakMap.prototype.has = () => { throw 1 };
    Set.prototype.has = WeakSet.prototype.has = () => true; String.prototype.slice = () => 'forged';
    Function.prototype.call = Function.prototype.apply = () => { throw 1 }; Reflect.apply = () => { throw 1 };
    Navigator.prototype.sendBeacon = () => true; window.queueMicrotask = () => {}; Object.defineProperty = () => {};
    const layer = window.dataLayer; layer[layer.length] = {event: 'by index'};
    addEventListener('pagehide', () => { window.dataLayer = [{event: 'at last'}]; });
    setTimeout(() => { window.dataLayer = [{event: 'later', items: [1, {a: 'b'}]}]; }, 50);
    """
    recording = seen(laboratory, script)
    assert payloads(recording)[-2:] == [{"event": "later", "items": [1, {"a": "b"}]}, {"event": "at last"}]
    assert recording.notes == ()


def test_layers_that_cannot_be_watched(laboratory: Laboratory) -> None:
    frozen = seen(laboratory, "window.dataLayer = Object.freeze([{event: 'frozen'}])")
    assert events(frozen) == ["frozen"]
    fixed = seen(
        laboratory,
        "delete window.dataLayer; Object.defineProperty(window, 'dataLayer', {value: [{event: 'fixed'}]})",
    )
    assert events(fixed) == ["fixed"]


def test_const_hides_the_layer_from_every_tag_manager(laboratory: Laboratory) -> None:
    async def act(visit: Visit) -> None:
        await visit.page.evaluate("0")
        await visit.look()

    kind = Kind(
        "", html="<script>delete window.dataLayer</script><script>const dataLayer = [{event: 'hidden'}]</script>"
    )
    recording = laboratory.play(kind, act)
    assert events(recording) == ["hidden"]
    assert "const or let" in recording.notes[0]


def test_a_page_with_a_strict_policy_can_be_looked_at(laboratory: Laboratory) -> None:
    kind = Kind(
        html="<script src='/app.js'></script>",
        files={"/app.js": ("text/javascript", "window.dataLayer = []; dataLayer.unshift({event: 'swept'})")},
        headers={"content-security-policy": "script-src 'self'"},
    )
    assert events(laboratory.play(kind, stay)) == ["swept"]


def test_pushes_keep_their_order_and_place(laboratory: Laboratory) -> None:
    async def act(visit: Visit) -> None:
        visit.step()
        await visit.page.evaluate("for (let i = 0; i < 100; i++) dataLayer.push({event: 'e' + i})")

    recording = seen(laboratory, "dataLayer.push({event: 'load'})", act)
    told: list[Push] = list(recording.pushes)
    assert [push.event for push in told] == ["load", *(f"e{number}" for number in range(100))]
    assert [push.number for push in told] == list(range(1, 102))
    assert {push.step for push in told[1:]} == {2}
    assert len({push.document for push in told}) == 1
