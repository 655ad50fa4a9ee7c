"""The types of fields: how a step, or a file, says which keys may be written in it, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from validator.model.scenario import Condition, Locator


class Form:
    """How a value is written where its Python type does not tell: the language knows each form by its name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


Seconds = Annotated[float, Form("duration")]  # 5s, 500ms, 2min, 8h; a bare number is seconds
Data = Annotated[Any, Form("data")]  # anything that YAML can say, with ${…} in it
Demands = Annotated[tuple[Condition, ...], Form("demands")]  # a value, or operators
DemandsOfOne = Annotated[tuple[Condition, ...], Form("demands of one")]  # the same, of what has no parts: a URL
Name = Annotated[str, Form("name")]  # of a value to be remembered: lower case
Frame = Annotated[Locator, Form("frame")]  # an iframe; a bare text is its title, name or id
Percent = Annotated[float, Form("percent")]  # 50%

Values = Annotated[Any, Form("values")]  # left unread: parameters and lists that steps refer to


@dataclass(frozen=True, slots=True)
class Key:
    """One key, as an annotation: `value: Annotated[Text, Key("What is typed.")]`. Without a default it must be given.

    `doc` is its line in the reference and in editors. `short`: a bare value instead of a mapping means this key.
    `inline`: a locator whose keys stand among the others. `whole`: not a key of its own but all that is written under
    the step. `beside`: written beside the step's kind, not under it. A name such as `as_` is written `as`: a keyword
    of Python needs the underscore.
    """

    doc: str
    short: bool = False
    inline: bool = False
    whole: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A point of an element, in CSS pixels from its upper left corner."""

    x: Annotated[float, Key("From the left.")]
    y: Annotated[float, Key("From the top.")]

    @property
    def point(self) -> Any:
        """As Playwright takes it."""
        return {"x": self.x, "y": self.y}
