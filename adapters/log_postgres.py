"""The event log in PostgreSQL, for several hubs: the library's recorder over the hub's own tables.

Writers of several hubs take one advisory lock for the length of a transaction and assign the next
positions under it, so positions are dense. (A table lock would wait for VACUUM.) NOTIFY wakes readers.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.persistence import Notification, PersistenceError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg.sql import SQL
from psycopg_pool import PoolTimeout

from adapters.log import (
    TABLES,
    Log,
    Row,
    Turn,
    Unavailable,
    in_words_of,
    notifications,
    stream_events,
)

CHANNEL = "collab_hub_events"
WRITER_LOCK = 0x636F6C6C
"""The advisory lock's key: one writer at a time, among all hubs on one database."""

PgCursor = psycopg.Cursor[tuple[Any, ...]]


class Recorder(PostgresApplicationRecorder):
    """The library's recorder over the hub's tables."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.sql_create_statements = [
            SQL(table).format(position=SQL("BIGINT"), bytes=SQL("BYTEA")) for table in TABLES
        ]

    def create_table(self) -> None:
        """Several hubs may start at once: the tables are made under the writers' lock."""
        with self.datastore.transaction(commit=True) as curs:
            curs.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
            for statement in self.sql_create_statements:
                curs.execute(statement)

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
        with plain_rows(self.datastore) as c:
            rows = c.execute(in_words_of("%s", statement), values).fetchall()
        return [Notification(row[1], row[2], row[3], row[4], id=row[0]) for row in rows]

    def max_notification_id(self) -> int:
        """The last position, 0 for an empty log."""
        with plain_rows(self.datastore) as c:
            row = c.execute("SELECT MAX(position) FROM events").fetchone()
        return int(row[0] or 0) if row else 0

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
        with plain_rows(self.datastore) as c:
            rows = c.execute(in_words_of("%s", statement), (str(originator_id), *values)).fetchall()
        return [StoredEvent(row[1], row[2], row[3], row[4]) for row in rows]


class PostgresTurn(Turn):
    """A turn that tells the other hubs when it has appended."""

    def append(self, rows: Sequence[Row]) -> None:
        super().append(rows)
        self.cursor.execute(f"NOTIFY {CHANNEL}")


class PostgresLog(Log):
    """The log in a database named by URL."""

    exclusive = False

    def __init__(self, url: str) -> None:
        self.url = url
        parts = conninfo_to_dict(url)
        self.datastore = PostgresDatastore(
            dbname=str(parts.get("dbname", "postgres")),
            host=str(parts.get("host", "")),
            port=str(parts.get("port", "5432")),
            user=str(parts.get("user", "postgres")),
            password=str(parts.get("password", "")),
            pool_size=2,
            max_overflow=8,
            originator_id_type="text",
        )
        # The library takes five parts of the URL; the rest (sslmode, ...) goes to the connections as well.
        kwargs = self.datastore.pool.kwargs
        self.datastore.pool.kwargs = {**(kwargs if isinstance(kwargs, dict) else {}), **parts}
        self.listener: psycopg.Connection[Any] | None = None
        with unavailable():
            self.recorder = Recorder(self.datastore)
            self.recorder.create_table()

    @contextmanager
    def transaction(self) -> Iterator[Turn]:
        with unavailable(), self.datastore.get_connection() as connection, connection.transaction():
            cursor = connection.cursor(row_factory=tuple_row)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
            yield PostgresTurn(cursor, "%s")

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with unavailable(), plain_rows(self.datastore) as c:
            return c.execute(in_words_of("%s", statement), values).fetchall()

    def wait(self, seconds: float) -> None:
        """NOTIFY can be lost with its connection, so callers poll as well."""
        with unavailable():
            if self.listener is None or self.listener.closed:
                self.listener = psycopg.connect(self.url, autocommit=True)
                self.listener.execute(f"LISTEN {CHANNEL}")
            for _ in self.listener.notifies(timeout=seconds, stop_after=1):
                return

    def close(self) -> None:
        if self.listener is not None:
            self.listener.close()
        self.datastore.close()


@contextmanager
def plain_rows(datastore: PostgresDatastore) -> Iterator[PgCursor]:
    """A cursor that returns tuples."""
    with datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
        yield cursor


@contextmanager
def unavailable() -> Iterator[None]:
    """Turns the database's own failures into Unavailable, with the cause in words."""
    try:
        yield
    except (psycopg.Error, PersistenceError, PoolTimeout, OSError) as error:
        raise Unavailable(str(error)) from error
