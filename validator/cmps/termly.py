"""Termly: a banner in `#termly-code-snippet-support`, and preferences behind a button of it.

Accepts by `data-tid="banner-accept"`, denies by `data-tid="banner-decline"`. Where a site leaves it out, the
preferences have “Decline all”, or switches that are turned off and saved.

Source: Termly's own markup; `Termly.getConsentState()` says what was kept.
"""

from validator.model.banner import Layer

NAME = "Termly"
LAYERS = (
    Layer(
        shown='[data-tid="banner-accept"], [data-tid="banner-decline"]',
        accept='[data-tid="banner-accept"]',
        deny='[data-tid="banner-decline"]',
        more='.t-preference-button, [data-testid="preferences-link"]',
    ),
    Layer(
        shown=".t-preference-modal",
        accept=".t-preference-modal .t-allowAllButton",
        deny=".t-preference-modal .t-declineAllButton",
        save=".t-preference-modal .t-saveButton",
        switch='.t-preference-modal input[type="checkbox"]:not([disabled])',
    ),
)
RUNS = "typeof Termly !== 'undefined'"
SAYS = "typeof Termly !== 'undefined' && Termly.getConsentState ? Termly.getConsentState() : null"
