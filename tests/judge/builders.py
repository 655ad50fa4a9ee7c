"""Recordings, scenarios and plans in few words: what a browser would have seen, without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from validator.judge import judge
from validator.model.container import Container
from validator.model.location import Location
from validator.model.plan import Plan, PlanVendor
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
from validator.model.scenario import Condition, Expectation, Scenario, Step, Times
from validator.model.verdict import Verdict
from validator.operators import OPERATORS

SITE = "https://shop.example"
GA4 = "https://www.google-analytics.com/g/collect"
UA = "https://www.google-analytics.com/collect"


class Visit:
    """A visit that is written down as it goes on; every entry is a tenth of a second after the one before."""

    def __init__(self, container: str | None = "GTM-DEMO123", status: str = "simulated") -> None:
        self.container = container
        self.status = status
        self.now = 0.0
        self.number = 0
        self.document = ""
        self.url = ""
        self.told: dict[str, list[Any]] = {}

    def add(self, kind: str, entry: Any) -> Any:
        self.told.setdefault(kind, []).append(entry)
        return entry

    def tick(self, seconds: float = 0.1) -> float:
        self.now = round(self.now + seconds, 3)
        return self.now

    def step(
        self, title: str, *, text: str = "", status: str = "performed", name: str | None = None, **more: Any
    ) -> Visit:
        self.number += 1
        element = Element("button", text) if text else None
        began = self.tick()
        record = StepRecord(
            self.number, more.pop("kind", "click"), title, status, name=name, started=began, ended=began + 0.9,
            url=self.url, element=element, **more,
        )  # fmt: skip
        self.add("steps", record)
        return self

    def goto(self, path: str, *, container: bool = True, **more: Any) -> Visit:
        self.step(f"goto {path}", kind="goto", **more)
        return self.page(path, container=container)

    def page(self, path: str, *, container: bool = True) -> Visit:
        """A new document, opened by the step that is going on."""
        if self.document:
            last = self.told["documents"][-1]
            self.told["documents"][-1] = replace(last, ended=self.now, last_step=self.number)
        self.url = SITE + path
        self.document = f"d{len(self.told.get('documents', [])) + 1}"
        self.add("documents", Document(self.document, self.url, self.number, self.tick()))
        self.view(path, "load")
        if container and self.container:
            self.load()
        self.told["steps"][-1] = replace(self.told["steps"][-1], url=self.url)
        return self

    def view(self, path: str, how: str = "pushState") -> Visit:
        self.url = SITE + path
        self.add("views", PageView(self.url, how, at=self.tick(), step=self.number, document=self.document))
        return self

    def load(self, **more: Any) -> Visit:
        url = f"https://www.googletagmanager.com/gtm.js?id={self.container}"
        seen = ContainerSeen(
            self.container or "", url, self.status, at=self.tick(), step=self.number, document=self.document, **more
        )
        self.add("containers", seen)
        return self

    def push(self, payload: Any, **more: Any) -> Push:
        kind = "gtag" if isinstance(payload, list) else "push"
        number = len(self.told.get("pushes", [])) + 1
        push = Push(
            number, "dataLayer", payload, kind=kind, at=self.tick(), step=self.number, page_url=self.url,
            document=self.document, **more,
        )  # fmt: skip
        return self.add("pushes", push)

    def gtag(self, *command: Any) -> Push:
        return self.push(list(command))

    def message(
        self, event: str, *tags: TagState, push: Push | None = None, container: str = "", **variables: Any
    ) -> TagMessage:
        number = push.number if push else None
        message = TagMessage(
            container or self.container or "", "1", len(self.told.get("tags", [])) + 1, event, tags, variables,
            number, at=self.tick(), step=self.number, page_url=self.url, document=self.document,
        )  # fmt: skip
        return self.add("tags", message)

    def request(self, url: str, body: str = "", **more: Any) -> Request:
        fields: dict[str, Any] = {
            "step": self.number,
            "document": self.document,
            "page_url": self.url,
            "handling": "held",
        }
        fields |= {"at": self.tick(), "method": "POST" if body else "GET"} | more
        request = Request(len(self.told.get("requests", [])) + 1, url, body=body.encode(), **fields)
        return self.add("requests", request)

    def ga4(
        self, name: str, params: Mapping[str, Any] | None = None, *, id: str = "G-DEMO12345", **more: Any
    ) -> Request:
        page = more.pop("page", self.url)
        extra = more.pop("extra", {})
        query = {
            "v": "2",
            "tid": id,
            "_p": "1",
            "cid": "11.22",
            "dl": page,
            "en": name,
            **extra,
            **ga4_params(params or {}),
        }
        return self.request(f"{GA4}?{urlencode(query)}", **more)

    def batch(self, *events: tuple[str, Mapping[str, Any]], id: str = "G-DEMO12345", **more: Any) -> Request:
        query = {"v": "2", "tid": id, "_p": "1", "cid": "11.22", "dl": self.url}
        body = "\r\n".join(urlencode({"en": name, **ga4_params(params)}) for name, params in events)
        return self.request(f"{GA4}?{urlencode(query)}", body, **more)

    def ua(self, category: str, action: str, *, label: str = "", id: str = "UA-1-1", **more: Any) -> Request:
        query = {"v": "1", "tid": id, "cid": "11.22", "t": "event", "ec": category, "ea": action, "dl": self.url}
        return self.request(f"{UA}?{urlencode({**query, **({'el': label} if label else {})})}", **more)

    def consent(self, command: str, **state: str) -> Visit:
        change = ConsentChange(command, state, state, at=self.tick(), step=self.number, document=self.document)
        self.add("consents", change)
        return self

    def answer(self, answer: str) -> Visit:
        self.add("answers", ConsentAnswer(answer, at=self.tick(), step=self.number))
        return self

    def remember(self, name: str, value: Any) -> Visit:
        self.add("readings", Reading(name, value, at=self.tick(), step=self.number))
        return self

    def cookie(self, name: str, value: str = "1") -> Visit:
        self.add("stored", Stored("cookie", name, value, at=self.tick(), step=self.number))
        return self

    def error(self, text: str, kind: str = "exception", source: str = "") -> Visit:
        self.add("errors", PageError(kind, text, source, at=self.tick(), step=self.number, page_url=self.url))
        return self

    def recording(self, **more: Any) -> Recording:
        fields: dict[str, Any] = {name: tuple(entries) for name, entries in self.told.items()}
        fields |= {"finished": True, "site": SITE, "began": "2026-06-01T10:00:00+00:00", "seconds": self.now} | more
        return Recording("scenarios/test.yaml::test", "test", **fields)


def ga4_params(params: Mapping[str, Any]) -> dict[str, str]:
    told = {}
    for name, value in params.items():
        if name == "items":
            codes = {
                "item_id": "id",
                "item_name": "nm",
                "price": "pr",
                "quantity": "qt",
                "discount": "ds",
                "coupon": "cp",
            }
            for place, item in enumerate(value, start=1):
                told[f"pr{place}"] = "~".join(f"{codes[key]}{inner}" for key, inner in item.items())
        elif name == "currency":
            told["cu"] = value
        elif isinstance(value, str):
            told[f"ep.{name}"] = value
        else:
            told[f"epn.{name}"] = str(value)
    return told


def tag(name: str, status: str = "fired", *triggers: TriggerState, sends: Any = None, **more: Any) -> TagState:
    sent = tuple({"vendor": "ga4", "event": one} if isinstance(one, str) else one for one in sends or ())
    return TagState(name, "gaawe", status, triggers=triggers, sent=sent, **more)


def trigger(name: str, kind: str, *conditions: tuple[str, str, str, Any], blocking: bool = False) -> TriggerState:
    told = tuple(
        ConditionState(variable, operator, expected, actual, actual == expected if operator == "equals" else False)
        for variable, operator, expected, actual in conditions
    )
    return TriggerState(name, kind, all(one.matched for one in told), told, blocking)


def conditions(demands: Mapping[str, Any], at: tuple[str | int, ...] = ()) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for key, value in demands.items():
        path = (*at, int(key) if str(key).isdecimal() else key)
        if isinstance(value, dict) and value and value.keys() <= OPERATORS.keys():
            found += [Condition(path, operator, operand) for operator, operand in value.items()]
        elif isinstance(value, dict):
            found += conditions(value, path)
        else:
            found.append(Condition(path, "equals", value))
    return tuple(found)


def expect(kind: str = "event", *, vendor: str | None = None, demands: Mapping[str, Any], **more: Any) -> Expectation:
    name = next((demands[key] for key in ("event", "action", "name", "code", "text") if key in demands), "")
    times = more.pop("times", 1)
    label = f"{vendor} {name}" if vendor else f"{kind} {name}"
    return Expectation(
        kind, label, conditions(demands), vendor=vendor, location=Location("scenarios/test.yaml", 1, 1),
        times=times if isinstance(times, Times) else Times(times, times), **more,
    )  # fmt: skip


def ga4(event: str, params: Mapping[str, Any] | None = None, **more: Any) -> Expectation:
    demands: dict[str, Any] = {"event": event, **({"params": params} if params else {})}
    demands |= {key: more.pop(key) for key in ("id", "items", "consent", "value") if key in more}
    return expect(vendor="ga4", demands=demands, **more)


def ua(category: str, action: str, **more: Any) -> Expectation:
    return expect(vendor="ua", demands={"category": category, "action": action}, **more)


def pushed(**demands: Any) -> Expectation:
    return expect("push", demands=demands)


def scenario(*steps: Sequence[Expectation], **more: Any) -> Scenario:
    """A scenario whose n-th step expects what the n-th argument holds."""
    journey = tuple(
        Step("click", None, f"step {number}", number, expect=tuple(wanted))
        for number, wanted in enumerate(steps, start=1)
    )
    return Scenario("test", journey, location=Location("scenarios/test.yaml", 1, 1), **more)


def plan(**more: Any) -> Plan:
    vendors = {"ga4": PlanVendor("ga4", ("G-DEMO12345",)), "ua": PlanVendor("ua", ("UA-1-1",), off=("warnings",))}
    return Plan(**{"name": "test", "vendors": vendors, **more})


def verdict(
    visit: Visit | Recording, what: Scenario, agreed: Plan | None = None, container: Container | None = None
) -> Verdict:
    recording = visit.recording() if isinstance(visit, Visit) else visit
    return judge(recording, what, plan() if agreed is None else agreed, container)


def statuses(found: Verdict) -> list[str]:
    return [outcome.status for outcome in found.outcomes]


def codes(found: Verdict) -> list[str]:
    """The findings on the journey, without what the decoders say of a hit's content."""
    own = ("repeated-", "hit-", "outside-plan", "undecoded", "container-twice", "client-changed")
    own += ("session-changed", "campaign-lost", "foreign-referrer", "page-view-twice", "consent-")
    return [one.finding.code for one in found.noticed if one.finding.code.startswith(own)]
