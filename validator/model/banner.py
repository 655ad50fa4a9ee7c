"""A consent platform's banner: how it is recognised, and what a visitor clicks in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a banner; the next one in the list is what `more` leads to.

    All texts are CSS selectors of which only visible elements count; open shadow roots are looked into, and where
    several elements match, the first is meant. Empty: the layer has no such thing.
    """

    shown: str  # visible while the layer is
    frame: str = ""  # of the iframe that the layer stands in
    accept: str = ""  # accepts all
    deny: str = ""  # denies all that can be denied
    more: str = ""  # leads to the settings
    save: str = ""  # keeps what the switches say
    switch: str = ""  # every switch that can be turned
    purposes: Mapping[str, str] = field(default_factory=dict)  # what it is usually called → its switch
    by_id: str = ""  # the switch of a purpose by the platform's own id, which stands for {}
    grant: str = ""  # where a purpose has two buttons instead of a switch: the one that grants it, by its id for {}
    refuse: str = ""  # and the one that refuses it
    confirm: bool = False  # after `accept` and `deny`, `save` is to be clicked as well
    close: str = ""  # what is clicked while the layer is still there after the answer: it says thanks, or has pages
