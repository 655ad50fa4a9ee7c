"""Didomi: the notice `#didomi-notice` at an edge, or as a pop-up within `#didomi-host`.

Accepts by `#didomi-notice-agree-button`, denies by `#didomi-notice-disagree-button` or “Continue without agreeing”.
Where a site leaves both out, the preferences behind “Learn more” have “Disagree to all”, which is then to be saved.

Source: Didomi's own markup; `Didomi.getCurrentUserStatus()` says what it has kept.
"""

from validator.model.banner import Layer

NAME = "Didomi"
LAYERS = (
    Layer(
        shown="#didomi-notice, .didomi-popup-notice, #didomi-notice-agree-button",
        accept="#didomi-notice-agree-button",
        deny="#didomi-notice-disagree-button, .didomi-continue-without-agreeing",
        more="#didomi-notice-learn-more-button",
    ),
    Layer(
        shown="#didomi-consent-popup, .didomi-consent-popup-preferences",
        accept="#btn-toggle-agree, #didomi-radio-option-agree-to-all",
        deny="#btn-toggle-disagree, #didomi-radio-option-disagree-to-all",
        save="#btn-toggle-save, .didomi-consent-popup-actions .didomi-button-highlight",
        switch='.didomi-consent-popup-preferences [role="switch"], .didomi-consent-popup-preferences [type="checkbox"]',
        confirm=True,
    ),
)
RUNS = "typeof Didomi !== 'undefined'"
SAYS = """typeof Didomi !== 'undefined' && Didomi.getCurrentUserStatus
  ? Object.fromEntries(Object.entries(Didomi.getCurrentUserStatus().purposes ?? {})
      .map(([name, told]) => [name, told.enabled])) : null"""
