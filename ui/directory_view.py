"""The directory as its pages show it: posts and turns, and what the viewer may change."""

from datetime import date

from msgspec import Struct

from domain.access import may
from domain.envelope import Parties
from projections import directory
from projections.directory import ContactRow, DepartmentRow, PersonRow
from ui.page import AnyRequest, hub_of, person_of


class Contacts(Struct, frozen=True):
    """Who holds the two posts of a department today."""

    row: DepartmentRow
    business: str | None
    technical: str | None


def contacts(row: DepartmentRow, today: date) -> Contacts:
    """The holders of that day."""
    return Contacts(row, directory.holder(row, "business", today), directory.holder(row, "technical", today))


def administers(request: AnyRequest) -> bool:
    """Whether the viewer may change the directory."""
    return may(person_of(request), "person.join", Parties(), hub_of(request).company())


def posts(departments: list[DepartmentRow], person: str, today: date) -> list[tuple[str, str]]:
    """What the person is in which department today: (post, department)."""
    found = [("head", row.id) for row in departments if row.head == person]
    found += [("executive", row.id) for row in departments if row.executive == person]
    for post in ("business", "technical"):
        found += [(post, row.id) for row in departments if directory.holder(row, post, today) == person]
    return found


def person_verbs(request: AnyRequest, row: PersonRow) -> frozenset[str]:
    """What the viewer may do to this person's entry."""
    whose = Parties(row.department, row.department, people=(("self", row.id),))
    verbs = ("rename", "reach-by", "move", "grant-role", "revoke-role", "leave")
    company, viewer = hub_of(request).company(), person_of(request)
    return frozenset(verb for verb in verbs if may(viewer, f"person.{verb}", whose, company) and not row.left)


def turns(row: DepartmentRow, today: date) -> list[tuple[ContactRow, str]]:
    """Every turn on a contact post, the latest first, and whether it is over, on, or to come."""
    day = today.isoformat()
    return [(turn, state_of(turn, day)) for turn in sorted(row.contacts, key=lambda each: each.since)[::-1]]


def state_of(turn: ContactRow, day: str) -> str:
    if turn.since > day:
        return "ahead"
    return "over" if turn.until is not None and turn.until < day else "on"


def department_verbs(request: AnyRequest, row: DepartmentRow) -> frozenset[str]:
    """What the viewer may do to this department."""
    verbs = ("rename", "appoint-head", "assign-executive", "roster-contact", "relieve-contact")
    company, viewer, whose = hub_of(request).company(), person_of(request), Parties(row.id, row.id)
    return frozenset(verb for verb in verbs if may(viewer, f"department.{verb}", whose, company))
