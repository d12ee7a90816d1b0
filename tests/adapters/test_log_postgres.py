"""What holds of the log in PostgreSQL alone: several hubs, and connections that are lost."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.log import Log, Unavailable
from adapters.log_postgres import PostgresLog
from tests.adapters.test_log import append, row, story
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def log(empty_database: str) -> Iterator[PostgresLog]:
    log = PostgresLog(empty_database)
    yield log
    log.close()


def soon(work: Callable[[], None], attempts: int = 5) -> None:
    """Repeats what may still meet a connection that was lost; a pool has a few of them."""
    for _ in range(attempts - 1):
        try:
            return work()
        except Unavailable:
            continue
    return work()


def test_several_hubs_append_to_one_log_without_gap_or_double(empty_database: str) -> None:
    def work(hub: int) -> None:
        log = PostgresLog(empty_database)
        for number in range(1, 26):
            with log.transaction() as turn:
                turn.append([row(turn.head() + 1, f"hub {hub}", number)])
        log.close()

    with ThreadPoolExecutor(3) as hubs:
        list(hubs.map(work, range(3)))
    log = PostgresLog(empty_database)
    found = log.read(0, 1000)
    log.close()
    assert [each.position for each in found] == list(range(1, 76))
    for hub in range(3):
        assert [each.version for each in found if each.stream == f"hub {hub}"] == list(range(1, 26))


def test_two_hubs_may_start_on_an_empty_database_at_once(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as hubs:
        logs = list(hubs.map(lambda _: PostgresLog(empty_database), range(4)))
    append(logs[0], story())
    assert [log.head() for log in logs] == [6, 6, 6, 6]
    for log in logs:
        log.close()


def test_a_reader_is_woken_by_another_hub(log: PostgresLog, empty_database: str) -> None:
    log.wait(0.01)
    writing = PostgresLog(empty_database)
    woken = threading.Event()

    def listen() -> None:
        log.wait(20)
        woken.set()

    threading.Thread(target=listen, daemon=True).start()
    assert not woken.wait(0.05)
    append(writing, story())
    assert woken.wait(10)
    writing.close()


def test_waiting_ends_by_itself(log: PostgresLog) -> None:
    log.wait(0.01)


def append_across_a_cut(log: Log, cut: Callable[[], None]) -> None:
    with log.transaction() as turn:
        turn.append([row(7, "s7")])
        cut()
        turn.append([row(8, "s8")])


def test_a_cut_connection_is_unavailable_and_stores_nothing(
    log: PostgresLog, empty_database: str, postgres_server: PostgresServer
) -> None:
    append(log, story())
    with pytest.raises(Unavailable):
        append_across_a_cut(log, lambda: postgres_server.cut(empty_database))
    soon(lambda: append(log, [row(7, "other")]))
    assert [each.stream for each in log.read(6, 10)] == ["other"]


def test_reading_goes_on_after_the_connections_were_cut(
    log: PostgresLog, empty_database: str, postgres_server: PostgresServer
) -> None:
    append(log, story())
    postgres_server.cut(empty_database)
    heads: list[int] = []
    soon(lambda: heads.append(log.head()))
    assert heads == [6]


def test_a_cut_listener_says_so_and_listens_again(
    log: PostgresLog, empty_database: str, postgres_server: PostgresServer
) -> None:
    log.wait(0.01)
    postgres_server.cut(empty_database)
    with pytest.raises(Unavailable):
        log.wait(5)
    log.wait(0.01)


def test_settings_of_the_connection_are_kept(empty_database: str) -> None:
    """sslmode above all: without it the connection would silently be open to everybody on the way."""
    log: Log = PostgresLog(f"{empty_database}&application_name=collab-hub-7&connect_timeout=3")
    assert log.query("SELECT current_setting('application_name')") == [("collab-hub-7",)]
    log.close()
