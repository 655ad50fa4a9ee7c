"""A real PostgreSQL on this machine, for a test: installed where it is not, started on loopback, and ended again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BINARIES = Path("/usr/lib/postgresql")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


class Unavailable(Exception):
    """There is no PostgreSQL here, and it cannot be installed; its text says why."""


def binaries() -> Path:
    """The folder of initdb and postgres; installed with apt where they are missing. Raises Unavailable."""
    found = _found()
    if found is None:
        _install()
        found = _found()
    if found is None:
        raise Unavailable("apt installed no PostgreSQL")
    return found


def _found() -> Path | None:
    there = sorted(_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if there:
        return there[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def _install() -> None:
    apt = shutil.which("apt-get")
    if apt is None:
        raise Unavailable("PostgreSQL is not installed here, and there is no apt to install it with")
    lead = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if lead is None:
        raise Unavailable("PostgreSQL is not installed here, and only root could install it")
    environment = {**os.environ, **_QUIET}
    for words in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "postgresql")):
        told = subprocess.run([*lead, apt, *words], env=environment, capture_output=True, text=True, check=False)
        if told.returncode:
            raise Unavailable(f"apt-get {words[0]} failed: {told.stderr.strip().splitlines()[-1:]}")


def _as_somebody() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root."""
    return () if os.geteuid() != 0 else ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its URL, for SQLAlchemy. `folder` is empty, and can be reached by everybody. Raises Unavailable."""
    programs, who = binaries(), _as_somebody()
    if who:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    data = folder / "data"
    made = (programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    subprocess.run([*who, *map(str, made)], check=True, capture_output=True, cwd="/")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    control = (*who, str(programs / "pg_ctl"), "-D", str(data), "-w")
    log = str(folder / "log")
    told = f"-h 127.0.0.1 -p {port} -k '' -c fsync=off"
    subprocess.run([*control, "-l", log, "-o", told, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/")
