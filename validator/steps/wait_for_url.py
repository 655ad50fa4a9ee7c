"""Waits until the page has this URL. What begins with / is the path, with the query if there is a ? in it.

Example:

    - wait_for_url: /thank-you
    - wait_for_url: {matches: '^/orders/\\d+$'}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Demands, Key
from validator.model.stage import Stage
from validator.operators import describe
from validator.page_url import filled, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    url: Annotated[Demands, Key("The path, the whole URL, or operators.", whole=True)]


def title(fields: Fields) -> str:
    plain = fields.url[0] if len(fields.url) == 1 and fields.url[0].operator == "equals" else None
    return f"wait_for_url {plain.operand if plain else ' and '.join(map(describe, fields.url))}"


async def perform(fields: Fields, stage: Stage) -> None:
    wanted = filled(fields.url, stage.value)
    await stage.page.wait_for_url(lambda url: fits(wanted, url), wait_until="load", timeout=stage.timeout)
