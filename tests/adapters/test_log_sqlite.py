"""What holds of the log in a SQLite file alone: one process, one writer, and a disk that may fail."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.log import Unavailable
from adapters.log_sqlite import SQLiteLog
from tests.adapters.test_log import append, row, story

OPEN_IT = """
import sys
from pathlib import Path
from adapters.log import Unavailable
from adapters.log_sqlite import SQLiteLog
try:
    SQLiteLog(Path(sys.argv[1]))
except Unavailable as error:
    sys.exit(f"refused: {error}")
"""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SQLiteLog]:
    log = SQLiteLog(tmp_path)
    yield log
    log.close()


def test_a_second_process_is_refused_while_the_first_holds_the_file(log: SQLiteLog, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_IT, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "refused: another hub has this data folder open" in done.stderr
    append(log, story())


def test_a_second_log_of_the_same_process_is_refused_until_the_first_is_closed(tmp_path: Path) -> None:
    log = SQLiteLog(tmp_path)
    with pytest.raises(Unavailable, match="another hub"):
        SQLiteLog(tmp_path)
    log.close()
    SQLiteLog(tmp_path).close()


def test_a_file_that_is_no_database_is_refused_and_the_folder_let_go(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"this is no database, whatever its name says. " * 100)
    with pytest.raises(Unavailable, match="not a database"):
        SQLiteLog(tmp_path)
    (tmp_path / "log.db").unlink()
    SQLiteLog(tmp_path).close()


def test_a_commit_is_flushed_to_disk_before_it_returns(log: SQLiteLog) -> None:
    with log.transaction() as turn:
        assert turn.scalar("PRAGMA synchronous") == 2
        assert turn.scalar("PRAGMA journal_mode") == "wal"


def test_a_file_locked_by_another_program_is_unavailable_until_it_is_let_go(log: SQLiteLog) -> None:
    append(log, story()[:1])
    log.writing._sqlite_conn.execute("PRAGMA busy_timeout=20")
    other = sqlite3.connect(log.datastore.pool.db_name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        append(log, story()[1:])
    other.execute("ROLLBACK")
    other.close()
    append(log, story()[1:])
    assert log.head() == 6


def test_a_full_disk_is_unavailable_and_stores_nothing(log: SQLiteLog) -> None:
    append(log, story())
    with log.transaction() as turn:
        pages = int(turn.scalar("PRAGMA page_count"))
        turn.execute(f"PRAGMA max_page_count={pages + 2}")
    large = [(*row(position)[:4], os.urandom(4096), b"leaf") for position in range(7, 20)]
    with pytest.raises(Unavailable, match="full"):
        append(log, [(p, f"s{p}", v, t, b, leaf) for p, _, v, t, b, leaf in large])
    assert log.head() == 6
    with log.transaction() as turn:
        turn.execute("PRAGMA max_page_count=1000000")
    append(log, [row(7, "s7")])
    assert log.head() == 7
