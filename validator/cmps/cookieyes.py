"""CookieYes: the notice `.cky-consent-container`, and the preference centre `.cky-modal` behind “Customise”.

Accepts and denies by the buttons of the notice (`data-cky-tag`); a site may leave “Reject all” to the preference
centre. Purposes by id: functional, analytics, performance, advertisement.

Source: CookieYes' own markup; `getCkyConsent()` and the cookie cookieyes-consent hold the answer.
"""

from validator.model.banner import Layer

NAME = "CookieYes"
LAYERS = (
    Layer(
        shown=".cky-consent-container",
        accept='.cky-consent-container [data-cky-tag="accept-button"], .cky-consent-container .cky-btn-accept',
        deny='.cky-consent-container [data-cky-tag="reject-button"], .cky-consent-container .cky-btn-reject',
        more='.cky-consent-container [data-cky-tag="settings-button"], .cky-consent-container .cky-btn-customize',
    ),
    Layer(
        shown=".cky-modal .cky-preference-center, .cky-consent-bar-expand",
        accept='[data-cky-tag="detail-accept-button"], .cky-modal .cky-btn-accept',
        deny='[data-cky-tag="detail-reject-button"], .cky-modal .cky-btn-reject',
        save='[data-cky-tag="detail-save-button"], .cky-modal .cky-btn-preferences',
        switch='.cky-switch input[type="checkbox"]:not([disabled])',
        purposes={
            "statistics": "#ckySwitchanalytics",
            "preferences": "#ckySwitchfunctional",
            "marketing": "#ckySwitchadvertisement",
        },
        by_id='[id="ckySwitch{}"]',
    ),
)
RUNS = "typeof getCkyConsent === 'function' || typeof _ckyStore !== 'undefined'"
SAYS = "typeof getCkyConsent === 'function' ? getCkyConsent().categories : null"
