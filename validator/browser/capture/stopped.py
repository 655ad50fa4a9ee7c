"""Why the browser did not send what a page meant to send: one phrase, its cause first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

_QUOTA = 65536  # bytes that beacons and keepalive requests of a page may have under way together
_OF_BROWSER = (
    ("mixed-content", "mixed content: an http request from an https page"),
    (
        "ERR_BLOCKED_BY_CLIENT",
        "ad blocker: an extension or a rule stopped it (net::ERR_BLOCKED_BY_CLIENT)",
    ),
    ("inspector", "ad blocker: a rule stopped it (net::ERR_BLOCKED_BY_CLIENT)"),
    ("ERR_INTERNET_DISCONNECTED", "offline: net::ERR_INTERNET_DISCONNECTED"),
    ("ERR_NAME_NOT_RESOLVED", "dns: the host has no address (net::ERR_NAME_NOT_RESOLVED)"),
    ("ERR_BLOCKED_BY_ORB", "cors: net::ERR_BLOCKED_BY_ORB"),
)


def why(
    intent: Mapping[str, Any], failed: str, blocked: Sequence[Mapping[str, Any]], outcome: Mapping[str, Any]
) -> str:
    """`failed`: what the browser said of it; `blocked`: violations of policies; `outcome`: what the page heard."""
    if directive := _directive(intent, blocked):
        return f"csp: {directive}"
    if failed == "csp":
        return "csp: refused by the page's Content-Security-Policy"
    for words, told in _OF_BROWSER:
        if words in failed:
            return told
    if outcome.get("why") == "aborted":
        return "aborted: the page gave it up before it was sent"
    if intent.get("refused"):
        return "quota: the browser took no more beacons; a page may have 64 KiB of them under way"
    if intent.get("keepalive") and _size(intent) > _QUOTA:
        return "quota: with keepalive, the browser sends no more than 64 KiB"
    if intent["page_url"].startswith("https:") and intent["url"].startswith("http:"):
        return "mixed content: an http request from an https page"
    if outcome.get("why"):
        return str(outcome["why"])
    return failed or "never reached the network"


def _size(intent: Mapping[str, Any]) -> int:
    return int(intent.get("size", 0)) or len(str(intent.get("body", "")).encode())


def _directive(intent: Mapping[str, Any], blocked: Sequence[Mapping[str, Any]]) -> str:
    url = intent["url"].partition("#")[0]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    for told in blocked:
        same = not intent["document"] or told["document"] == intent["document"]
        if same and told["url"] in (url, origin, url.partition("?")[0]):
            return str(told["directive"])
    return ""
