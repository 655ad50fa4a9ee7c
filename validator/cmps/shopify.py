"""Shopify's privacy banner: `#shopify-pc__banner`, and preferences in `#shopify-pc__prefs`.

Accepts, denies and opens the preferences by the buttons of the banner. Purposes: preferences, analytics, marketing.

Source: Shopify's own markup; `Shopify.customerPrivacy.currentVisitorConsent()` says what was kept.
"""

from validator.model.banner import Layer

_PREFERENCES = "#shopify-pc__prefs"
NAME = "Shopify"
LAYERS = (
    Layer(
        shown="#shopify-pc__banner",
        accept="#shopify-pc__banner__btn-accept",
        deny="#shopify-pc__banner__btn-decline",
        more="#shopify-pc__banner__btn-manage-prefs",
    ),
    Layer(
        shown=f"{_PREFERENCES}__dialog, {_PREFERENCES}",
        accept=f"{_PREFERENCES}__header-accept",
        deny=f"{_PREFERENCES}__header-decline",
        save=f"{_PREFERENCES}__header-save",
        switch=f'{_PREFERENCES} input[type="checkbox"]:not([disabled])',
        purposes={
            "preferences": f"{_PREFERENCES}__preferences-input",
            "statistics": f"{_PREFERENCES}__analytics-input",
            "marketing": f"{_PREFERENCES}__marketing-input",
        },
        by_id=f'[id="{_PREFERENCES[1:]}__{{}}-input"]',
    ),
)
RUNS = "typeof Shopify !== 'undefined' && Boolean(Shopify.customerPrivacy)"
SAYS = "typeof Shopify !== 'undefined' ? Shopify.customerPrivacy?.currentVisitorConsent() : null"
