"""How often something is expected, and how long a fault is known."""

from __future__ import annotations

import re
from datetime import date

from validator.language.conditions import conditions
from validator.language.reading import Reading
from validator.language.scalars import fixed_text
from validator.language.tree import Tree, Wrong
from validator.model.scenario import Known, Times

_TIMES = re.compile(r"(\d+)\s*(?:(?:-|–|\.\.)\s*(\d+)|(\+))?")


def times(tree: Tree, reading: Reading) -> Times:
    """`2`, `1-3`, `2+`, `{at_least: 1}`, `{at_most: 3}`, `{between: [1, 3]}`."""
    tree = reading.settled(tree)
    if tree.is_mapping:
        return _times_of_conditions(tree, reading)
    found = _TIMES.fullmatch(tree.raw or str(tree.value)) if not isinstance(tree.value, bool) else None
    if found is None:
        raise Wrong(f"a number of times is expected here, not {tree.kind}", tree, "Write 2, 1-3, 2+ or {at_least: 1}.")
    least = int(found[1])
    most = int(found[2]) if found[2] else None if found[3] else least
    if most is not None and most < least:
        raise Wrong(f"{least} is more than {most}", tree, f"Write {most}-{least}.")
    return Times(least, most)


def _times_of_conditions(tree: Tree, reading: Reading) -> Times:
    least, most = 0, None
    for condition in conditions(tree, reading, ()):
        bounds = condition.operand if isinstance(condition.operand, list) else [condition.operand]
        if condition.path or not all(isinstance(bound, int) and bound >= 0 for bound in bounds):
            raise Wrong("a number of times is expected here", tree, "Write 2, 1-3, 2+ or {at_least: 1}.")
        if condition.operator in ("at_least", "between", "equals"):
            least = bounds[0]
        if condition.operator in ("at_most", "between", "equals"):
            most = bounds[-1]
        if condition.operator == "more_than":
            least = bounds[0] + 1
        if condition.operator == "less_than":
            most = bounds[0] - 1
        if condition.operator not in ("at_least", "at_most", "between", "equals", "more_than", "less_than"):
            raise Wrong(f'"{condition.operator}" does not tell a number of times', tree, "Write at_least or at_most.")
    return Times(least, most)


def known_fault(tree: Tree, reading: Reading) -> Known:
    tree = reading.settled(tree)
    if not tree.is_mapping or set(tree.value) != {"ticket", "until"}:
        raise Wrong(
            "a known fault has a ticket and a day until which it is accepted",
            tree,
            "Write known: {ticket: WEB-12, until: 2027-01-31}.",
        )
    until = fixed_text(tree.value["until"], reading)
    try:
        date.fromisoformat(until)
    except ValueError:
        raise Wrong(f'"{until}" is not a day', tree.value["until"], "Write it as 2027-01-31.") from None
    return Known(fixed_text(tree.value["ticket"], reading), until)
