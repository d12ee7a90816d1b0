"""The event log in one SQLite file, for one hub: the library's recorder over the hub's own tables.

Exactly one process opens the file (a lock beside it) and exactly one connection writes: SQLite before
3.51.3 can corrupt a file that two connections write to or checkpoint at once.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eventsourcing.persistence import Notification, PersistenceError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
)

from adapters.log import TABLES, Log, Turn, Unavailable, notifications, stream_events

PRAGMAS = ("synchronous=FULL", "wal_autocheckpoint=4000", "cache_size=-65536", "temp_store=memory")


class Pool(SQLiteConnectionPool):
    """Connections that flush every commit to disk and return plain tuples."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection._sqlite_conn.row_factory = None
        for pragma in PRAGMAS:
            connection._sqlite_conn.execute(f"PRAGMA {pragma}")
        return connection


class Recorder(SQLiteApplicationRecorder):
    """The library's recorder over the hub's tables."""

    def construct_create_table_statements(self) -> list[str]:
        return [table.format(position="INTEGER", bytes="BLOB") for table in TABLES]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library's reading interface, over positions."""
        statement, values = notifications(start, limit, stop, topics, inclusive_of_start)
        with self.datastore.transaction(commit=False) as c:
            c.execute(statement, values)
            return [Notification(row[1], row[2], row[3], row[4], id=row[0]) for row in c.fetchall()]

    def max_notification_id(self) -> int:
        """The last position, 0 for an empty log."""
        with self.datastore.transaction(commit=False) as c:
            c.execute("SELECT MAX(position) FROM events")
            return int(c.fetchone()[0] or 0)

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The library's reading interface, over one stream."""
        statement, values = stream_events(gt, lte, desc, limit)
        with self.datastore.transaction(commit=False) as c:
            c.execute(statement, (str(originator_id), *values))
            return [StoredEvent(row[1], row[2], row[3], row[4]) for row in c.fetchall()]


class SQLiteLog(Log):
    """The log in the file `log.db` of a folder."""

    exclusive = True

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = take_lock(folder / "log.lock")
        self.turns = threading.Lock()
        path = str(folder / "log.db")
        self.datastore = SQLiteDatastore(path, originator_id_type="text")
        self.datastore.pool = Pool(db_name=path, pool_size=4, max_overflow=8, pool_timeout=5)
        try:
            with unavailable():
                self.recorder = Recorder(self.datastore)
                self.recorder.create_table()
                self.writing = self.datastore.pool.get_connection(is_writer=True)
        except Unavailable:
            os.close(self.lock)
            raise

    @contextmanager
    def transaction(self) -> Iterator[Turn]:
        with unavailable(), self.turns:
            cursor = self.writing.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield Turn(cursor, "?")
                self.writing.commit()
            except BaseException:
                self.writing.rollback()
                raise

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with unavailable(), self.datastore.transaction(commit=False) as c:
            c.execute(statement, values)
            return list(c.fetchall())

    def wait(self, seconds: float) -> None:
        raise NotImplementedError("no other process writes to this file")

    def close(self) -> None:
        self.datastore.pool.put_connection(self.writing)
        self.datastore.close()
        os.close(self.lock)


def take_lock(path: Path) -> int:
    """An exclusive lock that ends with the process. Raises Unavailable while another hub holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Unavailable(f"another hub has this data folder open ({path.parent})") from error
    return handle


@contextmanager
def unavailable() -> Iterator[None]:
    """Turns the database's own failures into Unavailable, with the cause in words."""
    try:
        yield
    except (sqlite3.Error, PersistenceError, OSError) as error:
        raise Unavailable(str(error)) from error
