"""The local runtime: JavaScript that runs a container in the page in place of gtm.js, by Google's semantics.

Every statement about Google's behaviour comes from its public documentation (developers.google.com/tag-platform) and
from watching gtm.js and gtag.js run.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from validator.gtm.runtime.program import program
from validator.model.container import Container
from validator.page_script import joined

# In this order: a file may use what an earlier one declares when it is read, and anything when it runs.
FILES = (
    "values",
    "templates",
    "model",
    "urls",
    "visibility",
    "variables",
    "conditions",
    "consent",
    "reports",
    "triggers",
    "storage",
    "requests",
    "ga4_session",
    "ga4_hits",
    "ga4_items",
    "ga4",
    "ua_fields",
    "ua",
    "ads",
    "html",
    "sandbox",
    "bytecode",
    "custom",
    "tags",
    "observe",
    "listeners",
    "listen_clicks",
    "listen_forms",
    "listen_page",
    "listen_view",
    "listen_video",
    "enhanced",
    "gtag",
    "layer",
    "start",
)


def script(
    container: Container,
    *,
    layer: str = "dataLayer",
    report: str,
    hold: float = 5.0,
    region: str = "",
    enhanced: Collection[str] = (),
    observe: bool = False,
    preview: bool = False,
) -> str:
    """JavaScript to be served in place of gtm.js: it runs `container` on the data layer `layer`.

    report: a JavaScript expression giving `report(kind, value)`, with `report.sequence(item)`, or undefined.
    hold: seconds for which GA4 hits are held back and batched, as gtag.js does.
    region: where the visitor is (`DE`, `US-CA`), for consent defaults that are limited to regions; without it, the
    region of the browser's language is taken.
    enhanced: the parts of GA4's enhanced measurement that are on (`model.plan.ENHANCED`): the property tells, no
    container does.
    observe: runs no tag and pushes nothing, but reports what each message does; to be put behind the real
    gtm.js of the same container.
    preview: it is a version that is not published (an environment), in which some tags do not fire.
    """
    told = program(container, preview=preview) | {
        "layer": layer,
        "hold": round(hold * 1000),
        "region": region,
        "enhanced": sorted(enhanced),
        "observe": observe,
    }
    data = json.dumps(told, ensure_ascii=True, separators=(",", ":"), default=str).replace("</", "<\\/")
    return (
        ';(function () {\n"use strict";\n'  # the semicolon: it may stand behind another script
        f"const PROGRAM = {data};\n"
        f"const REPORT = (function () {{ try {{ return ({report}); }} catch (error) {{ return undefined; }} }})();\n"
        f"{joined(Path(__file__).parent, FILES)}\n}})();\n"
    )
