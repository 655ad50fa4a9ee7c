"""Cookiebot (Cybot): the dialogue `#CybotCookiebotDialog`.

Accepts by “Allow all”, denies by “Deny” (`#CybotCookiebotDialogBodyButtonDecline`). Some templates have no such button:
there the switches of the dialogue, or of its tab “Details”, are turned off and the selection is kept. Purposes:
preferences, statistics, marketing.

Source: Cookiebot's own markup; `Cookiebot.consent` and the cookie CookieConsent hold the answer.
"""

from validator.model.banner import Layer

_LEVEL = "#CybotCookiebotDialogBodyLevelButton"
NAME = "Cookiebot"
LAYERS = (
    Layer(
        shown="#CybotCookiebotDialog",
        accept=f"{_LEVEL}LevelOptinAllowAll, #CybotCookiebotDialogBodyButtonAccept",
        deny=f"#CybotCookiebotDialogBodyButtonDecline, {_LEVEL}LevelOptinDeclineAll",
        more=f"{_LEVEL}Customize, #CybotCookiebotDialogBodyButtonDetails, #CybotCookiebotDialogNavDetails",
        save=f"{_LEVEL}LevelOptinAllowallSelection, {_LEVEL}Accept",
        switch=f"{_LEVEL}Preferences, {_LEVEL}Statistics, {_LEVEL}Marketing",
        purposes={
            "preferences": f"{_LEVEL}Preferences",
            "statistics": f"{_LEVEL}Statistics",
            "marketing": f"{_LEVEL}Marketing",
        },
    ),
    Layer(
        shown="#CybotCookiebotDialogTabContentDetails, #CybotCookiebotDialogDetail",
        accept=f"{_LEVEL}LevelOptinAllowAll",
        deny="#CybotCookiebotDialogBodyButtonDecline",
        save=f"{_LEVEL}LevelOptinAllowallSelection, {_LEVEL}Accept",
        switch=f"{_LEVEL}PreferencesInline, {_LEVEL}StatisticsInline, {_LEVEL}MarketingInline",
        purposes={
            "preferences": f"{_LEVEL}PreferencesInline",
            "statistics": f"{_LEVEL}StatisticsInline",
            "marketing": f"{_LEVEL}MarketingInline",
        },
    ),
)
RUNS = "typeof Cookiebot !== 'undefined' || typeof CookieConsent?.renew === 'function'"
SAYS = """typeof Cookiebot !== 'undefined' && Cookiebot.consent ? {
  preferences: Cookiebot.consent.preferences, statistics: Cookiebot.consent.statistics,
  marketing: Cookiebot.consent.marketing, method: Cookiebot.consent.method } : null"""
