"""What happens to a request: held back, delivered, answered locally, or passed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from validator.decoding.declared_vendor import Declared, declared
from validator.decoding.loader_url import container_id, layer_of
from validator.model.plan import ContainerChoice, Plan
from validator.model.recording import Request
from validator.vendors import claim

Verdict = Literal["pass", "hold", "deliver"]
_BEACONS = frozenset({"ping", "image", "eventsource", "other"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Which hits may leave the machine. By default none that a vendor claims does."""

    hold: Literal["vendors", "third-party"] = "vendors"
    deliver: tuple[str, ...] = ()
    endpoints: Mapping[str, Sequence[str]] = field(default_factory=dict)  # vendor → its own URLs, from the plan
    declared: Declared = field(default_factory=Declared)  # vendors of the plan's own
    site: str = ""
    headers: tuple[tuple[str, str], ...] = ()  # for requests to the site's own host, and to no other

    @property
    def withheld(self) -> tuple[str, ...]:
        """The endpoints of the plan that nothing may reach, sockets included."""
        return tuple(
            url
            for vendor, urls in self.endpoints.items()
            for url in urls
            if "*" not in self.deliver and vendor not in self.deliver
        )

    def own(self, url: str) -> bool:
        """Whether a URL is of the site's own host and port."""
        return bool(self.site) and urlsplit(url)[:2] == urlsplit(self.site)[:2]

    def decide(self, request: Request) -> tuple[Verdict, str]:
        """What happens to a request, and the vendor that claims it (or "")."""
        vendor = self.declared.claimant(request) or claim(request, self.endpoints) or ""
        if vendor:
            return ("deliver" if "*" in self.deliver or vendor in self.deliver else "hold"), vendor
        if self.hold == "third-party" and request.resource_type in _BEACONS and _foreign(request.url, self.site):
            return "hold", ""
        return "pass", ""


def delivery_of(plan: Plan, site: str, deliver: Sequence[str] = ()) -> Delivery:
    """What the plan says of delivery; `deliver`, from the command line, goes before."""
    return Delivery(
        hold=plan.hold,
        deliver=tuple(deliver) or plan.deliver,
        endpoints={name: vendor.endpoints for name, vendor in plan.vendors.items() if vendor.endpoints},
        declared=declared(plan),
        site=site,
        headers=tuple(plan.browser.headers.items()),
    )


def _foreign(url: str, site: str) -> bool:
    host, own = urlsplit(url).hostname or "", urlsplit(site).hostname or ""
    return bool(own) and host != own and not host.endswith("." + own) and not own.endswith("." + host)


_GOOGLE = "https://www.googletagmanager.com/gtm.js"


def with_environment(url: str, choice: ContainerChoice) -> str:
    """The loader's URL for the unpublished version that the plan names."""
    split = urlsplit(url)
    query = {key: value for key, value in parse_qsl(split.query) if key not in {"gtm_auth", "gtm_preview"}}
    environment = choice.environment
    if choice.id and choice.id != container_id(url):
        if "id" not in query:  # a renamed loader knows one container: Google's own is asked for another
            split = urlsplit(f"{_GOOGLE}?l={layer_of(url)}")
            query = {"l": layer_of(url)} if "l=" in url else {}
        query["id"] = choice.id
    if environment:
        query |= {
            "gtm_auth": environment.get("auth", ""),
            "gtm_preview": environment.get("preview", ""),
            "gtm_cookies_win": "x",
        }
    return urlunsplit(split._replace(query=urlencode(query)))
