"""Minutes: findings of a source settled one by one, then published, so that every action begins its life."""

from datetime import date, timedelta

import pytest
from msgspec import Struct, structs

from domain.actions import ActionAssigned, ActionCompleted, CompletionVerified, Origin
from domain.catalogue import BY_NAME
from domain.envelope import Elsewhere, Grade
from domain.meetings import (
    AcceptFinding,
    AcknowledgeMinutes,
    CorrectFinding,
    DraftMinutes,
    DropFinding,
    FindingAccepted,
    FindingCorrected,
    FindingDropped,
    FindingReopened,
    ItemParked,
    MeetingClosed,
    MeetingOpened,
    MeetingScheduled,
    MinutesAcknowledged,
    MinutesDrafted,
    MinutesPublished,
    Over,
    PublishMinutes,
    ReopenFinding,
    topic_id,
)
from domain.minutes import Finding, Settled, action_id, past_meeting
from domain.refusals import Reason
from domain.words import Attachment
from tests.domain.cast import (
    HEAD,
    ITEM,
    LI,
    MAKING,
    MONDAY,
    NOBODY,
    OTHER_ITEM,
    QIAN,
    SALES,
    WANG,
    ZHAO,
)
from tests.domain.story import Story, given, state_after

SOURCE = Attachment("a" * 64, "17.md", 900, "text/markdown")
scheduled = MeetingScheduled(
    "周会", MONDAY, MONDAY + timedelta(hours=1), LI, ZHAO, OTHER_ITEM, 17, SALES, invited=(WANG,)
)
HELD: tuple[Struct, ...] = (scheduled, MeetingOpened(), MeetingClosed())
PAST: tuple[Struct, ...] = (structs.replace(scheduled, historical=True), MeetingClosed())

SAMPLE = Finding(12, "action", "寄出样件", ("小王",), "2026-04-30", "月底")
SHIPPED = Finding(14, "action", "发货完成，已闭环", ("王",), closed=True)
CHOICE = Finding(15, "decision", "采用方案二")
SPARES = Finding(16, "parked", "备件库存")
drafted = MinutesDrafted(SOURCE, (SAMPLE, SHIPPED, CHOICE, SPARES))

sample = FindingAccepted(1, Settled("action", "寄出样件", WANG, (), "2026-04-30"))
shipped = FindingAccepted(2, Settled("action", "发货完成，已闭环", LI, closed=True))
choice = FindingAccepted(3, Settled("decision", "采用方案二"))
spares = FindingAccepted(4, Settled("parked", "备件库存"))
SETTLED: tuple[Struct, ...] = (*HELD, drafted, sample, shipped, choice, spares)
published = MinutesPublished(1, (action_id(ITEM, 1), action_id(ITEM, 2)))


def with_draft(*more: Struct) -> Story:
    """Minutes of a meeting that was held in the hub were drafted, and then this happened."""
    return given(*HELD, drafted, *more)


def test_minutes_are_drafted_when_the_meeting_is_over() -> None:
    given(*HELD).when(DraftMinutes(SOURCE, drafted.findings)).then(drafted)
    given(scheduled).when(DraftMinutes(SOURCE, ())).refused(Reason.MEETING_NOT_OPEN)
    given(scheduled, MeetingOpened()).when(DraftMinutes(SOURCE, ())).refused(Reason.MEETING_NOT_OPEN)


def test_drafting_the_same_again_is_nothing_and_something_else_begins_anew() -> None:
    with_draft(sample).when(DraftMinutes(SOURCE, (CHOICE,))).then(MinutesDrafted(SOURCE, (CHOICE,)))
    with_draft().when(DraftMinutes(SOURCE, drafted.findings)).nothing()


def test_a_finding_with_a_due_that_is_no_date_is_refused() -> None:
    odd = structs.replace(SAMPLE, due="banana")
    given(*HELD).when(DraftMinutes(SOURCE, (odd,))).refused(Reason.DUE_UNREADABLE, due="banana")


def test_more_findings_than_anybody_can_settle_are_refused() -> None:
    given(*HELD).when(DraftMinutes(SOURCE, (CHOICE,) * 2001)).refused(Reason.TOO_MANY_FINDINGS)


def test_a_finding_is_taken_as_it_stands_with_its_owners_settled() -> None:
    with_draft().when(AcceptFinding(1, WANG)).then(sample)
    with_draft(sample).when(AcceptFinding(1, WANG)).nothing()
    with_draft(sample).when(AcceptFinding(1, LI, (WANG,))).then(
        FindingAccepted(1, Settled("action", "寄出样件", LI, (WANG,), "2026-04-30"))
    )


def test_a_finding_is_taken_with_corrections() -> None:
    with_draft().when(
        CorrectFinding(1, "action", "寄出样件 12 台", LI, (), "2026-05-06T12:00:00+08:00")
    ).then(FindingCorrected(1, Settled("action", "寄出样件 12 台", LI, (), "2026-05-06T04:00:00Z")))
    with_draft().when(CorrectFinding(2, "action", "发货", LI)).then(
        FindingCorrected(2, Settled("action", "发货", LI, closed=True))
    )
    with_draft().when(CorrectFinding(1, "action", "寄出样件", LI, (), "尽快")).refused(
        Reason.DUE_UNREADABLE, due="尽快"
    )


@pytest.mark.parametrize("owner", [(QIAN, Reason.PERSON_LEFT), (NOBODY, Reason.PERSON_UNKNOWN)])
def test_owners_and_supporters_work_here(owner: tuple[str, Reason]) -> None:
    person, reason = owner
    with_draft().when(AcceptFinding(1, person)).refused(reason, person=person)
    with_draft().when(AcceptFinding(1, LI, (person,))).refused(reason, person=person)
    with_draft().when(CorrectFinding(1, "action", "寄出样件", person)).refused(reason, person=person)


def test_a_finding_is_dropped_and_taken_back_once() -> None:
    dropped = FindingDropped(1)
    with_draft().when(DropFinding(1)).then(dropped)
    with_draft(dropped).when(DropFinding(1)).nothing()
    with_draft(sample).when(DropFinding(1)).then(dropped)
    with_draft().when(ReopenFinding(1)).nothing()
    with_draft(dropped).when(ReopenFinding(1)).then(FindingReopened(1))
    with_draft(dropped, FindingReopened(1)).when(DropFinding(1)).then(dropped)


@pytest.mark.parametrize("number", [0, 5])
def test_a_finding_that_is_not_there_cannot_be_settled(number: int) -> None:
    commands = (AcceptFinding(number), DropFinding(number), ReopenFinding(number))
    for command in (*commands, CorrectFinding(number, "decision", "x")):
        with_draft().when(command).refused(Reason.FINDING_UNKNOWN, finding=number)


def test_nothing_is_settled_before_there_is_a_draft_or_after_publication() -> None:
    for command in (AcceptFinding(1), DropFinding(1), ReopenFinding(1), CorrectFinding(1, "decision", "x")):
        given(*HELD).when(command).refused(Reason.MINUTES_MISSING)
        given(*SETTLED, published).when(command).refused(Reason.MINUTES_PUBLISHED)
        given(*HELD[:2]).when(command).refused(Reason.MEETING_NOT_OPEN)
    given(*SETTLED, published).when(DraftMinutes(SOURCE, ())).refused(Reason.MINUTES_PUBLISHED)


def test_publishing_hands_out_every_action_in_one_go() -> None:
    open_action = ActionAssigned(
        "寄出样件", WANG, MAKING, "2026-04-30", Origin("meeting", ITEM, OTHER_ITEM, 12), ZHAO, SALES
    )
    done = ActionAssigned(
        "发货完成，已闭环", LI, SALES, None, Origin("meeting", ITEM, OTHER_ITEM, 14), ZHAO, SALES
    )
    given(*SETTLED).when(PublishMinutes(), by=ZHAO).then(
        published,
        ItemParked(topic_id(ITEM, 1), "备件库存", ""),
        Elsewhere(action_id(ITEM, 1), open_action),
        Elsewhere(action_id(ITEM, 2), done),
        Elsewhere(action_id(ITEM, 2), ActionCompleted("发货完成，已闭环")),
        Elsewhere(action_id(ITEM, 2), CompletionVerified()),
    )


def test_actions_are_of_the_grade_of_their_meeting() -> None:
    secret = (
        structs.replace(scheduled, grade=Grade.CORE),
        *HELD[1:],
        MinutesDrafted(SOURCE, (SAMPLE,)),
        sample,
    )
    events = given(*secret).when(PublishMinutes()).decided()
    assert [each.event.grade for each in events if isinstance(each, Elsewhere)] == [Grade.CORE]


def test_minutes_without_actions_publish_alone() -> None:
    only = (*HELD, MinutesDrafted(SOURCE, (CHOICE,)), FindingDropped(1))
    given(*only).when(PublishMinutes()).then(MinutesPublished(1, ()))


def test_topics_parked_in_the_minutes_come_after_those_parked_in_the_meeting() -> None:
    parked = ItemParked(topic_id(ITEM, 1), "预算", "")
    story = (
        *HELD[:2],
        parked,
        HELD[2],
        MinutesDrafted(SOURCE, (SPARES,)),
        structs.replace(spares, finding=1),
    )
    given(*story).when(PublishMinutes()).then(
        MinutesPublished(1, ()), ItemParked(topic_id(ITEM, 2), "备件库存", "")
    )


def test_minutes_are_published_once() -> None:
    given(*SETTLED, published).when(PublishMinutes()).nothing()
    given(*HELD).when(PublishMinutes()).refused(Reason.MINUTES_MISSING)
    given(*HELD[:2]).when(PublishMinutes()).refused(Reason.MEETING_NOT_OPEN)


def test_every_finding_is_decided_before_publication() -> None:
    with_draft(sample, choice).when(PublishMinutes()).refused(Reason.FINDING_UNDECIDED, finding=2)
    with_draft(sample, FindingReopened(1)).when(PublishMinutes()).refused(Reason.FINDING_UNDECIDED, finding=1)


def one_action(item: Settled) -> Story:
    return given(*HELD, MinutesDrafted(SOURCE, (SAMPLE,)), FindingCorrected(1, item))


def test_an_action_has_an_owner_and_unless_it_is_done_a_due_date() -> None:
    one_action(Settled("action", "寄出样件", None, (), "2026-04-30")).when(PublishMinutes()).refused(
        Reason.FINDING_NO_OWNER, finding=1
    )
    one_action(Settled("action", "寄出样件", LI)).when(PublishMinutes()).refused(
        Reason.FINDING_NO_DUE, finding=1
    )
    assert one_action(Settled("action", "寄出样件", LI, closed=True)).when(PublishMinutes()).decided()


def test_minutes_of_the_past_are_recorded_as_they_were_written() -> None:
    bare = Finding(3, "action", "寄出样件", ("小王",))
    past = (*PAST, MinutesDrafted(SOURCE, (bare,)), FindingAccepted(1, Settled("action", "寄出样件")))
    assigned = ActionAssigned(
        "寄出样件",
        origin=Origin("meeting", ITEM, OTHER_ITEM, 3),
        assigner=LI,
        sender=SALES,
        named=("小王",),
    )
    given(*past).when(PublishMinutes()).then(
        MinutesPublished(1, (action_id(ITEM, 1),)), Elsewhere(action_id(ITEM, 1), assigned)
    )


@pytest.mark.parametrize("who", [LI, ZHAO, WANG])
def test_whom_the_meeting_concerns_acknowledges_its_minutes_once(who: str) -> None:
    read = MinutesAcknowledged(who)
    given(*SETTLED, published).when(AcknowledgeMinutes(), by=who).then(read)
    given(*SETTLED, published, read).when(AcknowledgeMinutes(), by=who).nothing()


def test_minutes_are_acknowledged_when_they_are_out_by_whom_they_concern() -> None:
    given(*SETTLED).when(AcknowledgeMinutes()).refused(Reason.MINUTES_NOT_PUBLISHED)
    given(*SETTLED, published).when(AcknowledgeMinutes(), by=HEAD).refused(Reason.NOT_INVITED)
    given(*HELD[:2]).when(AcknowledgeMinutes()).refused(Reason.MEETING_NOT_OPEN)


def test_the_actions_of_two_meetings_never_share_an_id() -> None:
    assert len({action_id(meeting, number) for meeting in (ITEM, OTHER_ITEM) for number in (1, 2)}) == 4


def test_a_draft_survives_what_is_noted_beside_it() -> None:
    parked = ItemParked(topic_id(ITEM, 9), "预算", "")
    state = state_after(BY_NAME["meeting"].initial, (*HELD, drafted, sample, parked))
    assert isinstance(state, Over)
    assert state.minutes is not None
    assert state.parked == ("预算",)


def test_a_meeting_of_the_past_is_known_by_its_day_and_the_words_of_its_title() -> None:
    day = date(2022, 12, 22)
    spellings = ["SIG例会 2022-12-22", "SIG 例会（12月22日）", "sig例会", "2022.12.22 SIG例会！"]
    assert {past_meeting(title, day) for title in spellings} == {"2022-12-22 sig例会"}
    assert past_meeting("SIG例会", day) != past_meeting("SIG例会", date(2022, 12, 8))
    assert past_meeting("SIG例会", day) != past_meeting("PMC例会", day)
