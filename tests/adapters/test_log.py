"""One contract for the event log, held by SQLite and PostgreSQL alike."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from eventsourcing.persistence import ApplicationRecorder

from adapters.codec import Stored
from adapters.log import COMPANY_ONLY, KeyRow, Log, Remembered, Row, Unavailable
from tests.logs import OpenLog

ACTION, MEETING, PERSON = "action-1", "meeting-1", "person-1"


def row(position: int, stream: str = ACTION, version: int = 1, tag: str = "action.action-assigned.v1") -> Row:
    """A row as the writer makes it; its bytes tell its place."""
    return (position, stream, version, tag, f"body {position}".encode(), f"leaf {position}".encode())


def story() -> list[Row]:
    """Six events of three streams, the directory's among them."""
    return [
        row(1, PERSON, 1, "directory.person-joined.v1"),
        row(2, ACTION, 1),
        row(3, MEETING, 1, "meeting.meeting-scheduled.v1"),
        row(4, ACTION, 2, "action.action-started.v1"),
        row(5, PERSON, 2, "directory.person-renamed.v1"),
        row(6, ACTION, 3, "action.action-completed.v1"),
    ]


def append(log: Log, rows: Sequence[Row]) -> None:
    with log.transaction() as turn:
        turn.append(rows)


@pytest.fixture
def log(open_log: OpenLog) -> Log:
    return open_log()


def test_an_empty_log_has_nothing_to_read(log: Log) -> None:
    assert log.head() == 0
    assert log.read(0, 100) == []
    assert log.stream(ACTION) == []
    with log.transaction() as turn:
        assert turn.head() == 0


def test_events_come_back_in_order_byte_for_byte(log: Log) -> None:
    append(log, story()[:2])
    append(log, story()[2:])
    assert log.head() == 6
    assert log.read(0, 100) == [Stored(*each) for each in story()]


def test_reading_goes_on_after_a_position_and_stops_at_the_limit(log: Log) -> None:
    append(log, story())
    assert [each.position for each in log.read(2, 3)] == [3, 4, 5]
    assert [each.position for each in log.read(5, 3)] == [6]
    assert log.read(6, 3) == []


def test_a_stream_is_read_by_itself_in_order_of_versions(log: Log) -> None:
    append(log, story())
    assert [(each.position, each.version) for each in log.stream(ACTION)] == [(2, 1), (4, 2), (6, 3)]


def test_a_turn_sees_what_was_appended_before_it(log: Log) -> None:
    append(log, story())
    with log.transaction() as turn:
        assert turn.head() == 6


def fill_and_fail(log: Log) -> None:
    with log.transaction() as turn:
        turn.append(story()[1:])
        turn.remember([Remembered("li", "k", b"d", b"o", 1)])
        turn.handle([("carry-over", "m:a", 4)])
        turn.save_numbers([("ACT", 7)])
        raise ZeroDivisionError


def test_an_error_rolls_back_everything_of_the_turn(log: Log) -> None:
    append(log, story()[:1])
    with pytest.raises(ZeroDivisionError):
        fill_and_fail(log)
    assert log.head() == 1
    with log.transaction() as turn:
        assert turn.key("li", "k") is None
        assert turn.handled("carry-over", "m:a") == 0
        assert turn.number("ACT") == 0


def test_a_version_of_a_stream_is_stored_once_and_the_second_takes_its_batch_with_it(log: Log) -> None:
    append(log, story())
    with pytest.raises(Unavailable):
        append(log, [row(7, MEETING, 2), row(8, ACTION, 3)])
    assert log.head() == 6
    append(log, [row(7, ACTION, 4)])
    assert log.head() == 7


def test_a_position_is_stored_once(log: Log) -> None:
    append(log, story())
    with pytest.raises(Unavailable):
        append(log, [row(6, MEETING, 2)])
    assert [each.version for each in log.stream(MEETING)] == [1]


def test_a_reader_sees_nothing_of_a_turn_that_is_not_over(log: Log) -> None:
    with log.transaction() as turn:
        turn.append(story())
        assert log.read(0, 100) == []
    assert len(log.read(0, 100)) == 6


def test_company_events_are_read_alone(log: Log) -> None:
    append(
        log, [*story(), row(7, "x", 1, "directorx.x.v1"), row(8, "y", 1, "directory"), row(9, "z", 1, "d")]
    )
    assert [each.position for each in log.read_company(0)] == [1, 5]
    assert [each.position for each in log.read_company(1)] == [5]


def test_telling_company_events_depends_on_no_collation() -> None:
    """PostgreSQL sorts text as its locale says: under en_US 'directory.a' comes after 'directory/'."""
    assert not re.search(r"[<>]", COMPANY_ONLY)


def test_company_events_are_found_by_their_index(log: Log) -> None:
    append(log, [row(number, f"a{number}") for number in range(1, 1001)])
    statement = f"SELECT position FROM events WHERE position > 5 AND {COMPANY_ONLY} ORDER BY position"
    explain = "EXPLAIN QUERY PLAN" if log.exclusive else "EXPLAIN"
    assert "company_events" in str(log.query(f"{explain} {statement}"))


def test_a_key_is_remembered_for_its_scope_alone(log: Log) -> None:
    with log.transaction() as turn:
        turn.remember(
            [Remembered("li", "k", b"\x00d", b"{}", 20_000), Remembered("wang", "k", b"w", b"[]", 20_000)]
        )
    with log.transaction() as turn:
        assert turn.key("li", "k") == KeyRow(b"\x00d", b"{}")
        assert turn.key("wang", "k") == KeyRow(b"w", b"[]")
        assert turn.key("li", "other") is None
        assert turn.key("zhao", "k") is None


def test_keys_older_than_a_day_are_pruned(log: Log) -> None:
    with log.transaction() as turn:
        turn.remember([Remembered("li", str(day), b"", b"", day) for day in (10, 11, 12)])
    with log.transaction() as turn:
        turn.prune_keys(11)
        assert [turn.key("li", day) is None for day in ("10", "11", "12")] == [True, False, False]


def test_what_a_reaction_handled_is_kept_per_target(log: Log) -> None:
    with log.transaction() as turn:
        turn.handle([("carry-over", "m:a", 4), ("carry-over", "m:b", 5), ("other", "m:a", 6)])
        turn.handle([("carry-over", "m:a", 9)])
    with log.transaction() as turn:
        assert turn.handled("carry-over", "m:a") == 9
        assert turn.handled("carry-over", "m:b") == 5
        assert turn.handled("other", "m:a") == 6
        assert turn.handled("carry-over", "m:c") == 0


def test_numbers_are_kept_per_kind(log: Log) -> None:
    with log.transaction() as turn:
        turn.save_numbers([("ACT", 7), ("MIN-2026", 1)])
        turn.save_numbers([("ACT", 8)])
    with log.transaction() as turn:
        assert [turn.number(kind) for kind in ("ACT", "MIN-2026", "MTG")] == [8, 1, 0]


def test_a_checkpoint_never_goes_back(log: Log) -> None:
    assert log.checkpoint("carry-over") is None
    for position in (0, 7, 3):
        log.save_checkpoint("carry-over", position)
    assert log.checkpoint("carry-over") == 7
    assert log.checkpoint("other") is None


def test_the_identity_of_a_log_is_the_first_it_was_given(log: Log, open_log: OpenLog) -> None:
    assert log.identity("first") == "first"
    assert log.identity("second") == "first"
    assert open_log().identity("third") == "first"


def test_what_was_parked_is_listed_once_with_its_last_error(log: Log) -> None:
    log.park("carry-over", "m:a", 9, "meeting.over")
    log.park("carry-over", "m:b", 4, "meeting.over")
    log.park("carry-over", "m:a", 9, "meeting.cancelled")
    assert log.parked() == [
        ("carry-over", "m:b", 4, "meeting.over"),
        ("carry-over", "m:a", 9, "meeting.cancelled"),
    ]


def test_a_log_opened_again_holds_the_same(log: Log, open_log: OpenLog) -> None:
    append(log, story())
    log.save_checkpoint("carry-over", 3)
    again = open_log()
    assert again.read(0, 100) == [Stored(*each) for each in story()]
    assert again.checkpoint("carry-over") == 3
    append(again, [row(7, MEETING, 2)])
    assert again.head() == 7


def test_turns_of_several_threads_come_one_after_the_other(log: Log) -> None:
    """The head that a turn reads is the head that it appends to."""

    def work(worker: int) -> None:
        for number in range(1, 11):
            with log.transaction() as turn:
                turn.append([row(turn.head() + 1, f"s{worker}", number)])

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    assert [each.position for each in log.read(0, 100)] == list(range(1, 41))


def recorder(log: Log) -> ApplicationRecorder:
    """The library's own recorder of this log."""
    found: Any = log
    assert isinstance(found.recorder, ApplicationRecorder)
    return found.recorder


def test_the_librarys_recorder_tells_the_same_events(log: Log) -> None:
    append(log, story())
    told = [
        (n.id, n.originator_id, n.originator_version, n.topic, n.state)
        for n in recorder(log).select_notifications(1, 100)
    ]
    assert told == [each[:5] for each in story()]
    assert recorder(log).max_notification_id() == 6


def test_the_librarys_recorder_pages_as_the_library_has_it(log: Log) -> None:
    append(log, story())

    def ids(*args: Any, **more: Any) -> list[int]:
        return [notification.id for notification in recorder(log).select_notifications(*args, **more)]

    assert ids(3, 2) == [3, 4]
    assert ids(3, 2, inclusive_of_start=False) == [4, 5]
    assert ids(None, 10) == [1, 2, 3, 4, 5, 6]
    assert ids(2, 10, 4) == [2, 3, 4]


def test_the_librarys_recorder_selects_topics_before_it_counts_to_the_limit(log: Log) -> None:
    append(log, story())
    found = recorder(log).select_notifications(1, 1, topics=["action.action-completed.v1"])
    assert [notification.id for notification in found] == [6]


def test_the_librarys_recorder_tells_one_stream(log: Log) -> None:
    append(log, story())

    def versions(**more: Any) -> list[int]:
        return [event.originator_version for event in recorder(log).select_events(ACTION, **more)]

    assert versions() == [1, 2, 3]
    assert versions(gt=1) == [2, 3]
    assert versions(lte=2) == [1, 2]
    assert versions(desc=True, limit=2) == [3, 2]
