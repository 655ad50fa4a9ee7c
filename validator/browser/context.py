"""The browser context of one journey: device, locale, credentials and the like, from the scenario and the plan."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Playwright

from validator.model.location import Problem, UsageError
from validator.model.plan import Plan
from validator.model.scenario import Scenario


def context_options(playwright: Playwright, scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """The arguments of Playwright's `new_context`. Raises UsageError for a device that Playwright does not know."""
    options: dict[str, Any] = {"service_workers": "allow"}
    if scenario.device:
        options |= _device(playwright, scenario)
    browser = plan.browser
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(scenario.site))
    if scenario.locale or browser.locale:
        options["locale"] = scenario.locale or browser.locale
    if browser.timezone:
        options["timezone_id"] = browser.timezone
    if browser.geolocation:
        options["geolocation"] = dict(browser.geolocation)
        options["permissions"] = ["geolocation"]
    if browser.http_credentials:
        options["http_credentials"] = {**browser.http_credentials, "origin": origin}
    if browser.proxy:
        options["proxy"] = dict(browser.proxy)
    if browser.user_agent:
        options["user_agent"] = browser.user_agent
    if browser.viewport:
        options["viewport"] = {"width": browser.viewport[0], "height": browser.viewport[1]}
    if browser.ignore_https_errors:
        options["ignore_https_errors"] = True
    if browser.client_certificate:
        options["client_certificates"] = [{"origin": origin, **_certificate(browser.client_certificate)}]
    return options


def _certificate(told: Any) -> dict[str, str]:
    names = {"cert": "certPath", "key": "keyPath", "pfx": "pfxPath", "passphrase": "passphrase"}
    return {names[key]: value for key, value in told.items() if key in names}


def _device(playwright: Playwright, scenario: Scenario) -> dict[str, Any]:
    device = playwright.devices.get(scenario.device or "")
    if device is None:
        near = _nearest(scenario.device or "", list(playwright.devices))
        problem = Problem(
            f"Playwright knows no device {scenario.device!r}", scenario.location, f"did you mean {near!r}?"
        )
        raise UsageError(str(problem))
    return {key: value for key, value in device.items() if key != "default_browser_type"}


def _nearest(name: str, names: list[str]) -> str:
    from difflib import get_close_matches

    lowered = {each.lower(): each for each in names}
    near = get_close_matches(name.lower(), lowered, 1, 0.0)
    return lowered[near[0]] if near else "Desktop Chrome"
