"""Usercentrics: the banner stands in an open shadow root, of `#usercentrics-root` (version 2) or of
`#usercentrics-cmp-ui` (version 3); the oldest has `#usercentrics-button` in the page.

Accepts and denies by the buttons of the first layer; a site may leave “Deny” to the second one, behind “More”. Purposes
are named by what stands beside their switch: Marketing, Functional.

Source: Usercentrics' own markup (data-testid in version 2, ids and data-action-type in version 3).
"""

from validator.model.banner import Layer

_V2, _V3 = "#usercentrics-root", "#usercentrics-cmp-ui"


def _button(name: str, action: str) -> str:
    return f'{_V2} [data-testid="uc-{name}"], {_V3} [data-action-type="{action}"], {_V3} button#{action}'


NAME = "Usercentrics"
LAYERS = (
    Layer(
        shown=f"{_button('accept-all-button', 'accept')}, #uc-btn-accept-banner",
        accept=f"{_button('accept-all-button', 'accept')}, #uc-btn-accept-banner",
        deny=f"{_button('deny-all-button', 'deny')}, #uc-btn-deny-banner",
        more=f'{_button("more-button", "more")}, {_V2} [data-testid="uc-customize-button"], #uc-btn-more-info-banner',
    ),
    Layer(
        shown=f"{_button('save-button', 'save')}, .uc-save-settings-button",
        accept=_button("accept-all-button", "accept"),
        deny=_button("deny-all-button", "deny"),
        save=f"{_button('save-button', 'save')}, .uc-save-settings-button",
        switch=", ".join(f'{root} [role="switch"]:not([disabled]):not([aria-disabled="true"])' for root in (_V2, _V3)),
    ),
)
RUNS = "typeof UC_UI !== 'undefined' || typeof __ucCmp !== 'undefined' || typeof usercentrics !== 'undefined'"
SAYS = """typeof UC_UI !== 'undefined' && UC_UI.getServicesBaseInfo
  ? Object.fromEntries(UC_UI.getServicesBaseInfo().map((one) => [one.name, one.consent.status]))
  : typeof __ucCmp !== 'undefined' && __ucCmp.getConsentDetails
    ? __ucCmp.getConsentDetails().then((told) => ({status: told.consent?.status, type: told.consent?.type})) : null"""
