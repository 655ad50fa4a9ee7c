"""Steps inside a frame, such as a payment form. A bare text is the frame's title, name or id.

Frames within frames: one `frame` inside the other.

Example:

    - frame: Payment
      steps:
        - fill: {label: Card number, value: "${CARD:-4242424242424242}"}
    - frame: {css: "iframe.pay"}
      steps:
        - click: Pay now
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Frame, Key

BLOCK = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Frame, Key("The frame.", whole=True)]


def title(fields: Fields) -> str:
    return f"frame {fields.target}"
