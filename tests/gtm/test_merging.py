"""The data layer's state after pushes is what Google's own data-layer-helper (npm, 0.1.0) makes of them.

merging.json holds generated sequences of pushes and the states that the helper came to.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.gtm.page import exported, open_shop
from validator.gtm.container_file import read_container

SEQUENCES = json.loads((Path(__file__).parent / "merging.json").read_text(encoding="utf-8"))

_RUN = """sequences => sequences.map(({push}) => {
  const layer = google_tag_manager["GTM-TEST"].dataLayer;
  layer.reset();
  push.forEach(item => dataLayer.push(item));
  const state = {};
  ["a", "b", "c", "ecommerce", "user", "list"].forEach(key => {
    const value = layer.get(key);
    if (value !== undefined) state[key] = value;
  });
  return JSON.stringify(state);
})"""


@pytest.mark.browser
def test_merging(gtm_browser: Browser) -> None:
    assert len(SEQUENCES) >= 200
    with open_shop(gtm_browser, read_container(exported({}), "container.json")) as shop:
        states = shop.page.evaluate(_RUN, SEQUENCES)
        wrong = [
            (sequence, json.loads(state))
            for sequence, state in zip(SEQUENCES, states, strict=True)
            if json.loads(state) != sequence["state"]
        ]
        assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("pushes", "key", "state"),
    [
        # `_clear` is Tag Manager's own: the keys of that push replace what was there.
        ([{"e": {"items": [1, 2, 3], "x": 1}}, {"_clear": True, "e": {"items": [9]}}], "e", {"items": [9]}),
        ([{"e": {"items": [1, 2, 3]}}, {"e": {"items": [9]}}], "e", {"items": [9, 2, 3]}),
        ([{"e": {"items": [1, 2, 3]}}, {"e": None}, {"e": {"items": [9]}}], "e", {"items": [9]}),
    ],
)
def test_clearing(gtm_browser: Browser, pushes: list[object], key: str, state: object) -> None:
    with open_shop(gtm_browser, read_container(exported({}), "container.json")) as shop:
        shop.page.evaluate("items => { items.forEach(item => dataLayer.push(item)); }", pushes)
        assert shop.page.evaluate("key => google_tag_manager['GTM-TEST'].dataLayer.get(key)", key) == state
