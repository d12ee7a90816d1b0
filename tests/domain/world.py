"""A small world in memory for random histories: any command, what is decided, and the events as stored."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from adapters.codec import Codec, Stored, leaf_of
from domain import actions, calendars, departments, escalations, meetings, people, policies, series
from domain import company as companies
from domain.catalogue import AGGREGATES, BY_EVENT, COMMANDS, OF_COMPANY, tag_of
from domain.company import Company, Now
from domain.envelope import Elsewhere, Envelope, Grade
from domain.ladders import AtTarget, Rung
from domain.minutes import Finding
from domain.people import Role
from domain.refusals import Refused
from domain.series import AgendaItem
from domain.words import Attachment
from domain.working_hours import Hours
from tests.adapters.rows import Vault
from tests.domain.cast import (
    COMPANY,
    ITEM,
    LI,
    MAKING,
    MONDAY,
    NOBODY,
    QIAN,
    SALES,
    WANG,
    ZHAO,
    ZONE,
    numbered,
)

HOUR = timedelta(hours=1)
PEOPLE, PLACES = (LI, WANG, ZHAO, QIAN, NOBODY, numbered(401)), (SALES, MAKING, NOBODY, numbered(501))
who, where = st.sampled_from(PEOPLE), st.sampled_from(PLACES)
some = st.lists(who, max_size=2).map(tuple)
why, line = st.sampled_from(["缺料", "改期"]), st.sampled_from(["寄出样件", "备件库存"])
due = st.sampled_from(["2026-04-30", "2026-05-06T12:00:00+08:00", "尽快"])
when = st.integers(0, 3).map(lambda hours: MONDAY + hours * HOUR)
day = st.sampled_from([date(2026, 1, 1), date(2026, 4, 1)])
answer = st.sampled_from(["accepted", "declined"])
grade = st.sampled_from([Grade.INTERNAL, Grade.CORE])
agenda = st.lists(st.builds(AgendaItem, line), max_size=2).map(tuple)
number = st.integers(0, 3)
findings = st.lists(
    st.builds(
        Finding,
        st.integers(1, 9),
        st.sampled_from(["action", "decision", "parked"]),
        line,
        st.just(("小王",)),
        st.none() | due,
        closed=st.booleans(),
    ),
    min_size=1,
    max_size=2,
).map(tuple)
WEEK = ((Hours("09:00", "18:00"),),) * 5 + ((), ())
SOURCE = Attachment("a" * 64, "17.md", 900, "text/markdown")

STRATEGIES: dict[type[Struct], st.SearchStrategy[Any]] = {
    actions.AssignAction: st.builds(actions.AssignAction, line, who, due, some, grade),
    actions.BlockAction: st.builds(actions.BlockAction, why),
    actions.MoveDueDate: st.builds(actions.MoveDueDate, due, why),
    actions.ReassignAction: st.builds(actions.ReassignAction, who, why),
    actions.CompleteAction: st.builds(actions.CompleteAction, line),
    actions.ReturnCompletion: st.builds(actions.ReturnCompletion, why),
    actions.CancelAction: st.builds(actions.CancelAction, why),
    people.JoinPerson: st.builds(
        people.JoinPerson, line, department=st.none() | where, manager=st.none() | who
    ),
    people.EnterOutsider: st.builds(people.EnterOutsider, line),
    people.RenamePerson: st.builds(people.RenamePerson, line),
    people.ReachPersonBy: st.builds(people.ReachPersonBy, st.just("li@zixu.example")),
    people.MovePerson: st.builds(people.MovePerson, where, st.none() | who, st.none() | line),
    people.GrantRole: st.builds(people.GrantRole, st.sampled_from(Role)),
    people.RevokeRole: st.builds(people.RevokeRole, st.sampled_from(Role)),
    people.BeAbsent: st.builds(people.BeAbsent, day, day, st.none() | who),
    departments.FoundDepartment: st.builds(departments.FoundDepartment, st.just("quality"), line),
    departments.RenameDepartment: st.builds(departments.RenameDepartment, line),
    departments.AppointHead: st.builds(departments.AppointHead, who),
    departments.AssignExecutive: st.builds(departments.AssignExecutive, who),
    departments.RosterContact: st.builds(
        departments.RosterContact, st.sampled_from(["business", "technical"]), who, day, st.none() | day
    ),
    departments.ChooseCalendar: st.builds(departments.ChooseCalendar, st.just(numbered(701)) | where),
    departments.RelieveContact: st.builds(
        departments.RelieveContact, st.sampled_from(["business", "technical"]), who
    ),
    series.StartSeries: st.builds(series.StartSeries, line, st.none() | who, st.none() | who, agenda, some),
    meetings.ScheduleMeeting: st.builds(
        meetings.ScheduleMeeting, line, when, when, who, who, invited=some, agenda=agenda, grade=grade
    ),
    meetings.RecordMeeting: st.builds(meetings.RecordMeeting, line, when, when, grade=grade),
    meetings.RescheduleMeeting: st.builds(meetings.RescheduleMeeting, when, when, why),
    meetings.InviteParticipant: st.builds(meetings.InviteParticipant, who),
    meetings.AnswerInvitation: st.builds(
        meetings.AnswerInvitation, st.sampled_from(["accepted", "declined"])
    ),
    meetings.PublishAgenda: st.builds(meetings.PublishAgenda, agenda),
    meetings.NoteAttendance: st.builds(meetings.NoteAttendance, some),
    meetings.ParkItem: st.builds(meetings.ParkItem, line, department=st.none() | where),
    meetings.CloseItem: st.builds(
        meetings.CloseItem, number.map(lambda n: meetings.topic_id(numbered(201), n)), why
    ),
    meetings.CarryOver: st.builds(
        meetings.CarryOver, st.just(ITEM), st.sampled_from(["action", "parked"]), st.integers(2, 4)
    ),
    meetings.ExtendMeeting: st.builds(meetings.ExtendMeeting, st.integers(1, 20), why),
    meetings.DraftMinutes: st.builds(meetings.DraftMinutes, st.just(SOURCE), findings),
    meetings.AcceptFinding: st.builds(meetings.AcceptFinding, number, st.none() | who, some),
    meetings.CorrectFinding: st.builds(
        meetings.CorrectFinding, number, st.just("action"), line, st.none() | who, some, st.none() | due
    ),
    meetings.DropFinding: st.builds(meetings.DropFinding, number),
    meetings.ReopenFinding: st.builds(meetings.ReopenFinding, number),
    meetings.CancelMeeting: st.builds(meetings.CancelMeeting, why),
    calendars.DefineCalendar: st.builds(
        calendars.DefineCalendar,
        line,
        st.sampled_from(["Asia/Shanghai", "Mars/Olympus"]),
        st.sampled_from([WEEK, ((),) * 7]),
        st.none() | day,
    ),
    calendars.DeclareDays: st.builds(
        calendars.DeclareDays,
        st.lists(
            st.builds(calendars.Declaration, day, st.sampled_from(["holiday", "working"])), max_size=2
        ).map(tuple),
        line,
        st.none() | st.just(2026),
    ),
    policies.SetLadder: st.builds(
        policies.SetLadder,
        st.sampled_from(["action", "agenda", "bread"]),
        st.just("working"),
        st.just(AtTarget()),
        rungs=st.sampled_from([(Rung("responsible"),), (Rung("executive"), Rung("department"))]),
        since=st.none() | when,
    ),
    policies.SetLastRung: st.builds(policies.SetLastRung, who),
    escalations.RaiseStep: st.builds(
        escalations.RaiseStep,
        st.just(numbered(901)),
        st.builds(
            escalations.Facts,
            st.just(ITEM),
            st.just("action"),
            st.sampled_from(["responsible", "department"]),
            when,
            when,
            st.just(1),
            st.just(1),
            st.none() | who,
            st.none() | where,
        ),
        st.sampled_from(["responsible", "department"]),
    ),
    escalations.ConfirmJump: st.builds(escalations.ConfirmJump, line),
}
"""How to make each command; one without fields needs no entry."""

ANEW = (
    actions.NudgeAction,
    meetings.ParkItem,
    meetings.ExtendMeeting,
    people.RenamePerson,
    people.ReachPersonBy,
)
"""Commands that mean something new each time: one more nudge, topic or extension; and what is personal, as
the state must not hold it to compare."""
STREAMS = {
    "action": 301,
    "meeting": 201,
    "person": 401,
    "department": 501,
    "series": 601,
    "calendar": 701,
} | {
    "policy": 801,
    "escalation": 901,
}
BEGUN: tuple[Struct, ...] = (
    people.JoinPerson("孙立", "sun.li", department=SALES),
    departments.FoundDepartment("quality", "质量部"),
    actions.AssignAction("寄出样件", WANG, "2026-04-30"),
)
PLANNED = meetings.ScheduleMeeting("周会", MONDAY, MONDAY + HOUR, LI, ZHAO, invited=(WANG,))
HELD = meetings.RecordMeeting("周会", MONDAY, MONDAY + HOUR)
FOUND = Finding(3, "action", "寄出样件"), Finding(4, "parked", "备件库存")
DRAFTED = meetings.DraftMinutes(SOURCE, FOUND)
PROLOGUES: tuple[tuple[Struct, ...], ...] = (
    (),
    (*BEGUN, PLANNED),
    (*BEGUN, PLANNED, meetings.OpenMeeting()),
    (*BEGUN, HELD, DRAFTED, actions.CompleteAction("签收单")),
    (*BEGUN, HELD, DRAFTED, meetings.AcceptFinding(1, LI), meetings.AcceptFinding(2)),
    (*BEGUN, HELD, DRAFTED, meetings.DropFinding(1), meetings.DropFinding(2), meetings.PublishMinutes()),
)
"""How a history may begin, so that chance also gets to what comes late in the life of an item."""
commands = (
    st.sampled_from(AGGREGATES)
    .flatmap(lambda aggregate: st.sampled_from(aggregate.commands))
    .flatmap(lambda kind: STRATEGIES.get(kind, st.builds(kind)))
)
CODEC = Codec(Vault())


def decided(command: Any, stream: str, state: Any, by: str, company: Company) -> list[Any] | Refused:
    try:
        return COMMANDS[type(command)].aggregate.decide(
            command, state, Now(MONDAY, stream, by, company, ZONE)
        )
    except Refused as refusal:
        return refusal


class World:
    """One item of each kind, and whatever actions its minutes hand out."""

    def __init__(self) -> None:
        self.company = COMPANY
        self.states: dict[str, Any] = {}
        self.stored: list[Stored] = []

    def give(self, command: Any, by: str) -> list[Any] | Refused:
        """Decides the command and records what happened."""
        stream = self.stream_of(command)
        found = self.decide(command, by)
        for event in [] if isinstance(found, Refused) else found:
            if isinstance(event, Elsewhere):
                self.record(event.stream, event.event)
            else:
                self.record(stream, event)
        return found

    def stream_of(self, command: Any) -> str:
        return numbered(STREAMS[COMMANDS[type(command)].aggregate.name])

    def decide(self, command: Any, by: str) -> list[Any] | Refused:
        """What would happen."""
        stream, aggregate = self.stream_of(command), COMMANDS[type(command)].aggregate
        return decided(command, stream, self.states.get(stream, aggregate.initial), by, self.company)

    def record(self, stream: str, event: Any) -> None:
        aggregate = BY_EVENT[type(event)]
        self.states[stream] = aggregate.evolve(self.states.get(stream, aggregate.initial), event, stream)
        if type(event) in OF_COMPANY:
            self.company = companies.evolve(self.company, event, stream)
        version = 1 + sum(each.stream == stream for each in self.stored)
        position = len(self.stored) + 1
        recorded = MONDAY + position * timedelta(minutes=1)
        envelope = Envelope(stream, version, LI, recorded, "sales", "-", Grade.INTERNAL, "")
        body = CODEC.encode(event, envelope)
        self.stored.append(Stored(position, stream, version, tag_of(type(event)), body, leaf_of(body)))
