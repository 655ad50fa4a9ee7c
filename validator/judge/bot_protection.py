"""A bot protection that stands before the site: the journey saw its challenge, and the tracking is not at fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from validator.model.recording import Broken, Document, Recording, Request


@dataclass(frozen=True, slots=True)
class Platform:
    """What a challenge of one platform is known by. `url`: a request that only its challenge makes."""

    name: str
    url: str = ""
    title: str = ""  # of the page


# Addresses are of the challenge itself: what a platform loads on pages that it lets pass is no mark.
_PLATFORMS = (
    Platform(
        "Cloudflare",
        r"/cdn-cgi/challenge-platform/.*(?:chl_page|chl_api|/orchestrate/(?:jsch|captcha|managed|chl))|__cf_chl_",
        r"just a moment\b|attention required! \| cloudflare",
    ),
    Platform("DataDome", r"//(?:[\w-]+\.)?captcha-delivery\.com/"),
    Platform(
        "PerimeterX (HUMAN)",
        r"//captcha\.(?:px-cdn|px-cloud|perimeterx)\.net/|/px[A-Za-z0-9]*/captcha/|//[\w.-]+/captcha/captcha\.js\?.*\bu=.*&v=",
        r"access to this page has been denied",
    ),
    Platform("Akamai", r"/_sec/cp_challenge/|/akam/\d+/challenge|sec-cpt"),
    Platform("Imperva", r"_Incapsula_Resource\?.*\bCWUDNSAI=", r"pardon our interruption"),
    Platform("AWS WAF", r"\.captcha\.awswaf\.com/", r"human verification"),
    Platform("DDoS-Guard", r"/\.well-known/ddos-guard/", r"ddos-guard"),
    Platform("Vercel", r"/\.well-known/vercel/security/", r"vercel security checkpoint"),
    Platform("Kasada", r"/149e9513-01fa-4fb0-aad4-566afd725d1b/"),
)
# Titles that many sites have; with an answer that refuses, they are a challenge's.
_TITLE = re.compile(
    r"access denied|request blocked|are you (?:a )?(?:robot|human)|robot check|bot (?:verification|check|detection)|"
    r"verif(?:y|ying|ication).{0,20}human|human.{0,20}verif|security check|checking your browser|client challenge|"
    r"please wait|unusual traffic|captcha",
    re.IGNORECASE,
)
_REFUSING = frozenset({401, 403, 405, 406, 418, 429, 503})


def challenged(recording: Recording, broken: Broken | None) -> Broken | None:
    """The journey as broken by a bot protection; None where the page that it ended on is no challenge.

    A challenge that let the journey pass is none: only the page that was there when the journey broke, or at its end,
    is looked at.
    """
    if broken is not None and broken.kind not in ("step", "site", "banner", "nothing"):
        return None
    document = _last(recording, broken)
    if document is None:
        return None
    platform = _platform(document, recording)
    if platform is None:
        return None
    host = urlsplit(document.url).hostname or document.url
    by = f"{platform}'s bot protection" if platform else "A bot protection or firewall"
    return Broken(
        f"{by} of {host} showed its challenge instead of the page.",
        broken.step if broken else document.step,
        "bot protection",
        broken.reason if broken else _answered(document, recording),
        "Ask whoever runs it to let a secret header pass, and name that header in the plan "
        '(browser: {headers: {X-QA: "${QA_TOKEN}"}}); it is sent to the site\'s own hosts only.',
    )


def _last(recording: Recording, broken: Broken | None) -> Document | None:
    """The page that was in front of the visitor when the journey broke, or at its end."""
    tops = [one for one in recording.documents if one.top and one.url.startswith(("http:", "https:"))]
    if broken is not None and broken.step:
        tops = [one for one in tops if one.step <= broken.step]
    return tops[-1] if tops else None


def _platform(document: Document, recording: Recording) -> str | None:
    """Whose challenge a page is: a name, "" for one of nobody known; None where it is none."""
    title = next((view.title for view in reversed(recording.views) if view.document == document.id), "").strip()
    urls = [request.url for request in recording.requests if request.document == document.id]
    urls += [document.url, *(one.url for one in recording.documents if not one.top and one.step >= document.step)]
    for platform in _PLATFORMS:
        if platform.url and any(re.search(platform.url, url) for url in urls):
            return platform.name
        if platform.title and re.search(platform.title, title, re.IGNORECASE):
            return platform.name
    answer = _answer(document, recording)
    if answer is not None and answer.status in _REFUSING and _TITLE.search(title):
        return ""
    return None


def _answer(document: Document, recording: Recording) -> Request | None:
    """The request that the page came from."""
    found = [one for one in recording.requests if one.resource_type == "document" and one.url == document.url]
    return found[-1] if found else None


def _answered(document: Document, recording: Recording) -> str:
    answer = _answer(document, recording)
    return f"{document.url} answered {answer.status}" if answer is not None and answer.status else ""
