"""CookieFirst: a banner in `.cookiefirst-root`, and a dialogue of categories behind “Adjust”.

Accepts, denies and opens the dialogue by buttons that say so in `data-cookiefirst-action`. A purpose is named as the
dialogue words it: Performance, Functional, Advertising.

Source: CookieFirst's own markup; `CookieFirst.consent` and the cookie cookiefirst-consent hold the answer.
"""

from validator.model.banner import Layer

_MODAL = '[data-cookiefirst-widget="modal"]'
NAME = "CookieFirst"
LAYERS = (
    Layer(
        shown='[data-cookiefirst-widget="banner"], .cookiefirst-root [data-cookiefirst-action="accept"]',
        accept='[data-cookiefirst-action="accept"]',
        deny='[data-cookiefirst-action="reject"]',
        more='[data-cookiefirst-action="adjust"]',
    ),
    Layer(
        shown=_MODAL,
        accept=f'{_MODAL} [data-cookiefirst-action="accept"]',
        deny=f'{_MODAL} [data-cookiefirst-action="reject"]',
        save='[data-cookiefirst-action="save"]',
        switch=f'{_MODAL} input[type="checkbox"]:not([disabled]), {_MODAL} [role="switch"]:not([disabled])',
    ),
)
RUNS = "typeof CookieFirst !== 'undefined'"
SAYS = "typeof CookieFirst !== 'undefined' ? CookieFirst.consent : null"
