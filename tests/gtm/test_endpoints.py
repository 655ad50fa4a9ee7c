"""The server-side containers that a container's tags name."""

from __future__ import annotations

from typing import Any

import pytest

from validator.gtm.endpoints import endpoints
from validator.model.container import Container, Tag, Variable
from validator.model.recording import Request
from validator.vendors import claim


def of(type: str, **parameters: Any) -> Container:
    server = Variable("Server", "c", {"value": "https://s.shop.example/x/"})
    page = Variable("Of the page", "jsm")
    return Container("GTM-DEMO123", tags=(Tag("1", "A tag", type, parameters),), variables=(server, page))


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (of("gaawc", enableSendToServerContainer=True, serverContainerUrl="https://m.shop.example"), "https://m.shop.example/g/collect"),
        (of("googtag", configSettingsTable=[{"parameter": "server_container_url", "parameterValue": "{{Server}}"}]), "https://s.shop.example/x/g/collect"),
        (of("gaawe", fieldsToSet=[{"name": "transport_url", "value": "https://m.shop.example/"}]), "https://m.shop.example/g/collect"),
    ],
)  # fmt: skip
def test_they_are_found(container: Container, expected: str) -> None:
    found = endpoints(container)
    assert found == {"ga4": (expected,)}
    assert claim(Request(1, f"{expected}?en=x"), found) == "ga4"
    assert claim(Request(1, expected.replace("/g/collect", "/gtm.js?id=GTM-DEMO123")), found) is None


def test_universal_analytics_has_its_own_path() -> None:
    found = endpoints(of("ua", fieldsToSet=[{"fieldName": "transport_url", "value": "https://m.shop.example"}]))
    assert found == {"ua": ("https://m.shop.example/collect",)}


@pytest.mark.parametrize(
    "value", ["{{Of the page}}", "https://{{Of the page}}.shop.example", "{{Nowhere}}", "m.shop.example", "", 7]
)
def test_what_only_the_page_can_tell_is_left_out(value: Any) -> None:
    assert (
        endpoints(of("googtag", configSettingsTable=[{"parameter": "server_container_url", "parameterValue": value}]))
        == {}
    )
