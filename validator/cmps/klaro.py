"""Klaro: the notice `.klaro .cookie-notice`, and the dialogue `.klaro .cookie-modal` behind “Let me choose”.

A site may open the dialogue at once (`mustConsent`), and may leave the refusal out of both (`hideDeclineAll`): then
every switch is turned off and the choice is kept. A purpose is named by its id, and so is a single service.

Source: Klaro's own markup, run as it stands on the npm registry; `klaro.getManager().consents` holds the answer.
"""

from validator.model.banner import Layer

NAME = "Klaro"
LAYERS = (
    Layer(
        shown=".klaro .cookie-notice",
        accept=".klaro .cookie-notice .cm-btn-success:not(.cn-decline)",
        deny=".klaro .cookie-notice .cn-decline",
        more=".klaro .cookie-notice .cn-learn-more, .klaro .cookie-notice .cm-btn-info",
    ),
    Layer(
        shown=".klaro .cm-modal",
        accept=".klaro .cm-modal .cm-btn-accept-all",
        deny=".klaro .cm-modal .cn-decline",
        save=".klaro .cm-modal .cm-btn-accept",
        switch=".klaro .cm-purposes > .cm-purpose:not(.cm-toggle-all) .cm-list-input:not([disabled]):not(.required)",
        by_id='.klaro [id="purpose-item-{0}"], .klaro [id="service-item-{0}"]',
    ),
)
RUNS = "typeof klaro !== 'undefined'"
SAYS = "typeof klaro !== 'undefined' && klaro.getManager ? klaro.getManager().consents : null"
