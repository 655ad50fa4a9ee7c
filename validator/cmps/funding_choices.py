"""Google's own message (Funding Choices, “Privacy & messaging” of AdSense and Ad Manager): `.fc-consent-root`.

Accepts by `.fc-cta-consent`, denies by `.fc-cta-do-not-consent`. Many sites have only “Manage options”: there every
switch, of consent and of legitimate interest, is turned off and the choice is confirmed.

Source: its own markup; `__tcfapi` says what was kept.
"""

from validator.model.banner import Layer

_SWITCH = ".fc-preference-consent:not([disabled]), .fc-preference-legitimate-interest:not([disabled])"
NAME = "Google Funding Choices"
LAYERS = (
    Layer(
        shown=".fc-consent-root .fc-cta-consent, .fc-consent-root .fc-cta-manage-options",
        accept=".fc-cta-consent",
        deny=".fc-cta-do-not-consent",
        more=".fc-cta-manage-options",
    ),
    Layer(
        shown=".fc-confirm-choices",
        accept=".fc-data-preferences-accept-all",
        save=".fc-confirm-choices",
        switch=_SWITCH,
    ),
)
RUNS = "typeof googlefc !== 'undefined'"
SAYS = ""
