"""Rebuild: every board from the whole log, beside a bare `executemany` of the very same row writes."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import median
from timeit import default_timer as now
from typing import Any

from adapters.views import BoardFile, remove
from adapters.views import opened as view_opened
from domain.envelope import Recorded
from hub.boards import PAGE, Boards
from hub.hub import Hub
from projections.boards import Board
from tests.bench.grounds import founded, opened

EVENTS = 200_000
RUNS = 5

Write = tuple[str, tuple[Any, ...]]


class Recording(BoardFile):
    """A board's file that keeps all changes of rows it was told, a list a page."""

    pages: list[list[Write]]

    def apply(self, page: Iterable[Recorded]) -> None:
        self.pages.append([])
        super().apply(page)

    def write(self, statement: str, *values: Any) -> None:
        self.pages[-1].append((statement, values))
        super().write(statement, *values)


def measure(*, quick: bool = False) -> dict[str, float]:
    """`rebuild_events_per_s`: events/s through decoding, all folds, and their files. `rebuild_ratio`: row
    writes/s of that over those of `executemany`, one call for each run of equal statements."""
    events = 5_000 if quick else EVENTS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        founded(folder, events)
        with opened(folder) as hub:
            tapes = recorded(hub, folder / "tape.db")
            pairs = [
                (rebuilt(hub.boards), replayed(tapes, folder / "bare.db"))
                for _ in range(1 if quick else RUNS)
            ]
    return {
        "rebuild_ratio": median(bare / full for full, bare in pairs),
        "rebuild_events_per_s": events / median(full for full, _ in pairs),
        "rebuild_writes": float(sum(len(page) for _, pages in tapes for page in pages)),
    }


def rebuilt(boards: Boards) -> float:
    """Seconds that it takes to build every board beside the one in use."""
    began = now()
    fresh = boards.fresh()
    boards.extend(fresh, boards.log.head())
    taken = now() - began
    for file in fresh.values():
        file.close()
        remove(file.path)
    return taken


Tape = tuple[Board, list[list[Write]]]


def recorded(hub: Hub, path: Path) -> list[Tape]:
    """All row writes of every board, page by page."""
    return [(file.board, writes_of(hub, file.board, path)) for file in hub.boards.files.values()]


def writes_of(hub: Hub, board: Board, path: Path) -> list[list[Write]]:
    file = Recording(path, board, hub.secrets, hub.zone, journal="OFF")
    file.pages = []
    while stored := hub.log.read(file.position, PAGE):
        file.apply([hub.codec.decode(each) for each in stored])
    file.close()
    remove(path)
    return file.pages


def replayed(tapes: Sequence[Tape], path: Path) -> float:
    """Seconds that the row writes take by themselves, into tables and files like the boards'."""
    taken = 0.0
    for board, pages in tapes:
        runs = [grouped(page) for page in pages]
        connection = prepared(path, board)
        began = now()
        for page in runs:
            connection.execute("BEGIN")
            for statement, rows in page:
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
        taken += now() - began
        connection.close()
        remove(path)
    return taken


def grouped(page: Sequence[Write]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The writes of a page with neighbours of one statement together."""
    return [(statement, [values for _, values in run]) for statement, run in groupby(page, itemgetter(0))]


def prepared(path: Path, board: Board) -> sqlite3.Connection:
    connection = view_opened(path, "OFF")
    connection.executescript(board.TABLES)
    return connection


if __name__ == "__main__":
    print(json.dumps(measure()))
