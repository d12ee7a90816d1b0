"""What the writer promises: decided inside, together or not at all, once a key, on disk before it answers."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from adapters.codec import leaf_of
from adapters.log import Log
from adapters.log_sqlite import SQLiteLog
from domain.actions import ActionAssigned, CompleteAction, NudgeAction, StartAction
from domain.catalogue import COMMANDS
from domain.company import HUB
from domain.departments import RenameDepartment
from domain.envelope import Grade
from domain.meetings import AcceptFinding, DraftMinutes, PublishMinutes, RecordMeeting
from domain.minutes import Finding, action_id
from domain.orders import Order, Outcome
from domain.people import JoinPerson, LeavePerson, RenamePerson
from domain.refusals import Reason, Refused
from domain.words import Attachment
from hub.batch import Source
from tests.domain.cast import ITEM, LI, MONDAY, OTHER_ITEM, SALES, WANG, ZHAO, numbered
from tests.hub.scribe import ASSIGN, Clock, Scribe, begin, founding, secrets_in
from tests.logs import OpenLog

CORE = structs.replace(ASSIGN, grade=Grade.CORE)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = SQLiteLog(tmp_path / "log")
    yield log
    log.close()


@pytest.fixture
def scribe(log: Log, tmp_path: Path) -> Iterator[Scribe]:
    scribe = Scribe(log, secrets_in(tmp_path))
    scribe.give(*founding())
    yield scribe
    scribe.stop()


def refusal(result: Any) -> Reason:
    assert isinstance(result, Refused)
    return result.reason


def refused(scribe: Scribe, *orders: Order, **more: Any) -> Reason:
    """Gives the orders, which must be refused, and says why they were."""
    with pytest.raises(Refused) as caught:
        scribe.give(*orders, **more)
    return caught.value.reason


# What is stored


def test_an_event_is_stored_with_who_when_between_whom_and_its_hash(scribe: Scribe) -> None:
    outcome = scribe.give(begin(ITEM, ASSIGN), by=LI)
    recorded = scribe.events(ITEM)[0]
    envelope = recorded.envelope
    assert outcome == Outcome(recorded.position, (ITEM,), 1)
    assert recorded.event == ActionAssigned(
        ASSIGN.what, WANG, recorded.event.department, ASSIGN.due, assigner=LI, sender=SALES
    )
    assert (envelope.stream, envelope.version, envelope.actor) == (ITEM, 1, LI)
    assert (envelope.sender, envelope.receiver, envelope.grade) == ("sales", "making", Grade.INTERNAL)
    assert (envelope.recorded, envelope.effective, envelope.number) == (MONDAY, None, "ACT-1")
    assert re.fullmatch("[0-9a-f]{32}", envelope.salt)
    assert all(each.leaf == leaf_of(each.body) for each in scribe.log.read(0, 100))


def test_salts_are_never_the_same(scribe: Scribe) -> None:
    scribe.give(*(begin(numbered(900 + n), ASSIGN) for n in range(50)))
    salts = [recorded.envelope.salt for recorded in scribe.events()]
    assert len(set(salts)) == len(salts)


def test_what_happened_earlier_keeps_both_times_in_utc(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), effective=MONDAY - timedelta(days=400))
    envelope = scribe.events(ITEM)[0].envelope
    assert (envelope.recorded, envelope.happened) == (MONDAY, MONDAY - timedelta(days=400))


def test_a_deputy_acts_for_somebody(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), by=ZHAO, principal=LI)
    envelope = scribe.events(ITEM)[0].envelope
    assert (envelope.actor, envelope.principal) == (ZHAO, LI)


def test_the_head_is_announced_after_each_commit(scribe: Scribe) -> None:
    before = scribe.log.head()
    scribe.give(begin(ITEM, ASSIGN))
    scribe.give(Order(ITEM, StartAction()))
    scribe.give(Order(ITEM, StartAction()))
    assert scribe.heads[-2:] == [before + 1, before + 2]


# Together or not at all


def test_orders_of_one_submission_see_what_the_ones_before_did(scribe: Scribe) -> None:
    outcome = scribe.give(begin(ITEM, ASSIGN), Order(ITEM, StartAction()), Order(ITEM, CompleteAction("单")))
    assert outcome.events == 3
    assert [recorded.envelope.version for recorded in scribe.events(ITEM)] == [1, 2, 3]


def test_one_refused_order_undoes_all_of_its_submission(scribe: Scribe) -> None:
    head = scribe.log.head()
    orders = (
        begin(ITEM, ASSIGN),
        Order(numbered(50), JoinPerson("周", "zhou", department=SALES)),
        Order(OTHER_ITEM, StartAction()),
    )
    assert refused(scribe, *orders) is Reason.NOT_FOUND
    assert scribe.log.head() == head
    assert numbered(50) not in scribe.writer.company.people
    assert scribe.give(begin(ITEM, ASSIGN)).events == 1
    assert scribe.events(ITEM)[0].envelope.number == "ACT-1"


def test_a_refused_submission_leaves_the_others_of_its_batch_alone(scribe: Scribe) -> None:
    execute = scribe.writer.execute
    results = scribe.together(
        execute([begin(ITEM, ASSIGN)], LI),
        execute([begin(OTHER_ITEM, ASSIGN), Order(ITEM, CompleteAction("单"))], LI),
        execute([Order(ITEM, StartAction())], WANG),
    )
    assert [isinstance(result, Outcome) for result in results] == [True, False, True]
    assert refusal(results[1]) is Reason.NOT_ALLOWED
    assert scribe.events(OTHER_ITEM) == []
    assert len(scribe.events(ITEM)) == 2


def test_publishing_minutes_writes_the_meeting_and_every_action_in_one_go(scribe: Scribe) -> None:
    source = Attachment("a" * 64, "x.md", 9, "text/markdown")
    findings = tuple(Finding(n, "action", f"事项 {n}", ("王",), "2026-04-30") for n in (1, 2, 3))
    scribe.give(
        begin(ITEM, RecordMeeting("周会", MONDAY, MONDAY + timedelta(hours=1))),
        Order(ITEM, DraftMinutes(source, findings)),
        *(Order(ITEM, AcceptFinding(n, WANG)) for n in (1, 2, 3)),
        by=LI,
    )
    outcome = scribe.give(Order(ITEM, PublishMinutes()), by=LI)
    assert outcome.events == 4
    actions = [scribe.events(action_id(ITEM, n)) for n in (1, 2, 3)]
    assert [each[0].envelope.number for each in actions] == ["ACT-1", "ACT-2", "ACT-3"]
    scribe.give(Order(action_id(ITEM, 2), StartAction()), by=WANG)


# Conditions and rights


def test_a_command_may_say_which_version_it_saw(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    scribe.give(Order(ITEM, StartAction(), expected=1))
    with pytest.raises(Refused) as caught:
        scribe.give(Order(ITEM, NudgeAction(), expected=1))
    assert (caught.value.reason, caught.value.details) == (Reason.CHANGED, {"version": 2})
    assert scribe.give(Order(ITEM, NudgeAction(), expected=2)).events == 1


def test_the_version_counts_what_the_same_batch_did(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    execute = scribe.writer.execute
    results = scribe.together(*(execute([Order(ITEM, NudgeAction(), expected=1)], LI) for _ in range(5)))
    assert sum(isinstance(result, Outcome) for result in results) == 1
    assert {refusal(result) for result in results if not isinstance(result, Outcome)} == {Reason.CHANGED}


def test_who_has_no_right_is_told_so_on_what_everybody_sees(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), by=LI)
    assert refused(scribe, Order(ITEM, CompleteAction("单")), by=ZHAO) is Reason.NOT_ALLOWED
    assert refused(scribe, begin(OTHER_ITEM, ASSIGN), by=numbered(999)) is Reason.NOT_ALLOWED


def test_what_is_secret_is_denied_as_if_it_were_not_there(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, CORE), by=LI)
    for command in (NudgeAction(), CompleteAction("单")):
        denied, absent = (refused(scribe, Order(which, command), by=ZHAO) for which in (ITEM, OTHER_ITEM))
        assert denied is absent is Reason.NOT_FOUND


def test_who_left_may_do_nothing_from_that_moment(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), by=LI)
    scribe.give(Order(WANG, LeavePerson()))
    assert isinstance(refused(scribe, Order(ITEM, StartAction()), by=WANG), Reason)


@pytest.mark.parametrize("command", [CompleteAction("单"), RenameDepartment("名"), RenamePerson("名")])
def test_a_command_to_an_item_of_another_kind_finds_none(scribe: Scribe, command: Any) -> None:
    meeting = RecordMeeting("周会", MONDAY, MONDAY + timedelta(hours=1))
    scribe.give(begin(ITEM, meeting), by=LI)
    assert refused(scribe, Order(ITEM, command)) is Reason.NOT_FOUND
    assert refused(scribe, Order(ITEM, ASSIGN)) is Reason.EXISTS


# Keys


def test_a_key_used_twice_for_the_same_gives_the_same_answer_and_no_new_event(scribe: Scribe) -> None:
    first = scribe.give(begin(ITEM, ASSIGN), by=LI, key="k")
    head = scribe.log.head()
    assert scribe.give(begin(OTHER_ITEM, ASSIGN), by=LI, key="k") == first
    assert scribe.log.head() == head


def test_a_key_used_for_another_command_is_refused(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), by=LI, key="k")
    other = structs.replace(ASSIGN, what="别的")
    assert refused(scribe, begin(OTHER_ITEM, other), by=LI, key="k") is Reason.KEY_REUSED
    assert refused(scribe, Order(ITEM, StartAction()), by=LI, key="k") is Reason.KEY_REUSED


def test_a_key_is_of_one_command_to_one_item(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), begin(OTHER_ITEM, ASSIGN))
    scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k")
    assert refused(scribe, Order(OTHER_ITEM, NudgeAction()), by=LI, key="k") is Reason.KEY_REUSED


def test_a_key_is_of_one_person(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    assert scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k").events == 1
    assert scribe.give(Order(ITEM, NudgeAction()), by=ZHAO, key="k").events == 1


def test_a_deputy_and_whom_they_act_for_share_their_keys(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    first = scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k")
    assert scribe.give(Order(ITEM, NudgeAction()), by=ZHAO, principal=LI, key="k") == first


def test_a_refusal_is_remembered_even_when_it_would_succeed_now(scribe: Scribe) -> None:
    order = Order(ITEM, NudgeAction())
    assert refused(scribe, order, by=LI, key="k") is Reason.NOT_FOUND
    scribe.give(begin(ITEM, ASSIGN))
    assert refused(scribe, order, by=LI, key="k") is Reason.NOT_FOUND
    assert scribe.give(order, by=LI, key="new").events == 1


def test_a_refusal_is_remembered_with_its_details(scribe: Scribe) -> None:
    lost = structs.replace(ASSIGN, owner=numbered(999))
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            scribe.give(begin(ITEM, lost), by=LI, key="k")
        assert caught.value.details == {"person": numbered(999)}


def test_nothing_is_remembered_as_nothing(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN), Order(ITEM, StartAction()))
    first = scribe.give(Order(ITEM, StartAction()), by=WANG, key="k")
    assert first == Outcome(0, (ITEM,), 0)
    assert scribe.give(Order(ITEM, StartAction()), by=WANG, key="k") == first


def test_the_same_key_twice_in_one_batch_is_done_once(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    execute = scribe.writer.execute
    results = scribe.together(*(execute([Order(ITEM, NudgeAction())], LI, key="k") for _ in range(20)))
    assert len({result.position for result in results if isinstance(result, Outcome)}) == 1
    assert len(scribe.events(ITEM)) == 2


def test_keys_are_kept_thirty_days(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    first = scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k")
    scribe.clock.move(days=29)
    scribe.give(Order(ITEM, NudgeAction()))
    assert scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k") == first
    scribe.clock.move(days=2)
    scribe.give(Order(ITEM, NudgeAction()))
    assert scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k").events == 1


def test_a_key_tells_nobody_what_the_command_was(scribe: Scribe) -> None:
    scribe.give(Order(numbered(50), JoinPerson("欧阳某某", "ouyang")), key="k")
    rows = scribe.log.query("SELECT digest, outcome FROM command_keys")
    assert not any("欧阳某某".encode() in bytes(cell) for row in rows for cell in row)


def test_a_reaction_acts_once_on_an_event_and_target(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    for _ in range(2):
        scribe.give(Order(ITEM, NudgeAction()), by=HUB, source=Source("nudger", 7, "x"))
    scribe.give(Order(ITEM, NudgeAction()), by=HUB, source=Source("nudger", 6, "x"))
    assert len(scribe.events(ITEM)) == 2
    scribe.give(Order(ITEM, NudgeAction()), by=HUB, source=Source("nudger", 8, "x"))
    scribe.give(Order(ITEM, NudgeAction()), by=HUB, source=Source("nudger", 7, "y"))
    assert [recorded.envelope.causation for recorded in scribe.events(ITEM)] == [None, 7, 8, 7]


# What goes wrong with one is nobody else's trouble


def test_a_fault_in_one_command_harms_nothing_else(scribe: Scribe, monkeypatch: pytest.MonkeyPatch) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    entry = COMMANDS[NudgeAction]
    faulty = entry.aggregate._replace(decide=lambda *_: [][0])
    commands: dict[Any, Any] = COMMANDS
    monkeypatch.setitem(commands, NudgeAction, entry._replace(aggregate=faulty))
    # The stream is of the aggregate, faulty or not.
    scribe.writer.known[ITEM] = scribe.writer.known[ITEM]._replace(aggregate=faulty)
    execute = scribe.writer.execute
    results = scribe.together(
        execute([begin(OTHER_ITEM, ASSIGN), Order(ITEM, NudgeAction())], LI, key="k"),
        execute([begin(numbered(300), ASSIGN)], LI),
    )
    assert isinstance(results[0], IndexError)
    assert isinstance(results[1], Outcome)
    assert scribe.events(OTHER_ITEM) == []
    monkeypatch.undo()
    scribe.writer.known.clear()
    scribe.give(begin(OTHER_ITEM, ASSIGN), Order(ITEM, NudgeAction()), by=LI, key="k")


def test_an_event_too_large_is_refused_and_the_others_are_written(scribe: Scribe) -> None:
    huge = structs.replace(ASSIGN, what="字" * 100_000)
    execute = scribe.writer.execute
    results = scribe.together(
        execute([begin(OTHER_ITEM, ASSIGN), begin(ITEM, huge)], LI),
        execute([begin(numbered(300), ASSIGN)], LI),
    )
    assert refusal(results[0]) is Reason.TOO_LARGE
    assert isinstance(results[1], Outcome)
    assert scribe.events(OTHER_ITEM) == []


def damaged(log: Log, stream: str) -> None:
    """Stores an event that nobody can read."""
    position = log.head() + 1
    body = b'{"no":"event"}'
    with log.transaction() as turn:
        turn.append([(position, stream, 2, "action.action-started.v1", body, leaf_of(body))])


def test_a_stream_that_cannot_be_read_is_its_own_trouble(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    scribe = Scribe(log, secrets_in(tmp_path))
    scribe.give(*founding(), begin(ITEM, ASSIGN), begin(OTHER_ITEM, ASSIGN))
    scribe.stop()
    damaged(log, ITEM)
    again = open_log()
    with again.transaction() as turn:  # a readable end, as the writer starts from the last event's time
        last = again.stream(OTHER_ITEM)[0]
        turn.append([(again.head() + 1, numbered(300), 1, last.tag, last.body, last.leaf)])
    scribe = Scribe(again, secrets_in(tmp_path))
    execute = scribe.writer.execute
    results = scribe.together(
        execute([Order(ITEM, NudgeAction())], LI), execute([Order(OTHER_ITEM, NudgeAction())], LI)
    )
    scribe.stop()
    assert isinstance(results[0], Exception)
    assert isinstance(results[1], Outcome)


def test_a_last_event_that_cannot_be_read_keeps_nobody_from_starting(log: Log, tmp_path: Path) -> None:
    scribe = Scribe(log, secrets_in(tmp_path))
    scribe.give(*founding(), begin(ITEM, ASSIGN))
    scribe.stop()
    damaged(log, ITEM)
    again = Scribe(log, secrets_in(tmp_path))
    assert again.give(begin(OTHER_ITEM, ASSIGN)).events == 1
    again.stop()


# Time and numbers


def test_recorded_time_never_goes_back_when_the_clock_does(scribe: Scribe) -> None:
    scribe.clock.move(hours=2)
    scribe.give(begin(ITEM, ASSIGN))
    scribe.clock.move(hours=-5)
    scribe.give(Order(ITEM, StartAction()))
    scribe.clock.move(hours=3, seconds=1)
    scribe.give(Order(ITEM, NudgeAction()))
    times = [recorded.envelope.recorded for recorded in scribe.events()]
    assert times == sorted(times)
    assert times[-3:] == [MONDAY + timedelta(hours=2)] * 3
    scribe.clock.move(hours=3)
    scribe.give(Order(ITEM, NudgeAction()))
    assert scribe.events()[-1].envelope.recorded == MONDAY + timedelta(hours=3, seconds=1)


def test_numbers_are_dense_and_refusals_use_none_up(scribe: Scribe) -> None:
    for number in range(3):
        scribe.give(begin(numbered(300 + number), ASSIGN))
        refused(scribe, begin(numbered(400 + number), structs.replace(ASSIGN, owner=numbered(999))))
        refused(scribe, begin(numbered(500 + number), ASSIGN), Order(numbered(999), StartAction()))
    meeting = RecordMeeting("周会", MONDAY, MONDAY + timedelta(hours=1))
    scribe.give(begin(ITEM, meeting), begin(OTHER_ITEM, meeting))
    numbers = [recorded.envelope.number for recorded in scribe.events() if recorded.envelope.number]
    assert numbers == ["ACT-1", "ACT-2", "ACT-3", "MTG-1", "MTG-2"]


def test_a_number_above_internal_tells_nothing(scribe: Scribe) -> None:
    scribe.give(*(begin(numbered(300 + number), CORE) for number in range(20)), begin(ITEM, ASSIGN))
    numbers = [recorded.envelope.number or "" for recorded in scribe.events() if recorded.envelope.number]
    assert all(re.fullmatch("ACT-[2-9A-HJ-NP-Z]{5}", number) for number in numbers[:20])
    assert len(set(numbers)) == 21
    assert numbers[20] == "ACT-1"


def publish(scribe: Scribe, meeting: str, **more: Any) -> str | None:
    """Publishes empty minutes and tells their number."""
    source = Attachment("a" * 64, "x.md", 9, "text/markdown")
    record = RecordMeeting("周会", MONDAY, MONDAY + timedelta(hours=1))
    orders = (
        begin(meeting, record),
        Order(meeting, DraftMinutes(source, ())),
        Order(meeting, PublishMinutes()),
    )
    scribe.give(*orders, **more)
    return scribe.events(meeting)[-1].envelope.number


def test_minutes_are_numbered_by_the_year_on_the_companys_calendar(scribe: Scribe) -> None:
    new_year_in_shanghai = MONDAY.replace(year=2025, month=12, day=31, hour=16)
    assert publish(scribe, numbered(300)) == "MIN-2026-1"
    assert publish(scribe, numbered(301)) == "MIN-2026-2"
    assert publish(scribe, numbered(302), effective=new_year_in_shanghai) == "MIN-2026-3"
    before = new_year_in_shanghai - timedelta(seconds=1)
    assert publish(scribe, numbered(303), effective=before) == "MIN-2025-1"


# Crowds and restarts


def test_sixty_four_at_once_on_one_busy_item_neither_conflict_nor_starve(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))
    execute = scribe.writer.execute
    results = scribe.together(
        *(execute([Order(ITEM, NudgeAction())], LI) for _ in range(64)),
        *(execute([begin(numbered(1000 + n), ASSIGN)], LI) for n in range(16)),
    )
    assert all(isinstance(result, Outcome) for result in results)
    assert [recorded.envelope.version for recorded in scribe.events(ITEM)] == list(range(1, 66))
    positions = [recorded.position for recorded in scribe.events()]
    assert positions == list(range(1, len(positions) + 1))
    answered = sorted(result.position for result in results if isinstance(result, Outcome))
    assert answered == positions[-80:]


def test_whoever_stops_waiting_harms_nobody(scribe: Scribe) -> None:
    scribe.give(begin(ITEM, ASSIGN))

    async def impatient() -> None:

        task = asyncio.create_task(scribe.writer.execute([Order(ITEM, NudgeAction())], LI))
        await asyncio.sleep(0)
        task.cancel()

    scribe.together(impatient())  # type: ignore[arg-type] # an outcome is not waited for
    assert scribe.give(Order(ITEM, StartAction())).events == 1


def test_a_restarted_writer_goes_on_where_the_last_one_ended(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    clock = Clock(MONDAY + timedelta(hours=2))
    scribe = Scribe(log, secrets_in(tmp_path), clock)
    scribe.give(*founding(), begin(ITEM, ASSIGN))
    first = scribe.give(Order(ITEM, NudgeAction()), by=LI, key="k")
    company, head = scribe.writer.company, log.head()
    scribe.stop()
    again = Scribe(open_log(), secrets_in(tmp_path), Clock(MONDAY))
    assert (again.writer.company, again.writer.head) == (company, head)
    assert again.give(Order(ITEM, NudgeAction()), by=LI, key="k") == first
    again.give(Order(ITEM, StartAction()), begin(OTHER_ITEM, ASSIGN))
    started, assigned = again.events()[-2:]
    assert (started.position, started.envelope.version) == (head + 1, 3)
    assert assigned.envelope.number == "ACT-2"
    assert started.envelope.recorded == MONDAY + timedelta(hours=2)
    again.stop()


def test_an_item_that_fell_out_of_the_cache_is_read_again(
    scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.writer.MAX_CACHED", 3)
    streams = [numbered(300 + n) for n in range(8)]
    for stream in streams:
        scribe.give(begin(stream, ASSIGN))
    for stream in streams:
        scribe.give(Order(stream, StartAction()), Order(stream, NudgeAction()))
    assert [len(scribe.events(stream)) for stream in streams] == [3] * 8
    assert len(scribe.writer.known) <= 3


def test_everything_queued_before_the_stop_is_still_done(log: Log, tmp_path: Path) -> None:
    scribe = Scribe(log, secrets_in(tmp_path))
    scribe.give(*founding())

    async def give_and_stop() -> Outcome:

        tasks = [
            asyncio.create_task(scribe.writer.execute([begin(numbered(300 + n), ASSIGN)], LI))
            for n in range(9)
        ]
        await asyncio.sleep(0)
        await asyncio.to_thread(scribe.stop)
        return (await asyncio.gather(*tasks))[-1]

    results = scribe.together(give_and_stop())
    assert isinstance(results[0], Outcome)
    assert not scribe.writer.is_alive()


def test_what_was_answered_is_in_the_file_for_anybody_else_to_read(scribe: Scribe, tmp_path: Path) -> None:
    outcome = scribe.give(begin(ITEM, ASSIGN))
    with closing(sqlite3.connect(tmp_path / "log" / "log.db")) as other:
        assert other.execute("SELECT max(position) FROM events").fetchone() == (outcome.position,)
