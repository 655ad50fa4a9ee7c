"""The keys of an expectation, with what each means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from validator.model.fields import Demands, Form, Key, Seconds
from validator.model.scenario import Conversion


@dataclass(frozen=True, slots=True)
class ExpectationForm:
    """One thing that must be seen. A bare text is a planned event, at every vendor of the plan.

    What it is about is told by its key: `planned`, `push`, `tag`, `goal`, `cookie`, `storage`, `finding`, `error`; or
    it is a hit, by `event`, `category` and `action`, or `vendor` alone.
    """

    planned: Annotated[
        str | None, Key("A planned event by the team's name; other keys here add to what the plan demands.")
    ] = None
    push: Annotated[
        Demands | None, Key("A push to the data layer: its event's name, or what the pushed object holds.")
    ] = None
    tag: Annotated[Demands | None, Key("A tag of the tag manager fires, by its name.")] = None
    goal: Annotated[Demands | None, Key("A goal of the plan completes, by its name.")] = None
    cookie: Annotated[Demands | None, Key("A cookie is set: its name, or name and value.")] = None
    storage: Annotated[Demands | None, Key("A local or session storage entry is set: its name, or name and value.")] = (
        None
    )
    finding: Annotated[Demands | None, Key("A warning of the decoders, by its code, such as personal-data.")] = None
    error: Annotated[Demands | None, Key("An error of the page; a bare text must be in it.")] = None
    vendor: Annotated[
        str | None, Key("Who receives the hit: ga4, ua, meta, … Without it: the plan's first that has it.")
    ] = None
    id: Annotated[Demands | None, Key("The measurement, property or pixel id.")] = None
    event: Annotated[Demands | None, Key("The event's name, as the vendor has it.")] = None
    category: Annotated[Demands | None, Key("The event's category.")] = None
    action: Annotated[Demands | None, Key("The event's action.")] = None
    label: Annotated[Demands | None, Key("The event's label.")] = None
    value: Annotated[Demands | None, Key("The event's value.")] = None
    params: Annotated[Demands | None, Key("The event's parameters, by name.")] = None
    items: Annotated[
        Demands | None, Key("Its products: a list in full and in order, or operators such as any and length.")
    ] = None
    user: Annotated[Demands | None, Key("What it says of the visitor: client_id, user_id, properties.")] = None
    consent: Annotated[
        Demands | None, Key("What it says of consent: ad_storage, analytics_storage, …: granted or denied.")
    ] = None
    times: Annotated[
        Annotated[Any, Form("times")], Key("How often: 2, 1-3, 2+ or {at_least: 1}. Without it exactly once.")
    ] = None
    within: Annotated[Seconds | None, Key("How late after its cause it may be sent.")] = None
    after: Annotated[str | None, Key("Only after this: consent, or a step by its name.")] = None
    before: Annotated[str | None, Key("Only before this: consent, or a step by its name.")] = None
    anywhere: Annotated[bool, Key("It may be caused at any step.")] = False
    wait: Annotated[bool, Key("The step waits until it is sent; otherwise the journey goes on as a visitor does.")] = (
        False
    )
    known: Annotated[
        Annotated[Any, Form("known")], Key("A fault that is being worked on: {ticket: WEB-12, until: 2027-01-31}.")
    ] = None
    profile: Annotated[
        tuple[str, ...], Key("Only where the scenario is run with this consent profile, or one of a list.")
    ] = ()
    conversion: Annotated[Conversion | None, Key("Lives in the plan; here it must agree with it.")] = None
    owner: Annotated[str | None, Key("Who answers for it.")] = None
