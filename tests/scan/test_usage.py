"""What is asked for wrongly is told before a browser opens, with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from validator.cli import command
from validator.model.plan import BrowserOptions
from validator.scan.fetching import fetcher


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (["not a site"], "is not the address of a site.\n  → Write it as https://shop.example."),
        (["https://shop.example", "other"], "One site is scanned at a time; other is one too many."),
        (["https://shop.example", "--plan", "nope.yaml"], "nope.yaml:1:1: this file cannot be read"),
        (["https://shop.example", "--consent", "grantd"], 'no consent profile "grantd".\n  → Did you mean "granted"?'),
        (["https://shop.example", "--include", "^("], "is not a regular expression"),
        (["https://shop.example", "--pages", "0"], "'0' is neither a number of pages nor `all`"),
        (["https://shop.example", "--device", "iPhone 115"], 'Did you mean "iPhone'),
        (["https://shop.example", "--segment", "not "], 'Write "view_item and not purchase".'),
        (["https://shop.example", "--against", "nope"], "nope: cannot be read"),
        (["diff", "a"], "validator scan diff BEFORE AFTER"),
        (["diff", "a", "b"], "a: cannot be read"),
    ],
)
def test_wrong_usage(told: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(command, ["scan", *told])
    assert outcome.exit_code == 2
    assert words in outcome.output
    assert not Path("out").exists()  # nothing was begun


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.ConnectionError("HTTPConnectionPool(host='x')"), "nothing answers there"),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), "its certificate is not trusted"),
        (requests.Timeout("read timed out"), "it did not answer in time"),
        (ValueError("label too long"), "label too long"),
    ],
)
def test_why_nothing_was_fetched(error: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def get(*told: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(requests.Session, "get", get)
    fetched = fetcher("https://shop.example", BrowserOptions())("https://shop.example/robots.txt")
    assert (fetched.status, fetched.why) == (0, words)
