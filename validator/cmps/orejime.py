"""Orejime: the banner `.orejime-Banner`, and a dialogue of purposes behind “Configure”.

Accepts, denies and opens the dialogue by the buttons of the banner; a site may force the dialogue. A purpose is named
by its id.

Source: its own markup, run as it stands on the npm registry; the cookie orejime holds the answer.
"""

from validator.model.banner import Layer

NAME = "Orejime"
LAYERS = (
    Layer(
        shown=".orejime-Banner",
        accept=".orejime-Banner-saveButton",
        deny=".orejime-Banner-declineButton",
        more=".orejime-Banner-learnMoreButton",
    ),
    Layer(
        shown=".orejime-Modal",
        accept=".orejime-PurposeToggles-enableAll",
        deny=".orejime-PurposeToggles-disableAll",
        save=".orejime-Modal-saveButton",
        switch=".orejime-Modal .orejime-Purpose-input:not([disabled])",
        by_id='.orejime-Modal input[id$="-{}"].orejime-Purpose-input',
        confirm=True,
    ),
)
RUNS = "typeof orejime !== 'undefined' || typeof orejimeConfig !== 'undefined'"
SAYS = """/(?:^|; )(eu-consent|orejime)=/.test(document.cookie)
  ? JSON.parse(decodeURIComponent(document.cookie.match(/(?:^|; )(?:eu-consent|orejime)=([^;]*)/)[1])) : null"""
