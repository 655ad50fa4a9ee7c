"""Sourcepoint: the message stands in an iframe `sp_message_iframe_…`, its privacy manager in the same or another one.

Accepts by `.sp_choice_type_11`, denies by `.sp_choice_type_13`. Many sites have no such button in the message: then
“Options” (`.sp_choice_type_12`) opens the privacy manager, which has “Reject all” or switches and “Save & exit”. A
message that offers payment instead of a refusal cannot be denied, and the journey says so.

Source: Sourcepoint's own markup (choice types); `__tcfapi` says what was kept.
"""

from validator.model.banner import Layer

_FRAME = 'iframe[id^="sp_message_iframe_"], iframe[title="SP Consent Message"], iframe[src*="privacy-manager"]'
NAME = "Sourcepoint"
LAYERS = (
    Layer(
        frame=_FRAME,
        shown=".sp_choice_type_11, .sp_choice_type_12, .sp_choice_type_13, .message .sp_choice_type_ACCEPT_ALL",
        accept=".sp_choice_type_11, .sp_choice_type_ACCEPT_ALL",
        deny=".sp_choice_type_13",
        more=".sp_choice_type_12",
    ),
    Layer(
        frame=_FRAME,
        shown=".sp_choice_type_SAVE_AND_EXIT, .sp_choice_type_REJECT_ALL, .sp_choice_type_SE",
        accept=".sp_choice_type_ACCEPT_ALL",
        deny=".sp_choice_type_REJECT_ALL",
        save=".sp_choice_type_SAVE_AND_EXIT, .sp_choice_type_SE",
        switch='.pm-switch[aria-checked], [role="switch"]',
    ),
)
RUNS = "typeof _sp_ !== 'undefined' || typeof _sp_queue !== 'undefined'"
SAYS = ""
