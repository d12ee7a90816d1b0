"""What a person settled of a finding on its form, as the commands that record it.

Each name of the finding has a slot, counted from 1: the first is the owner, the others support. A slot is the
field `who-N` (a person's id, `outsider` or `none`) and the field `other-N` (somebody as typed, which wins).
"""

import re
from collections.abc import Callable
from typing import get_args

from msgspec import Struct

from domain.meetings import AcceptFinding, CorrectFinding
from domain.minutes import Kind
from domain.orders import Order
from domain.people import EnterOutsider
from projections import directory
from projections.rows import Reads
from ui.forms import Invalid, Problem, Typed, due_text
from ui.review import Entry, Name

WITH_DEPARTMENT = re.compile(r"(?P<name>.+?) *[（(](?P<of>[^（）()]+)[）)]\Z")


class Desk(Struct, frozen=True):
    """What settling needs of the hub: the directory, the id of an outsider by name, the zone."""

    people: Reads
    outsider_id: Callable[[str], str]
    zone: str
    historical: bool


class Settling(Struct, frozen=True):
    """The command that settles a finding, and the outsiders it names, by id."""

    command: AcceptFinding | CorrectFinding
    outsiders: dict[str, str]


def settle(entry: Entry, typed: Typed, desk: Desk) -> Settling:
    """The finding as the form has it. Raises Invalid with a problem at every field that is not settled."""
    kind = next((each for each in get_args(Kind) if each == typed.one("kind")), entry.row.kind)
    text = " ".join(typed.one("text", entry.row.text).split())
    due = due_text(typed, desk.zone) or None
    people, outsiders, problems = everybody(entry, typed, desk) if kind == "action" else ([], {}, [])
    if not text:
        problems.append(Problem("text", "form.required"))
    if kind == "action" and not desk.historical:
        problems += lacks(entry, people, due, problems)
    if problems:
        raise Invalid(*problems)
    owner, supporting = people[0] if people else None, tuple(people[1:])
    number = entry.number
    if (kind, text, due) == (entry.row.kind, entry.row.text, entry.row.due):
        return Settling(AcceptFinding(number, owner, supporting), outsiders)
    return Settling(CorrectFinding(number, kind, text, owner, supporting, due), outsiders)


def lacks(entry: Entry, people: list[str], due: str | None, problems: list[Problem]) -> list[Problem]:
    """What an action that hub minutes hand out must not lack."""
    missing = []
    if not people and not problems:
        missing.append(Problem("other-1", "minutes.owner-missing"))
    if due is None and not entry.row.closed:
        phrase = entry.row.due_phrase
        words = "minutes.phrase-no-date" if phrase else "minutes.due-missing"
        missing.append(Problem("due", words, {"text": phrase or ""}))
    return missing


def everybody(entry: Entry, typed: Typed, desk: Desk) -> tuple[list[str], dict[str, str], list[Problem]]:
    """The people of all slots in order, the outsiders among them, and the slots that are not settled."""
    people: list[str] = []
    outsiders: dict[str, str] = {}
    problems: list[Problem] = []
    for slot, name in enumerate(entry.names or (None,), 1):
        try:
            person = chosen(slot, name, typed, desk)
        except Invalid as error:
            problems += error.problems
            continue
        if person is not None and typed.one(f"who-{slot}") == "outsider" and name is not None:
            outsiders |= {} if typed.one(f"other-{slot}").strip() else {person: name.written}
        people += [person] if person and person not in people else []
    return people, outsiders, problems


def chosen(slot: int, name: Name | None, typed: Typed, desk: Desk) -> str | None:
    """Who is meant by a slot; None where nobody is to be. Raises Invalid where that is not settled."""
    text, pick = typed.one(f"other-{slot}").strip(), typed.one(f"who-{slot}")
    if text:
        return person_typed(text, f"other-{slot}", desk.people)
    if name is None or pick == "none" or (slot > 1 and name.meaning in ("one", "department")):
        return None
    if pick == "outsider" and name.meaning == "nobody":
        return desk.outsider_id(name.written)
    if pick in {each.id for each in name.people}:
        return pick
    raise Invalid(unsettled(slot, name))


def unsettled(slot: int, name: Name) -> Problem:
    """What is still to be said of a name."""
    match name.meaning:
        case "several":
            return Problem(f"who-{slot}", "minutes.which", {"name": name.written})
        case "nobody":
            return Problem(f"who-{slot}", "minutes.who-is", {"name": name.written})
        case "department":
            return Problem(f"other-{slot}", "minutes.only-department", {"name": name.written})
        case "one":
            return Problem(f"other-{slot}", "minutes.owner-missing")


def person_typed(text: str, field: str, people: Reads) -> str:
    """The one person of a typed name (with the department in brackets where two bear it), login or mail."""
    found = directory.people_named(people, text)
    if not found and (split := WITH_DEPARTMENT.match(text)):
        ids = {row.id for row in directory.departments(people) if row.name == split["of"]}
        found = [
            row
            for row in directory.people_named(people, split["name"])
            if row.department in ids or row.login == split["of"]
        ]
    if len(found) != 1:
        words = "minutes.several-of-name" if found else "minutes.nobody-of-name"
        raise Invalid(Problem(field, words, {"name": text}))
    return found[0].id


def as_clear(entry: Entry, desk: Desk) -> Settling:
    """A finding without a question taken as it stands; names that nobody bears become outsiders."""
    outsiders = {
        desk.outsider_id(name.written): name.written for name in entry.names if name.meaning == "nobody"
    }
    ids = [
        name.people[0].id if name.people else desk.outsider_id(name.written)
        for name in entry.names
        if entry.row.kind == "action"
    ]
    people = list(dict.fromkeys(ids))
    command = AcceptFinding(entry.number, people[0] if people else None, tuple(people[1:]))
    return Settling(command, outsiders if entry.row.kind == "action" else {})


def orders(meeting: str, settlings: list[Settling], known: Callable[[str], bool]) -> list[Order]:
    """The joining of outsiders who are not known yet, and the settling of the findings."""
    outsiders = {person: name for each in settlings for person, name in each.outsiders.items()}
    joins = [
        Order(person, EnterOutsider(name[:500])) for person, name in outsiders.items() if not known(person)
    ]
    return [*joins, *(Order(meeting, each.command) for each in settlings)]
