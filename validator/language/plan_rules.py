"""Rules of a tracking plan: what the pages of a scan must send, by their URLs."""

from __future__ import annotations

from dataclasses import replace

from validator.demand_words import describe
from validator.language.expectations import names_in
from validator.language.plan_forms import RuleForm
from validator.language.reading import Reading, did_you_mean, unknown_value
from validator.language.shapes import Shape
from validator.language.tree import Tree, Wrong
from validator.model.plan import Plan, PlannedEvent, Rule


def rules(tree: Tree, reading: Reading, plan: Plan) -> tuple[Rule, ...]:
    """Every rule of the list; `plan` is the rest of the plan, whose events and goals they may name."""
    tree = reading.settled(tree)
    if tree.value is None:
        return ()
    if not tree.is_list:
        raise Wrong(f"a list of rules is expected here, not {tree.kind}", tree, 'Begin each with "- ".')
    known = (
        plan if reading.plan_broken else replace(plan, events={name: _closed(one) for name, one in plan.events.items()})
    )
    inner = replace(reading, plan=known, open_names=False, awaited=[], step_names=[], profile_names=[])
    found = [inner.attempt(_rule, one, inner) for one in tree.value]
    _check_names(inner, plan)
    return tuple(one for one in found if one is not None)


def _closed(event: PlannedEvent) -> PlannedEvent:
    """A planned event without the demands that refer to what only a scenario remembers."""
    return replace(
        event,
        expectations=tuple(
            replace(one, conditions=tuple(each for each in one.conditions if not names_in([each.operand])))
            for one in event.expectations
        ),
    )


def _rule(tree: Tree, reading: Reading) -> Rule:
    told: RuleForm = Shape.of(RuleForm).read(tree, reading)
    if not told.expect and not told.never:
        raise Wrong("this rule demands nothing", tree, "Write expect: or never: below it, each with a list.")
    url = tuple(told.when.url) if told.when else ()
    name = told.name or (" and ".join(f"URL {describe(one)}" for one in url) or "every page")
    return Rule(name, url, told.expect, told.never, tree.location)


def _check_names(reading: Reading, plan: Plan) -> None:
    """A page of a scan has no steps, and nothing is remembered on it."""
    for name, place in reading.awaited:
        reading.problems.append(unknown_value(name, (), place).problem)
    for name, place in reading.step_names:
        reading.tell(
            f'a rule has no steps, and so none has the name "{name}"',
            place,
            "A page of a scan is opened, looked at and left: only consent can stand here.",
        )
    for name, place in reading.profile_names:
        if name not in plan.consent.profiles and not reading.plan_broken:
            reading.tell(
                f'the tracking plan has no consent profile "{name}"', place, did_you_mean(name, plan.consent.profiles)
            )
