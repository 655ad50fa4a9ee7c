"""Complianz (WordPress): the banner `.cmplz-cookiebanner`, which unfolds its categories.

Accepts by `.cmplz-accept`, denies by `.cmplz-deny`; a site may leave “Deny” out: then “View preferences” unfolds the
categories, their switches are turned off, and the choice is kept. Purposes: functional, preferences, statistics,
marketing.

Source: Complianz' own markup; the cookies cmplz_statistics, cmplz_marketing, … hold the answer.
"""

from validator.model.banner import Layer

_BANNER = ".cmplz-cookiebanner"
_PURPOSES = ("preferences", "statistics", "marketing")
NAME = "Complianz"
LAYERS = (
    Layer(
        shown=_BANNER,
        accept=f"{_BANNER} .cmplz-accept",
        deny=f"{_BANNER} .cmplz-deny",
        more=f"{_BANNER} .cmplz-view-preferences, {_BANNER} .cmplz-manage-options",
    ),
    Layer(
        shown=f"{_BANNER} .cmplz-save-preferences",
        accept=f"{_BANNER} .cmplz-accept",
        deny=f"{_BANNER} .cmplz-deny",
        save=f"{_BANNER} .cmplz-save-preferences",
        switch=f"{_BANNER} input.cmplz-consent-checkbox:not([disabled])",
        purposes={name: f'{_BANNER} input[data-category="cmplz_{name}"]' for name in _PURPOSES},
        by_id=_BANNER + ' input[data-category="cmplz_{}"]',
    ),
)
RUNS = "typeof complianz !== 'undefined'"
SAYS = """Object.fromEntries([...document.cookie.matchAll(/(?:^|; )cmplz_(\\w+)=(allow|deny)/g)]
  .map((one) => [one[1], one[2]]))"""
