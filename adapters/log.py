"""The event log over an SQL database: one set of tables and statements for SQLite and PostgreSQL."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, NamedTuple, Protocol

from adapters.codec import Stored

Row = tuple[int, str, int, str, bytes, bytes]
"""position, stream, version, tag, body, leaf."""

COMPANY_ONLY = (
    "(substr(tag, 1, 10) = 'directory.' OR substr(tag, 1, 9) = 'calendar.' OR substr(tag, 1, 7) = 'policy.')"
)
"""The events of the company, in the words of the partial index that makes them cheap to read. No comparison
of order: a database's collation may have its own."""

TABLES = (
    "CREATE TABLE IF NOT EXISTS events (position {position} PRIMARY KEY, stream TEXT NOT NULL,"
    " version INTEGER NOT NULL, tag TEXT NOT NULL, body {bytes} NOT NULL, leaf {bytes} NOT NULL,"
    " UNIQUE (stream, version))",
    f"CREATE INDEX IF NOT EXISTS company_events ON events (position) WHERE {COMPANY_ONLY}",
    "CREATE TABLE IF NOT EXISTS command_keys (scope TEXT, key TEXT, digest {bytes}, outcome {bytes},"
    " day INTEGER, PRIMARY KEY (scope, key))",
    "CREATE INDEX IF NOT EXISTS command_keys_by_day ON command_keys (day)",
    "CREATE TABLE IF NOT EXISTS handled (reaction TEXT, target TEXT, position BIGINT,"
    " PRIMARY KEY (reaction, target))",
    "CREATE TABLE IF NOT EXISTS numbers (kind TEXT PRIMARY KEY, last BIGINT)",
    "CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, position BIGINT)",
    "CREATE TABLE IF NOT EXISTS parked (reaction TEXT, target TEXT, position BIGINT, error TEXT,"
    " PRIMARY KEY (reaction, target, position))",
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)",
)
SELECT = "SELECT position, stream, version, tag, body, leaf FROM events"
MAX_VERSION = 2**31 - 1
INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"


class Unavailable(Exception):
    """The log cannot be written or read now (disk full, file locked or read-only, connection lost)."""


class KeyRow(NamedTuple):
    """What a command key was used for: a digest of the command, and its outcome in JSON."""

    digest: bytes
    outcome: bytes


class Remembered(NamedTuple):
    """A command key to keep: whose, what for, what came of it, and the day (since 1970) it was used."""

    scope: str
    key: str
    digest: bytes
    outcome: bytes
    day: int


class Cursor(Protocol):
    """What the two databases' cursors have in common."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Any: ...
    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> Any: ...
    def fetchone(self) -> Any: ...


@cache
def in_words_of(mark: str, statement: str) -> str:
    """The statement with the database's own mark for a value."""
    return statement.replace("?", mark)


def notifications(
    start: int | None, limit: int, stop: int | None, topics: Sequence[str], inclusive: bool
) -> tuple[str, tuple[Any, ...]]:
    """The statement and values of the library's `select_notifications`, over positions and tags."""
    where = ["position >= ?" if inclusive else "position > ?"]
    values: list[Any] = [start or 0]
    if stop is not None:
        where.append("position <= ?")
        values.append(stop)
    if topics:
        where.append(f"tag IN ({', '.join('?' * len(topics))})")
        values += topics
    return f"{SELECT} WHERE {' AND '.join(where)} ORDER BY position LIMIT ?", (*values, limit)


def stream_events(
    gt: int | None, lte: int | None, desc: bool, limit: int | None
) -> tuple[str, tuple[Any, ...]]:
    """The statement of the library's `select_events`, and its values after the stream."""
    order = "DESC" if desc else "ASC"
    statement = f"{SELECT} WHERE stream = ? AND version > ? AND version <= ? ORDER BY version {order} LIMIT ?"
    return statement, (gt or 0, MAX_VERSION if lte is None else lte, MAX_VERSION if limit is None else limit)


class Turn:
    """The writer's turn at the log: what it reads and appends commits together or not at all."""

    def __init__(self, cursor: Cursor, mark: str) -> None:
        self.cursor = cursor
        self.mark = mark

    def head(self) -> int:
        """The last position, 0 for an empty log."""
        return int(self.scalar("SELECT MAX(position) FROM events") or 0)

    def version(self, stream: str) -> int:
        """The last version of a stream, 0 where nothing is stored under it."""
        return int(self.scalar("SELECT MAX(version) FROM events WHERE stream = ?", stream) or 0)

    def append(self, rows: Sequence[Row]) -> None:
        """Appends events; positions and versions are the caller's to keep dense."""
        self.cursor.executemany(in_words_of(self.mark, INSERT), rows)

    def key(self, scope: str, key: str) -> KeyRow | None:
        """What the key was used for before, if it was."""
        self.execute("SELECT digest, outcome FROM command_keys WHERE scope = ? AND key = ?", scope, key)
        row = self.cursor.fetchone()
        return KeyRow(*row) if row else None

    def remember(self, keys: Sequence[Remembered]) -> None:
        self.many("INSERT INTO command_keys VALUES (?, ?, ?, ?, ?)", keys)

    def prune_keys(self, before_day: int) -> None:
        """Forgets the keys used before a day; their commands would be decided anew."""
        self.execute("DELETE FROM command_keys WHERE day < ?", before_day)

    def handled(self, reaction: str, target: str) -> int:
        """The last source position that the reaction handled for the target, 0 for none."""
        statement = "SELECT position FROM handled WHERE reaction = ? AND target = ?"
        return int(self.scalar(statement, reaction, target) or 0)

    def handle(self, rows: Sequence[tuple[str, str, int]]) -> None:
        """Keeps reaction, target and source position."""
        self.many(
            "INSERT INTO handled VALUES (?, ?, ?)"
            " ON CONFLICT (reaction, target) DO UPDATE SET position = excluded.position",
            rows,
        )

    def number(self, kind: str) -> int:
        """The last human number given out of this kind."""
        return int(self.scalar("SELECT last FROM numbers WHERE kind = ?", kind) or 0)

    def save_numbers(self, rows: Sequence[tuple[str, int]]) -> None:
        self.many(
            "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET last = excluded.last", rows
        )

    def execute(self, statement: str, *values: Any) -> None:
        self.cursor.execute(in_words_of(self.mark, statement), values)

    def many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self.cursor.executemany(in_words_of(self.mark, statement), rows)

    def scalar(self, statement: str, *values: Any) -> Any:
        self.execute(statement, *values)
        row = self.cursor.fetchone()
        return row[0] if row else None


class Log(ABC):
    """Append-only, with dense positions. Every method raises Unavailable while the database cannot serve."""

    exclusive: bool
    """Whether this process is the only one that can append."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Turn]:
        """Takes the writers' lock; commits to disk at the end, rolls back on any error."""

    @abstractmethod
    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement written with `?`."""

    @abstractmethod
    def wait(self, seconds: float) -> None:
        """Returns when another process has appended, or after `seconds`."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of the database."""

    def read(self, after: int, limit: int) -> list[Stored]:
        """Up to `limit` events after the position, in order."""
        rows = self.query(f"{SELECT} WHERE position > ? ORDER BY position LIMIT ?", after, limit)
        return [Stored(*row) for row in rows]

    def read_company(self, after: int) -> list[Stored]:
        """Every event of the company after the position; costs nothing for the other events."""
        rows = self.query(f"{SELECT} WHERE position > ? AND {COMPANY_ONLY} ORDER BY position", after)
        return [Stored(*row) for row in rows]

    def stream(self, stream: str) -> list[Stored]:
        """Every event of one stream, in order."""
        rows = self.query(f"{SELECT} WHERE stream = ? ORDER BY version", stream)
        return [Stored(*row) for row in rows]

    def head(self) -> int:
        """The last position, 0 for an empty log."""
        return int(self.query("SELECT MAX(position) FROM events")[0][0] or 0)

    def checkpoint(self, name: str) -> int | None:
        """How far the named reader has come; None when it never began."""
        rows = self.query("SELECT position FROM checkpoints WHERE name = ?", name)
        return int(rows[0][0]) if rows else None

    def save_checkpoint(self, name: str, position: int) -> None:
        """Moves the named reader's checkpoint forward, never back."""
        with self.transaction() as turn:
            turn.execute(
                "INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position ="
                " CASE WHEN excluded.position > checkpoints.position THEN excluded.position"
                " ELSE checkpoints.position END",
                name,
                position,
            )

    def park(self, reaction: str, target: str, position: int, error: str) -> None:
        """Keeps what a reaction could not do, for people to see."""
        with self.transaction() as turn:
            turn.execute(
                "INSERT INTO parked VALUES (?, ?, ?, ?) ON CONFLICT (reaction, target, position)"
                " DO UPDATE SET error = excluded.error",
                reaction,
                target,
                position,
                error,
            )

    def parked(self) -> list[tuple[Any, ...]]:
        """reaction, target, position and error of everything parked."""
        return self.query("SELECT reaction, target, position, error FROM parked ORDER BY position")

    def identity(self, fresh: str) -> str:
        """The id of this log; `fresh` becomes it when the log is new."""
        with self.transaction() as turn:
            turn.execute("INSERT INTO meta VALUES ('log-id', ?) ON CONFLICT (name) DO NOTHING", fresh)
            return str(turn.scalar("SELECT value FROM meta WHERE name = 'log-id'"))
