"""The disk is full, the file is locked or may not be written, the database is gone: the writer says so, has
acknowledged nothing that is not stored, and goes on by itself when the cause is gone."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from msgspec import structs

from adapters.log import Log, Unavailable
from adapters.log_postgres import PostgresLog
from adapters.log_sqlite import SQLiteLog
from domain.actions import NudgeAction, StartAction
from domain.orders import Order, Outcome
from domain.people import JoinPerson
from tests.domain.cast import ITEM, LI, MAKING, OTHER_ITEM, SALES, numbered
from tests.hub.scribe import ASSIGN, Scribe, begin, founding, secrets_in
from tests.postgres import PostgresServer

Trouble = Callable[[Scribe], Any]
LONG = structs.replace(ASSIGN, what="字" * 2000)


@pytest.fixture
def scribe(tmp_path: Path) -> Iterator[Scribe]:
    log = SQLiteLog(tmp_path / "log")
    scribe = Scribe(log, secrets_in(tmp_path))
    scribe.give(*founding(), begin(ITEM, ASSIGN))
    yield scribe
    scribe.stop()
    log.close()


def pragma(scribe: Scribe, statement: str) -> Any:
    with scribe.log.transaction() as turn:
        return turn.scalar(f"PRAGMA {statement}")


@contextmanager
def full_disk(scribe: Scribe) -> Iterator[None]:
    """SQLite itself says that there is no room for another page."""
    pragma(scribe, f"max_page_count={pragma(scribe, 'page_count')}")
    yield
    pragma(scribe, "max_page_count=1000000")


@contextmanager
def no_larger_files(scribe: Scribe) -> Iterator[None]:
    """The system refuses to make the journal any longer."""
    size = Path(f"{wal_of(scribe)}").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def wal_of(scribe: Scribe) -> str:
    with scribe.log.transaction() as turn:
        turn.execute("PRAGMA database_list")
        return f"{turn.cursor.fetchone()[2]}-wal"


@contextmanager
def read_only(scribe: Scribe) -> Iterator[None]:
    """The file may not be written."""
    pragma(scribe, "query_only=ON")
    yield
    writing(scribe.log).execute("PRAGMA query_only=OFF")


@contextmanager
def locked(scribe: Scribe) -> Iterator[None]:
    """Some other program holds the file."""
    writing(scribe.log).execute("PRAGMA busy_timeout=20")
    other = sqlite3.connect(wal_of(scribe).removesuffix("-wal"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def writing(log: Log) -> sqlite3.Connection:
    """The one connection that writes."""
    assert isinstance(log, SQLiteLog)
    return log.writing._sqlite_conn


def fill(scribe: Scribe) -> list[Outcome | BaseException]:
    """More than fits, given at the same time by many."""
    orders = (begin(numbered(3000 + number), LONG) for number in range(40))
    return scribe.together(*(scribe.writer.execute([order], LI, key=order.stream) for order in orders))


@pytest.mark.parametrize("trouble", [full_disk, no_larger_files, read_only, locked])
def test_nothing_is_acknowledged_that_is_not_stored(scribe: Scribe, trouble: Trouble) -> None:
    company, head = scribe.writer.company, scribe.log.head()
    with trouble(scribe):
        results = fill(scribe)
        assert scribe.log.head() == head
        with pytest.raises(Unavailable):
            scribe.give(begin(OTHER_ITEM, LONG))
    assert {type(result) for result in results} == {Unavailable}
    assert scribe.writer.company == company


@pytest.mark.parametrize("trouble", [full_disk, no_larger_files, read_only, locked])
def test_the_writer_goes_on_when_the_cause_is_gone(scribe: Scribe, trouble: Trouble) -> None:
    with trouble(scribe):
        fill(scribe)
    assert {type(result) for result in fill(scribe)} == {Outcome}
    assert scribe.give(Order(ITEM, StartAction()), begin(OTHER_ITEM, ASSIGN)).events == 2
    events = scribe.events()
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    numbers = [recorded.envelope.number for recorded in events if recorded.envelope.number]
    assert numbers == [f"ACT-{number}" for number in range(1, 43)]


@pytest.mark.parametrize("trouble", [full_disk, no_larger_files, read_only, locked])
def test_readers_read_on_meanwhile(scribe: Scribe, trouble: Trouble) -> None:
    before = scribe.log.read(0, 100)
    with trouble(scribe):
        fill(scribe)
        assert scribe.log.read(0, 100) == before


def test_a_store_of_keys_that_is_full_makes_the_command_unavailable_too(
    scribe: Scribe, tmp_path: Path
) -> None:
    """A new person needs a new key; where that cannot be kept, nothing may be sealed with it."""
    secrets: Any = scribe.codec.vault
    join = Order(numbered(50), JoinPerson("周", "zhou", department=SALES))
    secrets.db.execute("PRAGMA query_only=ON")
    with pytest.raises(Unavailable):
        scribe.give(join)
    secrets.db.execute("PRAGMA query_only=OFF")
    assert scribe.give(join).events == 1
    assert (
        secrets_in(tmp_path).open(numbered(50), scribe.events(numbered(50))[0].event.name.box)
        == "周".encode()
    )


# PostgreSQL


@pytest.fixture
def remote(empty_database: str, tmp_path: Path) -> Iterator[Scribe]:
    log = PostgresLog(empty_database)
    scribe = Scribe(log, secrets_in(tmp_path))
    scribe.give(*founding(), begin(ITEM, ASSIGN))
    yield scribe
    scribe.stop()
    log.close()


def until_it_works(scribe: Scribe, *orders: Order, key: str) -> Outcome:
    """As a client does that was told to try again. A pool may hold a few lost connections."""
    for _ in range(5):
        try:
            return scribe.give(*orders, by=LI, key=key)
        except Unavailable:
            continue
    return scribe.give(*orders, by=LI, key=key)


@pytest.mark.postgres
def test_a_lost_connection_is_unavailable_and_the_next_command_works(
    remote: Scribe, empty_database: str, postgres_server: PostgresServer
) -> None:
    for number in range(2):
        postgres_server.cut(empty_database)
        outcome = until_it_works(remote, begin(numbered(300 + number), ASSIGN), key=str(number))
        assert outcome.events == 1
    events = remote.events()
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    assert [recorded.envelope.number for recorded in events[-2:]] == ["ACT-2", "ACT-3"]


@pytest.mark.postgres
def test_commands_cut_in_the_middle_are_done_once_when_they_are_repeated(
    remote: Scribe, empty_database: str, postgres_server: PostgresServer
) -> None:
    """Whether the cut came before or after the commit, the key settles it."""
    lost, keys = 0, [f"nudge {number}" for number in range(64)]
    with ThreadPoolExecutor(1) as cutter:
        cut = cutter.submit(postgres_server.cut, empty_database)
        while not cut.done():
            lost += sum(not isinstance(result, Outcome) for result in nudges(remote, keys))
        cut.result()
    while unsettled := [result for result in nudges(remote, keys) if not isinstance(result, Outcome)]:
        lost += len(unsettled)
        Event().wait(0.02)
    assert lost, "no command met a cut connection: the test shows nothing"
    found = [recorded.envelope for recorded in remote.events(ITEM)][1:]
    assert len({envelope.key for envelope in found}) == len(found) == 64
    assert [envelope.version for envelope in found] == list(range(2, 66))


def nudges(scribe: Scribe, keys: list[str]) -> list[Outcome | BaseException]:
    """One nudge a key, all at the same time."""
    return scribe.together(
        *(scribe.writer.execute([Order(ITEM, NudgeAction())], LI, key=key) for key in keys)
    )


@pytest.mark.postgres
def test_two_writers_on_one_log_take_turns_without_gap_or_double(
    remote: Scribe, empty_database: str, tmp_path: Path
) -> None:
    log = PostgresLog(empty_database)
    other = Scribe(log, secrets_in(tmp_path))

    async def nudge_both(number: int) -> Outcome:
        scribe = (remote, other)[number % 2]
        await scribe.writer.execute([begin(numbered(4000 + number), ASSIGN)], LI)
        return await scribe.writer.execute([Order(ITEM, NudgeAction())], LI)

    results = remote.together(*(nudge_both(number) for number in range(80)))
    assert {type(result) for result in results} == {Outcome}
    events = remote.events()
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    assert [recorded.envelope.version for recorded in remote.events(ITEM)] == list(range(1, 82))
    numbers = [recorded.envelope.number for recorded in events if recorded.envelope.number]
    assert sorted(numbers) == sorted(f"ACT-{number}" for number in range(1, 82))
    other.stop()
    log.close()


@pytest.mark.postgres
def test_a_writer_knows_at_once_what_the_other_did(
    remote: Scribe, empty_database: str, tmp_path: Path
) -> None:
    log = PostgresLog(empty_database)
    other = Scribe(log, secrets_in(tmp_path))
    remote.give(Order(ITEM, StartAction()))
    assert other.give(Order(ITEM, StartAction())).events == 0
    other.give(Order(numbered(50), JoinPerson("周", "zhou", department=MAKING)))
    remote.give(begin(OTHER_ITEM, structs.replace(ASSIGN, owner=numbered(50))))
    first = remote.give(Order(ITEM, NudgeAction()), by=LI, key="k")
    assert other.give(Order(ITEM, NudgeAction()), by=LI, key="k") == first
    assert other.give(Order(ITEM, NudgeAction(), expected=3)).events == 1
    other.stop()
    log.close()


@pytest.mark.postgres
def test_two_writers_may_begin_on_an_empty_log(empty_database: str, tmp_path: Path) -> None:
    logs = [PostgresLog(empty_database) for _ in range(2)]
    one, two = (Scribe(log, secrets_in(tmp_path)) for log in logs)
    one.give(*founding())
    two.give(begin(ITEM, ASSIGN))
    one.give(Order(ITEM, StartAction()))
    two.give(Order(ITEM, NudgeAction()))
    assert [recorded.envelope.version for recorded in one.events(ITEM)] == [1, 2, 3]
    for scribe, log in zip((one, two), logs, strict=True):
        scribe.stop()
        log.close()
