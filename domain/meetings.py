"""Meetings: scheduled with an agenda, held, recorded in minutes that hand out the actions.

The rules of the minutes themselves stand in `domain.minutes`.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import NAMESPACE_OID, uuid5

from msgspec import Meta, Struct, structs

from domain import actions, minutes
from domain.company import Now
from domain.deadlines import Deadline
from domain.due import YEARS
from domain.due import settled as settled_due
from domain.envelope import Elsewhere, Grade, Parties, Relation
from domain.minutes import Draft, Finding, Kind, Minutes, Number, Published, Settled
from domain.refusals import Reason, Refused
from domain.series import Agenda, AgendaItem, Invited
from domain.words import Attachment, Id, Line, Moment, Why

MAX_FINDINGS = 2_000


class MeetingScheduled(Struct, frozen=True, omit_defaults=True, tag="meeting.meeting-scheduled.v1"):
    """`ordinal` counts within the series; `historical` marks a meeting entered after the fact."""

    title: str
    starts: datetime
    ends: datetime
    facilitator: str | None = None
    recorder: str | None = None
    series: str | None = None
    ordinal: int | None = None
    sender: str | None = None
    invited: tuple[str, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    grade: Grade = Grade.INTERNAL
    historical: bool = False


class MeetingRescheduled(Struct, frozen=True, tag="meeting.meeting-rescheduled.v1"):
    starts: datetime
    ends: datetime
    why: str


class ParticipantInvited(Struct, frozen=True, tag="meeting.participant-invited.v1"):
    person: str


class InvitationAnswered(Struct, frozen=True, tag="meeting.invitation-answered.v1"):
    person: str
    answer: Literal["accepted", "declined", "tentative"]


class AgendaPublished(Struct, frozen=True, tag="meeting.agenda-published.v1"):
    agenda: tuple[AgendaItem, ...]


class MeetingOpened(Struct, frozen=True, tag="meeting.meeting-opened.v1"):
    pass


class AttendanceNoted(Struct, frozen=True, tag="meeting.attendance-noted.v1"):
    present: tuple[str, ...]


class ItemParked(Struct, frozen=True, omit_defaults=True, tag="meeting.item-parked.v1"):
    topic: str
    title: str
    why: str
    department: str | None = None


class ItemClosed(Struct, frozen=True, tag="meeting.item-closed.v1"):
    topic: str
    outcome: str


class ItemCarriedOver(Struct, frozen=True, tag="meeting.item-carried-over.v1"):
    """`times` counts the meetings that the item has been through, this one included."""

    item: str
    kind: Literal["action", "parked"]
    times: int


class MeetingExtended(Struct, frozen=True, tag="meeting.meeting-extended.v1"):
    minutes: int
    why: str


class MeetingClosed(Struct, frozen=True, tag="meeting.meeting-closed.v1"):
    pass


class MinutesDrafted(Struct, frozen=True, tag="meeting.minutes-drafted.v1"):
    source: Attachment
    findings: tuple[Finding, ...]


class FindingAccepted(Struct, frozen=True, tag="meeting.finding-accepted.v1"):
    finding: int
    settled: Settled


class FindingCorrected(Struct, frozen=True, tag="meeting.finding-corrected.v1"):
    finding: int
    settled: Settled


class FindingDropped(Struct, frozen=True, tag="meeting.finding-dropped.v1"):
    finding: int


class FindingReopened(Struct, frozen=True, tag="meeting.finding-reopened.v1"):
    finding: int


class MinutesPublished(Struct, frozen=True, tag="meeting.minutes-published.v1"):
    version: int
    actions: tuple[str, ...]


class MinutesAcknowledged(Struct, frozen=True, tag="meeting.minutes-acknowledged.v1"):
    person: str


class MeetingCancelled(Struct, frozen=True, tag="meeting.meeting-cancelled.v1"):
    why: str


Event = (
    MeetingScheduled
    | MeetingRescheduled
    | ParticipantInvited
    | InvitationAnswered
    | AgendaPublished
    | MeetingOpened
    | AttendanceNoted
    | ItemParked
    | ItemClosed
    | ItemCarriedOver
    | MeetingExtended
    | MeetingClosed
    | MinutesDrafted
    | FindingAccepted
    | FindingCorrected
    | FindingDropped
    | FindingReopened
    | MinutesPublished
    | MinutesAcknowledged
    | MeetingCancelled
)


class ScheduleMeeting(Struct, frozen=True, tag="schedule"):
    """Schedule a meeting with who leads it, who records it, and a timed agenda."""

    title: Line
    starts: Moment
    ends: Moment
    facilitator: Id
    recorder: Id
    series: Id | None = None
    ordinal: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    invited: Invited = ()
    agenda: Agenda = ()
    grade: Grade = Grade.INTERNAL


class RecordMeeting(Struct, frozen=True, tag="record"):
    """Enter a meeting that was held before, so that its minutes can be read in."""

    title: Line
    starts: Moment
    ends: Moment
    series: Id | None = None
    grade: Grade = Grade.INTERNAL


class RescheduleMeeting(Struct, frozen=True, tag="reschedule"):
    """Move the meeting to another time, with the reason."""

    starts: Moment
    ends: Moment
    why: Why


class InviteParticipant(Struct, frozen=True, tag="invite"):
    """Invite one more person."""

    person: Id


class AnswerInvitation(Struct, frozen=True, tag="answer"):
    """Say whether one will come."""

    answer: Literal["accepted", "declined", "tentative"]


class PublishAgenda(Struct, frozen=True, tag="publish-agenda"):
    """Send out the agenda: the given items, or those the meeting was scheduled with."""

    agenda: Agenda = ()


class OpenMeeting(Struct, frozen=True, tag="open"):
    """Begin the meeting."""


class NoteAttendance(Struct, frozen=True, tag="note-attendance"):
    """Record who is here."""

    present: Invited


class ParkItem(Struct, frozen=True, tag="park"):
    """Put a topic aside for a later meeting (停车位)."""

    title: Line
    why: Annotated[str, Meta(max_length=2_000)] = ""
    department: Id | None = None


class CloseItem(Struct, frozen=True, tag="close-item"):
    """Finish a parked topic, with its outcome."""

    topic: Id
    outcome: Why


class CarryOver(Struct, frozen=True, tag="carry-over"):
    """Bring an unfinished item up in this meeting. The hub does this by itself."""

    item: Id
    kind: Literal["action", "parked"]
    times: Annotated[int, Meta(ge=1, le=10_000)]


class ExtendMeeting(Struct, frozen=True, tag="extend"):
    """Go on beyond the end, with the reason."""

    minutes: Annotated[int, Meta(ge=1, le=480)]
    why: Why


class CloseMeeting(Struct, frozen=True, tag="close"):
    """End the meeting."""


class DraftMinutes(Struct, frozen=True, tag="draft-minutes"):
    """Put findings of a source text before people. Drafting again replaces what was drafted."""

    source: Attachment
    findings: tuple[Finding, ...]


class AcceptFinding(Struct, frozen=True, tag="accept-finding"):
    """Take a finding as it stands, with its owners settled."""

    finding: Number
    owner: Id | None = None
    supporting: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()


class CorrectFinding(Struct, frozen=True, tag="correct-finding"):
    """Take a finding with corrections."""

    finding: Number
    kind: Kind
    text: Line
    owner: Id | None = None
    supporting: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    due: Annotated[str, Meta(max_length=25)] | None = None


class DropFinding(Struct, frozen=True, tag="drop-finding"):
    """Say that this is nothing to act on."""

    finding: Number


class ReopenFinding(Struct, frozen=True, tag="reopen-finding"):
    """Take back what was settled of a finding."""

    finding: Number


class PublishMinutes(Struct, frozen=True, tag="publish-minutes"):
    """Publish: the actions go to their owners. Refused while one lacks owner or due date."""


class AcknowledgeMinutes(Struct, frozen=True, tag="acknowledge"):
    """Say that one has read the minutes (确认已阅)."""


class CancelMeeting(Struct, frozen=True, tag="cancel"):
    """Call the meeting off, and why."""

    why: Why


Command = (
    ScheduleMeeting
    | RecordMeeting
    | RescheduleMeeting
    | InviteParticipant
    | AnswerInvitation
    | PublishAgenda
    | OpenMeeting
    | NoteAttendance
    | ParkItem
    | CloseItem
    | CarryOver
    | ExtendMeeting
    | CloseMeeting
    | DraftMinutes
    | AcceptFinding
    | CorrectFinding
    | DropFinding
    | ReopenFinding
    | PublishMinutes
    | AcknowledgeMinutes
    | CancelMeeting
)


class Unscheduled(Struct, frozen=True, tag=True):
    """No meeting has this id."""


class Plan(Struct, frozen=True):
    """What was scheduled."""

    starts: datetime
    ends: datetime
    facilitator: str | None
    recorder: str | None
    series: str | None
    sender: str | None
    invited: frozenset[str]
    agenda: tuple[AgendaItem, ...]
    grade: Grade
    historical: bool


class Scheduled(Struct, frozen=True, tag=True):
    """Still to be held."""

    plan: Plan
    agenda_out: bool = False
    answers: dict[str, str] = {}


class Running(Struct, frozen=True, tag=True):
    """Being held. `raised` are the ids of items carried into it or parked in it, `outcomes` those of the
    topics that were finished."""

    plan: Plan
    parked: tuple[str, ...] = ()
    raised: frozenset[str] = frozenset()
    outcomes: dict[str, str] = {}
    present: tuple[str, ...] = ()


class Over(Struct, frozen=True, tag=True):
    """Held; its minutes are missing, drafted or published."""

    plan: Plan
    parked: tuple[str, ...] = ()
    minutes: Minutes = None
    raised: frozenset[str] = frozenset()
    present: tuple[str, ...] = ()


class Cancelled(Struct, frozen=True, tag=True):
    """Called off."""

    plan: Plan


State = Unscheduled | Scheduled | Running | Over | Cancelled
Held = Scheduled | Running | Over | Cancelled
INITIAL = Unscheduled()
Events = list[Event | Elsewhere[actions.Event]]


def decide(command: Command, meeting: State, now: Now) -> Events:
    """What happens when `command` is given. Repeating a command records nothing."""
    if isinstance(command, ScheduleMeeting | RecordMeeting):
        return schedule(command, meeting, now)
    if isinstance(meeting, Unscheduled):
        raise Refused(Reason.NOT_FOUND)
    if isinstance(meeting, Cancelled):
        return called_off(command)
    match command:
        case RescheduleMeeting():
            return reschedule(command, meeting)
        case InviteParticipant():
            return invite(command, meeting, now)
        case AnswerInvitation():
            return answer(command, ahead(meeting), now)
        case PublishAgenda():
            return publish_agenda(command, ahead(meeting))
        case OpenMeeting():
            return [] if isinstance(meeting, Running) else open_meeting(ahead(meeting))
        case NoteAttendance():
            return note_attendance(command, meeting, now)
        case ParkItem():
            return park(command, running(meeting), now)
        case CloseItem():
            return close_item(command, running(meeting))
        case CarryOver():
            return carry_over(command, meeting)
        case ExtendMeeting():
            running(meeting)
            return [MeetingExtended(command.minutes, command.why)]
        case CloseMeeting():
            return [] if isinstance(meeting, Over) else close(running(meeting))
        case DraftMinutes():
            return draft(command, over(meeting))
        case AcceptFinding():
            return accept(command, drafted(meeting), now)
        case CorrectFinding():
            return correct(command, drafted(meeting), now)
        case DropFinding():
            return drop(command, drafted(meeting))
        case ReopenFinding():
            return reopen(command, drafted(meeting))
        case PublishMinutes():
            return publish(over(meeting), now)
        case AcknowledgeMinutes():
            return acknowledge(over(meeting), now)
        case CancelMeeting():
            ahead(meeting)
            return [MeetingCancelled(command.why)]


def schedule(command: ScheduleMeeting | RecordMeeting, meeting: State, now: Now) -> Events:
    """A meeting of the past is over as soon as it is entered."""
    if not isinstance(meeting, Unscheduled):
        raise Refused(Reason.EXISTS)
    match command:
        case ScheduleMeeting():
            return [planned(command, now)]
        case RecordMeeting():
            return [recorded(command, now), MeetingClosed()]


def planned(command: ScheduleMeeting, now: Now) -> MeetingScheduled:
    """Everybody named must be with the company."""
    for person in (command.facilitator, command.recorder, *command.invited):
        now.company.employed(person)
    starts, ends = times(command.starts, command.ends)
    return MeetingScheduled(
        title=command.title,
        starts=starts,
        ends=ends,
        facilitator=command.facilitator,
        recorder=command.recorder,
        series=command.series,
        ordinal=command.ordinal,
        sender=now.desk,
        invited=command.invited,
        agenda=command.agenda,
        grade=command.grade,
    )


def recorded(command: RecordMeeting, now: Now) -> MeetingScheduled:
    """Whoever enters the meeting records it."""
    starts, ends = times(command.starts, command.ends)
    return MeetingScheduled(
        title=command.title,
        starts=starts,
        ends=ends,
        recorder=now.by if now.by in now.company.people else None,
        series=command.series,
        sender=now.desk,
        grade=command.grade,
        historical=True,
    )


def times(starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """Both in UTC. Refuses times without a zone, and an end that is not after the start."""
    if starts.tzinfo is None or ends.tzinfo is None:
        raise Refused(Reason.DUE_UNREADABLE, due=str(starts))
    if ends <= starts:
        raise Refused(Reason.TIMES_CROSSED)
    if starts.year not in YEARS or ends.year not in YEARS:
        raise Refused(Reason.DUE_UNREADABLE, due=str(starts))
    return starts.astimezone(UTC), ends.astimezone(UTC)


def called_off(command: Command) -> Events:
    if isinstance(command, CancelMeeting):
        return []
    raise Refused(Reason.MEETING_CANCELLED)


def ahead(meeting: Scheduled | Running | Over) -> Scheduled:
    if isinstance(meeting, Scheduled):
        return meeting
    raise Refused(Reason.MEETING_OVER)


def running(meeting: Scheduled | Running | Over) -> Running:
    if isinstance(meeting, Running):
        return meeting
    raise Refused(Reason.MEETING_NOT_OPEN)


def over(meeting: Scheduled | Running | Over) -> Over:
    if isinstance(meeting, Over):
        return meeting
    raise Refused(Reason.MEETING_NOT_OPEN)


def drafted(meeting: Scheduled | Running | Over) -> Draft:
    match over(meeting).minutes:
        case Draft() as found:
            return found
        case Published():
            raise Refused(Reason.MINUTES_PUBLISHED)
        case None:
            raise Refused(Reason.MINUTES_MISSING)


def reschedule(command: RescheduleMeeting, meeting: Scheduled | Running | Over) -> Events:
    starts, ends = times(command.starts, command.ends)
    plan = ahead(meeting).plan
    if (plan.starts, plan.ends) == (starts, ends):
        return []
    return [MeetingRescheduled(starts, ends, command.why)]


def invite(command: InviteParticipant, meeting: Scheduled | Running | Over, now: Now) -> Events:
    now.company.employed(command.person)
    return [] if command.person in meeting.plan.invited else [ParticipantInvited(command.person)]


def answer(command: AnswerInvitation, meeting: Scheduled, now: Now) -> Events:
    if now.by not in invitees(meeting.plan):
        raise Refused(Reason.NOT_INVITED)
    same = meeting.answers.get(now.by) == command.answer
    return [] if same else [InvitationAnswered(now.by, command.answer)]


def publish_agenda(command: PublishAgenda, meeting: Scheduled) -> Events:
    agenda = command.agenda or meeting.plan.agenda
    if not agenda:
        raise Refused(Reason.AGENDA_EMPTY)
    return [] if meeting.agenda_out and agenda == meeting.plan.agenda else [AgendaPublished(agenda)]


def open_meeting(_: Scheduled) -> Events:
    return [MeetingOpened()]


def note_attendance(command: NoteAttendance, meeting: Scheduled | Running | Over, now: Now) -> Events:
    if isinstance(meeting, Scheduled):
        raise Refused(Reason.MEETING_NOT_OPEN)
    for person in command.present:
        now.company.person(person)
    return [] if meeting.present == command.present else [AttendanceNoted(command.present)]


def park(command: ParkItem, meeting: Running, now: Now) -> Events:
    if command.department is not None:
        now.company.department(command.department)
    if command.title in meeting.parked:
        return []
    topic = topic_id(now.stream, len(meeting.parked) + 1)
    return [ItemParked(topic, command.title, command.why, command.department)]


def close_item(command: CloseItem, meeting: Running) -> Events:
    """Only a topic that was parked here or came up here can be finished here."""
    if command.topic not in meeting.raised:
        raise Refused(Reason.AGENDA_ITEM_UNKNOWN)
    same = meeting.outcomes.get(command.topic) == command.outcome
    return [] if same else [ItemClosed(command.topic, command.outcome)]


def topic_id(meeting: str, number: int) -> str:
    """The id of the topic that was parked as the `number`-th of its meeting."""
    return str(uuid5(uuid5(NAMESPACE_OID, meeting), f"parked {number}"))


def carry_over(command: CarryOver, meeting: Scheduled | Running | Over) -> Events:
    """What came up is told even of a meeting that was closed before the hub could tell it."""
    if isinstance(meeting, Scheduled):
        raise Refused(Reason.MEETING_NOT_OPEN)
    if command.item in meeting.raised:
        return []
    return [ItemCarriedOver(command.item, command.kind, command.times)]


def close(_: Running) -> Events:
    return [MeetingClosed()]


def draft(command: DraftMinutes, meeting: Over) -> Events:
    """Findings are facts of the draft, so that reading the source better later changes nothing."""
    if isinstance(meeting.minutes, Published):
        raise Refused(Reason.MINUTES_PUBLISHED)
    if len(command.findings) > MAX_FINDINGS:
        raise Refused(Reason.TOO_MANY_FINDINGS)
    for finding in command.findings:
        if finding.due is not None:
            settled_due(finding.due)
    return [] if untouched(command, meeting.minutes) else [MinutesDrafted(command.source, command.findings)]


def untouched(command: DraftMinutes, minutes_: Minutes) -> bool:
    """Whether the same draft lies there with nothing settled yet."""
    found = minutes_ if isinstance(minutes_, Draft) else None
    return (
        found is not None
        and not found.settled
        and (found.source, found.findings)
        == (
            command.source,
            command.findings,
        )
    )


def accept(command: AcceptFinding, minutes_: Draft, now: Now) -> Events:
    found = minutes_.finding(command.finding)
    item = minutes.as_found(found, command.owner, command.supporting)
    return settle(minutes_, FindingAccepted(command.finding, minutes.check_people(item, now)))


def correct(command: CorrectFinding, minutes_: Draft, now: Now) -> Events:
    found = minutes_.finding(command.finding)
    due = settled_due(command.due) if command.due else None
    item = Settled(command.kind, command.text, command.owner, command.supporting, due, found.closed)
    return settle(minutes_, FindingCorrected(command.finding, minutes.check_people(item, now)))


def settle(minutes_: Draft, event: FindingAccepted | FindingCorrected) -> Events:
    unchanged = minutes_.settled.get(event.finding) == event.settled
    return [] if unchanged else [event]


def drop(command: DropFinding, minutes_: Draft) -> Events:
    minutes_.finding(command.finding)
    dropped = command.finding in minutes_.settled and minutes_.settled[command.finding] is None
    return [] if dropped else [FindingDropped(command.finding)]


def reopen(command: ReopenFinding, minutes_: Draft) -> Events:
    minutes_.finding(command.finding)
    return [FindingReopened(command.finding)] if command.finding in minutes_.settled else []


def publish(meeting: Over, now: Now) -> Events:
    """One transaction: the minutes are out and every action has begun its life."""
    if isinstance(meeting.minutes, Published):
        return []
    if meeting.minutes is None:
        raise Refused(Reason.MINUTES_MISSING)
    minutes.check_publishable(meeting.minutes)
    plan = meeting.plan
    handed = minutes.hand_out(
        meeting.minutes, minutes.Source(now.stream, plan.series, plan.sender, plan.grade), now
    )
    born = tuple(dict.fromkeys(item.stream for item in handed))
    return [MinutesPublished(1, born), *put_aside(meeting, meeting.minutes, now), *handed]


def put_aside(meeting: Over, minutes_: Draft, now: Now) -> list[Event]:
    """Topics that only the minutes park join those parked in the meeting itself."""
    settled = (item for _, item in sorted(minutes_.settled.items()) if item is not None)
    topics = [item.text for item in settled if item.kind == "parked"]
    new = [text for text in dict.fromkeys(topics) if not any(title in text for title in meeting.parked)]
    first = len(meeting.parked) + 1
    return [ItemParked(topic_id(now.stream, number), text, "") for number, text in enumerate(new, first)]


def acknowledge(meeting: Over, now: Now) -> Events:
    if not isinstance(meeting.minutes, Published):
        raise Refused(Reason.MINUTES_NOT_PUBLISHED)
    if now.by not in invitees(meeting.plan):
        raise Refused(Reason.NOT_INVITED)
    return [] if now.by in meeting.minutes.acknowledged else [MinutesAcknowledged(now.by)]


def invitees(plan: Plan) -> frozenset[str]:
    """Everybody whom the meeting concerns."""
    return plan.invited | {person for person in (plan.facilitator, plan.recorder) if person}


def evolve(meeting: State, event: Event, _stream: str) -> State:
    """The meeting after `event`."""
    if isinstance(event, MeetingScheduled):
        return Scheduled(plan_of(event))
    if isinstance(meeting, Unscheduled):
        return meeting
    plan = meeting.plan
    match event:
        case MeetingRescheduled():
            return Scheduled(structs.replace(plan, starts=event.starts, ends=event.ends))
        case ParticipantInvited():
            return structs.replace(meeting, plan=structs.replace(plan, invited=plan.invited | {event.person}))
        case AgendaPublished():
            return Scheduled(structs.replace(plan, agenda=event.agenda), agenda_out=True)
        case MeetingOpened():
            return Running(plan)
        case InvitationAnswered():
            return answered(meeting, event)
        case AttendanceNoted():
            return noted(meeting, event)
        case ItemParked():
            return one_more_parked(meeting, event)
        case ItemClosed():
            return finished(meeting, event)
        case ItemCarriedOver():
            return raised(meeting, event.item)
        case MeetingClosed():
            return closed(meeting)
        case MinutesDrafted():
            return with_minutes(meeting, Draft(event.source, event.findings, plan.historical, {}))
        case FindingAccepted() | FindingCorrected():
            return settling(meeting, event.finding, event.settled)
        case FindingDropped():
            return settling(meeting, event.finding, None)
        case FindingReopened():
            return reopening(meeting, event.finding)
        case MinutesPublished():
            return with_minutes(meeting, Published())
        case MinutesAcknowledged():
            return acknowledged(meeting, event.person)
        case MeetingCancelled():
            return Cancelled(plan)
        case MeetingExtended():
            return meeting


def plan_of(event: MeetingScheduled) -> Plan:
    return Plan(
        starts=event.starts,
        ends=event.ends,
        facilitator=event.facilitator,
        recorder=event.recorder,
        series=event.series,
        sender=event.sender,
        invited=frozenset(event.invited),
        agenda=event.agenda,
        grade=event.grade,
        historical=event.historical,
    )


def answered(meeting: Held, event: InvitationAnswered) -> State:
    if not isinstance(meeting, Scheduled):
        return meeting
    return structs.replace(meeting, answers=meeting.answers | {event.person: event.answer})


def noted(meeting: Held, event: AttendanceNoted) -> State:
    held = isinstance(meeting, Running | Over)
    return structs.replace(meeting, present=event.present) if held else meeting


def one_more_parked(meeting: Held, event: ItemParked) -> State:
    match meeting:
        case Running():
            raised = meeting.raised | {event.topic}
            return structs.replace(meeting, parked=(*meeting.parked, event.title), raised=raised)
        case Over():
            return structs.replace(meeting, parked=(*meeting.parked, event.title))
        case Scheduled() | Cancelled():
            return meeting


def finished(meeting: Held, event: ItemClosed) -> State:
    if not isinstance(meeting, Running):
        return meeting
    return structs.replace(meeting, outcomes=meeting.outcomes | {event.topic: event.outcome})


def closed(meeting: Held) -> Over:
    """A meeting of the past was never open."""
    if isinstance(meeting, Running):
        return Over(meeting.plan, meeting.parked, raised=meeting.raised, present=meeting.present)
    return Over(meeting.plan)


def with_minutes(meeting: Held, minutes_: Draft | Published) -> State:
    return structs.replace(meeting, minutes=minutes_) if isinstance(meeting, Over) else meeting


def raised(meeting: Held, item: str) -> State:
    if not isinstance(meeting, Running | Over):
        return meeting
    return structs.replace(meeting, raised=meeting.raised | {item})


def settling(meeting: Held, number: int, item: Settled | None) -> State:
    if not (isinstance(meeting, Over) and isinstance(meeting.minutes, Draft)):
        return meeting
    settled = meeting.minutes.settled | {number: item}
    return structs.replace(meeting, minutes=structs.replace(meeting.minutes, settled=settled))


def reopening(meeting: Held, number: int) -> State:
    if not (isinstance(meeting, Over) and isinstance(meeting.minutes, Draft)):
        return meeting
    settled = {n: item for n, item in meeting.minutes.settled.items() if n != number}
    return structs.replace(meeting, minutes=structs.replace(meeting.minutes, settled=settled))


def acknowledged(meeting: Held, person: str) -> State:
    if not (isinstance(meeting, Over) and isinstance(meeting.minutes, Published)):
        return meeting
    return structs.replace(meeting, minutes=Published(meeting.minutes.acknowledged | {person}))


def parties(meeting: State) -> Parties:
    """Of the department that called it; its people by what they do in it."""
    if isinstance(meeting, Unscheduled):
        return Parties()
    plan = meeting.plan
    people: list[tuple[Relation, str]] = [("participant", person) for person in sorted(plan.invited)]
    if plan.facilitator:
        people.append(("facilitator", plan.facilitator))
    if plan.recorder:
        people.append(("recorder", plan.recorder))
    return Parties(plan.sender, plan.sender, plan.grade, tuple(people))


BEARING: tuple[type[Struct], ...] = (
    MeetingScheduled,
    MeetingRescheduled,
    ParticipantInvited,
    AgendaPublished,
    MeetingOpened,
    MeetingClosed,
    MinutesPublished,
    MinutesAcknowledged,
    MeetingCancelled,
)
"""The events that bear on deadlines."""


def deadlines(meeting: State) -> tuple[Deadline, ...]:
    """The agenda before the meeting, the minutes after it, then everybody's acknowledgment of them."""
    match meeting:
        case Scheduled(plan, agenda_out=False):
            return (Deadline("agenda", plan.facilitator, plan.sender, target=plan.starts),)
        case Over(plan) if plan.historical:
            return ()
        case Over(plan, minutes=Published(acknowledged)):
            return tuple(
                [
                    Deadline("acknowledgment", person, part=person)
                    for person in sorted(invitees(plan) - acknowledged)
                ]
            )
        case Over(plan):
            return (Deadline("minutes", plan.recorder, plan.sender),)
        case _:
            return ()
