"""Pushes to the data layer, as the page itself would: an object, or a list, which is a gtag command.

Example:

    - push: {event: login, method: e-mail}
    - push: [event, sign_up, {method: e-mail}]
    - push: {event: login}
      layer: myLayer
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Data, Key
from validator.model.stage import Stage

_PUSH = """([layer, payload]) => {
  const target = (window[layer] = window[layer] || []);
  if (Array.isArray(payload)) (function () { target.push(arguments); })(...payload);
  else target.push(payload);
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    payload: Annotated[Data, Key("What is pushed.", whole=True)]
    layer: Annotated[str, Key("The name of the data layer.", beside=True)] = "dataLayer"

    def __post_init__(self) -> None:
        if not isinstance(self.payload, dict | list) or not self.payload:
            raise ValueError(
                "an object is pushed, such as {event: login}, or a list, which is a gtag command",
                f"Write push: {{event: {self.payload}}}." if isinstance(self.payload, str) else "",
            )


def title(fields: Fields) -> str:
    if isinstance(fields.payload, list):
        return "push gtag " + " ".join(str(one) for one in fields.payload[:2])
    return f"push {fields.payload.get('event', ', '.join(fields.payload))}"


async def perform(fields: Fields, stage: Stage) -> None:
    await stage.page.evaluate(_PUSH, [fields.layer, stage.value(fields.payload)])
