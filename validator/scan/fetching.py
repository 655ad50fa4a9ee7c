"""What a scan reads beside pages: robots.txt and sitemaps, with the same name, credentials and proxy as the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from validator.model.plan import BrowserOptions
from validator.scan.settings import SIGNATURE

MOST = 50_000_000  # bytes, as sitemaps.org bounds a sitemap
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `status` 0: there was none, and `why` says so."""

    url: str
    status: int
    content: bytes = b""
    why: str = ""


Fetch = Callable[[str], Fetched]


def fetcher(site: str, browser: BrowserOptions, agent: str = SIGNATURE) -> Fetch:
    """Fetches as the browser of the plan does; credentials and headers go to the site's own host only."""
    import requests

    session = requests.Session()
    session.headers["User-Agent"] = f"Mozilla/5.0 (compatible; {agent})"
    session.verify = not browser.ignore_https_errors
    if browser.proxy.get("server"):
        session.proxies = dict.fromkeys(("http", "https"), _proxy(browser))

    def fetch(url: str) -> Fetched:
        own = urlsplit(url)[:2] == urlsplit(site)[:2]
        credentials = browser.http_credentials
        try:
            with session.get(
                url,
                timeout=_PATIENCE,
                stream=True,
                headers=dict(browser.headers) if own else None,
                auth=(credentials["username"], credentials["password"]) if own and credentials else None,
            ) as answer:
                content = b""
                for part in answer.iter_content(65_536):
                    content += part
                    if len(content) > MOST:
                        return Fetched(url, 0, why=f"it has more than {MOST // 1_000_000} MB")
                return Fetched(answer.url, answer.status_code, content)
        except (requests.RequestException, ValueError) as error:
            return Fetched(url, 0, why=_why(error))

    return fetch


def _why(error: Exception) -> str:
    """In plain words; of the errors that people meet the commonest first."""
    from requests import exceptions

    told: tuple[tuple[type[Exception], str], ...] = (
        (exceptions.SSLError, "its certificate is not trusted"),
        (exceptions.ProxyError, "the proxy did not answer"),
        (exceptions.Timeout, "it did not answer in time"),
        (exceptions.TooManyRedirects, "it redirects in a circle"),
        (exceptions.ConnectionError, "nothing answers there"),
    )
    return next((words for kind, words in told if isinstance(error, kind)), str(error).splitlines()[0][:200])


def _proxy(browser: BrowserOptions) -> str:
    server = browser.proxy["server"]
    parts = urlsplit(server if "://" in server else f"http://{server}")
    if not browser.proxy.get("username"):
        return urlunsplit(parts)
    who = f"{browser.proxy['username']}:{browser.proxy.get('password', '')}"
    return urlunsplit(parts._replace(netloc=f"{who}@{parts.netloc}"))
