"""What other programs read of the watch."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.monitor.made_up import HALF_HOUR, World
from validator.model.location import UsageError
from validator.monitor.health import served, state
from validator.monitor.metrics import metrics


@pytest.fixture
def world(tmp_path: Path) -> World:
    looks = [{"Buy": "mm", 'Pay "now"\\': "mf"}, {'Pay "now"\\': "mf"}, {"Buy": "mm", 'Pay "now"\\': "mf"}]
    return World(tmp_path / "m.json", *looks)


def samples(text: str) -> dict[tuple[str, ...], float]:
    """name and values of labels → value, as Prometheus reads them."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_are_read_by_prometheus(world: World) -> None:
    world.watch.round()
    told = samples(metrics(world.watch))
    assert told["validator_rounds_total", "failed"] == 1
    assert told["validator_rounds_total", "passed"] == 0
    assert told["validator_changes_total", "broke"] == 1
    assert told["validator_messages_total", "sent"] == 1
    assert told["validator_journey_performed", "Buy"] == 1
    met = [value for key, value in told.items() if key[0] == "validator_expectation_met"]
    assert sorted(met) == [0, 1, 1, 1]
    (red,) = [value for key, value in told.items() if key[0] == "validator_red_since_timestamp_seconds"]
    assert red == world.clock.time
    assert any('Pay "now"\\' in key for key in told)


def test_metrics_before_the_first_round_are_read_too(world: World) -> None:
    assert samples(metrics(world.watch))["validator_rounds_total", "passed"] == 0


def test_health_and_metrics_over_http(world: World) -> None:
    world.watch.round()
    with served(world.watch, "127.0.0.1", 0) as port:
        address = f"http://127.0.0.1:{port}"
        session = requests.Session()
        session.trust_env = False
        health = session.get(f"{address}/health", timeout=5)
        assert (health.status_code, health.json()["status"], health.json()["red"]) == (200, "ok", 1)
        answer = session.get(f"{address}/metrics", timeout=5)
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
        assert answer.text.endswith("# EOF\n")
        assert session.get(f"{address}/else", timeout=5).status_code == 404
        with (
            pytest.raises(UsageError, match=f"Port {port} of 127.0.0.1 cannot be used"),
            served(world.watch, "127.0.0.1", port),
        ):
            pass


def test_a_watch_that_is_stuck_says_so(world: World) -> None:
    world.watch.next_due = world.clock.time
    assert state(world.watch)[0]
    world.clock.time += 2 * HALF_HOUR + 601
    well, told = state(world.watch)
    assert not well
    assert told["status"] == "stuck"
