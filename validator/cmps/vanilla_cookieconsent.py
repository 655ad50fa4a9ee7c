"""CookieConsent by Orest Bida (vanilla-cookieconsent), versions 2 and 3: a modal at an edge, and preferences behind it.

Accepts, denies and opens the preferences by the buttons of the modal; a site may leave “Reject all” out of the first
one. It hides from automated browsers unless the site says `hideFromBots: false`. Purposes by the site's own ids of its
categories: analytics, ads.

Source: its own markup, version 3 run as it stands on the npm registry; the cookie cc_cookie holds the answer.
"""

from validator.model.banner import Layer

NAME = "CookieConsent (Orest Bida)"
LAYERS = (
    Layer(
        shown="#cc-main .cm, #cc_div #cm",
        accept='#cc-main .cm [data-role="all"], #cc_div #c-p-bn',
        deny='#cc-main .cm [data-role="necessary"], #cc_div #c-s-bn[data-cc="accept-necessary"]',
        more='#cc-main .cm [data-role="show"], #cc_div #c-s-bn, #cc_div [data-cc="c-settings"]',
    ),
    Layer(
        shown="#cc-main .pm, #cc_div #s-cnt",
        accept='#cc-main .pm [data-role="all"], #cc_div #s-all-bn',
        deny='#cc-main .pm [data-role="necessary"], #cc_div #s-rall-bn',
        save='#cc-main .pm [data-role="save"], #cc_div #s-sv-bn',
        switch="#cc-main .pm .section__toggle:not([disabled]), #cc_div .c-tgl:not([disabled])",
        by_id='#cc-main .pm .section__toggle[value="{0}"], #cc_div .c-tgl[value="{0}"]',
    ),
)
RUNS = "typeof CookieConsent !== 'undefined' && typeof CookieConsent.acceptCategory === 'function'"
SAYS = """typeof CookieConsent !== 'undefined' && CookieConsent.getUserPreferences
  ? {accepted: CookieConsent.getUserPreferences().acceptedCategories,
     rejected: CookieConsent.getUserPreferences().rejectedCategories} : null"""
