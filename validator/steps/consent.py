"""Answers the consent banner, by real clicks: accepts all, denies all, or chooses purposes.

Without this step the scenario's `consent` profile is answered on the first page.

Example:

    - consent: accept
    - consent: deny
    - consent: {statistics: true, marketing: false}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Key
from validator.model.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    answer: Annotated[
        Literal["accept", "deny"] | Mapping[str, bool],
        Key("accept, deny, or each purpose with true or false.", whole=True),
    ]


def title(fields: Fields) -> str:
    if isinstance(fields.answer, str):
        return f"consent {fields.answer}"
    return "consent " + ", ".join(f"{name} {'yes' if given else 'no'}" for name, given in fields.answer.items())


async def perform(fields: Fields, stage: Stage) -> None:
    await stage.answer_consent(fields.answer if isinstance(fields.answer, str) else dict(fields.answer))
