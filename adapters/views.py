"""Boards on disk: one SQLite file a projection, apart from the log, thrown away and rebuilt at will.

The rows of a page of events and the position they lead to are committed together. Nothing here is
flushed to disk with care: after a power loss a damaged file is rebuilt from the log.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from adapters.codec import Vault
from domain.catalogue import EVENTS
from domain.envelope import Recorded
from domain.personal import Sealed
from projections.boards import Board

Journal = Literal["WAL", "OFF"]
"""OFF for a file that nobody reads until it is whole: one that fails on the way is thrown away."""

POSITION = "CREATE TABLE IF NOT EXISTS progress (position INTEGER NOT NULL)"


MEMO = 50_000
"""How much a board may remember of what it wrote, so as not to read it again."""


class Damaged(Exception):
    """A board's file is broken. It holds nothing that the log does not: throw it away."""


class BoardFile:
    """The tables of one board: one connection that folds, one that pages read through.

    `vault` opens sealed names; `zone` is the company's time zone.
    """

    def __init__(
        self, path: Path, board: Board, vault: Vault, zone: str, *, journal: Journal = "WAL"
    ) -> None:
        self.path = path
        self.board = board
        self.takes = {event for tag, event in EVENTS.items() if tag.split(".")[0] in board.READS}
        self.vault = vault
        self.zone = zone
        self.folding = opened(path, journal)
        self.prepare()
        self.reading = opened(path, journal)
        self.reading.execute("PRAGMA query_only=ON")
        self.at = 0
        self.buffer: list[tuple[str, tuple[Any, ...]]] = []
        self.memo: dict[str, Any] = {}
        self.position: int = self.folding.execute("SELECT position FROM progress").fetchone()[0]

    def prepare(self) -> None:
        """Makes the tables of an empty file."""
        self.folding.execute(POSITION)
        if self.folding.execute("SELECT count(*) FROM progress").fetchone()[0] == 0:
            self.folding.executescript(
                f"BEGIN; {self.board.TABLES}; INSERT INTO progress VALUES (0); COMMIT;"
            )

    def apply(self, page: Iterable[Recorded]) -> None:
        """Folds a page of events and commits it with its position; on any error nothing of it stays.

        Raises Damaged when the file is, else what folding raises; `at` is then the position that it was at.
        """
        position = self.position
        self.folding.execute("BEGIN")
        try:
            for recorded in page:
                self.at = recorded.position
                if recorded.position > position:
                    if type(recorded.event) in self.takes:
                        self.board.apply(self, recorded)
                    position = recorded.position
            self.flush()
            self.folding.execute("UPDATE progress SET position = ?", (position,))
            self.folding.execute("COMMIT")
        except BaseException as error:
            self.buffer.clear()
            self.memo.clear()
            if type(error) is sqlite3.DatabaseError:  # its subclasses tell of the statement, not of the file
                raise Damaged(str(self.path)) from error
            self.folding.execute("ROLLBACK")
            raise
        if len(self.memo) > MEMO:
            self.memo.clear()
        self.position = position

    def write(self, statement: str, *values: Any) -> None:
        """Keeps the change until the end of the page, so that equal statements run as one."""
        self.buffer.append((statement, values))

    def flush(self) -> None:
        """Runs the kept changes in order."""
        pending, self.buffer = self.buffer, []
        start = 0
        for index in range(1, len(pending) + 1):
            if index == len(pending) or pending[index][0] != pending[start][0]:
                self.folding.executemany(pending[start][0], [values for _, values in pending[start:index]])
                start = index

    def read(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one SELECT, as of the last committed page."""
        return self.reading.execute(statement, values).fetchall()

    def open(self, sealed: Sealed) -> str | None:
        """Personal text in the clear, None where its key was destroyed."""
        opened_ = self.vault.open(sealed.subject, sealed.box)
        return None if opened_ is None else opened_.decode()

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, for comparison."""
        tables = self.read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {table: sorted(self.read(f"SELECT * FROM {table}"), key=repr) for (table,) in tables}

    def close(self) -> None:
        self.folding.close()
        self.reading.close()


def opened(path: Path, journal: Journal) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-32768")
    connection.execute("PRAGMA temp_store=memory")
    return connection


def board_path(folder: Path, board: Board) -> Path:
    """Where the board's file of this version lies."""
    return folder / f"{board.NAME}.{board.VERSION}.db"


def open_board(folder: Path, board: Board, vault: Vault, zone: str) -> BoardFile:
    """The board's file; one that is damaged is thrown away, as are those of earlier versions."""
    folder.mkdir(parents=True, exist_ok=True)
    path = board_path(folder, board)
    for old in folder.glob(f"{board.NAME}.*.db*"):
        if not old.name.startswith(path.name):
            old.unlink()
    try:
        return BoardFile(path, board, vault, zone)
    except sqlite3.DatabaseError:
        remove(path)
        return BoardFile(path, board, vault, zone)


def remove(path: Path) -> None:
    """Removes a board's file with its journals."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def anew(file: BoardFile) -> BoardFile:
    """An empty file in the place of one that is damaged."""
    file.close()
    remove(file.path)
    return BoardFile(file.path, file.board, file.vault, file.zone)


def swap(fresh: BoardFile, old: BoardFile) -> BoardFile:
    """Puts a board that was rebuilt beside the old one into its place."""
    vault, zone, path = old.vault, old.zone, old.path
    fresh.close()
    old.folding.close()
    remove(path)
    os.replace(fresh.path, path)
    return BoardFile(path, old.board, vault, zone)
