"""Lists of steps: fragments, groups, frames and repeats are unrolled into one flat list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from validator.language.expectations import expectations
from validator.language.fragment_file import Fragment, Fragments
from validator.language.locators import frame, locator
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import FORMS, boolean, duration, fixed_text
from validator.language.shapes import Shape, reader
from validator.language.tree import Enough, Told, Tree, Wrong
from validator.language.values import token
from validator.model.fields import DemandsOfOne, Form, Key, Seconds
from validator.model.scenario import Expectation, Locator, Phase, Step, When
from validator.steps import STEPS

FORMS.update(locator=locator, frame=frame)

MOST_STEPS = 2000  # of one scenario, everything unrolled

Steps = Annotated[tuple[Step, ...], Form("steps")]


@dataclass(frozen=True, slots=True)
class WhenForm:
    """A step is performed only if this holds at that moment."""

    visible: Annotated[Locator | None, Key("An element that is visible.", short=True)] = None
    url: Annotated[DemandsOfOne | None, Key("What the page's URL must be: a path, the whole URL, or operators.")] = None


@dataclass(frozen=True, slots=True)
class StepForm:
    """One thing that a visitor does: the step's kind and what it acts on, and beside it:"""

    name: Annotated[str | None, Key("A name, for reports, and for after and before.")] = None
    expect: Annotated[Annotated[tuple[Expectation, ...], Form("expectations")], Key("What the step must cause.")] = ()
    timeout: Annotated[Seconds | None, Key("How long the step may take.")] = None
    optional: Annotated[bool, Key("Where it cannot be performed, the journey goes on.")] = False
    when: Annotated[WhenForm | None, Key("It is performed only if this holds at that moment.")] = None
    steps: Annotated[Steps, Key("Of group, frame and repeat: the steps within.")] = ()


_BESIDE = tuple(Shape.of(StepForm).keys)
_OTHER_STEPS = {
    "visit": "goto",
    "open": "goto",
    "navigate": "goto",
    "go": "goto",
    "get": "goto",
    "tap": "click",
    "enter": "fill",
    "input": "fill",
    "set": "fill",
    "write": "type",
    "wait": "wait_for",
    "sleep": "wait_for",
    "pause": "wait_for",
    "back": "go_back",
    "forward": "go_forward",
    "refresh": "reload",
    "assert": "expect",
    "verify": "expect",
    "execute": "evaluate",
    "script": "evaluate",
    "js": "evaluate",
    "include": "use",
    "fragment": "use",
    "loop": "repeat",
    "double_click": "dblclick",
    "choose": "select",
    "datalayer": "push",
    "video": "play",
    "iframe": "frame",
    "cookie": "set_cookie",
}


@dataclass(frozen=True)
class Around:
    """What a step stands in."""

    folder: Path
    phase: Phase
    stage: str | None = None
    frames: tuple[Locator, ...] = ()
    when: When | None = None
    timeout: float | None = None
    chain: tuple[Fragment, ...] = ()


@dataclass
class Unrolling:
    """The flat list as it grows; numbers run on over set-up, journey and final steps."""

    fragments: Fragments
    number: int = 0
    blocks: int = 0
    uses: int = 0
    secrets: Mapping[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def all(self, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        """Every step below a list, in order, with everything unrolled. Raises Wrong, or Told."""
        try:
            return self.steps(tree, reading, around)
        except Enough as enough:
            reading.problems.append(enough.problem)
            raise Told from None

    def steps(self, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        tree = reading.settled(tree)
        if not tree.is_list:
            if tree.value is None:
                raise Wrong("no step stands here", tree, 'Write the steps below, each with "- ".')
            tight = tree.is_mapping and next(iter(tree.value), "").startswith("-")
            mend = 'Begin each step with "- "' + (": a space is missing behind the dash." if tight else ".")
            raise Wrong(f"a list of steps is expected here, not {tree.kind}", tree, mend)
        found: list[Step] = []
        for one in tree.value:
            found += reading.attempt(self.step, one, reading, around) or ()
        return tuple(found)

    def step(self, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        tree = reading.settled(tree)
        if not tree.is_mapping:
            tree = _as_mapping(tree, reading)
        kind = _kind(tree)
        module = STEPS[kind]
        if getattr(module, "BLOCK", False):
            return self._block(kind, tree, reading, around)
        before = len(reading.problems)
        told = self._beside(kind, tree, reading, around)
        fields = reading.attempt(_fields, kind, tree, reading)
        self.number += 1
        number = self.number
        remembers = getattr(module, "remembers", None)
        if fields is not None and remembers is not None:
            reading.remembered.update(remembers(fields))
        self._bound(tree)
        if len(reading.problems) > before:
            raise Told
        if told.get("name"):
            self.names.append(told["name"])
        step = Step(
            kind=kind,
            fields=fields,
            title=self._hidden(module.title(fields), reading),
            number=number,
            phase=around.phase,
            stage=around.stage,
            frames=around.frames,
            location=tree.location,
            **told,
        )
        return (step,)

    def _bound(self, tree: Tree) -> None:
        """Fragments that use others twice, and repeats within repeats, soon ask for more than anybody can perform."""
        if self.number > MOST_STEPS or self.uses > MOST_STEPS:
            raise Enough(Wrong(f"this journey has more than {MOST_STEPS} steps", tree, "Repeat fewer of them."))

    def _hidden(self, title: str, reading: Reading) -> str:
        for name, value in sorted(reading.secrets.items(), key=lambda pair: -len(pair[1])):
            title = title.replace(value, token(name)) if value else title
        return title

    def _beside(self, kind: str, tree: Tree, reading: Reading, around: Around) -> dict[str, Any]:
        """What stands beside the step's kind: name, timeout, optional, when, expect."""
        own = Shape.of(STEPS[kind].Fields).beside
        found: dict[str, Any] = {"timeout": around.timeout, "when": around.when}
        for name, value in tree.value.items():
            if name == kind or name in own:
                continue
            if name == "steps":
                reading.tell(f'"{kind}" has no steps within', tree.key_place(name), "Indent it like its own step.")
            elif name not in _BESIDE:
                reading.problems.append(_misplaced(name, kind, tree).problem)
            else:
                read = _READERS[name]
                if name == "when":
                    found[name] = reading.attempt(self._when, value, reading, around, 0)
                else:
                    found[name] = reading.attempt(read, value, reading)
        return found

    def _when(self, tree: Tree, reading: Reading, around: Around, block: int) -> When:
        form = reader(WhenForm)(tree, reading)
        if form.visible is None and form.url is None:
            raise Wrong("no condition stands here", tree, "Write when: {visible: …} or when: {url: …}.")
        return When(form.visible, form.url or (), block, around.when)

    def _block(self, kind: str, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        allowed = {kind, "when", "timeout", *Shape.of(STEPS[kind].Fields).beside}
        allowed |= {"name"} if kind == "use" else {"steps"}
        for name in tree.value:
            if name not in allowed:
                reading.problems.append(_not_of_block(name, kind, allowed, tree).problem)
        fields = reading.attempt(_fields, kind, tree, reading)
        inner = around
        if "when" in tree.value:
            self.blocks += 1
            inner = replace(inner, when=reading.attempt(self._when, tree.value["when"], reading, around, self.blocks))
        if "timeout" in tree.value:
            inner = replace(inner, timeout=reading.attempt(duration, tree.value["timeout"], reading))
        if fields is None:
            raise Told
        return _BLOCKS[kind](self, fields, tree, reading, inner)

    def _within(self, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        if "steps" not in tree.value:
            raise Wrong(
                f'the steps of "{_kind(tree)}" are missing',
                tree,
                'Write "steps:" below it, at the same indentation, and the steps below that.',
            )
        return self.steps(tree.value["steps"], reading, around)

    def group(self, fields: Any, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        return self._within(tree, reading, replace(around, stage=fields.label))

    def frame(self, fields: Any, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        return self._within(tree, reading, replace(around, frames=(*around.frames, fields.target)))

    def repeat(self, fields: Any, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        rounds = _rounds(fields, tree)
        found: list[Step] = []
        for value in rounds:
            known = {**reading.parameters, fields.as_: value} if fields.as_ else reading.parameters
            before = len(reading.problems)
            found += self._within(tree, reading.within(known), around)
            if len(reading.problems) > before:  # each round would tell the same
                raise Told
        return tuple(found)

    def use(self, fields: Any, tree: Tree, reading: Reading, around: Around) -> tuple[Step, ...]:
        place = tree.value["use"]
        self.uses += 1
        self._bound(tree)
        fragment = self.fragments.find(fields.fragment, place, around.folder, around.chain)
        given = fragment.arguments(fields.with_, tree, reading)
        inner = replace(around, folder=fragment.folder, chain=(*around.chain, fragment))
        if "name" in tree.value:
            inner = replace(inner, stage=reading.attempt(fixed_text, tree.value["name"], reading))
        return self.steps(fragment.steps, reading.within(given), inner)


_READERS: Mapping[str, Callable[[Tree, Reading], Any]] = {
    "name": fixed_text,
    "expect": expectations,
    "timeout": duration,
    "optional": boolean,
    "when": lambda tree, reading: None,
}
_BLOCKS: Mapping[str, Callable[[Unrolling, Any, Tree, Reading, Around], tuple[Step, ...]]] = {
    "group": Unrolling.group,
    "frame": Unrolling.frame,
    "repeat": Unrolling.repeat,
    "use": Unrolling.use,
}


def _as_mapping(tree: Tree, reading: Reading) -> Tree:
    """A step that is a bare word, such as `- reload`."""
    name = tree.value
    if not isinstance(name, str) or name not in STEPS:
        told = _step_in_words(name) if isinstance(name, str) else ""
        raise Wrong(f"a step is expected here, not {tree.kind}", tree, told or "Write a step: click: Add to cart.")
    step = Tree({name: Tree(None, tree.source, tree.line, tree.column)}, tree.source, tree.line, tree.column)
    step.keys = {name: (tree.line, tree.column)}
    return step


def _step_in_words(text: str) -> str:
    """The mend for a step that was written as a sentence: `goto /` or `goto:/`."""
    word, colon, rest = text.partition(":") if ":" in text.split(" ")[0] else text.partition(" ")
    near = did_you_mean(word.lower(), STEPS, _OTHER_STEPS)
    if word.lower() in STEPS:
        told = f"Write {word.lower()}: {rest.strip().split(' ')[0] if ':' in rest and colon == ':' else rest.strip()}"
        return f"{told}, with a space behind the colon." if colon == ":" else f"{told}."
    return near if near.startswith("Did") else ""


def _kind(tree: Tree) -> str:
    kinds = [name for name in tree.value if name in STEPS]
    if len(kinds) > 1:
        beside = [one for one in kinds if one in Shape.of(STEPS[kinds[0]].Fields).beside]
        if len(kinds) - len(beside) > 1:
            raise Wrong(
                f'"{kinds[0]}" and "{kinds[1]}" are two steps',
                tree.key_place(kinds[1]),
                'Begin each step with "- " of its own.',
            )
    if kinds:
        return str(kinds[0])
    strange = next((name for name in tree.value if name not in _BESIDE), None)
    if strange is None:
        mend = "Write what is done: click: Add to cart."
        if "expect" in tree.value:
            mend += ' What the step above causes stands below it without "- ", indented like the word behind its "- ".'
        raise Wrong("the step itself is missing here", tree, mend)
    raise Wrong(f'"{strange}" is not a step', tree.key_place(strange), did_you_mean(strange, STEPS, _OTHER_STEPS))


def _misplaced(name: str, kind: str, tree: Tree) -> Wrong:
    shape = Shape.of(STEPS[kind].Fields)
    place = tree.key_place(name)
    if name in shape.keys:
        return Wrong(f'"{name}" belongs under "{kind}"', place, f"Write {kind}: {{…, {name}: …}}.")
    return Wrong(f'"{name}" is not a key of a step', place, did_you_mean(name, [*_BESIDE, *shape.beside, *STEPS]))


def _not_of_block(name: str, kind: str, allowed: set[str], tree: Tree) -> Wrong:
    place = tree.key_place(name)
    if name == "expect":
        return Wrong(
            f'"{kind}" holds several steps, and an expectation belongs to the one that causes the event',
            place,
            "Write it under that step, or at the end of the file for the whole journey.",
        )
    if name == "optional":
        return Wrong(f'"{kind}" holds several steps', place, 'Make each of them optional, or give a "when".')
    if name == "name":
        return Wrong(f'"{kind}" has no name of its own', place, "Give the name to a step within.")
    return Wrong(f'"{name}" is not a key here', place, did_you_mean(name, allowed))


def _fields(kind: str, tree: Tree, reading: Reading) -> Any:
    shape = Shape.of(STEPS[kind].Fields)
    beside = {name: value for name, value in tree.value.items() if name in shape.beside}
    value = tree.value[kind]
    if value.value is None:  # point at the step, not at the end of its line
        line, column = tree.keys[kind]
        value = Tree(None, tree.source, line, column)
    return shape.read(value, reading, beside)


def _rounds(fields: Any, tree: Tree) -> list[Tree]:
    if fields.for_each is None:
        return [Tree(number, tree.source, tree.line, tree.column) for number in range(1, fields.times + 1)]
    if not fields.for_each.is_list or not fields.for_each.value:
        raise Wrong(f"a list of values is expected here, not {fields.for_each.kind}", fields.for_each)
    if len(fields.for_each.value) > 100:
        raise Wrong(f"this list has {len(fields.for_each.value)} values, more than 100", fields.for_each)
    return list(fields.for_each.value)
