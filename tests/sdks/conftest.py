"""A site whose pages run the vendors' own libraries, and one engine of the product that visits them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.loopback import Quiet, on_loopback
from tests.npm import fetched
from tests.sdks.libraries import PACKAGES
from validator.browser.engine import Engine
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.language import read_suite
from validator.model.recording import Request
from validator.model.run import Result
from validator.vendors import configuration

PAGES = Path(__file__).parent / "pages"
SETTINGS = {  # what these libraries ask for before they start
    "/rudderconfig": {
        "source": {"id": "s", "name": "s", "writeKey": "wk123", "enabled": True, "workspaceId": "w", "destinations": [],
                   "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}}},
        "updatedAt": "2026-01-01T00:00:00.000Z",
    },
    "/identity/v1": {"mpid": "99", "context": "c", "is_logged_in": False, "matched_identities": {}},
}  # fmt: skip
# Libraries take a browser that is driven for a robot and stay silent.
VISITOR = "<script>Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})</script>"

Visit = Callable[..., Result]


def content(packages: Path, path: str, whole: str) -> tuple[int, str, bytes]:
    """A page, a file of a package, the settings that a library asks for; nothing else: hits do not come here."""
    if path.startswith("/page/"):
        shown = (PAGES / f"{path.rpartition('/')[2]}.html").read_text(encoding="utf-8")
        page = f"<!doctype html><html lang=en><title>Home</title>{VISITOR}<h1>Home</h1>{shown}"
        return 200, "text/html", page.encode()
    if path.startswith("/npm/"):
        file = packages / path.removeprefix("/npm/")
        return (200, "text/javascript", file.read_bytes()) if file.is_file() else (404, "text/plain", b"")
    for beginning, told in SETTINGS.items():
        if path.startswith(beginning):
            return 200, "application/json", json.dumps(told).encode()
    known = configuration(Request(1, f"http://127.0.0.1{whole}"))
    return (known.status, known.content_type, known.body.encode()) if known else (404, "text/plain", b"")


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config) -> Iterator[str]:
    packages = fetched(pytestconfig, PACKAGES, "The libraries of the npm registry")

    class Handler(Quiet):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            status, kind, told = content(packages, urlsplit(self.path).path, self.path)
            self.send_response(status)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_POST = do_GET

    with on_loopback(Handler) as url:
        yield url


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(RunOptions(output=tmp_path_factory.mktemp("out"), screenshots="off", trace="off")) as running:
        yield running


@pytest.fixture
def visit(engine: Engine, site: str, tmp_path: Path) -> Visit:
    """Performs a visit to the page of a library; `expect` is the YAML of what is expected of it."""

    def visited(page: str, expect: str) -> Result:
        file = tmp_path / "visit.yaml"
        file.write_text(f"scenario: {page}\nsite: {site}\njourney:\n  - goto: /page/{page}\n    expect:\n{expect}")
        (result,) = engine.run(read_suite([file], environment={}).entries, Silence()).results
        return result

    return visited
