"""The shop, previews of it, and a page that fails the test for every error in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.loopback import Quiet, on_loopback
from validator.browser.launch import LaunchOptions
from validator.browser.options import RunOptions
from validator.demo import Shop, serve
from validator.preview.files import Files
from validator.preview.running import Running, running, visit_file

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
Opened = Callable[..., Running]

expect.set_options(timeout=20_000)  # each preview opens a browser of its own, which takes as long as it takes


@contextmanager
def pages(answer: Callable[[str], bytes]) -> Iterator[str]:
    """The address of a site whose pages are what `answer` says of their path."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            page = answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    with on_loopback(Handler) as url:
        yield f"{url}/"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        **browser_type_launch_args,
        **({"executable_path": found} if found else {}),
        **({"args": ["--no-sandbox"]} if root else {}),
    }


def options(**more: Any) -> RunOptions:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return RunOptions(LaunchOptions(arguments=("--no-sandbox",) if root else ()), **more)


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    with serve() as running_shop:
        yield running_shop


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a scenario beside the shop's plan and fragments."""
    shutil.copytree(SCENARIOS / "fragments", tmp_path / "fragments")
    shutil.copy(SCENARIOS / "tracking-plan.yaml", tmp_path)

    def written(text: str, name: str = "journey.yaml") -> Path:
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return file

    return written


@pytest.fixture
def preview(shop: Shop, tmp_path: Path) -> Iterator[Opened]:
    """Opens a preview of a scenario file, or of an address."""
    with ExitStack() as stack:

        def opened(target: Path | str, **how: Any) -> Running:
            environment = {"BASE_URL": shop.url, **how.pop("environment", {})}
            visit = isinstance(target, str)
            file = visit_file(target, tmp_path) if isinstance(target, str) else target
            plan = how.pop("plan", SCENARIOS / "tracking-plan.yaml" if visit else None)
            secrets = how.pop("secrets", ())
            files = Files([file], environment=environment, plan=plan, secrets=secrets)
            return stack.enter_context(
                running(files, options(), environment=environment, visit=visit, live_picture=visit, **how)
            )

        yield opened


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails the test for every error, and for every request to anywhere else."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on(
        "request",
        lambda request: (
            troubles.append(request.url) if not request.url.startswith(("http://127.0.0.1:", "data:")) else None
        ),
    )
    page.set_viewport_size({"width": 1400, "height": 900})
    yield page
    assert not troubles
