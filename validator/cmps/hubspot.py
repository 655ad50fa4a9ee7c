"""HubSpot's banner: `#hs-eu-cookie-confirmation`, or in its newer form `#hs-banner-parent`.

Accepts by `#hs-eu-confirmation-button`, denies by `#hs-eu-decline-button`; a banner that only informs has no refusal.

Source: HubSpot's own markup; the cookie __hs_cookie_cat_pref holds the answer of the newer form.
"""

from validator.model.banner import Layer

NAME = "HubSpot"
LAYERS = (
    Layer(
        shown="#hs-eu-cookie-confirmation, #hs-eu-confirmation-button",
        accept="#hs-eu-confirmation-button",
        deny="#hs-eu-decline-button",
        more="#hs-eu-cookie-settings-button",
    ),
    Layer(
        shown="#hs-modal-content, #hs-modal",
        accept="#hs-modal-accept-all",
        save="#hs-modal-save-settings",
        switch='#hs-modal input[type="checkbox"]:not([disabled]), #hs-modal-content [type="checkbox"]:not([disabled])',
    ),
)
RUNS = "typeof _hsp !== 'undefined'"
SAYS = """/(?:^|; )__hs_cookie_cat_pref=/.test(document.cookie)
  ? {categories: decodeURIComponent(document.cookie.match(/__hs_cookie_cat_pref=([^;]*)/)[1])} : null"""
