"""People: who works here, in which department and role, until they leave.

Names, logins and addresses are personal: events carry them as `Personal`, sealed in the log.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, structs

from domain.envelope import Elsewhere, Parties
from domain.personal import Personal, Plain
from domain.refusals import Reason, Refused
from domain.words import Id, Line

if TYPE_CHECKING:
    from domain.company import Now

Login = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="The name to sign in with")]
Mail = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]


class Role(StrEnum):
    """What a person may be to the whole company, beside head, executive or contact of a department."""

    FOLLOW_UP_OFFICER = "follow-up-officer"
    COMMITTEE_MEMBER = "committee-member"
    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INTEGRATION = "integration"


class PersonJoined(Struct, frozen=True, omit_defaults=True, tag="directory.person-joined.v1"):
    name: Personal
    login: Personal | None = None
    mail: Personal | None = None
    department: str | None = None
    manager: str | None = None
    post: str | None = None
    outsider: bool = False


class PersonRenamed(Struct, frozen=True, tag="directory.person-renamed.v1"):
    name: Personal


class PersonReachableBy(Struct, frozen=True, tag="directory.person-reachable-by.v1"):
    mail: Personal


class PersonMoved(Struct, frozen=True, omit_defaults=True, tag="directory.person-moved.v1"):
    department: str
    manager: str | None = None
    post: str | None = None


class RoleGranted(Struct, frozen=True, tag="directory.role-granted.v1"):
    role: Role


class RoleRevoked(Struct, frozen=True, tag="directory.role-revoked.v1"):
    role: Role


class PersonLeft(Struct, frozen=True, tag="directory.person-left.v1"):
    pass


class PersonAbsent(Struct, frozen=True, omit_defaults=True, tag="directory.person-absent.v1"):
    """Away from a day to a day, both included; without a deputy nobody acts meanwhile."""

    since: date
    until: date
    deputy: str | None = None


class PersonReturned(Struct, frozen=True, tag="directory.person-returned.v1"):
    """`on` is the first day back."""

    on: date


Event = (
    PersonJoined
    | PersonRenamed
    | PersonReachableBy
    | PersonMoved
    | RoleGranted
    | RoleRevoked
    | PersonLeft
    | PersonAbsent
    | PersonReturned
)


class JoinPerson(Struct, frozen=True, tag="join"):
    """Enter somebody who works here into the directory."""

    name: Line
    login: Login | None = None
    mail: Mail | None = None
    department: Id | None = None
    manager: Id | None = None
    post: Line | None = None


class EnterOutsider(Struct, frozen=True, tag="enter-outsider"):
    """Enter somebody, or a group, who is named in minutes and is not of the company."""

    name: Line


class RenamePerson(Struct, frozen=True, tag="rename"):
    """Change the name that pages show."""

    name: Line


class ReachPersonBy(Struct, frozen=True, tag="reach-by"):
    """Change the mail address."""

    mail: Mail


class MovePerson(Struct, frozen=True, tag="move"):
    """Move to a department and under a manager."""

    department: Id
    manager: Id | None = None
    post: Line | None = None


class GrantRole(Struct, frozen=True, tag="grant-role"):
    """Give a role in the whole company."""

    role: Role


class RevokeRole(Struct, frozen=True, tag="revoke-role"):
    """Take a role away."""

    role: Role


class LeavePerson(Struct, frozen=True, tag="leave"):
    """The person has left: nothing new can be given to them."""


class BeAbsent(Struct, frozen=True, tag="absent"):
    """Say from when until when somebody is away, both days included, and who acts for them meanwhile."""

    since: date
    until: date
    deputy: Id | None = None


class ReturnPerson(Struct, frozen=True, tag="return"):
    """Back earlier than said: the deputy acts no more from today on."""


Command = (
    JoinPerson
    | EnterOutsider
    | RenamePerson
    | ReachPersonBy
    | MovePerson
    | GrantRole
    | RevokeRole
    | LeavePerson
    | BeAbsent
    | ReturnPerson
)


class Unknown(Struct, frozen=True):
    """Nobody has joined under this id."""


class Absence(Struct, frozen=True):
    """Days on which a deputy acts, the last included."""

    since: date
    until: date
    deputy: str | None = None


class Person(Struct, frozen=True):
    """Somebody in the directory. Holds no name: names are personal and stay sealed."""

    id: str
    department: str | None = None
    manager: str | None = None
    post: str | None = None
    roles: frozenset[Role] = frozenset()
    outsider: bool = False
    left: bool = False
    absences: tuple[Absence, ...] = ()

    def absence(self, on: date) -> Absence | None:
        """The absence of that day, the one told last."""
        away = [absence for absence in self.absences if absence.since <= on <= absence.until]
        return away[-1] if away else None


State = Unknown | Person
INITIAL = Unknown()


def decide(command: Command, person: State, now: "Now") -> list[Event | Elsewhere[Event]]:
    """What happens when `command` is given. Repeating a command records nothing."""
    if isinstance(command, JoinPerson):
        return join(command, person, now)
    if isinstance(command, EnterOutsider):
        return enter_outsider(command, person, now)
    if isinstance(person, Unknown):
        raise Refused(Reason.PERSON_UNKNOWN)
    if person.left and not isinstance(command, LeavePerson):
        raise Refused(Reason.PERSON_LEFT, person=now.stream)
    match command:
        case RenamePerson():
            return [PersonRenamed(Plain(now.stream, command.name))]
        case ReachPersonBy():
            return [PersonReachableBy(Plain(now.stream, command.mail))]
        case MovePerson():
            return move(command, person, now)
        case GrantRole():
            return [] if command.role in person.roles else [RoleGranted(command.role)]
        case RevokeRole():
            return [RoleRevoked(command.role)] if command.role in person.roles else []
        case LeavePerson():
            return [] if person.left else [PersonLeft()]
        case BeAbsent():
            return be_absent(command, person, now)
        case ReturnPerson():
            today = now.at.astimezone(ZoneInfo(now.zone)).date()
            return [PersonReturned(today)] if person.absence(today) else []


def join(command: JoinPerson, person: State, now: "Now") -> list[Event | Elsewhere[Event]]:
    """A second joining is refused: the id is made from the login, so the login is taken."""
    if isinstance(person, Person):
        raise Refused(Reason.LOGIN_TAKEN)
    place(command.department, command.manager, now)
    return [
        PersonJoined(
            name=Plain(now.stream, command.name),
            login=Plain(now.stream, command.login) if command.login else None,
            mail=Plain(now.stream, command.mail) if command.mail else None,
            department=command.department,
            manager=command.manager,
            post=command.post,
        )
    ]


def enter_outsider(command: EnterOutsider, person: State, now: "Now") -> list[Event | Elsewhere[Event]]:
    """The id is made from the name, so the same name is the same outsider."""
    if isinstance(person, Person):
        return []
    return [PersonJoined(Plain(now.stream, command.name), outsider=True)]


def move(command: MovePerson, person: Person, now: "Now") -> list[Event | Elsewhere[Event]]:
    """Nobody reports to themselves, directly or around a circle."""
    place(command.department, command.manager, now)
    above, seen = command.manager, {now.stream}
    while above is not None:
        if above in seen:
            raise Refused(Reason.OWN_MANAGER)
        seen.add(above)
        above = now.company.person(above).manager
    moved = PersonMoved(command.department, command.manager, command.post)
    return [] if evolve(person, moved, now.stream) == person else [moved]


def be_absent(command: BeAbsent, person: Person, now: "Now") -> list[Event | Elsewhere[Event]]:
    """It ends no earlier than it begins, and nobody is their own deputy."""
    if command.until < command.since:
        raise Refused(Reason.ABSENCE_DATES)
    if command.deputy == now.stream:
        raise Refused(Reason.OWN_DEPUTY)
    if command.deputy is not None:
        now.company.employed(command.deputy)
    told = Absence(command.since, command.until, command.deputy)
    return [] if told in person.absences else [PersonAbsent(command.since, command.until, command.deputy)]


def place(department: str | None, manager: str | None, now: "Now") -> None:
    """Refuses a department that the company does not know, and a manager who is not with it."""
    if department is not None:
        now.company.department(department)
    if manager is not None:
        now.company.employed(manager)


def evolve(person: State, event: Event, stream: str) -> State:
    """The person after `event`."""
    if isinstance(event, PersonJoined):
        return Person(stream, event.department, event.manager, event.post, outsider=event.outsider)
    if isinstance(person, Unknown):
        return person
    match event:
        case PersonMoved():
            post = person.post if event.post is None else event.post
            return structs.replace(person, department=event.department, manager=event.manager, post=post)
        case RoleGranted():
            return structs.replace(person, roles=person.roles | {event.role})
        case RoleRevoked():
            return structs.replace(person, roles=person.roles - {event.role})
        case PersonLeft():
            return structs.replace(person, left=True)
        case PersonAbsent():
            told = Absence(event.since, event.until, event.deputy)
            return structs.replace(person, absences=(*person.absences, told))
        case PersonReturned():
            kept = [shortened(absence, event.on) for absence in person.absences]
            return structs.replace(person, absences=tuple(each for each in kept if each.since <= each.until))
        case PersonRenamed() | PersonReachableBy():
            return person


def shortened(absence: Absence, on: date) -> Absence:
    """The absence up to the day before somebody is back; one that lies ahead stays."""
    here = absence.since <= on <= absence.until
    return structs.replace(absence, until=on - timedelta(days=1)) if here else absence


def parties(person: State) -> Parties:
    """A person belongs to their department."""
    match person:
        case Unknown():
            return Parties()
        case Person():
            return Parties(person.department, person.department, people=(("self", person.id),))
