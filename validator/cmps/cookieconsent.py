"""Cookie Consent 3, Osano's open-source banner (formerly of Insites): `.cc-window`.

It has one layer. An opt-in banner has “Allow” and “Decline” (older ones “Dismiss”), an opt-out banner “Got it” and
“Decline”, and a mere notice only “Got it”, which then counts as accepting; such a notice cannot be denied.

Source: its own markup, run as it stands on the npm registry; the cookie cookieconsent_status holds the answer.
"""

from validator.model.banner import Layer

NAME = "Cookie Consent (Osano, open source)"
LAYERS = (
    Layer(
        shown=".cc-window.cc-banner:not(.cc-invisible), .cc-window.cc-floating:not(.cc-invisible)",
        accept=".cc-window .cc-allow, .cc-window.cc-type-opt-out .cc-dismiss, .cc-window.cc-type-info .cc-dismiss",
        deny=".cc-window .cc-deny, .cc-window.cc-type-opt-in .cc-dismiss",
    ),
)
RUNS = "typeof cookieconsent !== 'undefined' && typeof cookieconsent.initialise === 'function'"
SAYS = """/(?:^|; )cookieconsent_status=/.test(document.cookie)
  ? {status: document.cookie.match(/(?:^|; )cookieconsent_status=([^;]*)/)[1]} : null"""
