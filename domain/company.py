"""The company as the writer knows it while it decides: everybody, every department, the time, the actor."""

from bisect import bisect_right
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from domain import calendars, departments, people, policies
from domain.calendars import Defined
from domain.departments import Department
from domain.ladders import STANDARD, Ladder
from domain.people import Person, Role
from domain.refusals import Reason, Refused

HUB = "hub"
"""The actor of what the hub does by itself."""
OPERATOR = "operator"
"""The actor at the console: whoever owns the data folder."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Past(Struct, frozen=True):
    """What somebody or a department was until an instant."""

    until: datetime
    was: Person | Department


class Company(Struct, frozen=True):
    """Everybody, every department and calendar by id, and the ladders: the fold of all their events.

    `past` keeps what people and departments were before, oldest first: who held a post at some instant.
    """

    people: dict[str, Person] = {}
    departments: dict[str, Department] = {}
    calendars: dict[str, Defined] = {}
    ladders: tuple[Ladder, ...] = STANDARD
    last_rung: str | None = None
    past: dict[str, tuple[Past, ...]] = {}

    def person(self, person: str) -> Person:
        """The person of this id; refused where there is none."""
        if found := self.people.get(person):
            return found
        raise Refused(Reason.PERSON_UNKNOWN, person=person)

    def employed(self, person: str) -> Person:
        """The person of this id, who must not have left."""
        found = self.person(person)
        if found.left:
            raise Refused(Reason.PERSON_LEFT, person=person)
        return found

    def department(self, department: str) -> Department:
        """The department of this id; refused where there is none."""
        if found := self.departments.get(department):
            return found
        raise Refused(Reason.DEPARTMENT_UNKNOWN, department=department)

    def calendar(self, calendar: str) -> Defined:
        """The calendar of this id; refused where there is none."""
        if found := self.calendars.get(calendar):
            return found
        raise Refused(Reason.CALENDAR_UNKNOWN, calendar=calendar)

    def slug(self, department: str | None) -> str:
        """The department's slug, `-` where there is no department."""
        found = self.departments.get(department) if department else None
        return found.slug if found else "-"

    def person_at(self, person: str, at: datetime) -> Person | None:
        """The person as they were at an instant."""
        found = self.before(person, at) or self.people.get(person)
        return found if isinstance(found, Person) else None

    def department_at(self, department: str | None, at: datetime) -> Department | None:
        """The department as it was at an instant."""
        if department is None:
            return None
        found = self.before(department, at) or self.departments.get(department)
        return found if isinstance(found, Department) else None

    def before(self, stream: str, at: datetime) -> Person | Department | None:
        """What it was at an instant, where it has changed since."""
        past = self.past.get(stream, ())
        index = bisect_right(past, at, key=lambda change: change.until)
        return past[index].was if index < len(past) else None

    def acting(self, person: str, at: datetime, zone: str) -> str | None:
        """Who acts for the person at an instant: they themselves, their deputy, the deputy's deputy...

        None where that leads to nobody. Days are those of the person's calendar, else of `zone`.
        """
        asked: set[str] = set()
        while person not in asked:
            asked.add(person)
            found = self.person_at(person, at)
            if found is None or found.left:
                return None
            absence = (
                found.absence(at.astimezone(self.zone_of(found, zone)).date()) if found.absences else None
            )
            if absence is None:
                return person
            if absence.deputy is None:
                return None
            person = absence.deputy
        return None

    def zone_of(self, person: Person, zone: str) -> ZoneInfo:
        """The time zone of the person's department."""
        department = self.departments.get(person.department) if person.department else None
        calendar = self.calendars.get(department.calendar) if department and department.calendar else None
        return ZoneInfo(calendar.draft.zone if calendar else zone)


class Now(Struct, frozen=True):
    """What is true at the moment of deciding: the time, the stream, who acts, the company, its zone."""

    at: datetime
    stream: str
    by: str
    company: Company
    zone: str

    @property
    def desk(self) -> str | None:
        """The department of whoever acts."""
        person = self.company.people.get(self.by)
        return person.department if person else None


CompanyEvent = people.Event | departments.Event | calendars.Event | policies.Event


def evolve(company: Company, event: CompanyEvent, stream: str, at: datetime = BEGINNING) -> Company:
    """The company after an event of its directory, calendars or policies that was recorded at an instant."""
    match event:
        case policies.LadderSet(ladder):
            return structs.replace(company, ladders=(*company.ladders, ladder))
        case policies.LastRungSet(person):
            return structs.replace(company, last_rung=person)
        case (
            calendars.CalendarDefined()
            | calendars.DayDeclared()
            | calendars.YearAnnounced()
            | calendars.CalendarTakingEffect()
        ):
            return with_calendar(company, event, stream)
        case (
            departments.DepartmentFounded()
            | departments.DepartmentRenamed()
            | departments.HeadAppointed()
            | departments.ExecutiveAssigned()
            | departments.ContactRostered()
            | departments.ContactRelieved()
            | departments.CalendarChosen()
        ):
            return with_department(company, event, stream, at)
        case _:
            return with_person(company, event, stream, at)


def with_calendar(company: Company, event: calendars.Event, stream: str) -> Company:
    found = calendars.evolve(company.calendars.get(stream, calendars.INITIAL), event, stream)
    known = {stream: found} if isinstance(found, Defined) else {}
    return structs.replace(company, calendars=company.calendars | known)


def with_department(company: Company, event: departments.Event, stream: str, at: datetime) -> Company:
    before = company.departments.get(stream)
    after = departments.evolve(before or departments.INITIAL, event, stream)
    if not isinstance(after, Department):
        return company
    return structs.replace(
        company,
        departments=company.departments | {stream: after},
        past=with_past(company, stream, before, at),
    )


def with_person(company: Company, event: people.Event, stream: str, at: datetime) -> Company:
    before = company.people.get(stream)
    after = people.evolve(before or people.INITIAL, event, stream)
    if not isinstance(after, Person) or after == before:
        return company
    return structs.replace(
        company, people=company.people | {stream: after}, past=with_past(company, stream, before, at)
    )


def with_past(
    company: Company, stream: str, before: Person | Department | None, at: datetime
) -> dict[str, tuple[Past, ...]]:
    """One more entry of what was, where there was something."""
    if before is None:
        return company.past
    return company.past | {stream: (*company.past.get(stream, ()), Past(at, before))}


def holds(company: Company, person: str, role: Role) -> bool:
    """Whether the person holds the role."""
    found = company.people.get(person)
    return found is not None and not found.left and role in found.roles
