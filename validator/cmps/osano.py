"""Osano: the dialogue `.osano-cm-dialog`, which may have switches of its own, and a drawer behind “Manage”.

Accepts by `.osano-cm-accept-all`, denies by `.osano-cm-denyAll`; without it the switches are turned off and saved.
Purposes: marketing, personalization, analytics.

Source: Osano's own markup; `Osano.cm.getConsent()` says what was kept.
"""

from validator.model.banner import Layer

_SWITCH = 'input[type="checkbox"]:not([disabled])'
_NAMES = {"marketing": "MARKETING", "preferences": "PERSONALIZATION", "statistics": "ANALYTICS"}
NAME = "Osano"


def _layer(place: str, more: str) -> Layer:
    return Layer(
        shown=place,
        accept=f"{place} .osano-cm-accept-all, {place} .osano-cm-accept",
        deny=f"{place} .osano-cm-denyAll, {place} .osano-cm-deny",
        more=more,
        save=f"{place} .osano-cm-save",
        switch=f"{place} {_SWITCH}",
        purposes={name: f'{place} input[data-category="{own}"]' for name, own in _NAMES.items()},
        by_id=place + ' input[data-category="{}"]',
    )


LAYERS = (
    _layer(".osano-cm-dialog:not(.osano-cm-dialog--hidden)", ".osano-cm-dialog .osano-cm-manage"),
    _layer(".osano-cm-info-dialog:not(.osano-cm-info-dialog--hidden) .osano-cm-info", ""),
)
RUNS = "typeof Osano !== 'undefined'"
SAYS = "typeof Osano !== 'undefined' && Osano.cm ? Osano.cm.getConsent() : null"
