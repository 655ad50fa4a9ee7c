"""Every operator compares as Google does, with the words of preview mode."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.gtm.page import exported, open_shop
from validator.gtm.container_file import read_container

# left value, operator, right, flags, matches, words
CASES: list[tuple[Any, str, str, tuple[str, ...], bool, str]] = [
    ("abc", "EQUALS", "abc", (), True, "equals"),
    ("abc", "EQUALS", "ABC", (), False, "equals"),
    (5, "EQUALS", "5", (), True, "equals"),
    (True, "EQUALS", "true", (), True, "equals"),
    ("abc", "EQUALS", "abc", ("not",), False, "does not equal"),
    ([1, 2], "EQUALS", "1,2", (), True, "equals"),
    ("abc", "CONTAINS", "b", (), True, "contains"),
    ("abc", "CONTAINS", "B", (), False, "contains"),
    ("abc", "CONTAINS", "", (), True, "contains"),
    ("abc", "CONTAINS", "x", ("not",), True, "does not contain"),
    ("abc", "STARTS_WITH", "ab", (), True, "starts with"),
    ("abc", "STARTS_WITH", "bc", ("not",), True, "does not start with"),
    ("abc", "ENDS_WITH", "bc", (), True, "ends with"),
    ("abc", "ENDS_WITH", "xabc", (), False, "ends with"),
    ("abc", "ENDS_WITH", "ab", ("not",), True, "does not end with"),
    ("abc", "MATCH_REGEX", "^a.c$", (), True, "matches RegEx"),
    ("ABC", "MATCH_REGEX", "b", (), False, "matches RegEx"),
    ("ABC", "MATCH_REGEX", "b", ("ignore case",), True, "matches RegEx (ignore case)"),
    ("ABC", "MATCH_REGEX", "b", ("ignore case", "not"), False, "does not match RegEx (ignore case)"),
    ("10", "GREATER", "9", (), True, "greater than"),
    ("9", "GREATER", "9", (), False, "greater than"),
    ("9", "GREATER_OR_EQUALS", "9", (), True, "greater than or equal to"),
    (8.5, "LESS", "9", (), True, "less than"),
    ("9", "LESS_OR_EQUALS", "9", (), True, "less than or equal to"),
    ("many", "GREATER", "9", (), False, "greater than"),
    ("https://a.test/x/", "URL_MATCHES", "https://a.test/x", (), True, "matches URL"),
    ("https://a.test/x", "URL_MATCHES", "https://a.test/y", (), False, "matches URL"),
    ("text", "CSS_SELECTOR", "b", (), False, "matches CSS selector"),
]
UNDEFINED = len(CASES)  # what is not there: compared as the text “undefined”


@pytest.fixture(scope="module")
def states(gtm_browser: Browser) -> list[dict[str, Any]]:
    triggers = [
        {
            "name": f"t{number}",
            "type": "CUSTOM_EVENT",
            "event": "go",
            "when": [[f"{{{{v{number}}}}}", operator, right, *flags]],
        }
        for number, (_, operator, right, flags, _, _) in enumerate(CASES)
    ]
    triggers.append(
        {
            "name": f"t{UNDEFINED}",
            "type": "CUSTOM_EVENT",
            "event": "go",
            "when": [[f"{{{{v{UNDEFINED}}}}}", "MATCH_REGEX", "^undefined$"]],
        }
    )
    fragment = {
        "tags": [
            {"name": trigger["name"], "type": "img", "params": {"url": "https://p.test/"}, "fires": [trigger["name"]]}
            for trigger in triggers
        ],
        "triggers": triggers,
        "variables": [
            {"name": f"v{number}", "type": "v", "params": {"name": f"v{number}", "dataLayerVersion": 2}}
            for number in range(len(triggers))
        ],
    }
    with open_shop(gtm_browser, read_container(exported(fragment), "c.json")) as shop:
        item = {"event": "go"} | {f"v{number}": case[0] for number, case in enumerate(CASES)}
        shop.page.evaluate("item => { dataLayer.push(item); }", item)
        (message,) = [message for message in shop.messages.values() if message["event"] == "go"]
        assert shop.errors == []
        return sorted(message["tags"], key=lambda state: int(state["name"][1:]))


@pytest.mark.browser
@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: f"{CASES[number][:4]}")
def test_condition(states: list[dict[str, Any]], number: int) -> None:
    left, _, right, _, matches, words = CASES[number]
    condition = states[number]["triggers"][0]["conditions"][1]
    assert condition == {
        "variable": f"v{number}",
        "operator": words,
        "expected": right,
        "actual": left,
        "matched": matches,
    }
    assert states[number]["status"] == ("fired" if matches else "not fired")


@pytest.mark.browser
def test_what_is_undefined_is_compared_as_text(states: list[dict[str, Any]]) -> None:
    assert states[UNDEFINED]["status"] == "fired"
    assert states[UNDEFINED]["triggers"][0]["conditions"][1]["actual"] is None
