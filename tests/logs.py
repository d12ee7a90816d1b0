"""Logs for tests: the same ones that the hub uses, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.log import Log
from adapters.log_postgres import PostgresLog
from adapters.log_sqlite import SQLiteLog
from tests.postgres import PostgresServer

OpenLog = Callable[[], Log]
"""Opens the one log of a test; the next call closes it and opens it again, as a restart does."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenLog]:
    """Opens a log that is empty at first: each test runs on SQLite and on PostgreSQL."""
    place = tmp_path / "log" if request.param == "sqlite" else request.getfixturevalue("empty_database")
    opened: list[Log] = []

    def open_log() -> Log:
        close(opened)
        opened.append(SQLiteLog(place) if isinstance(place, Path) else PostgresLog(place))
        return opened[-1]

    yield open_log
    close(opened)


def close(opened: list[Log]) -> None:
    while opened:
        opened.pop().close()


@pytest.fixture(scope="module")
def shared_database(postgres_server: PostgresServer) -> Iterator[str]:
    """One database for the tests of a module: making one takes longer than most of them."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def empty_database(shared_database: str) -> str:
    """The URL of the module's database, with nothing in it."""
    with psycopg.connect(shared_database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return shared_database
