"""Steps that are done several times: so many times, or once for each value of a list.

Example:

    - repeat: 3
      steps:
        - click: Next
    - repeat: {for_each: [S, M, L], as: size}
      steps:
        - select: {label: Size, option: "${size}"}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key, Name, Values

BLOCK = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    times: Annotated[int | None, Key("How often.", short=True)] = None
    for_each: Annotated[Values | None, Key("A list: the steps are done once for each of its values.")] = None
    as_: Annotated[Name | None, Key("What the value is called in the steps; with times, the number of the round.")] = (
        None
    )

    def __post_init__(self) -> None:
        if (self.times is None) == (self.for_each is None):
            raise ValueError('either "times" or "for_each" says how often', "Write repeat: 3, or for_each: [a, b].")
        if self.times is not None and not 1 <= self.times <= 100:
            raise ValueError(f"the steps can be repeated 1 to 100 times, not {self.times}")
        if self.for_each is not None and self.as_ is None:
            raise ValueError('"as" is missing: what the value is called in the steps', "Write as: size, and ${size}.")


def title(fields: Fields) -> str:
    return f"repeat {fields.times} times" if fields.times is not None else f"repeat for each {fields.as_}"
