"""The types of fields: how a step, or a file, says which keys may be written in it, and how."""

from __future__ import annotations

from dataclasses import MISSING, field
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
Name = Annotated[str, Form("name")]  # of a value to be remembered: lower case
Frame = Annotated[Locator, Form("frame")]  # an iframe; a bare text is its title, name or id
Percent = Annotated[float, Form("percent")]  # 50%


def key(
    doc: str,
    default: Any = MISSING,
    *,
    short: bool = False,
    inline: bool = False,
    example: str = "",
    hidden: bool = False,
) -> Any:
    """One key: its line in the reference and in editors. Without a default it must be given.

    `short`: a bare value instead of a mapping means this key. `inline`: a locator whose keys stand among the others.
    A name such as `as_` is written `as`: a keyword of Python needs the underscore. `hidden`: may hold a secret, and is
    never shown.
    """
    return field(
        default=default,
        metadata={"doc": doc, "short": short, "inline": inline, "example": example, "hidden": hidden},
    )
