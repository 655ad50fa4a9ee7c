"""A container that the site serves by itself, from an address of its own, and that no plan names."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Perform

pytestmark = pytest.mark.browser

JOURNEY = """
journey:
  - goto: /tagged
  - click: Press
    expect: [{vendor: ga4, event: press}]
"""


def test_a_published_container_is_kept_and_its_tags_are_followed(perform: Perform) -> None:
    result = perform(JOURNEY)
    (kept,) = [one for one in result.recording.containers if one.source]
    assert (kept.id, kept.status, kept.version) == ("GTM-OWN0001", "loaded", "3")
    (outcome,) = result.verdict.outcomes
    assert outcome.chain.broken == "push"
    assert 'The page pushed "pressd", not "pressed"' in outcome.chain.message
