"""Quantcast Choice, now InMobi Choice: `#qc-cmp2-ui`.

Accepts by the first of its buttons that is primary, denies by `#disagree-btn` or the second of two secondary ones.
Where a site leaves the refusal out, “More options” leads to switches, which are turned off and saved.

Source: its own markup of version 2; `__tcfapi` says what was kept.
"""

from validator.model.banner import Layer

_BUTTONS = ".qc-cmp2-summary-buttons"
NAME = "Quantcast Choice (InMobi)"
LAYERS = (
    Layer(
        shown=f"#qc-cmp2-ui {_BUTTONS}",
        accept=f'#accept-btn, {_BUTTONS} button[mode="primary"]',
        deny=f'#disagree-btn, {_BUTTONS} button[mode="secondary"]:nth-of-type(2)',
        more=f'#more-options-btn, {_BUTTONS} button[mode="secondary"]',
    ),
    Layer(
        shown="#qc-cmp2-ui .qc-cmp2-buttons-desktop, #qc-cmp2-ui .qc-cmp2-footer .qc-cmp2-buttons",
        save='.qc-cmp2-buttons-desktop button[mode="primary"], .qc-cmp2-footer button[mode="primary"]',
        switch='.qc-cmp2-toggle-switch > button, .qc-cmp2-toggle[role="switch"]',
    ),
)
RUNS = "typeof __cmp !== 'undefined' && Boolean(document.querySelector('#qc-cmp2-container'))"
SAYS = ""
