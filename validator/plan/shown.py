"""The plan as people read it: plain text for a terminal, and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.demand_words import describe
from validator.model.plan import Goal, Plan
from validator.plan.coverage import Coverage, Reached
from validator.plan.field import Field, Row, Sent, rows_of
from validator.telling.prose import count, visible


def as_text(plan: Plan) -> str:
    """The plan, one event a paragraph."""
    lines = [visible(plan.name)]
    lines += [f"  {name}: {', '.join(vendor.ids) or 'any id'}" for name, vendor in plan.vendors.items()]
    for row in rows_of(plan):
        lines += ["", visible(row.name) + (f" · {row.conversion}" if row.conversion else "")]
        lines += [f"    {visible(row.description)}"] if row.description else []
        lines += [f"    owner {visible(row.owner)}"] if row.owner else []
        for sent in row.sent:
            lines.append(f"    {sent.vendor} {visible(_naming(sent))}")
            lines += [f"        {visible(field.path)}: {visible(words(field))}" for field in sent.fields]
    if plan.goals:
        lines += ["", "Goals"]
        lines += [f"    {_goal_line(goal)}" for goal in sorted(plan.goals, key=_slot)]
    return "\n".join(lines) + "\n"


def _slot(goal: Goal) -> int:
    return goal.slot or 99


def _goal_line(goal: Goal) -> str:
    slot = f"{goal.slot:>2} " if goal.slot else "   "
    told = ", ".join(f"{'.'.join(map(str, one.path)) or goal.kind} {describe(one)}" for one in goal.conditions)
    way = f" · by way of {' → '.join(goal.funnel)}" if goal.funnel else ""
    return visible(f"{slot}{goal.name} · {goal.conversion} · {told}{way}")


def _naming(sent: Sent) -> str:
    return " › ".join(str(value) for value in sent.naming.values())


def words(field: Field) -> str:
    """A field's demand in a few words."""
    told = [field.type] if field.type else []
    if field.values:
        told.append(" or ".join(map(str, field.values)))
    told += [f"matches {field.pattern}"] if field.pattern else []
    limits = (("at_least", "at least"), ("more_than", "more than"), ("at_most", "at most"), ("less_than", "less than"))
    told += [f"{told_} {getattr(field, name)}" for name, told_ in limits if getattr(field, name) is not None]
    if field.fewest is not None and field.fewest == field.most:
        told.append(f"{field.fewest} of them")
    else:
        told += [f"{field.fewest} or more"] if field.fewest is not None else []
        told += [f"{field.most} at most"] if field.most is not None else []
    told += [field.other] if field.other else []
    if not field.required:
        told.append("may be left out")
    return ", ".join(told) or "any value"


def as_markdown(plan: Plan) -> str:
    """The plan as Markdown tables, for a wiki or a repository."""
    lines = [f"# {_cell(plan.name)}", "", "| Event | Conversion | Owner | What it means |", "| --- | --- | --- | --- |"]
    rows = rows_of(plan)
    lines += [
        f"| {_cell(row.name)} | {row.conversion or ''} | {_cell(row.owner)} | {_cell(row.description)} |"
        for row in rows
    ]
    for row in rows:
        lines += ["", *_event(row)]
    if plan.goals:
        lines += ["", "## Goals", "", "| Slot | Goal | Conversion | Completed by |", "| --- | --- | --- | --- |"]
        for goal in sorted(plan.goals, key=_slot):
            told = ", ".join(f"{'.'.join(map(str, one.path)) or goal.kind} {describe(one)}" for one in goal.conditions)
            lines.append(f"| {goal.slot or ''} | {_cell(goal.name)} | {goal.conversion} | {_cell(told)} |")
    return "\n".join(lines) + "\n"


def _event(row: Row) -> Iterator[str]:
    yield f"## {_cell(row.name)}"
    for sent in row.sent:
        yield from ("", f"**{sent.vendor}** {_cell(_naming(sent))}")
        if sent.fields:
            yield from ("", "| Parameter | Demand |", "| --- | --- |")
            yield from (f"| {_cell(field.path)} | {_cell(words(field))} |" for field in sent.fields)


def _cell(text: object) -> str:
    return visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def coverage_text(found: Coverage) -> str:
    """What the scenarios reach, and what they do not."""
    lines = [*_share("events", found.events), *_share("goals", found.goals)]
    half = [one for one in found.events if one.scenarios and one.vendors_left]
    if half:
        lines += ["", "Expected of some vendors only:"]
        lines += [f"  {visible(one.name)}: nobody asks for {', '.join(one.vendors_left)}" for one in half]
    if found.beside:
        lines += ["", "Expected by scenarios, and not in the plan:"]
        lines += [f"  {visible(one.label)} · {visible(one.scenario)} · {one.location}" for one in found.beside]
    for conversion in found.conversions:
        lines += ["", f"On the way to {visible(conversion.name)} (macro) · {visible(conversion.scenario)}"]
        if not conversion.before:
            lines.append("  nothing: it is the first thing that is expected")
        for way in conversion.before:
            mark = "✓" if way.conversion else "·" if way.tracked else "–"
            names = ", ".join(way.tracked) if way.tracked else "silent"
            lines.append(f"  {mark} {way.steps:>5}  {visible(names)}  ({visible(way.title)})")
    if found.leading_nowhere:
        lines += ["", f"Micro conversions that stand before no macro one: {visible(', '.join(found.leading_nowhere))}"]
    return "\n".join(lines) + "\n"


def _share(what: str, every: Sequence[Reached]) -> list[str]:
    if not every:
        return [f"The plan has no {what}."]
    left = [one for one in every if not one.scenarios]
    lines = [f"{len(every) - len(left)} of {count(len(every), what.removesuffix('s'))} expected by scenarios"]
    for one in left:
        place = f"  {one.location}" if one.location.line else ""
        lines.append(f"  ✗ {visible(one.name)}{f' · {one.conversion}' if one.conversion else ''}{place}")
    return lines
