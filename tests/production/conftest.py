"""Google on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.production.google import Google, serve


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    with serve() as opened:
        monkeypatch.setenv("VALIDATOR_GA4_API", opened.url)
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield opened
