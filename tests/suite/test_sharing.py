"""Equal containers are kept once in memory, and other ones are not mixed up."""

from __future__ import annotations

import copy

from validator.browser.sharing import Shared
from validator.model.recording import ContainerSeen, Recording


def recording(source: object) -> Recording:
    return Recording("a", "A", containers=(ContainerSeen("GTM-1", "", "simulated", source=source),))


def test_equal_sources_become_one_object() -> None:
    source = {"tag": [{"name": "GA4"}]}
    shared = Shared()
    first, second = (shared.of(recording(copy.deepcopy(source))) for _ in range(2))
    other = shared.of(recording({"tag": []}))
    assert first == second == recording(source)
    assert first.containers[0].source is second.containers[0].source
    assert other.containers[0].source == {"tag": []}


def test_a_recording_without_a_container_stays_as_it_is() -> None:
    plain = Recording("a", "A")
    assert Shared().of(plain) is plain
