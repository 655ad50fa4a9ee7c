"""`validator monitor` on the shop, with a real browser: sound, broken, still broken, sound again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from tests.notices.hook import Hook, listen
from validator.cli import command
from validator.demo import serve
from validator.history.filters import Filters
from validator.history.reading import changes, journeys
from validator.history.store import open_history

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SECRET = "s3cret-t0ken"
pytestmark = pytest.mark.browser


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hook]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("VALIDATOR_HISTORY", raising=False)
    monkeypatch.chdir(tmp_path)
    with listen() as opened:
        monkeypatch.setenv("BASKET_URL", opened.url(SECRET))
        (tmp_path / "owners.yaml").write_text('owners: {team-basket: "${BASKET_URL}"}\n', encoding="utf-8")
        yield opened


def once(port: int, fault: str | None) -> Result:
    with serve(port, fault) as shop:
        words = ["monitor", "--once", "--owners", "owners.yaml", "--history", "history.db", "--base-url", shop.url]
        return CliRunner().invoke(command, [*words, str(SCENARIOS / "add_from_category.yaml")])


def test_a_fault_of_some_days_is_told_once_and_so_is_its_end(hook: Hook, tmp_path: Path) -> None:
    with serve() as shop:
        port = int(shop.url.rpartition(":")[2])
    assert once(port, None).exit_code == 0
    broken = once(port, "wrong-item")
    assert broken.exit_code == 1, broken.output
    assert once(port, "wrong-item").exit_code == 1
    assert once(port, None).exit_code == 0
    assert [(told["type"], told["title"]) for told in hook.told] == [
        ("failure", "✗ Add to cart is not tracked as planned · Kettle & Clay"),
        ("success", "✓ Add to cart is tracked again · Kettle & Clay"),
    ]
    assert SECRET not in broken.output
    assert "1 change seen; looking again at 1 scenario" in broken.output
    with open_history("history.db") as history:
        assert [one.state for one in changes(history, Filters(name="Add to cart", vendor="ga4"))] == ["failed", "met"]
        assert len(list(journeys(history))) == 6, "four rounds, and two second looks"


def test_it_goes_on_until_it_is_stopped_and_ends_in_order(hook: Hook, tmp_path: Path) -> None:
    with serve() as shop:
        words = ["monitor", "--every", "1h", "--port", "0", "--no-history", "--base-url", shop.url]
        process = subprocess.Popen(
            [sys.executable, "-m", "validator", *words, "--owners", "owners.yaml", str(SCENARIOS / "newsletter.yaml")],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SCENARIOS.parent)},
            encoding="utf-8",
        )
        assert process.stdout is not None
        said = []
        try:
            for line in process.stdout:
                said.append(line)
                if "Round:" in line:
                    break
            text = "".join(said)
            found = re.search(r"http://127\.0\.0\.1:\d+", text)
            assert found, text
            session = requests.Session()
            session.trust_env = False
            health = session.get(f"{found[0]}/health", timeout=10).json()
            assert health["status"] == "ok"
            assert 'validator_rounds_total{result="passed"} 1' in session.get(f"{found[0]}/metrics", timeout=10).text
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert rest.rstrip().endswith("Stopped.")
    assert (tmp_path / ".validator" / "monitor.json").is_file()
