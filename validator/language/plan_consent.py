"""The consent part of a tracking plan: the banner, and the profiles of visitors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from validator.cmps import AUTO
from validator.cmps import names as platform_names
from validator.language.fragment_file import Fragments
from validator.language.plan_forms import BannerForm, ConsentForm, ProfileForm
from validator.language.plan_parts import each, steps_of
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import fixed_text, form
from validator.language.shapes import Shape
from validator.language.tree import Told, Tree, Wrong
from validator.model.plan import Consent, ConsentProfile

PROFILES: Mapping[str, ConsentProfile] = {
    "none": ConsentProfile("none"),
    "denied": ConsentProfile("denied", "deny"),
    "granted": ConsentProfile("granted", "accept"),
}
_OTHER_PLATFORMS = {
    "usercentrics_v2": "usercentrics",
    "usercentrics_v3": "usercentrics",
    "any": AUTO,
    "inmobi": "quantcast",
}


@form("consent platform")
def _platform(tree: Tree, reading: Reading) -> str:
    told = fixed_text(tree, reading)
    name = re.sub(r"[^a-z0-9]+", "_", told.lower()).strip("_")
    known = (*platform_names(), AUTO)
    if told not in known:
        plain = {one.replace("_", ""): one for one in known}
        near = plain.get(name.replace("_", "")) or _OTHER_PLATFORMS.get(name)
        mend = f'Did you mean "{near}"?' if near else did_you_mean(name, known)
        raise Wrong(f'"{told}" is not a consent platform that is known', tree, mend)
    return told


def consent(tree: Tree, reading: Reading, fragments: Fragments) -> Consent:
    before = len(reading.problems)
    told: ConsentForm | None = reading.attempt(Shape.of(ConsentForm).read, tree, reading)
    if not tree.is_mapping:
        raise Told
    banner, people = tree.value.get("banner"), tree.value.get("profiles")
    parts: dict[str, Any] = {}
    if banner is not None and banner.value is not None:
        parts = reading.attempt(_banner, banner, reading, fragments) or {}
    profiles = dict(PROFILES)
    if people is not None and people.value is not None:

        def read(name: str, value: Tree, around: Tree) -> ConsentProfile:
            form: ProfileForm = Shape.of(ProfileForm).read(value, reading)
            place = around.key_place(name).location
            return ConsentProfile(name, form.answer, form.state or {}, form.at, place)

        profiles |= reading.attempt(each, people, reading, "profiles", read) or {}
    if told is None or len(reading.problems) > before:
        raise Told
    return Consent(told.mode, profiles=profiles, location=tree.location, **parts)


def _banner(tree: Tree, reading: Reading, fragments: Fragments) -> dict[str, Any]:
    told: BannerForm = Shape.of(BannerForm).read(tree, reading)
    tree = reading.settled(tree)
    found: dict[str, Any] = {"cmp": told.cmp}
    for name in ("accept", "deny", "save"):
        if getattr(told, name) is not None:
            found[name] = steps_of(getattr(told, name), reading, fragments)
    if told.choose is not None:
        found["choose"] = each(
            told.choose, reading, "purposes", lambda name, value, _: steps_of(value, reading, fragments)
        )
    if told.cmp is None and not (told.accept or told.deny or told.choose):
        raise Wrong("which banner it is is missing here", tree, "Write cmp: onetrust, or accept: and deny: with steps.")
    return found
