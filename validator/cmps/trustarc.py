"""TrustArc: a bar in the page (`#truste-consent-track`), and the preferences in an iframe of trustarc.com.

Accepts by `#truste-consent-button`, denies by `#truste-consent-required` (“Required only”). Where the bar has no such
button, or no bar is shown at all, the refusal is in the iframe; after it a message may have to be closed.

Source: TrustArc's own markup of the consent manager; the cookie notice_preferences holds the level (0: required only).
"""

from validator.model.banner import Layer

NAME = "TrustArc"
LAYERS = (
    Layer(
        shown="#truste-consent-track, #truste-consent-content, #trustarc-banner-overlay",
        accept="#truste-consent-button",
        deny="#truste-consent-required",
        more="#truste-show-consent",
    ),
    Layer(
        frame='iframe[id^="pop-frame"], iframe.truste_popframe, iframe[src*="consent-pref.trustarc.com"], '
        'iframe[title*="TrustArc"]',
        shown=".pdynamicbutton, .prefPanel, .saveAndExit, .submit",
        accept=".pdynamicbutton .call, a.call, .acceptAllButtonLower",
        deny=".pdynamicbutton .required, a.required, .declineAllButtonLower, .rejectAll",
        save=".submit, .saveAndExit",
        switch='.cookiecat [type="checkbox"]:not([disabled]), .listItem [type="checkbox"]:not([disabled])',
        close="#gwt-debug-close_id, .close",
    ),
)
RUNS = "typeof truste !== 'undefined' || typeof trustarc !== 'undefined'"
SAYS = """(document.cookie.match(/(?:^|; )notice_preferences=([^;]+)/) || [])[1]
  ? {notice_preferences: decodeURIComponent(document.cookie.match(/(?:^|; )notice_preferences=([^;]+)/)[1])} : null"""
