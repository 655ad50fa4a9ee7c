"""Downloads a published container, or an unpublished one by its environment."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from validator.model.location import UsageError

GOOGLE = "https://www.googletagmanager.com"
_ID = re.compile(r"GTM-[A-Z0-9]{4,12}", re.IGNORECASE)
_PASSING = (408, 425, 429, 500, 502, 503, 504)  # answers that may be another one a moment later
_LONGEST_WAIT = 30.0  # seconds, whatever a server asks for
_MOST_BYTES = 20_000_000  # Google's own limit for a container lies far below
_SNIPPET = re.compile(r"""gtm_auth=(?P<auth>[\w-]+)&(?:amp;)?gtm_preview=(?P<preview>[\w-]+)""")


class FetchError(UsageError):
    """A container that could not be downloaded; its text says why, and what may help."""


def is_id(told: str) -> bool:
    """Whether it is written as `GTM-ABC123`, or as the address of a gtm.js."""
    return bool(_ID.fullmatch(told)) or told.startswith(("http://", "https://"))


def environment_of(told: str) -> dict[str, str]:
    """`auth=…,preview=env-7`, or what Tag Manager shows as an environment's snippet → auth and preview.

    Raises UsageError.
    """
    found = _SNIPPET.search(told)
    if found:
        return found.groupdict()
    pairs = [part.partition("=") for part in re.split(r"[,&]", told.strip())]
    given = {key.strip().removeprefix("gtm_"): value.strip() for key, _, value in pairs}
    given.pop("cookies_win", None)
    if set(given) != {"auth", "preview"} or not all(given.values()):
        raise UsageError(
            f"--environment {told!r} is not understood.\n"
            "  → Write auth=…,preview=env-7: both are in the environment's snippet (Tag Manager, Admin, Environments)."
        )
    return given


def address(told: str, environment: Mapping[str, str] | None = None, base_url: str = GOOGLE) -> str:
    """The URL of a container's gtm.js. `told`: its id, or an address that is kept as it is but for the environment.

    Raises UsageError.
    """
    if told.startswith(("http://", "https://")):
        split = urlsplit(told)
    elif _ID.fullmatch(told):
        split = urlsplit(f"{base_url.rstrip('/')}/gtm.js?{urlencode({'id': told.upper()})}")
    else:
        raise UsageError(f"{told!r} is no container.\n  → Write its id, GTM-…, or the address of its gtm.js.")
    if not environment:
        return urlunsplit(split)
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    query |= {"gtm_auth": environment["auth"], "gtm_preview": environment["preview"], "gtm_cookies_win": "x"}
    return urlunsplit(split._replace(query=urlencode(query)))


def fetch(
    url: str,
    *,
    timeout: float = 20.0,
    retries: int = 2,
    proxy: str | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> str:
    """The text of a gtm.js. Tries again, `retries` times, where the network or the server only stumbled.

    `proxy`: an address; without one, the environment's (HTTPS_PROXY). `timeout`: seconds for connecting, and for each
    silence of the server. Raises FetchError.
    """
    import requests

    proxies = {"http": proxy, "https": proxy} if proxy else None
    told = ""
    for turn in range(retries + 1):
        pause = min(2.0**turn, _LONGEST_WAIT)
        try:
            with requests.get(url, timeout=timeout, proxies=proxies, stream=True) as answer:
                if answer.ok:
                    return _text(answer.iter_content(65536), url)
                told = f"the server answered {answer.status_code} {answer.reason}"
                if answer.status_code not in _PASSING:
                    raise FetchError(f"{url} could not be downloaded: {told}.\n  → {_mend(answer.status_code, url)}")
                asked = answer.headers.get("Retry-After", "")
                pause = min(float(asked), _LONGEST_WAIT) if asked.isdigit() else pause
        except (requests.exceptions.MissingSchema, requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema):
            raise FetchError(f"{url} is not an address.\n  → Write it as https://…/gtm.js?id=GTM-…") from None
        except requests.RequestException as error:
            told = _why(error)
            if isinstance(error, requests.exceptions.SSLError):
                break
        if turn < retries:
            wait(pause)
    tries = "" if retries == 0 else f", after {retries + 1} tries"
    raise FetchError(
        f"{url} could not be downloaded: {told}{tries}.\n"
        "  → Is this machine online? Behind a proxy, name it with --proxy, or set HTTPS_PROXY; a slow line wants more "
        "--timeout."
    )


def _text(parts: Iterable[bytes], url: str) -> str:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > _MOST_BYTES:
            raise FetchError(f"{url} gives more than {_MOST_BYTES // 1_000_000} MB: this is no container.")
    return body.decode("utf-8", "replace")


def _mend(status: int, url: str) -> str:
    if status in (404, 400) and "gtm_auth=" in url:
        return "Check the id, and auth and preview of the environment: a new snippet makes the old auth invalid."
    if status in (404, 400):
        return "Check the id. A container that was never published has no gtm.js: name an --environment."
    if status in (401, 403, 407):
        return "A proxy or firewall keeps this machine from it: name a --proxy, or save gtm.js with a browser."
    return "Save gtm.js with a browser, and name the file instead."


def _why(error: Exception) -> str:
    """The chain of causes in plain words."""
    told = repr(error)
    known = {
        "ProxyError": "the proxy did not let it through",
        "NameResolution": "the host's name is not known",
        "CERTIFICATE": "its certificate is not trusted",
        "ConnectTimeout": "it did not answer in time",
        "Read timed out": "it did not answer in time",
        "Timeout": "it did not answer in time",
        "timed out": "it did not answer in time",
        "Connection refused": "nothing answers there",
        "IncompleteRead": "the answer was cut off",
        "Connection aborted": "the connection was closed",
        "RemoteDisconnected": "the connection was closed",
        "TooManyRedirects": "it sends from one address to the next without end",
        "SSL": "the secure connection failed",
    }
    return next((words for key, words in known.items() if key in told), type(error).__name__)
