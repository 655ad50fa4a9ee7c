"""What the guide shows can be written so."""

from __future__ import annotations

import re
from pathlib import Path

from validator.language import read_plan_file
from validator.scan.checks import CHECKS

GUIDE = Path(__file__).parents[2] / "docs" / "scan.md"


def test_the_plan_of_the_guide_can_be_read(tmp_path: Path) -> None:
    told = next(one for one in re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL) if "plan:" in one)
    file = tmp_path / "tracking-plan.yaml"
    file.write_text(told, encoding="utf-8")
    plan = read_plan_file(file)
    assert [rule.name for rule in plan.rules] == ["Product pages", 'URL does not start with "/checkout"']


def test_the_guide_names_every_check() -> None:
    text = GUIDE.read_text("utf-8")
    assert [code for code in CHECKS if f"`{code}`" not in text] == []
