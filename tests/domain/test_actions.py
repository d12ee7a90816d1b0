"""The life of an action: assigned, worked on, done, confirmed; or blocked, moved, handed over, cancelled."""

import pytest
from msgspec import Struct, structs

from domain.actions import (
    ActionAssigned,
    ActionBlocked,
    ActionCancelled,
    ActionCompleted,
    ActionNudged,
    ActionReassigned,
    ActionStarted,
    ActionUnblocked,
    AssignAction,
    BlockAction,
    CancelAction,
    Command,
    CompleteAction,
    CompletionReturned,
    CompletionVerified,
    DueDateMoved,
    MoveDueDate,
    NudgeAction,
    ReassignAction,
    ReturnCompletion,
    StartAction,
    UnblockAction,
    VerifyCompletion,
    parties,
)
from domain.catalogue import BY_NAME
from domain.envelope import Grade
from domain.refusals import Reason
from domain.words import Attachment
from tests.domain.cast import HEAD, LI, MAKING, NOBODY, OUTSIDER, QIAN, SALES, WANG, ZHAO
from tests.domain.story import given, state_after

ASSIGN = AssignAction("寄出样件 12 台", WANG, "2026-04-30")
assigned = ActionAssigned(
    "寄出样件 12 台", WANG, MAKING, "2026-04-30", assigner=LI, sender=SALES, grade=Grade.INTERNAL
)
started, blocked, unblocked = ActionStarted(), ActionBlocked("缺料"), ActionUnblocked()
completed, verified = ActionCompleted("签收单"), CompletionVerified()
returned, cancelled = CompletionReturned("少一台"), ActionCancelled("客户取消")
COMMANDS: tuple[Command, ...] = (
    StartAction(),
    BlockAction("缺料"),
    UnblockAction(),
    MoveDueDate("2026-05-06", "客户改期"),
    ReassignAction(ZHAO, "换人"),
    NudgeAction(),
    CompleteAction("签收单"),
    VerifyCompletion(),
    ReturnCompletion("少一台"),
    CancelAction("客户取消"),
)


def test_work_is_handed_from_the_assigners_department_to_the_owners() -> None:
    given().when(ASSIGN, by=LI).then(assigned)


def test_a_due_moment_is_kept_in_utc() -> None:
    given().when(structs.replace(ASSIGN, due="2026-05-06T12:00:00+08:00")).then(
        structs.replace(assigned, due="2026-05-06T04:00:00Z")
    )


def test_supporters_and_grade_are_kept() -> None:
    given().when(structs.replace(ASSIGN, supporting=(ZHAO,), grade=Grade.CORE)).then(
        structs.replace(assigned, supporting=(ZHAO,), grade=Grade.CORE)
    )


def test_an_outsider_may_own_an_action_and_has_no_department() -> None:
    given().when(structs.replace(ASSIGN, owner=OUTSIDER)).then(
        structs.replace(assigned, owner=OUTSIDER, department=None)
    )


def test_an_action_is_assigned_once() -> None:
    given(assigned).when(ASSIGN).refused(Reason.EXISTS)


def test_the_owner_must_be_known() -> None:
    given().when(structs.replace(ASSIGN, owner=NOBODY)).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_nothing_new_is_given_to_somebody_who_left() -> None:
    given().when(structs.replace(ASSIGN, owner=QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)
    given().when(structs.replace(ASSIGN, supporting=(QIAN,))).refused(Reason.PERSON_LEFT, person=QIAN)
    given(assigned).when(ReassignAction(QIAN, "换人")).refused(Reason.PERSON_LEFT, person=QIAN)


@pytest.mark.parametrize("due", ["尽快", "2026-02-30", "", "2026-05-06T12:00:00", "30.04.2026"])
def test_a_due_that_is_no_date_is_refused(due: str) -> None:
    given().when(structs.replace(ASSIGN, due=due)).refused(Reason.DUE_UNREADABLE, due=due)
    given(assigned).when(MoveDueDate(due, "why")).refused(Reason.DUE_UNREADABLE, due=due)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_can_be_done_to_an_action_that_was_never_assigned(command: Struct) -> None:
    given().when(command).refused(Reason.NOT_FOUND)


def test_work_begins_once() -> None:
    given(assigned).when(StartAction()).then(started)
    given(assigned, started).when(StartAction()).nothing()


def test_blocked_work_is_unblocked_before_it_starts() -> None:
    given(assigned).when(BlockAction("缺料")).then(blocked)
    given(assigned, blocked).when(BlockAction("又缺料")).nothing()
    given(assigned, blocked).when(StartAction()).refused(Reason.ACTION_BLOCKED)
    given(assigned, blocked).when(UnblockAction()).then(unblocked)
    given(assigned, blocked, unblocked).when(StartAction()).nothing()
    given(assigned, started).when(UnblockAction()).nothing()


def test_a_due_date_moves_with_its_reason_and_tells_both_dates() -> None:
    given(assigned).when(MoveDueDate("2026-05-06", "客户改期")).then(
        DueDateMoved("2026-04-30", "2026-05-06", "客户改期")
    )
    given(assigned).when(MoveDueDate("2026-04-30", "客户改期")).nothing()


def test_a_moved_date_is_the_one_that_the_next_move_starts_from() -> None:
    moved = DueDateMoved("2026-04-30", "2026-05-06", "客户改期")
    given(assigned, moved).when(MoveDueDate("2026-05-07", "又改")).then(
        DueDateMoved("2026-05-06", "2026-05-07", "又改")
    )


def test_an_action_goes_to_another_owner_and_their_department() -> None:
    given(assigned).when(ReassignAction(ZHAO, "换人")).then(ActionReassigned(WANG, ZHAO, SALES, "换人"))
    given(assigned).when(ReassignAction(WANG, "换人")).nothing()
    given(assigned).when(ReassignAction(NOBODY, "换人")).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_every_nudge_counts() -> None:
    given(assigned).when(NudgeAction()).then(ActionNudged())
    given(assigned, ActionNudged()).when(NudgeAction()).then(ActionNudged())


def test_work_is_completed_with_evidence() -> None:
    scan = Attachment("0" * 64, "签收单.pdf", 1234, "application/pdf")
    given(assigned).when(CompleteAction("签收单", (scan,))).then(ActionCompleted("签收单", (scan,)))
    given(assigned, blocked).when(CompleteAction("签收单")).then(completed)
    given(assigned, completed).when(CompleteAction("还是签收单")).nothing()


def test_somebody_else_confirms_and_it_leaves_the_list() -> None:
    given(assigned, completed).when(VerifyCompletion(), by=LI).then(verified)
    given(assigned, completed, verified).when(VerifyCompletion(), by=LI).nothing()
    given(assigned, completed, verified).when(CompleteAction("签收单")).nothing()


def test_nobody_confirms_their_own_work() -> None:
    given(assigned, completed).when(VerifyCompletion(), by=WANG).refused(Reason.OWN_VERIFICATION)


def test_the_owner_after_a_reassignment_is_who_must_not_confirm() -> None:
    handed_over = ActionReassigned(WANG, LI, SALES, "换人")
    given(assigned, handed_over, completed).when(VerifyCompletion(), by=WANG).then(verified)
    given(assigned, handed_over, completed).when(VerifyCompletion(), by=LI).refused(Reason.OWN_VERIFICATION)


def test_only_completed_work_is_confirmed_or_returned() -> None:
    given(assigned).when(VerifyCompletion()).refused(Reason.ACTION_NOT_COMPLETED)
    given(assigned).when(ReturnCompletion("少一台")).refused(Reason.ACTION_NOT_COMPLETED)


def test_returned_work_is_open_again() -> None:
    given(assigned, completed).when(ReturnCompletion("少一台")).then(returned)
    given(assigned, completed, returned).when(CompleteAction("补寄单")).then(ActionCompleted("补寄单"))


def test_work_that_nobody_wants_any_more_is_cancelled() -> None:
    given(assigned).when(CancelAction("客户取消")).then(cancelled)
    given(assigned, cancelled).when(CancelAction("客户取消")).nothing()


PROGRESS = (StartAction, BlockAction, UnblockAction, MoveDueDate, ReassignAction, NudgeAction)
CLOSED_TO = {
    "completed": (*PROGRESS, CancelAction),
    "verified": (*PROGRESS, ReturnCompletion, CancelAction),
    "cancelled": (*PROGRESS, CompleteAction, VerifyCompletion, ReturnCompletion),
}
PASTS: dict[str, tuple[Struct, ...]] = {
    "completed": (assigned, completed),
    "verified": (assigned, completed, verified),
    "cancelled": (assigned, cancelled),
}


@pytest.mark.parametrize("past", PASTS)
def test_work_that_is_done_with_takes_nothing_more(past: str) -> None:
    for command in COMMANDS:
        if isinstance(command, CLOSED_TO[past]):
            given(*PASTS[past]).when(command).refused(Reason.ACTION_CLOSED)


def test_an_action_lies_between_the_department_that_asked_and_the_owners() -> None:
    event = structs.replace(assigned, supporting=(ZHAO,), grade=Grade.CONFIDENTIAL)
    found = parties(state_after(BY_NAME["action"].initial, (event,)))
    assert (found.sender, found.receiver, found.grade) == (SALES, MAKING, Grade.CONFIDENTIAL)
    assert set(found.people) == {("owner", WANG), ("assigner", LI), ("supporter", ZHAO)}


def test_work_without_an_owner_waits_for_one() -> None:
    unowned = structs.replace(assigned, owner=None, department=None, named=("小王",))
    found = parties(state_after(BY_NAME["action"].initial, (unowned,)))
    assert [relation for relation, who in found.people if who] == ["assigner"]
    assert found.receiver is None
    given(unowned).when(ReassignAction(HEAD, "定人")).then(ActionReassigned(None, HEAD, SALES, "定人"))
