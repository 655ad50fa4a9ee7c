"""A small server that says whether the watch is well (/health), and its numbers (/metrics)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from validator.json_text import json_text
from validator.model.location import UsageError
from validator.monitor.metrics import CONTENT_TYPE, metrics
from validator.monitor.watch import Watch

_GRACE = 600.0  # seconds that a round may take, beyond two spans, before the watch counts as stuck


def state(watch: Watch) -> tuple[bool, dict[str, object]]:
    """Whether rounds come as they should, and what to show. Red scenarios are no illness of the watch."""
    now, memory = watch.clock.now(), watch.memory
    due = watch.next_due if watch.next_due is not None else now
    overdue = now - due
    well = overdue <= 2 * watch.schedule.every + _GRACE
    told: dict[str, object] = {
        "status": "ok" if well else "stuck",
        "last_round": memory.last,
        "next_round": None if watch.under_way else watch.next_due,
        "under_way": watch.under_way,
        "rounds_lost_in_a_row": memory.lost,
        "red": len(memory.bad),
        "messages_waiting": len(memory.outbox),
    }
    return well, told


@contextmanager
def served(watch: Watch, host: str, port: int) -> Iterator[int]:
    """Answers until it is left; gives the port. Raises UsageError where it is taken."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "validator", ""
        timeout = 10

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(200, CONTENT_TYPE, metrics(watch))
            elif path in ("/health", "/healthz", "/"):
                well, told = state(watch)
                self._answer(200 if well else 503, "application/json", json_text(told) + "\n")
            else:
                self._answer(404, "text/plain; charset=utf-8", "Here are /health and /metrics.\n")

        do_HEAD = do_GET

        def _answer(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as error:
        raise UsageError(
            f"Port {port} of {host} cannot be used: {error.strerror or error}.\n"
            "  → Name another with --port; 0 takes any free one."
        ) from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
