"""Whatever people do, in whatever order: the stored events explain the state, and repeating does nothing."""

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from msgspec import Struct

from adapters.codec import Codec, Stored, leaf_of
from domain import actions, departments, meetings, people, series
from domain import company as companies
from domain.catalogue import BY_EVENT, COMMANDS, DIRECTORY, tag_of
from domain.company import Company, Now
from domain.envelope import Elsewhere, Envelope, Grade
from domain.minutes import Finding
from domain.people import Role
from domain.refusals import Refused
from domain.series import AgendaItem
from domain.words import Attachment
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
    people.RenamePerson: st.builds(people.RenamePerson, line),
    people.ReachPersonBy: st.builds(people.ReachPersonBy, st.just("li@zixu.example")),
    people.MovePerson: st.builds(people.MovePerson, where, st.none() | who, st.none() | line),
    people.GrantRole: st.builds(people.GrantRole, st.sampled_from(Role)),
    people.RevokeRole: st.builds(people.RevokeRole, st.sampled_from(Role)),
    departments.FoundDepartment: st.builds(departments.FoundDepartment, st.just("quality"), line),
    departments.RenameDepartment: st.builds(departments.RenameDepartment, line),
    departments.AppointHead: st.builds(departments.AppointHead, who),
    departments.AssignExecutive: st.builds(departments.AssignExecutive, who),
    departments.RosterContact: st.builds(
        departments.RosterContact, st.sampled_from(["business", "technical"]), who, day, st.none() | day
    ),
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
STREAMS = {"action": 301, "meeting": 201, "person": 401, "department": 501, "series": 601}
commands = st.sampled_from(list(COMMANDS)).flatmap(lambda kind: STRATEGIES.get(kind, st.builds(kind)))
CODEC = Codec(Vault())


def decided(command: Any, stream: str, state: Any, by: str, company: Company) -> list[Any] | Refused:
    try:
        return COMMANDS[type(command)].aggregate.decide(
            command, state, Now(MONDAY, stream, by, company, ZONE)
        )
    except Refused as refusal:
        return refusal


class Histories(RuleBasedStateMachine):
    """One item of each kind, and whatever actions its minutes hand out."""

    def __init__(self) -> None:
        super().__init__()
        self.company = COMPANY
        self.states: dict[str, Any] = {}
        self.stored: list[Stored] = []

    @rule(command=commands, by=who)
    def somebody_commands(self, command: Any, by: str) -> None:
        aggregate = COMMANDS[type(command)].aggregate
        stream = numbered(STREAMS[aggregate.name])
        before = self.states.get(stream, aggregate.initial)
        found = decided(command, stream, before, by, self.company)
        if isinstance(found, Refused):
            assert self.states.get(stream, aggregate.initial) == before
            return
        for event in found:
            if isinstance(event, Elsewhere):
                self.record(event.stream, event.event)
            else:
                self.record(stream, event)
        if not isinstance(command, ANEW):
            self.repeating_records_nothing(command, stream, by)

    def repeating_records_nothing(self, command: Any, stream: str, by: str) -> None:
        """A command given twice is an error or nothing, so whoever is in doubt may repeat it."""
        state = self.states.get(stream)
        again = [] if state is None else decided(command, stream, state, by, self.company)
        assert isinstance(again, Refused) or again == []

    def record(self, stream: str, event: Any) -> None:
        aggregate = BY_EVENT[type(event)]
        self.states[stream] = aggregate.evolve(self.states.get(stream, aggregate.initial), event, stream)
        if type(event) in DIRECTORY:
            self.company = companies.evolve(self.company, event, stream)
        version = 1 + sum(each.stream == stream for each in self.stored)
        envelope = Envelope(stream, version, LI, MONDAY, "sales", "-", Grade.INTERNAL, "")
        body = CODEC.encode(event, envelope)
        tag = tag_of(type(event))
        self.stored.append(Stored(len(self.stored) + 1, stream, version, tag, body, leaf_of(body)))

    def teardown(self) -> None:
        self.the_stored_events_explain_every_state()

    def the_stored_events_explain_every_state(self) -> None:
        states: dict[str, Any] = {}
        company = COMPANY
        for recorded in map(CODEC.decode, self.stored):
            stream, aggregate = recorded.envelope.stream, BY_EVENT[type(recorded.event)]
            states[stream] = aggregate.evolve(states.get(stream, aggregate.initial), recorded.event, stream)
            if type(recorded.event) in DIRECTORY:
                company = companies.evolve(company, recorded.event, stream)
        assert states == self.states
        assert company == self.company


Histories.TestCase.settings = settings(max_examples=50, stateful_step_count=40, report_multiple_bugs=False)
TestHistories = Histories.TestCase


def test_the_histories_know_every_command_that_has_fields() -> None:
    assert {kind for kind in COMMANDS if kind.__struct_fields__} <= set(STRATEGIES)
