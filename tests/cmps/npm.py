"""Consent banners as they stand on the npm registry: fetched once, and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGES = {
    "klaro": "0.7.22",
    "vanilla-cookieconsent": "3.1.0",
    "tarteaucitronjs": "1.34.0",
    "cookieconsent": "3.1.1",
    "orejime": "3.2.1",
}
_PATIENCE = 180  # seconds for one package


class NotHad(Exception):
    """The packages could not be had on this machine; the text says why."""


def packages(folder: Path) -> Path:
    """The folder with `node_modules`, in which each package stands as it was published. Raises NotHad."""
    for name, version in PACKAGES.items():
        place = folder / "node_modules" / name
        if not (place / f".{version}").is_file():
            _fetch(name, version, place)
    return folder


def _fetch(name: str, version: str, place: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotHad("npm is not installed here: it comes with Node.js (https://nodejs.org).")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as made:
        try:
            subprocess.run(
                [npm, "pack", f"{name}@{version}", "--pack-destination", made, "--silent"],
                check=True,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                cwd=made,
                env={**os.environ, "npm_config_update_notifier": "false"},
            )
        except subprocess.TimeoutExpired:
            raise NotHad(f"npm did not get {name} {version} within {_PATIENCE} s.") from None
        except subprocess.CalledProcessError as error:
            raise NotHad(f"npm could not get {name} {version}: {error.stderr.strip()[-500:]}") from None
        (file,) = Path(made).glob("*.tgz")
        with tarfile.open(file) as archive:
            archive.extractall(made, filter="data")
        (Path(made) / "package" / f".{version}").touch()
        shutil.rmtree(place, ignore_errors=True)
        try:
            (Path(made) / "package").rename(place)
        except OSError:  # another worker was here first
            if not place.is_dir():
                raise
