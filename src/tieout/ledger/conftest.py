"""Stores to test on: SQLite always, PostgreSQL where its server programs are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

_PROGRAMS = ("initdb", "postgres", "pg_ctl")
_HOMEBREW = ("/opt/homebrew/opt", "/usr/local/opt")
_numbers = count(1)


def postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL server programs: Debian's, Homebrew's, or the one on the PATH."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += [folder for opt in _HOMEBREW for folder in Path(opt).glob("postgresql@*/bin")]
    on_path = shutil.which("postgres")
    found = [folder for folder in folders if all((folder / name).exists() for name in _PROGRAMS)]
    newest = sorted(found, key=lambda folder: int("".join(filter(str.isdigit, folder.parent.name)) or 0))
    if newest:
        return newest[-1]
    return Path(on_path).resolve().parent if on_path and shutil.which("initdb") else None


def _as_somebody() -> list[str]:
    """The server refuses to run as root: the command that runs it as somebody else."""
    if os.getuid() != 0:
        return []
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return ["runuser", "-u", "postgres" if "postgres" in known else "nobody", "--"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, on a free port of the loopback, that goes when the tests are done."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL server programs not found: initdb, postgres, pg_ctl.  These tests run on SQLite alone.")
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed: these tests run on SQLite alone")
    somebody = _as_somebody()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="tieout-postgresql-", ignore_cleanup_errors=True) as folder:
        if somebody:
            shutil.chown(folder, somebody[2])
        data, log = f"{folder}/data", f"{folder}/log"
        # Without fsync, for speed: the tests kill the server's clients, never the server.
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        init = ["-A", "trust", "-U", "tieout", "-E", "UTF8", "--no-sync", "-D", data]
        for command in (
            [str(programs / "initdb"), *init],
            [str(programs / "pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "-t", "60", "start"],
        ):
            done = subprocess.run([*somebody, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if done.returncode:
                pytest.fail(f"{' '.join(command)}: {done.stderr.decode()}")
        try:
            yield f"postgresql://tieout@127.0.0.1:{port}/postgres"
        finally:
            stop = [str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"]
            subprocess.run([*somebody, *stop], cwd=folder, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a place where there is no store yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'firm.db'}"
        return
    server = request.getfixturevalue("postgresql")
    import psycopg

    name = f"firm_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {name}")
    yield server.removesuffix("/postgres") + f"/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)")
