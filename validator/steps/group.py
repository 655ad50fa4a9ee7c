"""A named stage of the journey: reports and the funnel show its steps under its name.

Example:

    - group: Checkout
      steps:
        - click: Checkout
        - fill: {label: E-mail, value: ada@example.org}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key

BLOCK = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    label: Annotated[str, Key("The name of the stage.", short=True)]


def title(fields: Fields) -> str:
    return f"group {fields.label}"
