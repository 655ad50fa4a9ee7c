"""The reference page: fresh, and complete."""

from __future__ import annotations

import re

from validator.language import reference
from validator.language.shapes import Shape
from validator.operators import OPERATORS
from validator.steps import STEPS


def test_it_is_fresh(renew: bool) -> None:
    if renew:
        reference.write()
    assert reference.FILE.read_text(encoding="utf-8") == reference.reference()


def test_every_step_operator_and_key_is_in_it() -> None:
    page = reference.reference()
    titles = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    assert set(STEPS) | set(OPERATORS) <= titles
    for name, module in STEPS.items():
        own = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        assert "```yaml" in own
        assert [key for key in Shape.of(module.Fields).keys if f"| `{key}`" not in own] == []
