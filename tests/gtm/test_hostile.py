"""Containers that somebody has damaged: they are refused with a place, or they are read and explained; nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tests.gtm.page import exported, open_shop
from tests.gtm.test_container_file import RESOURCE
from validator.gtm.abilities import unsupported
from validator.gtm.container_file import read_container
from validator.gtm.explain import tag_sentence, tags_for, trigger_sentence
from validator.gtm.runtime import script
from validator.model.container import Container
from validator.model.location import InputError

DEMO = Path(__file__).parents[2] / "validator" / "demo" / "container.json"
SOUND = [json.loads(DEMO.read_text(encoding="utf-8")), {"resource": RESOURCE, "runtime": []}]
JUNK: list[Any] = [None, 5, -1.5, True, "", "x", "{{x}}", "{{_event}}", [], {}, [1], [None], [[]], {"a": 1}, "9" * 400]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if len(path) > 5:
        return
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


PLACES = [list(places(sound)) for sound in SOUND]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    which = draw(st.integers(0, len(SOUND) - 1))
    told = json.loads(json.dumps(SOUND[which]))
    for path, junk in draw(
        st.lists(st.tuples(st.sampled_from(PLACES[which]), st.sampled_from(JUNK)), min_size=1, max_size=4)
    ):
        place = told
        try:
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = copy.deepcopy(junk)  # else a later change could put it into itself
        except (IndexError, KeyError, TypeError):
            continue  # an earlier change has taken this place away
    return json.dumps(told)


def test_a_trigger_without_a_type_is_told_in_words() -> None:
    told = json.loads(json.dumps(SOUND[0]))
    told["containerVersion"]["trigger"][0] |= {"type": "", "customEventFilter": [], "filter": []}
    container = read_container(json.dumps(told), "container.json")
    assert trigger_sentence(container.triggers[0]) == "a trigger without a type"


@given(damaged())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_containers(text: str) -> None:
    try:
        container = read_container(text, "container.json")
    except InputError:
        return
    assert script(container, report="undefined")
    assert all(tag_sentence(container, tag) for tag in container.tags)
    assert all(trigger_sentence(trigger) for trigger in container.triggers)
    tags_for(container, "ga4", "purchase")
    unsupported(container)


def _everything() -> Container:
    """Tags, triggers and variables of every type, with parameters that fit none of them."""
    kinds = [
        "awct",
        "cvt_1_2",
        "flc",
        "fls",
        "gaawc",
        "gaawe",
        "gclidw",
        "googtag",
        "html",
        "img",
        "sp",
        "ua",
        "frobnicate",
    ]
    variables = [
        "aev",
        "awec",
        "c",
        "cid",
        "ctv",
        "d",
        "dbg",
        "e",
        "f",
        "gas",
        "gtcs",
        "gtes",
        "hid",
        "j",
        "jsm",
        "k",
        "r",
        "remm",
        "smm",
        "u",
        "v",
        "vis",
        "zz",
    ]
    triggers = [
        "CLICK",
        "LINK_CLICK",
        "FORM_SUBMISSION",
        "HISTORY_CHANGE",
        "TIMER",
        "SCROLL_DEPTH",
        "ELEMENT_VISIBILITY",
        "YOU_TUBE_VIDEO",
        "JS_ERROR",
        "TRIGGER_GROUP",
        "PAGEVIEW",
        "DOM_READY",
        "WINDOW_LOADED",
        "SOMETHING_NEW",
    ]
    odd = {
        "name": "{{v}}",
        "map": "x",
        "input": 5,
        "javascript": "(",
        "html": "<script>(</script>",
        "url": "//[",
        "list": [[]],
        "eventName": "{{jsm}}",
        "measurementIdOverride": "G-1",
        "trackType": "TRACK_EVENT",
        "tagId": "G-1",
        "interval": "x",
        "elementSelector": "::",
        "selectorType": "CSS",
        "eventSettingsTable": "x",
        "userProperties": [5],
        "fieldsToSet": {"a": 1},
        "verticalThresholdsPercent": "a,,5",
        "verticalThresholdOn": True,
        "component": "QUERY",
        "queryKey": "{{c}}",
    }
    names = [name for name in triggers if name != "TRIGGER_GROUP"]
    told = {
        # Custom HTML that fails at every message would fire at its own failure: once is enough here.
        "tags": [
            {"name": kind, "type": kind, "params": odd, "fires": ["go"] if kind == "html" else [*names, "any"]}
            for kind in kinds
        ],
        "triggers": [
            {"name": name, "type": name, "params": odd, "when": [["{{aev}}", "MATCH_REGEX", "("]]} for name in triggers
        ]
        + [
            {"name": "any", "type": "CUSTOM_EVENT", "event": ".*", "match": "MATCH_REGEX"},
            {"name": "go", "type": "CUSTOM_EVENT", "event": "go"},
        ],
        "variables": [{"name": kind, "type": kind, "params": odd} for kind in variables],
    }
    return read_container(exported(told), "container.json")


@pytest.mark.browser
def test_a_container_full_of_mistakes_leaves_the_page_alone(gtm_browser: Browser) -> None:
    body = '<a id=a href="#x">A</a><form id=f onsubmit="event.preventDefault()"><button>Go</button></form>'
    with open_shop(gtm_browser, _everything(), body=body) as shop:
        mistakes: list[str] = []
        shop.page.on("pageerror", lambda error: mistakes.append(str(error)))
        shop.page.click("#a")
        shop.page.click("button")
        shop.page.evaluate(
            "dataLayer.push({event: 'go', ecommerce: 5, v: [[]], x: null}); history.pushState({}, '', '/two')"
        )
        shop.flush()
        assert shop.page.evaluate("document.querySelector('#a').textContent") == "A"
        assert [text for text in mistakes if "Unexpected" not in text] == []  # of the custom HTML's own script
        assert not [error for error in shop.errors if "runtime" in error["source"]], shop.errors
