"""Iubenda: the banner `#iubenda-cs-banner`.

Accepts by `.iubenda-cs-accept-btn`, denies by `.iubenda-cs-reject-btn`. Where a site leaves the refusal out, it is
behind “Customise”: reject there, and save. Purposes are named by what stands beside their switch.

Source: Iubenda's own markup; `_iub.cs.consent` and the cookies _iub_cs-… hold the answer.
"""

from validator.model.banner import Layer

_BANNER = "#iubenda-cs-banner"
NAME = "Iubenda"
LAYERS = (
    Layer(
        shown=", ".join(f"{_BANNER} .iubenda-cs-{name}-btn" for name in ("accept", "reject", "customize")),
        accept=f"{_BANNER} .iubenda-cs-accept-btn",
        deny=f"{_BANNER} .iubenda-cs-reject-btn",
        more=f"{_BANNER} .iubenda-cs-customize-btn",
    ),
    Layer(
        shown="#iubFooterBtn",
        accept=".iub-btn-accept",
        deny=".iub-btn-reject",
        save="#iubFooterBtn",
        switch='.purposes-item input[type="checkbox"]:not([disabled])',
        confirm=True,
    ),
)
RUNS = "typeof _iub !== 'undefined'"
SAYS = "typeof _iub !== 'undefined' && _iub.cs?.consent?.purposes ? {purposes: _iub.cs.consent.purposes} : null"
