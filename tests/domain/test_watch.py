"""What an event means for the clocks of its item: armed, handed over, paused, resumed, moved, ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import Struct, structs

from domain import actions, meetings
from domain.clocks import Pause, clock_id
from domain.deadlines import Deadline
from domain.meetings import AgendaPublished, MeetingClosed, MeetingOpened, MeetingScheduled, MinutesPublished
from domain.watch import (
    Armed,
    Change,
    Ended,
    Handed,
    Held,
    Paused,
    Resumed,
    Watched,
    changed,
    changes,
)
from tests.domain.cast import HEAD, ITEM, LI, MAKING, MONDAY, SALES, WANG, ZHAO
from tests.domain.examples import AGENDA, SOURCE
from tests.domain.story import state_after

HOUR = timedelta(hours=1)
ASSIGNED = actions.ActionAssigned("寄出样件", WANG, MAKING, "2026-04-30")
DONE = actions.ActionCompleted("签收单")
OWED = Deadline("action", WANG, MAKING, target=date(2026, 4, 30))
WATCHED = Watched(ITEM, "action", 1, MONDAY, MONDAY, (Held(MONDAY, WANG, MAKING),), 1)


def meant(*past: Struct, live: bool = True) -> list[Change]:
    """What the last of these events means for an action's clocks."""
    before, after = (state_after(actions.INITIAL, events) for events in (past[:-1], past))
    return changes(actions.deadlines(before), actions.deadlines(after), live=live)


@pytest.mark.parametrize(
    ("what", "past", "expected"),
    [
        ("an action is assigned", (ASSIGNED,), [Armed(OWED)]),
        ("it has no due date", (structs.replace(ASSIGNED, due=None),), []),
        ("work begins", (ASSIGNED, actions.ActionStarted()), []),
        ("it is blocked: the clock runs on", (ASSIGNED, actions.ActionBlocked("缺料")), []),
        (
            "somebody else owns it: the clock stays",
            (ASSIGNED, actions.ActionReassigned(WANG, LI, SALES, "调岗")),
            [Handed("action", LI, SALES)],
        ),
        (
            "its date moves: another clock",
            (ASSIGNED, actions.DueDateMoved("2026-04-30", "2026-05-08T09:00:00Z", "数据未齐")),
            [
                Ended("action"),
                Armed(structs.replace(OWED, target=datetime(2026, 5, 8, 9, tzinfo=UTC))),
            ],
        ),
        ("it waits for confirmation", (ASSIGNED, DONE), [Paused("action", "confirmation")]),
        ("it comes back", (ASSIGNED, DONE, actions.CompletionReturned("缺比例")), [Resumed("action")]),
        ("it is confirmed", (ASSIGNED, DONE, actions.CompletionVerified()), [Ended("action")]),
        ("it is cancelled", (ASSIGNED, actions.ActionCancelled("取消")), [Ended("action")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_action(what: str, past: tuple[Struct, ...], expected: list[Change]) -> None:  # noqa: ARG001
    assert meant(*past) == expected


def test_history_arms_nothing_but_ends_what_runs() -> None:
    assert meant(ASSIGNED, live=False) == []
    assert meant(ASSIGNED, actions.DueDateMoved("2026-04-30", "2026-05-08", "改期"), live=False) == [
        Ended("action")
    ]


def test_a_deadline_that_arises_waiting_stands_from_the_first() -> None:
    waiting = structs.replace(OWED, waiting="the requester")
    assert changes([], [waiting], live=True) == [Armed(waiting), Paused("action", "the requester")]


def test_waiting_for_something_else_is_another_pause() -> None:
    one, other = (structs.replace(OWED, waiting=why) for why in ("the requester", "the supplier"))
    assert changes([one], [other], live=True) == [Resumed("action"), Paused("action", "the supplier")]


def test_a_meeting_owes_its_agenda_then_its_minutes_then_everybodys_acknowledgment() -> None:
    scheduled = MeetingScheduled(
        "周会", MONDAY, MONDAY + HOUR, LI, ZHAO, sender=SALES, invited=(WANG,), agenda=AGENDA
    )
    story: tuple[Struct, ...] = (scheduled, AgendaPublished(AGENDA), MeetingOpened(), MeetingClosed())
    drafted = meetings.MinutesDrafted(SOURCE, ())
    story += (drafted, MinutesPublished(1, ()), meetings.MinutesAcknowledged(WANG))
    owed = [meetings.deadlines(state_after(meetings.INITIAL, story[:n])) for n in range(len(story) + 1)]
    assert [[(each.kind, each.responsible) for each in now] for now in owed] == [
        [],
        [("agenda", LI)],
        [],
        [],
        [("minutes", ZHAO)],
        [("minutes", ZHAO)],
        [("acknowledgment", LI), ("acknowledgment", WANG), ("acknowledgment", ZHAO)],
        [("acknowledgment", LI), ("acknowledgment", ZHAO)],
    ]
    assert owed[1][0].target == MONDAY


def test_a_meeting_that_is_called_off_owes_nothing_and_one_of_the_past_never_did() -> None:
    scheduled = MeetingScheduled("周会", MONDAY, MONDAY + HOUR, LI, ZHAO)
    assert (
        meetings.deadlines(state_after(meetings.INITIAL, (scheduled, meetings.MeetingCancelled("改期"))))
        == ()
    )
    past = structs.replace(scheduled, historical=True)
    assert meetings.deadlines(state_after(meetings.INITIAL, (past, MeetingClosed()))) == ()


def test_only_events_that_bear_on_deadlines_change_them() -> None:
    for module in (actions, meetings):
        assert set(module.BEARING) <= set(module.Event.__args__)
    idle = (
        actions.ActionStarted(),
        actions.ActionBlocked("缺料"),
        actions.ActionUnblocked(),
        actions.ActionNudged(),
    )
    assert {type(event) for event in idle} | set(actions.BEARING) == set(actions.Event.__args__)
    assert [meant(ASSIGNED, event) for event in idle] == [[]] * 4


def test_a_clock_keeps_who_was_responsible_when() -> None:
    handed = changed(WATCHED, Handed("action", LI, SALES), MONDAY + HOUR)
    assert handed.holder(MONDAY + HOUR / 2).responsible == WANG
    assert handed.holder(MONDAY + HOUR).responsible == LI


def test_a_pause_of_no_length_never_was() -> None:
    standing = changed(WATCHED, Paused("action", "confirmation"), MONDAY)
    assert standing.pauses == (Pause(MONDAY, None, "confirmation"),)
    assert changed(standing, Resumed("action"), MONDAY).pauses == ()
    assert changed(standing, Resumed("action"), MONDAY + HOUR).pauses == (
        Pause(MONDAY, MONDAY + HOUR, "confirmation"),
    )
    assert changed(WATCHED, Resumed("action"), MONDAY) == WATCHED


def test_a_clock_is_named_by_its_item_deadline_and_the_event_that_armed_it() -> None:
    part = structs.replace(WATCHED, kind="acknowledgment", part=HEAD, version=7)
    assert (WATCHED.id, part.id) == (clock_id(ITEM, "action", 1), clock_id(ITEM, f"acknowledgment {HEAD}", 7))
