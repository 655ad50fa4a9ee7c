"""Each fault that a container can have is found by its code, and a sound container has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.gtm.lint import lint
from validator.gtm.lint_finding import CODES, Lint
from validator.gtm.lint_text import as_data, as_text
from validator.model.container import Container
from validator.model.recording import ConditionState, Push, Recording, TagMessage, TagState, TriggerState

NOW = 1_800_000_000.0
ADD = {"name": "add", "type": "CUSTOM_EVENT", "event": "add_to_cart"}
GOOGLE = {"name": "Google tag", "type": "googtag", "params": {"tagId": "G-QWERTZ1234"}, "fires": ["Initialization"]}


def event(name: str = "Add", sent: str = "add_to_cart", id: str = "G-QWERTZ1234", **more: Any) -> dict[str, Any]:
    params = {"eventName": sent, "measurementIdOverride": id, **more.pop("params", {})}
    return {"name": name, "type": "gaawe", "params": params, "fires": ["add"], **more}


def html(name: str, code: str = "<b></b>", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "html", "params": {"html": code}, "fires": ["add"], "consent": ["ad_storage"], **more}


def constant(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "type": "c", "params": {"value": value}}


def asking(name: str, *when: list[str]) -> dict[str, Any]:
    return {"name": name, "type": "CLICK", "when": list(when)}


def rows(count: int, name: str = "p{}", value: str = "x") -> dict[str, Any]:
    return {"eventParameters": [{"name": name.format(number), "value": value} for number in range(count)]}


SOUND: dict[str, Any] = {"tags": [GOOGLE, event()], "triggers": [ADD]}
FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("tag-without-trigger", "Lone", {"tags": [event("Lone", fires=[])]}),
    ("sequence-missing", "Add", {"tags": [event(setupTag=[{"tagName": "Gone"}])]}),
    ("template-missing", "T", {"tags": [{"name": "T", "type": "cvt_1_1", "fires": ["add"], "consent": ["x"]}]}),
    ("tag-paused", "Add", {"tags": [event(paused=True)]}),
    ("tag-schedule-over", "Add", {"tags": [event(scheduleEndMs="1700000000000")]}),
    ("tag-schedule-ahead", "Add", {"tags": [event(scheduleStartMs="1900000000000")]}),
    ("consent-not-set", "H", {"tags": [html("H", consent=None)]}),
    ("html-document-write", "H", {"tags": [html("H", "<script>document.write ('x')</script>")]}),
    ("trigger-unused", "idle", {"triggers": [{"name": "idle", "type": "CLICK"}]}),
    ("regex-broken", "r", {"triggers": [asking("r", ["{{Click ID}}", "MATCH_REGEX", "(a"])]}),
    ("trigger-impossible", "t", {"triggers": [{"name": "t", "type": "CLICK", "when": [
        ["{{Click ID}}", "EQUALS", "a"], ["{{Click ID}}", "EQUALS", "b"]]}]}),
    ("variable-unused", "idle", {"variables": [constant("idle", "1")]}),
    ("variable-undefined", "Add", {"tags": [event(sent="{{gone}}")]}),
    ("regex-broken", "v", {"variables": [
        {"name": "v", "type": "remm", "params": {"map": [{"key": "*", "value": ""}]}}]}),
    ("ua-ended", "U", {"tags": [{"name": "U", "type": "ua", "fires": ["add"],
                                  "params": {"trackType": "TRACK_PAGEVIEW", "trackingId": "UA-4711-1"}}]}),
    ("ga4-configuration-twice", "Google tag", {"tags": [GOOGLE, {**GOOGLE, "name": "Again"}]}),
    ("event-sent-twice", "Add", {"tags": [event(), event("Again")]}),
    ("tag-twice", "H", {"tags": [html("H"), html("I")]}),
    ("id-missing", "Add", {"tags": [event(id="")]}),
    ("id-of-another-kind", "Add", {"tags": [event(id="UA-4711-1")]}),
    ("id-placeholder", "Add", {"tags": [event(id="G-XXXXXXXXXX")]}),
    ("id-placeholder", "Add", {"tags": [event(id="<<@MEASUREMENT_ID>>")]}),
    ("id-looks-alike", "other", {"variables": [constant("other", "G-QWERTZ1243")]}),
    ("id-not-configured", "Add", {"tags": [GOOGLE, event(id="G-QAYWSX9876")]}),
    ("event-name-too-long", "Add", {"tags": [event(sent="e" * 41)]}),
    ("event-name-malformed", "Add", {"tags": [event(sent="add to cart")]}),
    ("event-name-reserved", "Add", {"tags": [event(sent="session_start")]}),
    ("param-name-too-long", "Add", {"tags": [event(params=rows(1, "p" * 41))]}),
    ("param-name-reserved", "Add", {"tags": [event(params=rows(1, "ga_x"))]}),
    ("param-value-too-long", "Add", {"tags": [event(params=rows(1, value="v" * 101))]}),
    ("param-twice", "Add", {"tags": [event(params=rows(2, "same"))]}),
    ("too-many-params", "Add", {"tags": [event(params=rows(26))]}),
    ("too-many-user-properties", "Add", {"tags": [event(params={"userProperties": rows(26)["eventParameters"]})]}),
    ("user-property-name-too-long", "Add", {"tags": [
        event(params={"userProperties": rows(1, "u" * 25)["eventParameters"]})]}),
    ("user-property-value-too-long", "Add", {"tags": [
        event(params={"userProperties": rows(1, "u", "v" * 37)["eventParameters"]})]}),
]  # fmt: skip


def found(told: dict[str, Any], *recordings: Recording) -> tuple[Lint, ...]:
    whole = {
        "tags": told.get("tags", SOUND["tags"]),
        "triggers": [ADD, *told.get("triggers", [])],
        "variables": told.get("variables", []),
    }
    return lint(read_container(exported(whole), "container.json"), NOW, recordings)


def test_a_sound_container() -> None:
    assert found(SOUND | {"triggers": []}) == ()


@pytest.mark.parametrize(("code", "name", "told"), FAULTS)
def test_fault_is_found(code: str, name: str, told: dict[str, Any]) -> None:
    faults = {(fault.code, fault.name): fault for fault in found(told)}
    assert (code, name) in faults
    assert faults[code, name].message.endswith(".")


def test_a_trigger_that_is_not_there() -> None:
    text = exported(SOUND).replace('"firingTriggerId": ["1"]', '"firingTriggerId": ["404"]')
    codes = {fault.code for fault in lint(read_container(text, "x"), NOW)}
    assert codes == {"trigger-missing", "trigger-unused"}


def test_every_code_has_a_case() -> None:
    assert {code for code, _, _ in FAULTS} | {"trigger-missing", "click-text-ambiguous"} == set(CODES)


BUY: dict[str, Any] = {
    "tags": [{"name": "Buy", "type": "html", "params": {"html": "x"}, "fires": ["buy"]}],
    "triggers": [{"name": "buy", "type": "CLICK", "when": [["{{Click Text}}", "EQUALS", "Buy"]]}],
}


def clicked(*elements: tuple[str, str], text: str = "Buy") -> Recording:
    """A journey in which these were clicked: (element, its classes); each has the text."""
    asked = (
        ConditionState("Event", "equals", "gtm.click", "gtm.click", True),
        ConditionState("Click Text", "equals", "Buy", text, text == "Buy"),
    )
    tag = TagState("Buy", "html", "fired", triggers=(TriggerState("buy", "click", text == "Buy", asked),))
    pushes, messages = [], []
    for number, (element, classes) in enumerate(elements, 1):
        payload = {"gtm.element": {"$type": "node", "value": element}, "gtm.elementClasses": classes}
        pushes.append(Push(number, "dataLayer", payload, page_url=f"https://shop.example/{number}"))
        messages.append(TagMessage("GTM-TEST", "7", number, "gtm.click", (tag,), push=number))
    return Recording("a visit", "A visit", pushes=tuple(pushes), tags=tuple(messages))


def test_a_text_that_several_elements_have_is_found_in_recordings() -> None:
    recording = clicked(("BUTTON", "big red"), ("A#buy", ""), ("A#buy", ""))
    (fault,) = [one for one in found(BUY, recording) if one.code == "click-text-ambiguous"]
    assert (fault.kind, fault.name) == ("trigger", "buy")
    assert fault.message == "Its text matched 2 elements that were clicked: button.big.red on /1, a#buy on /2."


@pytest.mark.parametrize(
    "recording",
    [clicked(("A#buy", ""), ("A#buy", "")), clicked(("A#buy", ""), ("BUTTON", ""), text="Add"), clicked()],
    ids=["one element, twice", "another text", "no click"],
)
def test_a_text_of_one_element_is_sound(recording: Recording) -> None:
    assert "click-text-ambiguous" not in {one.code for one in found(BUY, recording)}


CLICK = {"name": "click", "type": "CLICK"}
SOUND_CASES: list[tuple[str, dict[str, Any]]] = [
    ("other moments", {"tags": [GOOGLE, event(), event("B", fires=["click"])], "triggers": [CLICK]}),
    ("other events", {"tags": [GOOGLE, event(), event("B", sent="purchase")]}),
    ("kept apart by an exception", {"tags": [
        GOOGLE, event(unless=["narrow"]), event("B", fires=["narrow"])], "triggers": [
        {**ADD, "name": "narrow", "when": [["{{Page Path}}", "EQUALS", "/x"]]}]}),
    ("a name that the page fills in", {"tags": [GOOGLE, event(sent="{{Event}}")]}),
    ("written in a comment only", {"tags": [
        GOOGLE, html("H", "<script>// document.write(\n/* document.write( */</script>")]}),
    ("JavaScript's own regex", {"tags": [GOOGLE, event(fires=["r"]), event("B", sent="b")], "triggers": [
        {"name": "r", "type": "CLICK", "when": [["{{Click ID}}", "MATCH_REGEX", "(?<year>\\d+)[^]"]]}]}),
    ("two properties of one account", {"tags": [GOOGLE, event(params=rows(1, value="{{a}}{{b}}"))], "variables": [
        constant("a", "UA-4711-1"), constant("b", "UA-4711-2")]}),
    ("a banner's tag", {"tags": [GOOGLE, html("CMP", consent=None, fires=["Consent Initialization"]), event()]}),
]  # fmt: skip


@pytest.mark.parametrize("told", [told for _, told in SOUND_CASES], ids=[name for name, _ in SOUND_CASES])
def test_what_is_right_is_not_blamed(told: dict[str, Any]) -> None:
    assert found(told) == ()


def test_worst_first_and_counted() -> None:
    faults = found({"tags": [event(id=""), event("P", paused=True)]})
    container = Container("GTM-1", "Shop")
    text = as_text(container, faults)
    assert text.index("error · id-missing") < text.index("note · tag-paused")
    assert text.endswith("\n1 error, 1 note\n")
    assert as_data(container, faults)["faults"][0]["severity"] == "error"


def test_what_many_share_is_said_once() -> None:
    text = as_text(Container("GTM-1"), found({"tags": [html("H", consent=None), html("I", "<i>", consent=None)]}))
    assert text.count("no consent settings") == 1
    assert "      tag ‘H’\n      tag ‘I’\n" in text


def test_nothing_wrong_is_said() -> None:
    assert "Nothing is wrong" in as_text(Container("GTM-1"), ())


def test_every_code_stands_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "container.md").read_text(encoding="utf-8")
    for code, (severity, meaning) in CODES.items():
        assert f"| `{code}` | {severity} | {meaning} |" in manual
