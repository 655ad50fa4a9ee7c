"""Borlabs Cookie (WordPress), versions 2 and 3: a box or bar in the page.

Accepts by “Accept all”, denies by “Accept only essential”. Where a site leaves it out, the groups of the box, or those
behind “Individual settings”, are turned off and the choice is saved. Purposes by the ids of the groups: statistics,
marketing, external-media.

Source: Borlabs' own markup; the cookie borlabs-cookie holds the answer.
"""

from validator.model.banner import Layer

_SWITCH = "input[data-borlabs-cookie-checkbox]:not([disabled]), .brlbs-cmpnt-dialog [type='checkbox']:not([disabled])"
NAME = "Borlabs Cookie"
LAYERS = (
    Layer(
        shown="#BorlabsCookieBox ._brlbs-box-wrap, #BorlabsCookieBox ._brlbs-bar-wrap, .brlbs-cmpnt-dialog",
        accept="a[data-cookie-accept-all], .brlbs-btn-accept-all",
        deny="a[data-cookie-refuse], .brlbs-btn-accept-only-essential",
        more="a[data-cookie-individual]",
        save=".brlbs-btn-save, #CookieBoxSaveButton",
        switch=_SWITCH,
    ),
    Layer(
        shown="#CookiePrefSave",
        save="#CookiePrefSave",
        switch=_SWITCH,
        by_id="#borlabs-cookie-group-{}",
    ),
)
RUNS = "typeof BorlabsCookie !== 'undefined' || typeof borlabsCookieConfig !== 'undefined'"
SAYS = """/(?:^|; )borlabs-cookie=/.test(document.cookie)
  ? JSON.parse(decodeURIComponent(document.cookie.match(/(?:^|; )borlabs-cookie=([^;]*)/)[1])).consents : null"""
