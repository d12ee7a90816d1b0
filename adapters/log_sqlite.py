"""The event log in one SQLite file, for one hub: the library's recorder over the hub's own tables.

Exactly one process opens the file (a lock beside it) and exactly one connection writes: SQLite before
3.51.3 can corrupt a file that two connections write to or checkpoint at once.
"""

import fcntl
import os
import sqlite3
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

from adapters.log import SELECT, TABLES, Log, Turn, Unavailable

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
        after = (start or 0) - (1 if inclusive_of_start else 0)
        with self.datastore.transaction(commit=False) as c:
            c.execute(f"{SELECT} WHERE position > ? ORDER BY position LIMIT ?", (after, limit))
            rows = c.fetchall()
        return [
            Notification(stream, version, tag, body, id=position)
            for position, stream, version, tag, body, _ in rows
            if (stop is None or position <= stop) and (not topics or tag in topics)
        ]

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
        order = "DESC" if desc else "ASC"
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                f"{SELECT} WHERE stream = ? AND version > ? AND version <= ?"
                f" ORDER BY version {order} LIMIT ?",
                (str(originator_id), gt or 0, lte or 2**62, -1 if limit is None else limit),
            )
            return [StoredEvent(row[1], row[2], row[3], row[4]) for row in c.fetchall()]


class SQLiteLog(Log):
    """The log in the file `log.db` of a folder."""

    exclusive = True

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = take_lock(folder / "log.lock")
        path = str(folder / "log.db")
        self.datastore = SQLiteDatastore(path, originator_id_type="text")
        self.datastore.pool = Pool(db_name=path, pool_size=4, max_overflow=8, pool_timeout=5)
        with unavailable():
            self.recorder = Recorder(self.datastore)
            self.recorder.create_table()
            self.writing = self.datastore.pool.get_connection(is_writer=True)

    @contextmanager
    def transaction(self) -> Iterator[Turn]:
        with unavailable():
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
