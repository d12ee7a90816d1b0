"""The company as the writer knows it while it decides: everybody, every department, the time, the actor."""

from datetime import datetime

from msgspec import Struct, structs

from domain import departments, people
from domain.departments import Department
from domain.people import Person, Role
from domain.refusals import Reason, Refused

HUB = "hub"
"""The actor of what the hub does by itself."""
OPERATOR = "operator"
"""The actor at the console: whoever owns the data folder."""


class Company(Struct, frozen=True):
    """Everybody and every department, by id: the fold of all directory events."""

    people: dict[str, Person] = {}
    departments: dict[str, Department] = {}

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

    def slug(self, department: str | None) -> str:
        """The department's slug, `-` where there is no department."""
        found = self.departments.get(department) if department else None
        return found.slug if found else "-"


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


DirectoryEvent = people.Event | departments.Event


def evolve(company: Company, event: DirectoryEvent, stream: str) -> Company:
    """The company after a directory event."""
    match event:
        case (
            people.PersonJoined()
            | people.PersonRenamed()
            | people.PersonReachableBy()
            | people.PersonMoved()
            | people.RoleGranted()
            | people.RoleRevoked()
            | people.PersonLeft()
        ):
            person = people.evolve(company.people.get(stream, people.INITIAL), event, stream)
            known = {stream: person} if isinstance(person, Person) else {}
            return structs.replace(company, people=company.people | known)
        case _:
            department = departments.evolve(
                company.departments.get(stream, departments.INITIAL), event, stream
            )
            kept = {stream: department} if isinstance(department, Department) else {}
            return structs.replace(company, departments=company.departments | kept)


def holds(company: Company, person: str, role: Role) -> bool:
    """Whether the person holds the role."""
    found = company.people.get(person)
    return found is not None and not found.left and role in found.roles
