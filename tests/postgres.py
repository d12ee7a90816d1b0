"""A real PostgreSQL for the tests: one server for the session, a fresh database for each test."""

import importlib
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import machine


class PostgresServer:
    """A running server; `url` is its administrator's connection to the database `postgres`."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._numbers = itertools.count(1)
        self.url: str = handle.get_uri("postgres")

    def create(self) -> str:
        """Make an empty database; returns its URL."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        url: str = self._handle.get_uri(name)
        return url

    def drop(self, url: str) -> None:
        """Remove a database, cutting whoever is still connected."""
        with psycopg.connect(url) as connection:
            name = connection.info.dbname
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def cut(self, url: str) -> None:
        """End every connection to a database, as a lost network or a restarted server would."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def execute(self, statement: str) -> None:
        """Run one statement as administrator, outside a transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


def _start(package: str, folder: Path) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        # The package keeps its lock file there, and warns when the machine names no such folder.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        return importlib.import_module(package).get_server(folder / "data")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's server: reached by a Unix socket, gone with its files when the session ends."""
    name = machine.postgres_package()
    assert name
    with tempfile.TemporaryDirectory(prefix="hub-postgres-") as folder:
        handle = _start(name, Path(folder))
        yield PostgresServer(handle)
        handle.cleanup()


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a fresh, empty database of this test's own."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)
