"""Messages arrive, whoever fails is told of, and no address is seen anywhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notices.hook import Hook, listen
from validator.model.location import UsageError
from validator.notices.addresses import Addresses, masked, resolved
from validator.notices.sending import Message, check, send

SECRET = "s3cret-t0ken"


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with listen() as opened:
        yield opened


def test_a_message_arrives_with_its_file(hook: Hook, tmp_path: Path) -> None:
    (tmp_path / "week.html").write_text("<p>Week</p>", encoding="utf-8")
    message = Message("Cart broke", "The **trigger** did not match.", "failure", True, (tmp_path / "week.html",))
    (sent,) = send(message, [hook.url()])
    assert sent.ok, sent
    (told,) = hook.told
    assert told["title"] == "Cart broke"
    assert "trigger" in told["message"]
    assert told["type"] == "failure"
    assert told["attachments"][0]["filename"] == "week.html"


@pytest.mark.parametrize("status", [401, 500])
def test_a_service_that_does_not_take_it_keeps_nobody_else_from_it(
    hook: Hook, status: int, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with listen() as other, caplog.at_level(logging.DEBUG):
        hook.status = status
        first, second = send(Message("a", "b"), [hook.url(), other.url("another-secret")])
    assert (first.ok, second.ok) == (False, True)
    assert first.to == "json"
    assert str(status) in first.why
    said = "".join(capfd.readouterr()) + caplog.text + repr((first, second))
    assert SECRET not in said
    assert "another-secret" not in said


@pytest.mark.parametrize(
    "address",
    ["slack://T0KENTOKEN", "nosuch://s3cret-t0ken@host", "mailtos://s3cret-t0ken", "json://"],
)
def test_an_address_that_is_none_is_told_without_being_shown(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(UsageError) as raised:
        check([address])
    said = str(raised.value) + "".join(capfd.readouterr()) + caplog.text
    assert "is not understood" in said
    for secret in ("T0KENTOKEN", SECRET):
        assert secret not in said


def test_what_the_environment_holds_is_put_in() -> None:
    told = resolved(
        {"team-a": ["json://${USER}:${WORD}@h", "slack://${A:-x}/y/z"]},
        ["${ALL}"],
        {"USER": "u", "WORD": "w", "ALL": "json://a"},
    )
    assert told.owners == {"team-a": ("json://u:w@h", "slack://x/y/z")}
    assert told.of("team-a") == ("json://u:w@h", "slack://x/y/z")
    assert told.of("team-b") == ("json://a",)
    with pytest.raises(UsageError, match="WORD, which holds an address of team-a, is not set"):
        resolved({"team-a": ["json://${WORD}@h"]}, (), {})


def test_every_part_of_an_address_is_masked() -> None:
    address = "mailtos://ada%40shop.example:pa%21ssword@mail.example?to=team@shop.example&token=abcd1234"
    text = (
        f"cannot reach {address}: ada@shop.example / pa!ssword was refused by mail.example for abcd1234 at "
        "https://mail.example/abcd1234"
    )
    told = masked(text, [address])
    for part in ("pa!ssword", "pa%21ssword", "ada", "mail.example", "abcd1234", "team@"):
        assert part not in told
    assert Addresses({}, (address,)).mask("nothing of it") == "nothing of it"
