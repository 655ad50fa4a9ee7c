"""Submits a form as a visitor does: by its button, or with Enter where it has none.

The element is the form, or anything within it.

Example:

    - submit: {css: "#newsletter"}
    - submit: {label: E-mail}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from validator.model.fields import Key
from validator.model.scenario import Locator
from validator.model.stage import Stage, StepFailed

_BUTTON = """element => {
  const form = element.form || element.closest('form');
  if (!form) return null;
  const seen = one => one.getClientRects().length > 0 && !one.disabled;
  const buttons = [...form.elements, ...form.querySelectorAll('input[type=image]')]
    .filter(one => ['submit', 'image'].includes(one.type) && seen(one));
  const fields = [...form.elements].filter(one => one.tagName === 'INPUT' && seen(one));
  return buttons[0] || (element.tagName === 'INPUT' ? element : fields[0]) || form;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    target: Annotated[Locator, Key("The form, or anything within it.", inline=True)]


def title(fields: Fields) -> str:
    return f"submit {fields.target}"


async def perform(fields: Fields, stage: Stage) -> None:
    element = await stage.find(fields.target)
    found = (await element.evaluate_handle(_BUTTON, timeout=stage.timeout)).as_element()
    if found is None:
        raise StepFailed(f"{fields.target} is no form, and stands in none", "Name the form, or a field of it.")
    kind = await found.evaluate("one => one.tagName + (one.type === 'submit' || one.type === 'image' ? '!' : '')")
    if str(kind).endswith("!"):
        await found.click(timeout=stage.timeout)
    elif kind == "INPUT":
        await found.press("Enter", timeout=stage.timeout)
    else:
        raise StepFailed(f"the form of {fields.target} has neither a button nor a field to press Enter in")
