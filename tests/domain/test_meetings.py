"""Meetings: scheduled, held, over; and how they end before they begin."""

from datetime import datetime, timedelta, timezone

import pytest
from msgspec import Struct, structs

from domain import series
from domain.catalogue import BY_NAME
from domain.envelope import Grade, Parties
from domain.meetings import (
    AgendaPublished,
    AnswerInvitation,
    AttendanceNoted,
    CancelMeeting,
    CarryOver,
    CloseItem,
    CloseMeeting,
    Command,
    ExtendMeeting,
    InvitationAnswered,
    InviteParticipant,
    ItemCarriedOver,
    ItemClosed,
    ItemParked,
    MeetingCancelled,
    MeetingClosed,
    MeetingExtended,
    MeetingOpened,
    MeetingRescheduled,
    MeetingScheduled,
    NoteAttendance,
    OpenMeeting,
    ParkItem,
    ParticipantInvited,
    PublishAgenda,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    parties,
    topic_id,
)
from domain.refusals import Reason
from domain.series import AgendaItem, SeriesStarted, StartSeries
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
from tests.domain.story import given, state_after

INITIAL = BY_NAME["meeting"].initial
HOUR = timedelta(hours=1)
AGENDA = (AgendaItem("遗留事项", 10, "每项有结论"), AgendaItem("风险", 20))
SCHEDULE = ScheduleMeeting("周会", MONDAY, MONDAY + HOUR, LI, ZHAO, invited=(WANG,), agenda=AGENDA)
scheduled = MeetingScheduled(
    "周会", MONDAY, MONDAY + HOUR, LI, ZHAO, sender=SALES, invited=(WANG,), agenda=AGENDA
)
opened, closed = MeetingOpened(), MeetingClosed()
cancelled = MeetingCancelled("改期")
COMMANDS: tuple[Command, ...] = (
    RescheduleMeeting(MONDAY + HOUR, MONDAY + 2 * HOUR, "撞期"),
    InviteParticipant(HEAD),
    AnswerInvitation("accepted"),
    PublishAgenda(),
    OpenMeeting(),
    NoteAttendance((LI,)),
    ParkItem("备件"),
    CloseItem(OTHER_ITEM, "已定"),
    CarryOver(OTHER_ITEM, "action", 2),
    ExtendMeeting(20, "未完"),
    CloseMeeting(),
)


def test_a_meeting_is_scheduled_once() -> None:
    given().when(SCHEDULE).then(scheduled)
    given(scheduled).when(SCHEDULE).refused(Reason.EXISTS)


def test_times_are_kept_in_utc() -> None:
    shanghai = timezone(8 * HOUR)
    local = structs.replace(SCHEDULE, starts=datetime(2026, 4, 20, 14, tzinfo=shanghai))
    given().when(local).then(scheduled)


@pytest.mark.parametrize("ends", [MONDAY, MONDAY - HOUR])
def test_a_meeting_ends_after_it_starts(ends: datetime) -> None:
    given().when(structs.replace(SCHEDULE, ends=ends)).refused(Reason.TIMES_CROSSED)
    given(scheduled).when(RescheduleMeeting(MONDAY, ends, "撞期")).refused(Reason.TIMES_CROSSED)


def test_times_without_a_zone_are_no_times() -> None:
    naive = MONDAY.replace(tzinfo=None)
    given().when(structs.replace(SCHEDULE, starts=naive)).refused(Reason.DUE_UNREADABLE, due=str(naive))


@pytest.mark.parametrize(
    "starts",
    [datetime(1, 1, 1, tzinfo=timezone(14 * HOUR)), datetime(9999, 12, 31, 23, tzinfo=timezone(-12 * HOUR))],
)
def test_times_at_the_ends_of_the_calendar_are_refused_not_failed(starts: datetime) -> None:
    far = structs.replace(SCHEDULE, starts=starts, ends=starts + timedelta(minutes=5))
    given().when(far).refused(Reason.DUE_UNREADABLE, due=str(starts))


@pytest.mark.parametrize("field", ["facilitator", "recorder"])
def test_everybody_named_works_here(field: str) -> None:
    given().when(structs.replace(SCHEDULE, **{field: QIAN})).refused(Reason.PERSON_LEFT, person=QIAN)
    given().when(structs.replace(SCHEDULE, **{field: NOBODY})).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_everybody_invited_works_here() -> None:
    given().when(structs.replace(SCHEDULE, invited=(QIAN,))).refused(Reason.PERSON_LEFT, person=QIAN)
    given(scheduled).when(InviteParticipant(QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)


def test_a_meeting_of_the_past_is_over_when_it_is_entered_by_whoever_records_it() -> None:
    given().when(RecordMeeting("旧会", MONDAY, MONDAY + HOUR), by=ZHAO).then(
        MeetingScheduled("旧会", MONDAY, MONDAY + HOUR, recorder=ZHAO, sender=SALES, historical=True), closed
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_can_be_done_to_a_meeting_that_is_not_there(command: Struct) -> None:
    given().when(command).refused(Reason.NOT_FOUND)


def test_a_meeting_moves_to_another_time_with_a_reason() -> None:
    later = MONDAY + HOUR, MONDAY + 2 * HOUR
    moved = MeetingRescheduled(*later, "撞期")
    given(scheduled).when(RescheduleMeeting(*later, "撞期")).then(moved)
    given(scheduled, moved).when(RescheduleMeeting(*later, "还是撞期")).nothing()
    given(scheduled, opened).when(RescheduleMeeting(*later, "撞期")).refused(Reason.MEETING_OVER)


def test_people_are_invited_once() -> None:
    given(scheduled).when(InviteParticipant(HEAD)).then(ParticipantInvited(HEAD))
    given(scheduled).when(InviteParticipant(WANG)).nothing()


@pytest.mark.parametrize("who", [LI, ZHAO, WANG])
def test_whoever_leads_records_or_is_invited_may_answer(who: str) -> None:
    given(scheduled).when(AnswerInvitation("accepted"), by=who).then(InvitationAnswered(who, "accepted"))


def test_an_answer_is_of_somebody_invited_and_given_before_the_meeting() -> None:
    given(scheduled).when(AnswerInvitation("accepted"), by=HEAD).refused(Reason.NOT_INVITED)
    given(scheduled, ParticipantInvited(HEAD)).when(AnswerInvitation("declined"), by=HEAD).then(
        InvitationAnswered(HEAD, "declined")
    )
    given(scheduled, opened).when(AnswerInvitation("accepted")).refused(Reason.MEETING_OVER)


def test_an_answer_may_change_and_the_same_one_again_is_nothing() -> None:
    accepted = InvitationAnswered(WANG, "accepted")
    given(scheduled, accepted).when(AnswerInvitation("declined"), by=WANG).then(
        InvitationAnswered(WANG, "declined")
    )
    given(scheduled, accepted).when(AnswerInvitation("accepted"), by=WANG).nothing()


def test_the_agenda_goes_out_once_as_it_was_scheduled_or_as_it_is_given() -> None:
    changed = (AgendaItem("新议题", 5),)
    given(scheduled).when(PublishAgenda()).then(AgendaPublished(AGENDA))
    given(scheduled, AgendaPublished(AGENDA)).when(PublishAgenda()).nothing()
    given(scheduled, AgendaPublished(AGENDA)).when(PublishAgenda(changed)).then(AgendaPublished(changed))
    given(scheduled, AgendaPublished(changed)).when(PublishAgenda()).nothing()


def test_an_empty_agenda_is_none() -> None:
    given(structs.replace(scheduled, agenda=())).when(PublishAgenda()).refused(Reason.AGENDA_EMPTY)


def test_a_meeting_opens_once_and_closes_once() -> None:
    given(scheduled).when(OpenMeeting()).then(opened)
    given(scheduled, opened).when(OpenMeeting()).nothing()
    given(scheduled).when(CloseMeeting()).refused(Reason.MEETING_NOT_OPEN)
    given(scheduled, opened).when(CloseMeeting()).then(closed)
    given(scheduled, opened, closed).when(CloseMeeting()).nothing()
    given(scheduled, opened, closed).when(OpenMeeting()).refused(Reason.MEETING_OVER)


def test_attendance_is_noted_from_the_opening_on() -> None:
    given(scheduled).when(NoteAttendance((LI,))).refused(Reason.MEETING_NOT_OPEN)
    given(scheduled, opened).when(NoteAttendance((LI, WANG))).then(AttendanceNoted((LI, WANG)))
    given(scheduled, opened, closed).when(NoteAttendance((LI,))).then(AttendanceNoted((LI,)))
    given(scheduled, opened).when(NoteAttendance((NOBODY,))).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_attendance_that_is_the_same_is_noted_once() -> None:
    given(scheduled, opened, AttendanceNoted((LI,))).when(NoteAttendance((LI,))).nothing()


def test_topics_are_parked_one_after_the_other() -> None:
    first = ItemParked(topic_id(ITEM, 1), "备件", "缺数据", MAKING)
    given(scheduled, opened).when(ParkItem("备件", "缺数据", MAKING)).then(first)
    given(scheduled, opened, first).when(ParkItem("预算")).then(ItemParked(topic_id(ITEM, 2), "预算", ""))
    given(scheduled).when(ParkItem("备件")).refused(Reason.MEETING_NOT_OPEN)
    given(scheduled, opened).when(ParkItem("备件", department=NOBODY)).refused(
        Reason.DEPARTMENT_UNKNOWN, department=NOBODY
    )


def test_topics_of_two_meetings_never_share_an_id() -> None:
    assert len({topic_id(meeting, number) for meeting in (ITEM, OTHER_ITEM) for number in (1, 2)}) == 4


def test_a_parked_topic_is_finished_once_with_its_outcome() -> None:
    topic = topic_id(ITEM, 1)
    parked, finished = ItemParked(topic, "备件", ""), ItemClosed(topic, "已定")
    given(scheduled, opened, parked).when(CloseItem(topic, "已定")).then(finished)
    given(scheduled, opened, parked, finished).when(CloseItem(topic, "已定")).nothing()
    given(scheduled, opened, ItemCarriedOver(topic, "parked", 2)).when(CloseItem(topic, "已定")).then(
        finished
    )
    given(scheduled, opened).when(CloseItem(topic, "已定")).refused(Reason.AGENDA_ITEM_UNKNOWN)
    given(scheduled, opened, closed).when(CloseItem(topic, "已定")).refused(Reason.MEETING_NOT_OPEN)


def test_an_unfinished_item_comes_up_once_in_a_meeting() -> None:
    carried = ItemCarriedOver(OTHER_ITEM, "action", 3)
    given(scheduled, opened).when(CarryOver(OTHER_ITEM, "action", 3)).then(carried)
    given(scheduled, opened, carried).when(CarryOver(OTHER_ITEM, "action", 4)).nothing()
    given(scheduled).when(CarryOver(OTHER_ITEM, "action", 3)).refused(Reason.MEETING_NOT_OPEN)


def test_each_extension_needs_a_reason_of_its_own() -> None:
    extended = MeetingExtended(20, "未完")
    given(scheduled, opened).when(ExtendMeeting(20, "未完")).then(extended)
    given(scheduled, opened, extended).when(ExtendMeeting(10, "仍未完")).then(MeetingExtended(10, "仍未完"))
    given(scheduled, opened, closed).when(ExtendMeeting(20, "未完")).refused(Reason.MEETING_NOT_OPEN)


def test_only_a_meeting_still_to_come_is_cancelled() -> None:
    given(scheduled).when(CancelMeeting("改期")).then(cancelled)
    given(scheduled, cancelled).when(CancelMeeting("改期")).nothing()
    given(scheduled, opened).when(CancelMeeting("改期")).refused(Reason.MEETING_OVER)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_happens_in_a_cancelled_meeting(command: Struct) -> None:
    given(scheduled, cancelled).when(command).refused(Reason.MEETING_CANCELLED)


def test_a_meeting_is_of_the_department_that_called_it_and_of_its_people() -> None:
    secret = structs.replace(scheduled, grade=Grade.CORE)
    found = parties(state_after(INITIAL, (secret, ParticipantInvited(HEAD))))
    assert (found.sender, found.receiver, found.grade) == (SALES, SALES, Grade.CORE)
    assert set(found.people) == {
        ("facilitator", LI),
        ("recorder", ZHAO),
        ("participant", WANG),
        ("participant", HEAD),
    }
    assert parties(INITIAL) == Parties()


def test_a_series_is_started_once_by_people_who_work_here() -> None:
    started = SeriesStarted("周会", LI, ZHAO, SALES, AGENDA, (WANG,))
    given().when(StartSeries("周会", LI, ZHAO, AGENDA, (WANG,))).then(started)
    given().when(StartSeries("周会")).then(SeriesStarted("周会", sender=SALES))
    given(started).when(StartSeries("周会")).refused(Reason.EXISTS)
    given().when(StartSeries("周会", QIAN)).refused(Reason.PERSON_LEFT, person=QIAN)
    given().when(StartSeries("周会", invited=(NOBODY,))).refused(Reason.PERSON_UNKNOWN, person=NOBODY)


def test_a_series_is_of_the_department_that_started_it() -> None:
    assert series.parties(state_after(series.INITIAL, (SeriesStarted("周会", sender=SALES),))) == Parties(
        SALES, SALES
    )
    assert series.parties(series.INITIAL) == Parties()
