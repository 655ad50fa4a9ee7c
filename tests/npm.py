"""Packages as they stand on the npm registry: fetched once, without what they depend on, and kept."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

_PATIENCE = 300  # seconds for all packages that are missing


class NotHad(Exception):
    """The packages could not be had on this machine; the text says why."""


def fetched(config: pytest.Config, packages: Mapping[str, str], what: str) -> Path:
    """`node_modules` with the packages (name → version), in the folder of pytest's cache.

    Where they cannot be had the tests are skipped; a CI job fails and says so. `what`: the packages, in words.
    """
    assert config.cache is not None
    try:
        return node_modules(Path(config.cache.mkdir("npm")), packages)
    except NotHad as error:
        told = f"{what} were not run: {error}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)


def node_modules(folder: Path, packages: Mapping[str, str]) -> Path:
    """The folder in which each package stands as it was published. Raises NotHad."""
    place = folder / "node_modules"
    place.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other workers wait for the one that was here first
        missing = {name: version for name, version in packages.items() if not _mark(place, name, version).is_file()}
        if missing:
            _fetch(missing, place)
    return place


def _mark(place: Path, name: str, version: str) -> Path:
    return place / name / f".{version}"


def _fetch(packages: Mapping[str, str], place: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotHad("npm is not installed here: it comes with Node.js (https://nodejs.org).")
    with tempfile.TemporaryDirectory(dir=place) as made:
        wanted = [f"{name}@{version}" for name, version in packages.items()]
        try:
            subprocess.run(
                [npm, "pack", *wanted, "--pack-destination", made, "--silent"],
                check=True,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                cwd=made,
                env={**os.environ, "npm_config_update_notifier": "false"},
            )
        except subprocess.TimeoutExpired:
            raise NotHad(f"npm did not get {', '.join(wanted)} within {_PATIENCE} s.") from None
        except subprocess.CalledProcessError as error:
            raise NotHad(f"npm could not get {', '.join(wanted)}: {error.stderr.strip()[-500:]}") from None
        for name, version in packages.items():
            file = Path(made) / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
            unpacked = Path(made) / file.stem
            with tarfile.open(file) as archive:
                archive.extractall(unpacked, filter="data")
            (inside,) = unpacked.iterdir()  # nearly always `package`
            (inside / f".{version}").touch()
            shutil.rmtree(place / name, ignore_errors=True)
            (place / name).parent.mkdir(exist_ok=True)
            inside.rename(place / name)
