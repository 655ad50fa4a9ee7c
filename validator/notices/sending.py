"""Sends messages through apprise, which knows mail, Slack, Teams, webhooks and a hundred others by their addresses."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from validator.model.location import UsageError
from validator.notices.addresses import kind, masked

Tone = Literal["info", "success", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Message:
    """What is told. `body` is markdown where `markdown` says so; services that cannot show it get plain text."""

    title: str
    body: str
    tone: Tone = "info"
    markdown: bool = False
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message at one address. `to`: only its kind; `why`: the reason, without any secret."""

    to: str
    ok: bool
    why: str = ""


def check(addresses: Iterable[str]) -> None:
    """Whether apprise understands every address. Raises UsageError, which does not show it."""
    for address in addresses:
        with _quiet() as said:
            understood = _apprise().instantiate(address) is not None
        if not understood:
            raise UsageError(
                f"An address of the kind {kind(address)}:// is not understood{_because(said, [address])}.\n"
                "  → github.com/caronc/apprise lists every kind with an example; is the environment variable right?"
            )


def send(message: Message, addresses: Sequence[str]) -> tuple[Sent, ...]:
    """Sends to each address by itself. What fails is told, and keeps nobody else from being told."""
    return tuple(_sent(message, address, addresses) for address in addresses)


def _sent(message: Message, address: str, secrets: Sequence[str]) -> Sent:
    apprise = _apprise()
    with _quiet() as said:
        try:
            service = apprise()
            if not service.add(address):
                return Sent(kind(address), False, f"it is not understood{_because(said, secrets)}")
            ok = service.notify(
                body=message.body,
                title=message.title,
                notify_type=message.tone,
                body_format="markdown" if message.markdown else "text",
                attach=[str(file) for file in message.files] or None,
            )
        except Exception as error:  # a service of somebody else's must not end the watch
            return Sent(kind(address), False, masked(f"{type(error).__name__}: {error}", secrets))
    if ok:
        return Sent(kind(address), True)
    return Sent(kind(address), False, masked(said[-1], secrets) if said else "the service did not take it")


def _because(said: Sequence[str], secrets: Sequence[str]) -> str:
    return f" ({masked(said[-1], secrets)})" if said else ""


def _apprise() -> Any:
    try:
        from apprise import Apprise
    except ImportError:
        raise UsageError("Sending needs the package apprise.\n  → pip install 'tracking-validator[notify]'") from None
    return Apprise


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(" ".join(record.getMessage().split())[:300].rstrip("."))


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """Within it nothing of apprise goes into any log, since it may hold an address; it is kept here instead."""
    kept, before = _Kept(), []
    for name in ("apprise", "urllib3", "requests"):
        logger = logging.getLogger(name)
        before.append((logger, logger.handlers[:], logger.propagate))
        logger.handlers, logger.propagate = [kept], False
    try:
        yield kept.said
    finally:
        for logger, handlers, propagate in before:
            logger.handlers, logger.propagate = handlers, propagate
