"""Data folders to measure on: the sample company with a past of as many events as wanted."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from adapters.log import INSERT, Row
from hub.config import Config
from hub.hub import Hub
from hub.sample_company import found_company
from tests.bench.history import past

CHUNK = 5000


def founded(folder: Path, events: int) -> None:
    """A data folder with the sample company and so many events in all."""
    asyncio.run(found(folder))
    with opened(folder) as hub:
        first = hub.log.head() + 1
        rows = past(hub.codec, hub.company(), first, events - first + 1)
        fill(folder / "log.db", rows)


async def found(folder: Path) -> None:
    hub = Hub(Config(folder, nats="off"))
    await hub.start()
    await found_company(hub)
    await hub.stop()


@contextmanager
def opened(folder: Path) -> Iterator[Hub]:
    """A hub on the folder that is not started: its parts are there, no thread runs."""
    hub = Hub(Config(folder, nats="off"))
    try:
        yield hub
    finally:
        hub.boards.stop()
        hub.log.close()
        hub.secrets.close()


def fill(path: Path, rows: Iterable[Row]) -> None:
    """Puts rows into a log by the shortest way, flushed to disk at the end."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    going = iter(rows)
    while chunk := list(islice(going, CHUNK)):
        connection.execute("BEGIN")
        connection.executemany(INSERT, chunk)
        connection.execute("COMMIT")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
