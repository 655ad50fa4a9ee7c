"""Everything that can be noticed, by its code: what a plan's `findings` and a scenario's `finding` can name."""

from __future__ import annotations

from validator.decoding import hygiene

# What the judge notices itself; the findings of one hit's content are the decoders' own.
FINDINGS = {
    "repeated-hit": "The same hit was sent again for the same moment: it counts twice.",
    "repeated-transaction": "An order was sent again, on another page view or with other values: it counts twice.",
    "extra-parameter": "A planned event has a parameter that the plan does not name (its `extra`).",
    "outside-plan": "A planned event has a value that the tracking plan does not allow.",
    "undecoded": "A vendor's hit could not be read.",
    "hit-refused": "A hit was delivered, and the vendor answered with an error, or not at all.",
    "hit-without-consent": "A hit was sent, or says that consent was given, although the visitor did not give it.",
    "consent-state": "Consent Mode does not say what the visitor's answer means (the profile's `state`).",
    "consent-ignored": "The visitor refused, and the banner itself tells vendors that consent was given.",
    "container-absent": "The plan names a tag manager's container, and no page loads it.",
    "container-blocked": "A tag manager's script was refused: by the page's policy, the browser or the network.",
    "container-missing": "A tag manager's script was asked for, and the server does not have it.",
    "container-twice": "One page loads a tag manager's container twice.",
    "containers-share-layer": "Two containers read one data layer: each answers every push.",
    "client-changed": "The visitor's id changed on the way: one visitor counts as two.",
    "session-changed": "A second session began in the middle of the journey.",
    "campaign-lost": "A redirect or a script drops the campaign of the address (utm_source, gclid, …).",
    "foreign-referrer": "A page view in the middle names another site as referrer, which becomes the source.",
    "page-view-twice": "A page view was sent more often than the page was seen.",
}
ALL = {**hygiene.CODES, **FINDINGS}
