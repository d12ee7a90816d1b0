"""The directory as pages show it: people with their names, departments, contacts by day."""

from datetime import date
from typing import Any

from msgspec import Struct

from domain import departments as dep
from domain import people
from domain.envelope import Recorded
from domain.personal import Personal, Sealed
from projections.rows import Reads, Writes

NAME = "directory"
READS: tuple[str, ...] = ("directory",)
VERSION = 1

TABLES = """
CREATE TABLE people (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, login TEXT, mail TEXT, department TEXT, manager TEXT,
    post TEXT,    outsider INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX people_by_name ON people (name);
CREATE INDEX people_by_login ON people (login);
CREATE INDEX people_by_department ON people (department);
CREATE TABLE roles (person TEXT, role TEXT, PRIMARY KEY (person, role)) WITHOUT ROWID;
CREATE TABLE departments (
    id TEXT PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, head TEXT, executive TEXT,
    rank INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE contacts (
    department TEXT, post TEXT, person TEXT, since TEXT, until TEXT,
    PRIMARY KEY (department, post, person, since)
) WITHOUT ROWID;
"""


class PersonRow(Struct, frozen=True, omit_defaults=True):
    """One person. `left`: no longer with the company; `outsider`: never was, or is a group of people."""

    id: str
    name: str
    login: str | None
    mail: str | None
    department: str | None
    manager: str | None
    post: str | None
    outsider: bool
    left: bool
    roles: list[str]


class ContactRow(Struct, frozen=True):
    """One turn on a contact post; dates are ISO days, the last included."""

    post: str
    person: str
    since: str
    until: str | None


class DepartmentRow(Struct, frozen=True):
    """One department with all turns on its two posts."""

    id: str
    slug: str
    name: str
    head: str | None
    executive: str | None
    contacts: list[ContactRow]


def apply(rows: Writes, recorded: Recorded) -> None:
    """Folds one event into the tables."""
    stream = recorded.envelope.stream
    match recorded.event:
        case people.PersonJoined() as event:
            rows.write(
                "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                stream,
                clear(rows, event.name) or "",
                clear(rows, event.login),
                clear(rows, event.mail),
                event.department,
                event.manager,
                event.post,
                event.outsider,
            )
        case people.PersonRenamed() as event:
            rows.write("UPDATE people SET name = ? WHERE id = ?", clear(rows, event.name) or "", stream)
        case people.PersonReachableBy() as event:
            rows.write("UPDATE people SET mail = ? WHERE id = ?", clear(rows, event.mail), stream)
        case people.PersonMoved() as event:
            rows.write(
                "UPDATE people SET department = ?, manager = ?, post = coalesce(?, post) WHERE id = ?",
                event.department,
                event.manager,
                event.post,
                stream,
            )
        case people.RoleGranted() as event:
            rows.write("INSERT OR IGNORE INTO roles VALUES (?, ?)", stream, event.role.value)
        case people.RoleRevoked() as event:
            rows.write("DELETE FROM roles WHERE person = ? AND role = ?", stream, event.role.value)
        case people.PersonLeft():
            rows.write("UPDATE people SET gone = 1 WHERE id = ?", stream)
        case dep.DepartmentFounded() as event:
            rows.write(
                "INSERT INTO departments VALUES (?, ?, ?, NULL, NULL, ?)",
                stream,
                event.slug,
                event.name,
                recorded.position,
            )
        case dep.DepartmentRenamed() as event:
            rows.write("UPDATE departments SET name = ? WHERE id = ?", event.name, stream)
        case dep.HeadAppointed() as event:
            rows.write("UPDATE departments SET head = ? WHERE id = ?", event.person, stream)
        case dep.ExecutiveAssigned() as event:
            rows.write("UPDATE departments SET executive = ? WHERE id = ?", event.person, stream)
        case dep.ContactRostered() as event:
            rows.write(
                "INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?, ?)",
                stream,
                event.post,
                event.person,
                event.since.isoformat(),
                event.until.isoformat() if event.until else None,
            )
        case dep.ContactRelieved() as event:
            rows.write(
                "DELETE FROM contacts WHERE department = ? AND post = ? AND person = ?",
                stream,
                event.post,
                event.person,
            )


def clear(rows: Writes, personal: Personal | None) -> str | None:
    """Personal text as the page shows it; nothing where it is not given or was forgotten."""
    return rows.open(personal) if isinstance(personal, Sealed) else None


PEOPLE = """
SELECT p.id, p.name, p.login, p.mail, p.department, p.manager, p.post, p.outsider, p.gone,
       (SELECT group_concat(role) FROM roles WHERE person = p.id)
FROM people p
"""


def people_by_id(rows: Reads, ids: set[str]) -> dict[str, PersonRow]:
    """Those people of the ids who are known."""
    marks = ", ".join("?" * len(ids))
    return {row[0]: person_row(row) for row in rows.read(f"{PEOPLE} WHERE p.id IN ({marks})", *ids)}


def person(rows: Reads, person_id: str) -> PersonRow | None:
    """One person."""
    return people_by_id(rows, {person_id}).get(person_id)


def person_by_login(rows: Reads, login: str) -> PersonRow | None:
    """The person who signs in with this name."""
    found = rows.read(f"{PEOPLE} WHERE p.login = ?", login)
    return person_row(found[0]) if found else None


def people_named(rows: Reads, name: str) -> list[PersonRow]:
    """Everybody of exactly this name, login or mail who has not left."""
    found = rows.read(
        f"{PEOPLE} WHERE (p.name = ? OR p.login = ? OR p.mail = ?) AND NOT p.gone", name, name, name
    )
    return [person_row(row) for row in found]


def people_page(
    rows: Reads, *, department: str | None = None, text: str = "", after: str = "", limit: int = 100
) -> list[PersonRow]:
    """People in order of id after `after`, of a department, whose name, login or post holds `text`."""
    found = rows.read(
        f"{PEOPLE} WHERE p.id > ? AND (? IS NULL OR p.department = ?)"
        " AND (? = '' OR instr(lower(p.name), lower(?)) OR instr(p.login, lower(?))"
        " OR instr(lower(p.post), lower(?))) ORDER BY p.id LIMIT ?",
        after,
        department,
        department,
        text,
        text,
        text,
        text,
        limit,
    )
    return [person_row(row) for row in found]


def everybody(rows: Reads) -> list[PersonRow]:
    """Everybody who works here, by name."""
    found = rows.read(f"{PEOPLE} WHERE NOT p.gone AND NOT p.outsider ORDER BY p.name, p.id")
    return [person_row(row) for row in found]


def names(rows: Reads) -> list[str]:
    """All names in the directory: people, outsiders, departments."""
    found = rows.read("SELECT name FROM people WHERE NOT gone UNION SELECT name FROM departments")
    return [row[0] for row in found]


def departments(rows: Reads) -> list[DepartmentRow]:
    """Every department in order of founding."""
    turns: dict[str, list[ContactRow]] = {}
    for department, post, who, since, until in rows.read("SELECT * FROM contacts ORDER BY since"):
        turns.setdefault(department, []).append(ContactRow(post, who, since, until))
    found = rows.read("SELECT id, slug, name, head, executive FROM departments ORDER BY rank")
    return [
        DepartmentRow(department, slug, name, head, executive, turns.get(department, []))
        for department, slug, name, head, executive in found
    ]


def holder(department: DepartmentRow, post: str, on: date) -> str | None:
    """Who holds the post on that day: the turn that began last."""
    day = on.isoformat()
    turns = [
        turn
        for turn in department.contacts
        if turn.post == post and turn.since <= day and (turn.until is None or day <= turn.until)
    ]
    return turns[-1].person if turns else None


def person_row(row: tuple[Any, ...]) -> PersonRow:
    fields = dict(zip(PersonRow.__struct_fields__, row, strict=True))
    fields["outsider"] = bool(fields["outsider"])
    fields["left"] = bool(fields["left"])
    fields["roles"] = sorted(fields["roles"].split(",")) if fields["roles"] else []
    return PersonRow(**fields)
