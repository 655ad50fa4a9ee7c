"""Compiled templates of published containers run as Google's own reader of them would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.gtm.page import open_shop
from validator.gtm.container_file import read_container


def _published(result: list[Any]) -> str:
    """A container whose one variable is a template with this body; a custom HTML tag keeps what it gives."""
    resource = {
        "version": "1",
        "macros": [{"function": "__e"}, {"function": "__cvt_1_2", "vtp_list": ["list", 1, 2, 3], "vtp_text": "abc"}],
        "tags": [
            {
                "function": "__html",
                "tag_id": 1,
                "vtp_html": [
                    "template",
                    '<script type="text/gtmscript">window.got=',
                    ["escape", ["macro", 1], 8, 16],
                    ";</script>",
                ],
            }
        ],
        "predicates": [{"function": "_eq", "arg0": ["macro", 0], "arg1": "gtm.dom"}],
        "rules": [[["if", 0], ["add", 0]]],
    }
    data = {"resource": resource, "runtime": [[50, "__cvt_1_2", [46, "a"], *result]]}
    return f"var data = {json.dumps(data)};"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "value"),
    [
        ([[36, [0, [17, [15, "a"], "text"], "!"]]], "abc!"),
        ([[36, [8, "x", [7, 1, [45]], "y", [39, [28, False], "yes", "no"]]]], {"x": [1, None], "y": "yes"}),
        # let sum = 0; for (const n of a.list) { if (n === 2) continue; sum = sum + n; } return sum
        (
            [
                [41, "s"],
                [3, "s", 0],
                [
                    65,
                    "n",
                    [17, [15, "a"], "list"],
                    [46, [22, [20, [15, "n"], 2], [46, [6]]], [3, "s", [0, [15, "s"], [15, "n"]]]],
                ],
                [36, [15, "s"]],
            ],
            4,
        ),
        # for (let i = 0; i < 5; i++) { if (i === 3) break; list.push(() => i); } return list.map(f => f())
        (
            [
                [52, "l", [7]],
                [
                    53,
                    [41, "i"],
                    [3, "i", 0],
                    [
                        63,
                        [7, "i"],
                        [23, [15, "i"], 5],
                        [33, [15, "i"], [3, "i", [0, [15, "i"], 1]]],
                        [
                            46,
                            [22, [20, [15, "i"], 3], [46, [4]]],
                            [2, [15, "l"], "push", [7, [51, "", [7], [36, [15, "i"]]]]],
                        ],
                    ],
                ],
                [36, [2, [15, "l"], "map", [7, [51, "", [7, "f"], [36, ["f"]]]]]],
            ],
            [0, 1, 2],
        ),
        # a function that is declared, a switch that falls through, and a default
        (
            [
                [
                    50,
                    "f",
                    [46, "x"],
                    [
                        38,
                        [15, "x"],
                        [46, 1, 2, 3],
                        [46, [5, [46]], [5, [46, [36, "few"]]], [5, [46, [4]]], [9, [46, [36, "many"]]]],
                    ],
                ],
                [36, [7, ["f", 1], ["f", 2], ["f", 3], ["f", 9]]],
            ],
            ["few", "few", None, "many"],
        ),
        # try { null.x } catch (e) { return "caught" }
        ([[68, "e", [53, [36, [17, [45], "x"]]], [46, [36, "caught"]]]], "caught"),
        ([[36, [13, [41, "$0"], [3, "$0", ["require", "makeString"]], ["$0", 5]]]], "5"),
        (
            [
                [
                    66,
                    "k",
                    [2, [13, [41, "$0"], [3, "$0", ["require", "Object"]], [15, "$0"]], "keys", [7, [8, "p", 1]]],
                    [46, [36, [15, "k"]]],
                ]
            ],
            "p",
        ),
        (
            [[36, [2, [7, 3, 1], "concat", [7, [7, [26, 2, 3], [37, 9, 4], [25, 7, 4], [10, 8, 2], [27, 1]]]]]],
            [3, 1, 6, 5, 3, 4, -1],
        ),
        ([[36, [40, [44]]]], "undefined"),
    ],
)
def test_code(gtm_browser: Browser, body: list[Any], value: Any) -> None:
    with open_shop(gtm_browser, read_container(_published(body), "gtm.js")) as shop:
        assert shop.errors == []
        assert shop.page.evaluate("got") == value
