"""Takes in the steps of a fragment: a file of steps that several scenarios share. Its path is relative to this file.

`with` gives the fragment's parameters.

Example:

    - use: fragments/checkout.yaml
      with: {email: ada@example.org}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key, Values

BLOCK = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    fragment: Annotated[str, Key("The path of the fragment.", short=True)]
    with_: Annotated[Values | None, Key("Its parameters, by name.", beside=True)] = None


def title(fields: Fields) -> str:
    return f"use {fields.fragment}"
