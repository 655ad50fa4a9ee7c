"""Every consent platform has all its parts, a manual, and banners that it is tried on."""

from __future__ import annotations

import dataclasses

import pytest

from tests.cmps.test_published import CASES
from tests.cmps.test_structures import PAGES
from validator.cmps import names, platforms
from validator.language.reference import FILE
from validator.model.banner import Layer


@pytest.mark.parametrize("name", names())
def test_a_platform_has_all_its_parts(name: str) -> None:
    member = platforms()[name]
    assert member.NAME
    assert isinstance(member.RUNS, str)
    assert isinstance(member.SAYS, str)
    first, *_ = layers = member.LAYERS
    assert all(isinstance(layer, Layer) and layer.shown for layer in layers)
    assert first.accept
    assert first.deny or first.more or (first.switch and first.save), "a refusal must be within reach"
    for layer, following in zip(layers, (*layers[1:], None), strict=True):
        assert bool(layer.more) == bool(following), "a button for more leads to a further layer"
        assert layer.save or not layer.confirm
    used = {field.name for layer in layers for field in dataclasses.fields(layer) if getattr(layer, field.name)}
    assert {"shown", "accept"} <= used


@pytest.mark.parametrize("name", names())
def test_a_platform_has_its_manual_in_the_reference(name: str) -> None:
    manual = platforms()[name].__doc__ or ""
    assert "Source:" in manual
    page = FILE.read_text("utf-8")
    assert f"### {name}\n" in page
    assert manual.splitlines()[0] in page


@pytest.mark.parametrize("name", names())
def test_a_platform_is_tried(name: str) -> None:
    assert name in {case[0] for case in CASES} | {platform for platform, *_ in PAGES.values()}
