"""OneTrust: the banner `#onetrust-banner-sdk` at an edge or in the middle, and the preference centre behind it.

Accepts by `#onetrust-accept-btn-handler`, denies by `#onetrust-reject-all-handler` or the link “Continue without
accepting”. Sites may leave both out: then the refusal is in the preference centre (“Reject all”), or every switch there
is turned off. Purposes are groups with ids such as C0002; a purpose may be named by its id, or by what stands beside
its switch.

Example:

    consent:
      banner: {cmp: onetrust}
      profiles:
        statistics: {answer: {C0002: true, C0004: false}}

Source: OneTrust's own markup of banner SDK 6 and 202x; the cookie OptanonConsent holds the groups.
"""

from validator.model.banner import Layer

NAME = "OneTrust"
LAYERS = (
    Layer(
        shown="#onetrust-banner-sdk",
        accept="#onetrust-accept-btn-handler",
        deny="#onetrust-reject-all-handler, #onetrust-banner-sdk .banner-close-button.ot-close-link",
        more="#onetrust-pc-btn-handler",
    ),
    Layer(
        shown="#onetrust-pc-sdk",
        accept="#accept-recommended-btn-handler, .ot-pc-accept-all-handler",
        deny=".ot-pc-refuse-all-handler",
        save=".save-preference-btn-handler",
        switch="#onetrust-pc-sdk input.category-switch-handler:not([disabled])",
        purposes={
            "statistics": "#ot-group-id-C0002",
            "preferences": "#ot-group-id-C0003",
            "marketing": "#ot-group-id-C0004",
            "social": "#ot-group-id-C0005",
        },
        by_id='#onetrust-pc-sdk input[id="ot-group-id-{}"]',
    ),
)
RUNS = "typeof OneTrust !== 'undefined' || typeof Optanon !== 'undefined'"
SAYS = "typeof OnetrustActiveGroups === 'string' ? {groups: OnetrustActiveGroups.split(',').filter(Boolean)} : null"
