"""A throw-away PostgreSQL cluster with PostGIS, for the tests of the second engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

NEEDED = "the binaries of PostgreSQL with PostGIS (Debian: postgresql postgresql-15-postgis-3)"


def binaries() -> Path | None:
    """Return the folder with ``initdb`` of a PostgreSQL that has PostGIS, None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    for initdb in [*found, *([Path(on_path)] if on_path else [])]:
        share = subprocess.run(
            [initdb.with_name("pg_config"), "--sharedir"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        if share and (Path(share) / "extension" / "postgis.control").exists():
            return initdb.parent
    return None


class Server:
    """A running cluster; each database is a copy of a template that has PostGIS."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self._admin() as connection:
            connection.execute("CREATE DATABASE spatial")
        with psycopg.connect(self._dsn("spatial"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION postgis")

    def database(self, template: str = "spatial") -> str:
        """Return the address of a new database, a copy of another."""
        name = f"t{uuid.uuid4().hex[:12]}"
        with self._admin() as connection:
            quick = " STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}{quick}")
        return f"postgresql+psycopg://karte@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        """Drop a database."""
        with self._admin() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn("postgres"), autocommit=True)

    def _dsn(self, database: str) -> str:
        return f"host={self.folder} user=karte dbname={database}"


def name_of(url: str) -> str:
    """Return the name of the database in an address of ``Server.database``."""
    return url.split("@/")[1].split("?")[0]


@contextmanager
def running() -> Iterator[Server]:
    """Start a cluster on a socket of its own and stop it at the end."""
    bin_folder = binaries()
    if bin_folder is None:
        if os.environ.get("KARTE_TEST_ALL"):
            pytest.fail(f"KARTE_TEST_ALL is set, so these are needed: {NEEDED}")
        pytest.skip(f"needs {NEEDED}")
    # A short path: a socket's name may have 107 letters at most.
    folder = Path(tempfile.mkdtemp(prefix="karte-pg-"))
    who: dict[str, str] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # PostgreSQL refuses to be run by root
        shutil.chown(folder, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres"}
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [bin_folder / program, "-D", data, *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            extra_groups=[] if who else None,
            **who,  # type: ignore[call-overload]
        )

    run("initdb", "-A", "trust", "-U", "karte", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
    options += " -c fsync=off -c full_page_writes=off"  # nobody pulls the plug here
    run("pg_ctl", "-w", "-s", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield Server(folder)
    finally:
        run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
