"""The reference of the language, docs/language.md, written from the declarations and docstrings of the code."""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap
import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from validator.cmps import platforms
from validator.language import plan_forms
from validator.language.expectation_form import ExpectationForm
from validator.language.fragment_file import FragmentForm
from validator.language.journey import StepForm, WhenForm
from validator.language.matrix import VariantForm
from validator.language.scenario_file import ScenarioForm
from validator.language.schema import LOCATOR_DOCS
from validator.language.shapes import Field, Shape, alternatives
from validator.model.fields import Form
from validator.model.scenario import Locator
from validator.model.value import Text
from validator.operators import OPERATORS
from validator.steps import STEPS

FILE = Path(__file__).parents[2] / "docs" / "language.md"

_FORMS: Mapping[str, str] = {
    "day": "a day: `2027-03-01`",
    "addresses": "an address or a list of them; `${NAME}` is the environment",
    "duration": "a duration: `5s`, `500ms`, `2min`, `8h`",
    "percent": "a percentage",
    "data": "anything",
    "values": "anything",
    "name": "a name",
    "frame": "a frame",
    "times": "a number of times",
    "known": "a ticket and a day",
    "demands": "a value or a demand",
    "demands of one": "a value or a demand",
    "demands of seconds": "a demand on a duration",
    "steps": "a list of steps",
    "unread steps": "a list of steps",
    "expectations": "a list of expectations",
    "never": "a list of expectations",
    "settle": "`clock` or a duration",
    "consent platform": "the name of a platform, or `auto`",
    "vendors": "vendors by name",
    "events": "planned events by name",
    "profiles": "profiles by name",
    "segments": "segments by name",
    "events meant": "an event, as text or mapping, or a list of them",
    "choices": "purposes, each with steps",
}

_OPENING = """\
# The language

<!-- Written from the code by validator/language/reference.py; changes belong there. -->

A scenario says what a visitor does, and what tracking that must cause. A fragment holds steps that several scenarios
share. The tracking plan holds what a team agrees on once. All are YAML files; the first key says what a file is.

```yaml
# yaml-language-server: $schema=…/validator/language/schemas/scenario.schema.json
scenario: A shopper buys a mug
site: "${BASE_URL:-http://127.0.0.1:8000}"
consent: granted

journey:
  - goto: /product/morning-mug
    expect: [View product]                       # an event of the tracking plan
  - remember:
      price: {css: "#price", as: number, locale: en}
  - click: {role: button, name: Add to cart}
    expect:
      - push: add_to_cart                        # the data layer push
      - vendor: ga4                              # and the hit
        event: add_to_cart
        params: {currency: EUR, value: "${price}"}

never:
  - {vendor: meta, before: consent}
  - {finding: personal-data}
```

With the first line editors complete and check the file; `validator check` tells every mistake of all files at once.

**Texts and numbers.** Only `true`, `false`, `null` and plain decimal numbers are more than text: `no`, `on`, `00123`,
`12:30`, `1e3` and dates stay as they are written. Quote a text that begins with one of `* & ! @ % { [ # '` or has a
colon and a space in it.

**Values.** `"${UPPER_CASE}"` is a variable of the environment, `"${UPPER_CASE:-otherwise}"` with a default.
`"${name}"`, in lower case at its beginning, is a parameter of the fragment, or what a step before remembered;
`"${order.id}"` looks into it. In expectations it may also be remembered later in the journey. `"${unique}"` is eight
letters and digits that no other journey has: `anna+${unique}@example.org` is a new account each time. `$${…}` writes
the characters as they are. Within braces and brackets quotes are needed. What the environment says is text, and becomes
a number where one is asked for. An environment variable that is named under `secret:` is shown as its name, in «…».
"""

_EXPECTING = """\
An expectation under a step takes events that were *caused* at that step, whenever they are sent. At the end of the file
`expect:` counts over the whole journey, and `never:` says what must not be seen. A bare text is a planned event, at
every vendor of the plan; everything else is a mapping.

```yaml
expect:
  - Add to cart                                        # planned, at every vendor of the plan
  - {planned: Add to cart, vendor: ga4, times: 2}      # the same, at one of them, twice
  - {event: add_to_cart, params: {currency: EUR}}      # a hit, of the plan's first vendor that has it
  - {vendor: ua, category: Ecommerce, action: Add Product To Cart}
  - push: {event: add_to_cart, ecommerce: {value: {type: number}}}
  - tag: GA4 – add to cart
  - goal: Order
never:
  - {vendor: meta, before: consent}                    # any hit of it
  - {event: purchase}                                  # at any vendor
  - {cookie: _ga}
  - {error: TypeError}                                 # an error of the page with this in its text
```
"""

_DEMANDING = """\
A plain value means `equals`. A mapping of operators is a demand; all of them must hold. Any other mapping is matched
partially, key by key, and a list in full and in order. Operators and other keys cannot stand together. `'*'` is any
name: one of them must do. A key with points, such as `ecommerce.value`, leads into what is nested.

An absent value satisfies only `absent`. `present`, `absent` and `empty` may stand alone, unquoted: `coupon: absent`.

Where a value has the name of an operator, its demand is written out: `type: {equals: video}` is the parameter `type`.
Where a whole mapping is meant as data, `equals` forces it: `{equals: {length: 2}}`.
"""

_LOCATING = """\
A bare text is the visible name of a button or a link. Otherwise one key says by what the element is found, as in
Playwright, and others narrow it down. Of several elements that have a text in theirs, the one that says exactly this is
meant; otherwise several that match are an error that lists them.

```yaml
- click: Place order
- click: {role: button, name: Add to cart, inside: {test_id: product-1}}
- fill: {label: Card number, frame: Payment, value: "4242"}
```
"""

_STEPPING = """\
A step is its kind, with what it acts on. Where nothing needs to be said its kind alone is enough: `- reload`. Beside
it may stand:
"""


_ARMS = """
```yaml
variants:
  old_basket: {cookie: {experiment: A}}
  new_basket: {query: {experiment: B}}
```
"""


def reference() -> str:
    """The whole page."""
    parts = [_OPENING]
    parts += ["## A scenario\n", _form(ScenarioForm)]
    parts += [f"Each of `variants` has one of these keys, or several:\n\n{_form(VariantForm, intro=False)}", _ARMS]
    parts += ["## A fragment\n", _form(FragmentForm), _FRAGMENT]
    parts += [
        "## Steps\n",
        _STEPPING,
        _form(StepForm, intro=False),
        f"`when` has these keys:\n\n{_form(WhenForm, intro=False)}",
    ]
    parts += [_step(name, module) for name, module in STEPS.items()]
    parts += [
        "## Locators\n",
        _LOCATING,
        _table([(name, _PLAIN.get(name, "text"), doc) for name, doc in LOCATOR_DOCS.items()]),
    ]
    parts += ["## Expectations\n", _EXPECTING, _form(ExpectationForm, intro=False)]
    parts += ["## Demands on values\n", _DEMANDING]
    parts += [_operator(name) for name in OPERATORS]
    parts += ["## The tracking plan\n", _form(plan_forms.PlanForm), _PLAN]
    parts += [f"### `{title}`\n\n{_form(one)}" for title, one in _PLAN_PARTS.items()]
    parts += ["## Consent platforms\n", _CONSENTING, *(_platform(*each) for each in platforms().items())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


_PLAIN = {
    "exact": "true or false",
    "nth": "a whole number",
    "inside": "a locator",
    "frame": "a frame",
    "role": "a role",
}
_FRAGMENT = """
```yaml
fragment: Fill in the address
parameters: {email: , country: Germany}     # the first must be given, the second has a default
steps:
  - fill: {label: E-mail, value: "${email}"}
  - select: {label: Country, option: "${country}"}
```
"""
_PLAN = """
```yaml
plan: Mug shop
vendors:
  ga4: {id: G-DEMO12345}
events:
  Add to cart:
    conversion: micro
    ga4: {event: add_to_cart, params: {currency: {matches: '^[A-Z]{3}$'}}}
goals:
  - {name: Order, slot: 1, conversion: macro, destination: {starts_with: /thank-you}, funnel: [/cart, /checkout]}
consent:
  banner: {cmp: onetrust}
segments:
  Cart left: {sent: Add to cart, not_sent: [purchase, sign_up]}
rules:
  - when: {url: {starts_with: /product/}}
    expect: [{vendor: ga4, event: view_item}]
    never: [{event: purchase}]
```

Keys that begin with `x-` are kept for other tools.
"""
_CONSENTING = """
What `banner: {cmp: …}` knows. All of them are answered by the clicks of a visitor, also where the refusal stands in a
second layer. A choice names purposes, by the platform's own ids or as the banner words them; those that are not named
stay as they are:

```yaml
consent:
  banner: {cmp: auto}
  profiles:
    statistics: {answer: {Statistics: true, Marketing: false}}
```
"""
_PLAN_PARTS: Mapping[str, Any] = {
    "vendors": plan_forms.VendorForm,
    "events": plan_forms.EventForm,
    "goals": plan_forms.GoalForm,
    "consent": plan_forms.ConsentForm,
    "consent.banner": plan_forms.BannerForm,
    "consent.profiles": plan_forms.ProfileForm,
    "sessions": plan_forms.SessionForm,
    "overlays": plan_forms.OverlayForm,
    "segments": plan_forms.SegmentForm,
    "segments.sent": plan_forms.EventMeantForm,
    "rules": plan_forms.RuleForm,
    "rules.when": plan_forms.PagesForm,
    "browser": plan_forms.BrowserForm,
    "browser.http_credentials": plan_forms.CredentialsForm,
    "browser.geolocation": plan_forms.PointForm,
    "browser.proxy": plan_forms.ProxyForm,
    "browser.client_certificate": plan_forms.CertificateForm,
    "container": plan_forms.ContainerForm,
    "container.environment": plan_forms.EnvironmentForm,
    "milestones": plan_forms.MilestoneForm,
}


def _form(form: Any, intro: bool = True) -> str:
    told = f"{inspect.getdoc(form)}\n\n" if intro else ""
    return told + _keys(Shape.of(form).keys.values())


def _keys(fields: Iterable[Field]) -> str:
    return _table([(field.name + (" *" if field.required else ""), _of(field.hint), field.doc) for field in fields])


def _table(rows: list[tuple[str, str, str]]) -> str:
    if not rows:
        return ""
    lines = ["| Key | Takes | |", "|---|---|---|"]
    for name, takes, doc in rows:
        plain, star, _ = name.partition(" *")
        cells = (f"`{plain}`{' (needed)' if star else ''}", takes, doc)
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _manual(doc: str) -> tuple[str, str]:
    """The words, and the example as YAML."""
    told, _, example = inspect.cleandoc(doc).partition("Example:")
    return told.strip(), textwrap.dedent(example.strip("\n")).strip()


def _step(name: str, module: Any) -> str:
    told, example = _manual(module.__doc__)
    parts = [f"### {name}\n", told, f"\n```yaml\n{example}\n```\n"]
    shape = Shape.of(module.Fields)
    hidden = (shape.inline, shape.whole)
    keys = [field for field in shape.fields if field not in hidden]
    if shape.inline is not None:
        told = shape.inline.doc.split(";")[0].rstrip(".")
        parts.append(f"{told} is named by a [locator](#locators).\n")
    if shape.short is not None and len(shape.fields) > 1:
        parts.append(f"A bare value is `{shape.short.name}`.\n")
    parts.append(_keys(keys))
    for field in shape.fields:
        parts += [
            f"Each {_of(field.hint).split(', each ')[1]} has these keys:\n\n{_inner(one)}"
            for one in _nested(field.hint)
        ]
    return "\n".join(part for part in parts if part)


def _inner(cls: Any) -> str:
    shape = Shape.of(cls)
    keys = [field for field in shape.fields if field is not shape.inline]
    note = "The keys of a [locator](#locators), or one of these:\n\n" if shape.inline is not None else ""
    return note + _keys(keys)


def _nested(hint: Any) -> list[Any]:
    """Dataclasses of our own that are the values of a mapping."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Annotated, Union, types.UnionType):
        return [cls for one in arguments if not isinstance(one, Form) for cls in _nested(one)]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return [arguments[1]] if dataclasses.is_dataclass(arguments[1]) else []
    return []


def _platform(name: str, module: Any) -> str:
    told, example = _manual(module.__doc__ or "")
    example = f"```yaml\n{example}\n```\n" if example else ""
    return f"### {name}\n\n{told}\n\n{example}"


def _operator(name: str) -> str:
    told, example = _manual(OPERATORS[name].__doc__ or "")
    return f"### {name}\n\n{told}\n\n{' '.join(example.split())}\n"


def _of(hint: Any) -> str:
    """What an annotation takes, in words."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        name = next((one.name for one in arguments if isinstance(one, Form)), None)
        return _of(arguments[0]) if name is None else _FORMS[name]
    simple = {
        Text: "text",
        str: "text",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        Any: "anything",
    }
    if hint in simple:
        return simple[hint]
    if hint is Locator:
        return "a locator"
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_of(one) for one in alternatives(arguments))
    if origin is tuple:
        return (
            f"a list, each {_of(arguments[0])}"
            if dataclasses.is_dataclass(arguments[0])
            else f"{_of(arguments[0])}, or a list"
        )
    if origin is not None and issubclass(origin, Mapping):
        return (
            f"names, each with {_of(arguments[1])}"
            if not dataclasses.is_dataclass(arguments[1])
            else f"names, each {_of(arguments[1])}"
        )
    return {"Source": "source", "Part": "part", "Position": "`{x, y}`"}.get(hint.__name__, "keys of its own, see below")


def write(file: Path = FILE) -> None:
    """Writes the page."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(reference(), encoding="utf-8")
