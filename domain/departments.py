"""Departments: head, executive in charge, and the two contacts through whom others reach them."""

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct, structs

from domain.envelope import Elsewhere, Parties
from domain.refusals import Reason, Refused
from domain.words import Id, Line, Slug

if TYPE_CHECKING:
    from domain.company import Now

Post = Literal["business", "technical"]


class DepartmentFounded(Struct, frozen=True, tag="directory.department-founded.v1"):
    slug: str
    name: str


class DepartmentRenamed(Struct, frozen=True, tag="directory.department-renamed.v1"):
    name: str


class HeadAppointed(Struct, frozen=True, tag="directory.head-appointed.v1"):
    person: str


class ExecutiveAssigned(Struct, frozen=True, tag="directory.executive-assigned.v1"):
    person: str


class ContactRostered(Struct, frozen=True, omit_defaults=True, tag="directory.contact-rostered.v1"):
    post: Post
    person: str
    since: date
    until: date | None = None


class ContactRelieved(Struct, frozen=True, tag="directory.contact-relieved.v1"):
    post: Post
    person: str


class CalendarChosen(Struct, frozen=True, tag="directory.calendar-chosen.v1"):
    calendar: str


Event = (
    DepartmentFounded
    | DepartmentRenamed
    | HeadAppointed
    | ExecutiveAssigned
    | ContactRostered
    | ContactRelieved
    | CalendarChosen
)


class FoundDepartment(Struct, frozen=True, tag="found"):
    """Found a department. Its slug is part of every subject on NATS and never changes."""

    slug: Slug
    name: Line


class RenameDepartment(Struct, frozen=True, tag="rename"):
    """Change the name that pages show."""

    name: Line


class AppointHead(Struct, frozen=True, tag="appoint-head"):
    """Say who heads the department."""

    person: Id


class AssignExecutive(Struct, frozen=True, tag="assign-executive"):
    """Say which executive is in charge of the department (分管领导)."""

    person: Id


class RosterContact(Struct, frozen=True, tag="roster-contact"):
    """Put somebody on one of the two contact posts, from a day on and, if known, to a last day."""

    post: Post
    person: Id
    since: date
    until: date | None = None


class RelieveContact(Struct, frozen=True, tag="relieve-contact"):
    """Take somebody off a contact post."""

    post: Post
    person: Id


class ChooseCalendar(Struct, frozen=True, tag="choose-calendar"):
    """Say which working calendar the department keeps, for clocks that are armed from now on."""

    calendar: Id


Command = (
    FoundDepartment
    | RenameDepartment
    | AppointHead
    | AssignExecutive
    | RosterContact
    | RelieveContact
    | ChooseCalendar
)


class Unfounded(Struct, frozen=True):
    """No department has this id."""


class Turn(NamedTuple):
    """One holder's turn on a contact post, the last day included."""

    post: Post
    person: str
    since: date
    until: date | None


class Department(Struct, frozen=True):
    """A department as it stands, with every turn on its posts that was not taken back."""

    id: str
    slug: str
    head: str | None = None
    executive: str | None = None
    roster: tuple[Turn, ...] = ()
    name: str = ""
    calendar: str | None = None

    def contact(self, post: Post, on: date) -> str | None:
        """Who holds the post on that day: the turn that began last."""
        turns = [
            turn
            for turn in self.roster
            if turn.post == post and turn.since <= on and (turn.until is None or on <= turn.until)
        ]
        return max(turns, key=lambda turn: turn.since).person if turns else None


State = Unfounded | Department
INITIAL = Unfounded()


def decide(command: Command, department: State, now: "Now") -> list[Event | Elsewhere[Event]]:
    """What happens when `command` is given. Repeating a command records nothing."""
    if isinstance(command, FoundDepartment):
        return found(command, department)
    if isinstance(department, Unfounded):
        raise Refused(Reason.DEPARTMENT_UNKNOWN)
    match command:
        case RenameDepartment():
            return [] if department.name == command.name else [DepartmentRenamed(command.name)]
        case AppointHead():
            now.company.employed(command.person)
            return [] if department.head == command.person else [HeadAppointed(command.person)]
        case AssignExecutive():
            now.company.employed(command.person)
            return [] if department.executive == command.person else [ExecutiveAssigned(command.person)]
        case RosterContact():
            return roster(command, department, now)
        case RelieveContact():
            held = any(
                (turn.post, turn.person) == (command.post, command.person) for turn in department.roster
            )
            return [ContactRelieved(command.post, command.person)] if held else []
        case ChooseCalendar():
            now.company.calendar(command.calendar)
            return [] if department.calendar == command.calendar else [CalendarChosen(command.calendar)]


def found(command: FoundDepartment, department: State) -> list[Event | Elsewhere[Event]]:
    """A second founding is refused: the id is made from the slug, so the slug is taken."""
    if isinstance(department, Department):
        raise Refused(Reason.SLUG_TAKEN)
    return [DepartmentFounded(command.slug, command.name)]


def roster(command: RosterContact, department: Department, now: "Now") -> list[Event | Elsewhere[Event]]:
    """A turn ends no earlier than it begins."""
    now.company.employed(command.person)
    if command.until is not None and command.until < command.since:
        raise Refused(Reason.CONTACT_DATES)
    turn = Turn(command.post, command.person, command.since, command.until)
    if turn in department.roster:
        return []
    return [ContactRostered(command.post, command.person, command.since, command.until)]


def evolve(department: State, event: Event, stream: str) -> State:
    """The department after `event`."""
    if isinstance(event, DepartmentFounded):
        return Department(stream, event.slug, name=event.name)
    if isinstance(department, Unfounded):
        return department
    match event:
        case HeadAppointed():
            return structs.replace(department, head=event.person)
        case ExecutiveAssigned():
            return structs.replace(department, executive=event.person)
        case ContactRostered():
            turn = Turn(event.post, event.person, event.since, event.until)
            kept = tuple(t for t in department.roster if t[:3] != turn[:3])
            return structs.replace(department, roster=(*kept, turn))
        case ContactRelieved():
            kept = tuple(t for t in department.roster if (t.post, t.person) != (event.post, event.person))
            return structs.replace(department, roster=kept)
        case DepartmentRenamed():
            return structs.replace(department, name=event.name)
        case CalendarChosen():
            return structs.replace(department, calendar=event.calendar)


def parties(department: State) -> Parties:
    """A department's affairs are its own."""
    match department:
        case Unfounded():
            return Parties()
        case Department():
            return Parties(department.id, department.id)
