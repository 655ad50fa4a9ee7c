"""tarteaucitron.js: a bar `#tarteaucitronAlertBig`, and a panel of services behind “Personalise”.

Accepts by `#tarteaucitronPersonalize2`, denies by `#tarteaucitronAllDenied2`; a site may switch either off, then the
panel has both. In the panel each service has two buttons; a purpose is a service by its id: gtag, youtube.

Source: its own markup, run as it stands on the npm registry; the cookie tarteaucitron holds the answer.
"""

from validator.model.banner import Layer

NAME = "tarteaucitron.js"
LAYERS = (
    Layer(
        shown="#tarteaucitronAlertBig",
        accept="#tarteaucitronPersonalize2, #tarteaucitronAlertBig .tarteaucitronAllow",
        deny="#tarteaucitronAllDenied2",
        more="#tarteaucitronCloseAlert, #tarteaucitronPersonalize",
    ),
    Layer(
        shown="#tarteaucitron",
        accept="#tarteaucitronAllAllowed",
        deny="#tarteaucitronAllDenied",
        save="#tarteaucitronClosePanel",
        grant='[id="{}Allowed"]',
        refuse='[id="{}Denied"]',
        confirm=True,
    ),
)
RUNS = "typeof tarteaucitron !== 'undefined'"
SAYS = "typeof tarteaucitron !== 'undefined' && tarteaucitron.state ? tarteaucitron.state : null"
