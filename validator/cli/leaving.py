"""How a command is left in order: by the signals that end programs, and by a reader who closes the pipe."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within it, what a CI system sends to end a job is heard as Ctrl-C is: the reports are still written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    known = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {
        number: signal.signal(number, _interrupt) for number in known if signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def signals_to(interrupt: Callable[[], None]) -> Iterator[list[int]]:
    """Within it, Ctrl-C and the signals that end programs call `interrupt`, and nothing else; gives those heard.

    An exception could come between any two lines, and twice; a call cannot. Once one was heard, further Ctrl-C are not
    any more: what follows is the end, and its reports.
    """
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        interrupt()

    known = [signal.SIGINT, *(getattr(signal, name) for name in _ENDING if hasattr(signal, name))]
    before = {number: signal.signal(number, hear) for number in known if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if heard else handler)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Within it, a pipe that was closed by its reader (`validator run | head`) is no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at its end
