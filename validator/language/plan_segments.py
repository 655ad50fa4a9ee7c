"""The segments of a tracking plan: journeys told apart by what they sent, and what they did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from validator.language.expectations import OTHER_VENDORS
from validator.language.plan_forms import EventMeantForm, SegmentForm
from validator.language.plan_parts import each
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import FORMS, fixed_text
from validator.language.shapes import Shape
from validator.language.tree import Told, Tree, Wrong
from validator.model.plan import PlannedEvent
from validator.model.segment import Segment, Sent, Wanted
from validator.segments import group_of
from validator.vendors import VENDORS

for _name in ("segments", "events meant"):
    FORMS.setdefault(_name, lambda tree, reading: tree)


def segments(tree: Tree, reading: Reading, events: Mapping[str, PlannedEvent]) -> dict[str, Segment]:
    """The segments by name; `events` are those of the plan."""

    def read(name: str, value: Tree, around: Tree) -> Segment:
        told: SegmentForm = Shape.of(SegmentForm).read(value, reading)
        sent, not_sent = (_groups(one, reading, events) for one in (told.sent, told.not_sent))
        if not sent and not not_sent:
            raise Wrong(
                f'the segment "{name}" has no condition',
                around.key_place(name),
                "Write sent: add_to_cart, or not_sent: purchase, or both.",
            )
        return Segment(name, sent, not_sent)

    return each(tree, reading, "segments", read)


def _groups(tree: Tree | None, reading: Reading, events: Mapping[str, PlannedEvent]) -> tuple[tuple[Wanted, ...], ...]:
    if tree is None or tree.value is None:
        return ()
    tree = reading.settled(tree)
    found = [reading.attempt(_group, one, reading, events) for one in (tree.value if tree.is_list else [tree])]
    if None in found:
        raise Told
    return tuple(group for group in found if group)


def _group(tree: Tree, reading: Reading, events: Mapping[str, PlannedEvent]) -> tuple[Wanted, ...]:
    tree = reading.settled(tree)
    if tree.is_mapping:
        told: EventMeantForm = Shape.of(EventMeantForm).read(tree, reading)
        if told.vendor is not None and told.vendor not in VENDORS:
            mend = did_you_mean(told.vendor, VENDORS, OTHER_VENDORS)
            raise Wrong(f'"{told.vendor}" is not a vendor', tree.value["vendor"], mend)
        return (Wanted(told.vendor, told.event, told.category, told.action),)
    name = fixed_text(tree, reading)
    group = group_of(name, events)
    if events and not group[0].planned and not any(_known(group, one) for one in events.values()):
        mend = did_you_mean(name, [*events, *_names(events.values())])
        reading.warn(f'no planned event is sent as "{name}"', tree, mend if mend.startswith("Did") else "")
    return group


def _known(group: tuple[Wanted, ...], planned: PlannedEvent) -> bool:
    """Whether one of the spellings is what the plan sends."""
    own = [
        Sent(one.vendor or "", one.event or "", one.category or "", one.action or "")
        for one in group_of(planned.name, {planned.name: planned})
    ]
    return any(wanted.fits(one) for wanted in group for one in own)


def _names(events: Iterable[PlannedEvent]) -> list[str]:
    groups = [group_of(one.name, {one.name: one}) for one in events]
    return [name for group in groups for one in group for name in (one.event, one.action) if name]
