"""Scenario files: a journey, and what it must cause; one scenario for each device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from validator.language.devices import names as device_names
from validator.language.expectations import expectations, never
from validator.language.fragment_file import Fragments
from validator.language.journey import Around, Steps, Unrolling
from validator.language.matrix import VariantForm, cells, sites
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import duration, form, site_url
from validator.language.shapes import Shape, reader
from validator.language.tree import Tree, Wrong
from validator.model.fields import Data, Form, Key, Seconds
from validator.model.plan import Plan
from validator.model.scenario import Expectation, Phase, Scenario, Step

Expectations = Annotated[tuple[Expectation, ...], Form("expectations")]
Never = Annotated[tuple[Expectation, ...], Form("never")]


@dataclass(frozen=True, slots=True)
class ScenarioForm:
    """A journey of one visitor, and the tracking that it must cause."""

    scenario: Annotated[str, Key("What happens, in a few words: the scenario's name.")]
    journey: Annotated[Steps, Key("The steps of the journey.")]
    description: Annotated[str, Key("More about it, for readers.")] = ""
    tags: Annotated[tuple[str, ...], Key("Words to choose scenarios by: --tag smoke.")] = ()
    site: Annotated[str, Key('The base URL of the site: "${BASE_URL:-http://127.0.0.1:8000}". --base-url wins.')] = ""
    consent: Annotated[
        tuple[str, ...],
        Key("A consent profile of the plan: none, denied and granted are always there. Of a list each is a run."),
    ] = ()
    session: Annotated[str | None, Key("A signed-in state of the plan; guest: not signed in.")] = None
    devices: Annotated[tuple[str, ...], Key("Playwright's device names; each is a run of its own.")] = ()
    sites: Annotated[
        Mapping[str, str] | tuple[str, ...], Key("Base URLs by names (staging, production); each is a run of its own.")
    ] = ()
    locales: Annotated[tuple[str, ...], Key("Languages of the browser, such as de-DE; each is a run of its own.")] = ()
    variants: Annotated[
        Mapping[str, VariantForm] | None, Key("Arms of an experiment, by names; each is a run of its own.")
    ] = None
    data: Annotated[
        Data | None,
        Key("Rows of values, or a CSV or YAML file of them; each is a run of its own, with its values as ${name}."),
    ] = None
    secret: Annotated[tuple[str, ...], Key("Environment variables whose values are never shown or stored.")] = ()
    timeout: Annotated[Seconds | None, Key("How long each step may take, unless it says otherwise.")] = None
    settle: Annotated[
        Annotated[Any, Form("settle")],
        Key("How the end of a step with expectations is found: clock, or so many seconds."),
    ] = None
    pace: Annotated[
        Literal["visitor", "robot"], Key("robot: does not wait until a page is ready for a visitor; finds races.")
    ] = "visitor"
    dialogs: Annotated[
        Literal["cancel", "ok"], Key("What questions of the page (confirm, prompt) are answered with.")
    ] = "cancel"
    setup: Annotated[Steps, Key("Steps before the journey; they are no part of its funnel.")] = ()
    finally_: Annotated[Steps, Key("Steps after the journey, also after a failure.")] = ()
    expect: Annotated[Expectations, Key("What must be seen over the whole journey.")] = ()
    never: Annotated[Never, Key("What must not be seen.")] = ()


_HEADER = ("scenario", "tags", "consent", "session", "timeout", "settle", "pace", "dialogs", "description")
GUEST = "guest"  # the session of a visitor who is not signed in: there without being planned
_OTHER_KEYS = {
    "name": "scenario",
    "title": "scenario",
    "steps": "journey",
    "url": "site",
    "base_url": "site",
    "baseurl": "site",
    "device": "devices",
    "locale": "locales",
    "variant": "variants",
    "rows": "data",
    "examples": "data",
    "tag": "tags",
    "before": "setup",
    "teardown": "finally",
    "after": "finally",
    "cleanup": "finally",
    "expected": "expect",
    "expectations": "expect",
    "assert": "expect",
    "not": "never",
    "secrets": "secret",
}


@form("settle")
def settle(tree: Tree, reading: Reading) -> str | float:
    """`clock`, or seconds."""
    if not (tree.is_mapping or tree.is_list) and tree.value == "clock":
        return "clock"
    try:
        seconds: float = duration(tree, reading)
    except Wrong as wrong:
        raise Wrong(f'"clock" or a duration is expected here, not {tree.kind}', tree, "Write settle: 2s.") from wrong
    return seconds


def read_scenario(tree: Tree, reading: Reading, fragments: Fragments, base_url: str | None) -> list[Scenario]:
    """The scenarios of one file, one a device and consent profile.

    Mistakes are told to `reading`; then the list may be empty.
    """
    shape = Shape.of(ScenarioForm)
    known = [*shape.keys]
    for name in tree.value:
        if name not in shape.keys and not name.startswith("x-"):
            reading.tell(
                f'"{name}" is not a key of a scenario', tree.key_place(name), did_you_mean(name, known, _OTHER_KEYS)
            )
    secrets = reading.attempt(reader(tuple[str, ...]), tree.value["secret"], reading) if "secret" in tree.value else ()
    reading.secret_names = reading.secret_names | frozenset(secrets or ())
    reading.secrets.update(
        {name: reading.environment[name] for name in reading.secret_names if reading.environment.get(name)}
    )
    header = {
        name: reading.attempt(shape.keys[name].read, tree.value[name], reading)
        for name in _HEADER
        if name in tree.value and tree.value[name].value is not None
    }
    if not header.get("scenario"):
        reading.tell("this scenario has no name", tree.key_place("scenario"), "Write scenario: what happens in it.")
    site = reading.attempt(_site, tree, reading, base_url) or ""
    devices = reading.attempt(_devices, tree, reading) or ()
    _check_plan_names(header, tree, reading)
    unrolling = Unrolling(fragments)
    phases = _phases(tree, reading, unrolling, header.get("timeout"))
    over_all = reading.attempt(expectations, tree.value["expect"], reading) if "expect" in tree.value else ()
    forbidden = reading.attempt(never, tree.value["never"], reading) if "never" in tree.value else ()
    reading.check_awaited()
    _check_step_names(unrolling.names, reading)
    profiles: tuple[str, ...] = header.get("consent") or ()
    _check_profiles(profiles, unrolling.names, tree, reading)
    _check_site(site, phases, tree, reading)
    if reading.problems:
        return []
    if not (over_all or forbidden or any(step.expect for steps in phases.values() for step in steps)):
        reading.warn(
            "this scenario expects nothing: it passes whatever the tracking does",
            tree.key_place("scenario"),
            "Write expect: below the steps that shall cause an event.",
        )
    scenario = Scenario(
        name=str(header["scenario"]),
        journey=phases["journey"],
        setup=phases["setup"],
        finally_=phases["finally"],
        expect=over_all or (),
        never=forbidden or (),
        tags=header.get("tags") or (),
        site=site,
        session=None if header.get("session") == GUEST else header.get("session"),
        settle=header.get("settle"),
        pace=header.get("pace") or "visitor",
        dialogs=header.get("dialogs") or "cancel",
        secrets=dict(reading.secrets),
        location=tree.key_place("scenario").location,
    )
    found = [
        replace(of_profile(scenario, profile, alone=len(profiles) < 2), device=device)
        for device in devices or (None,)
        for profile in profiles or (None,)
    ]
    found = cells(found, tree, reading, base_url)
    return [] if reading.problems else found


def of_profile(scenario: Scenario, profile: str | None, *, alone: bool = False) -> Scenario:
    """The scenario as a visitor of this profile makes it: without what is expected of others only."""

    def kept(found: tuple[Expectation, ...]) -> tuple[Expectation, ...]:
        return tuple(one for one in found if not one.profiles or profile in one.profiles)

    def steps(found: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(replace(step, expect=kept(step.expect)) if step.expect else step for step in found)

    return replace(
        scenario,
        consent=profile,
        cell=scenario.cell if alone or profile is None else (*scenario.cell, ("consent", profile)),
        setup=steps(scenario.setup),
        journey=steps(scenario.journey),
        finally_=steps(scenario.finally_),
        expect=kept(scenario.expect),
        never=kept(scenario.never),
    )


def _phases(tree: Tree, reading: Reading, unrolling: Unrolling, timeout: Any) -> Mapping[str, Any]:
    order: tuple[Phase, ...] = ("setup", "journey", "finally")
    found: dict[str, Any] = dict.fromkeys(order, ())
    if "journey" not in tree.value:
        reading.tell("the journey is missing: what the visitor does", tree, 'Write "journey:" and the steps below it.')
    for phase in order:
        if phase in tree.value:
            around = Around(tree.source.path.parent, phase, timeout=timeout)
            steps = tree.value[phase]
            if steps.value is None or steps.value == []:
                reading.tell(f'"{phase}" has no steps', tree.key_place(phase), 'Write the steps below, each with "- ".')
            else:
                found[phase] = reading.attempt(unrolling.all, steps, reading, around) or ()
    return found


def _site(tree: Tree, reading: Reading, base_url: str | None) -> str:
    if base_url is not None:
        return base_url.rstrip("/")
    if "sites" in tree.value:
        if "site" in tree.value:
            raise Wrong("both site and sites are given", tree.key_place("site"), "Keep one of the two.")
        return next(iter(sites(tree, reading).values()), "")
    if "site" not in tree.value:
        return ""
    return site_url(tree.value["site"], reading)


def _check_site(site: str, phases: Mapping[str, Any], tree: Tree, reading: Reading) -> None:
    if site or "site" in tree.value or reading.judging:
        return
    for steps in phases.values():
        for step in steps:
            if step.kind == "goto" and isinstance(step.fields.url, str) and "://" not in step.fields.url:
                reading.tell(
                    f"{step.title} is a path, and the site that it belongs to is not known",
                    tree.key_place("scenario"),
                    "Write site: https://… below the name, or give --base-url.",
                )
                return


def _devices(tree: Tree, reading: Reading) -> tuple[str, ...]:
    if "devices" not in tree.value:
        return ()
    listed = reading.settled(tree.value["devices"])
    found: tuple[str, ...] = reader(tuple[str, ...])(listed, reading)
    known = device_names()
    places = listed.value if listed.is_list else [listed]
    for index, (name, place) in enumerate(zip(found, places, strict=True)):
        if known and name not in known:
            mend = did_you_mean(name, known)
            mend = (
                mend if mend.startswith("Did") else "Names as Playwright has them: Desktop Chrome, iPhone 15, Pixel 7."
            )
            reading.tell(f'"{name}" is not a device that Playwright knows', place, mend)
        elif name in found[:index]:
            reading.tell(f'the device "{name}" is given twice', place)
    return found


def _check_plan_names(header: Mapping[str, Any], tree: Tree, reading: Reading) -> None:
    if reading.plan_broken:
        return
    plan = reading.plan or Plan()
    session = header.get("session")
    named: list[tuple[str, Iterable[str], str, Tree]] = []
    if header.get("consent"):
        places = _places(tree.value["consent"], reading)
        pairs = zip(header["consent"], places, strict=True)
        named += [("consent profile", plan.consent.profiles, name, place) for name, place in pairs]
    if session is not None:
        named.append(("session", {GUEST, *plan.sessions}, session, tree.value["session"]))
    for kind, known, name, place in named:
        if name not in known:
            told = "the tracking plan has" if plan.name else "there is no tracking plan, and so there is"
            reading.tell(f'{told} no {kind} "{name}"', place, did_you_mean(name, known))


def _check_profiles(profiles: tuple[str, ...], names: list[str], tree: Tree, reading: Reading) -> None:
    """Each is given once, answers at a step that is there, and expectations name no other."""
    if profiles:
        places = _places(tree.value["consent"], reading)
        for index, (name, place) in enumerate(zip(profiles, places, strict=True)):
            if name in profiles[:index]:
                reading.tell(f'the consent profile "{name}" is given twice', place)
            profile = reading.plan.consent.profiles.get(name) if reading.plan else None
            if profile is not None and profile.at is not None and profile.at not in names:
                reading.tell(
                    f'the consent profile "{name}" answers at the step "{profile.at}", and no step has this name',
                    place,
                    did_you_mean(profile.at, names) if names else f"Give a step name: {profile.at}.",
                )
    for name, at in reading.profile_names:
        if name not in profiles:
            mend = (
                did_you_mean(name, set(profiles))
                if profiles
                else f"Write consent: [{name}, …] below the scenario's name."
            )
            reading.tell(f'this scenario is not run with the consent profile "{name}"', at, mend)


def _places(tree: Tree, reading: Reading) -> list[Tree]:
    """Where each of a list stands; a bare value is a list of one."""
    listed = reading.settled(tree)
    return list(listed.value) if listed.is_list else [listed]


def _check_step_names(names: list[str], reading: Reading) -> None:
    for name, place in reading.step_names:
        if name not in names:
            mend = did_you_mean(name, [*names, "consent"])
            reading.tell(f'no step has the name "{name}"', place, mend)
