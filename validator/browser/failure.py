"""What Playwright says when something fails, in plain words."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Literal

from playwright.async_api import Browser, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from validator.model.recording import Broken
from validator.model.scenario import Step
from validator.model.stage import StepFailed

_NETWORK = {
    "ERR_CONNECTION_REFUSED": ("nothing answers there", "Is the site running? Name its address with --base-url."),
    "ERR_NAME_NOT_RESOLVED": (
        "the host's name is not known",
        "Check the address (--base-url, `site`), or the network.",
    ),
    "ERR_INTERNET_DISCONNECTED": ("there is no network", "Check the network."),
    "ERR_CONNECTION_TIMED_OUT": ("it did not answer in time", "Check the address, the network, or a firewall."),
    "ERR_TIMED_OUT": ("it did not answer in time", "Check the address, the network, or a firewall."),
    "ERR_CERT": (
        "its certificate is not trusted",
        "Mend it, or set `ignore_https_errors: true` under `browser` in the plan.",
    ),
    "ERR_PROXY": ("the proxy did not answer", "Check `proxy` under `browser` in the tracking plan."),
    "ERR_TUNNEL": ("the proxy refused the connection", "Check `proxy` under `browser` in the tracking plan."),
    "ERR_TOO_MANY_REDIRECTS": ("it redirects in a circle", "Open it by hand with cookies deleted."),
    "ERR_INVALID_AUTH_CREDENTIALS": ("it refused the user name or password", "Check `http_credentials` in the plan."),
    "ERR_SSL": ("no secure connection could be made", "Check the address and the server's certificate."),
    "ERR_EMPTY_RESPONSE": ("it closed the connection without an answer", "Look at the site's own log."),
    "ERR_UNSAFE_PORT": ("browsers refuse to open this port", "Let the site listen on another port, such as 8000."),
    "ERR_CONNECTION_RESET": ("it cut the connection off", "Look at the site's own log, or for a firewall."),
    "ERR_CONNECTION_CLOSED": ("it cut the connection off", "Look at the site's own log, or for a firewall."),
    "ERR_ADDRESS_UNREACHABLE": ("no way leads there", "Check the address, the network, or a VPN."),
    "ERR_BLOCKED_BY_CLIENT": ("the browser itself blocks it", "Is an extension or a policy of the browser at work?"),
    "ERR_ABORTED": ("the navigation was cut off", "A download, or a page that goes on by itself?"),
}
_HINDRANCES = (  # of what Playwright waits for before it acts: its words → ours, and what may help
    (
        r"- (<.+>.*) intercepts pointer events",
        "{} lies over it",
        "Close what lies over it first, by a step or `overlays`.",
    ),
    (r"element is (?:not visible)", "it is there, but not visible", "Make it visible first, as a visitor would."),
    (r"element is (?:not enabled|disabled)", "it is disabled", "Do first what enables it, as a visitor would."),
    (r"element is (?:not editable|readonly)", "it cannot be edited", "Do first what makes it editable."),
    (r"element is not stable", "it keeps moving", "Let the animation end, or switch it off for tests."),
    (r"outside of the viewport", "it lies outside of the page's view", "Scroll to it first."),
)
_OPENING = frozenset({"goto", "reload", "go_back", "go_forward"})

_PATIENCE = 2.0  # seconds in which a page that can be looked at answers

PageState = Literal["answers", "busy", "crashed", "gone"]


def first_line(text: str) -> str:
    """What matters of an error's text."""
    line = text.strip().splitlines()[0] if text.strip() else "no reason was given"
    return re.sub(r"^(?:\w+\.)+\w+: |^(?:Page|Locator|Frame|BrowserContext)\.\w+: ", "", line)


async def page_state(page: Page) -> PageState:
    """Whether a page in which something failed can still be looked at. A page that still loads is stopped."""
    try:
        session = await asyncio.wait_for(page.context.new_cdp_session(page), _PATIENCE)
        await asyncio.wait_for(session.send("Page.stopLoading"), _PATIENCE)
        await asyncio.wait_for(page.evaluate("1"), _PATIENCE)
    except asyncio.TimeoutError:
        return "busy"
    except PlaywrightError as error:
        return "crashed" if "crashed" in str(error).lower() else "gone" if page.is_closed() else "answers"
    return "answers"


def step_broken(
    step: Step, failure: BaseException, seconds: float, state: PageState, site: str, browser: Browser
) -> Broken:
    """Why a step could not be performed. `seconds`: what it had; `state`: of its page, after it had failed."""
    if browser.is_connected() and state == "crashed":
        return _crashed(step.number, first_line(str(failure)))
    if isinstance(failure, StepFailed):
        return _of_step(step, str(failure), failure.mend)
    if not isinstance(failure, PlaywrightTimeout | asyncio.TimeoutError):
        broken = broken_by(failure, step.number, site, browser)
        return _of_step(step, broken.reason, broken.mend) if broken.kind == "step" else broken
    if state == "busy":
        return Broken(
            f"The page does not answer: step {step.number} ({step.title}) was given up after {seconds:g} s.",
            step.number,
            "site",
            mend="A script of the page seems to run without end: open the page by hand.",
        )
    if step.kind in _OPENING:
        return Broken(
            f"The page was not loaded within {seconds:g} s: step {step.number} ({step.title}).",
            step.number,
            "site",
            mend="Which of its files is slow? Give the step a longer `timeout`, or wait for less: "
            "`until: domcontentloaded`.",
        )
    found, mend = _hindrance(str(failure))
    if found:
        return _of_step(step, f"{found}, and stayed so for {seconds:g} s.", mend)
    return _of_step(step, f"it was not done within {seconds:g} s.", "Give the step a longer `timeout`.")


def hindered(told: str) -> str:
    """What kept a visitor from acting, of what Playwright tells; empty where it does not say."""
    found, _ = _hindrance(told)
    return found


def _hindrance(told: str) -> tuple[str, str]:
    """The same, with what may help."""
    for pattern, words, mend in _HINDRANCES:
        if found := re.search(pattern, told):
            return words.format(found.group(1)) if found.groups() else words, mend
    return "", ""


def _of_step(step: Step, why: str, mend: str) -> Broken:
    return Broken(f"Step {step.number} ({step.title}) could not be performed: {why}", step.number, "step", mend=mend)


def _crashed(step: int, detail: str) -> Broken:
    return Broken("The page's process crashed.", step, "browser", detail, "Open the page by hand, or run it again.")


def broken_by(error: BaseException, step: int, site: str, browser: Browser) -> Broken:
    """Why the journey cannot go on."""
    told = str(error)
    if not browser.is_connected():
        return Broken(
            "The browser ended while the journey was going on.", step, "browser", first_line(told), "Run it again."
        )
    if "crashed" in told.lower():
        return _crashed(step, first_line(told))
    found = re.search(r"net::(ERR_\w+)(?: at (\S+))?", told)
    if found:
        name, url = found.group(1), found.group(2) or site
        reason, mend = next(
            (words for key, words in _NETWORK.items() if name.startswith(key)), (f"the browser says {name}", "")
        )
        kind = "network" if name.startswith(("ERR_INTERNET", "ERR_PROXY", "ERR_TUNNEL")) else "site"
        return Broken(f"{url} could not be opened: {reason}.", step, kind, first_line(told), mend)  # type: ignore[arg-type]
    if "Download is starting" in told:
        return Broken(
            "this is not a page but a download.", step, "step", mend="Click the link to it, as a visitor does."
        )
    if "has been closed" in told:
        return Broken("The page was closed while the journey was going on.", step, "site", first_line(told), "")
    return Broken(first_line(told), step, "step", told[:1000], "")


def unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An event loop's handler for what nobody asked about.

    A signal to the whole group ends Playwright's driver too: those who waited for an answer are told, and what the
    library keeps of it beside them is no news.
    """
    gone = "Connection closed" in str(context.get("exception", ""))
    if not (gone and "never retrieved" in str(context.get("message", ""))):
        loop.default_exception_handler(context)
