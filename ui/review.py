"""The review of minutes: each finding with whom its names may mean, and what a person still has to settle."""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from projections import directory, owners
from projections.directory import DepartmentRow, PersonRow
from projections.meetings import FindingRow
from projections.rows import Reads

Meaning = Literal["one", "several", "department", "nobody"]
Problem = Literal["several", "department", "nobody", "no-owner", "no-due", "phrase"]


class Name(Struct, frozen=True):
    """One name as written: whom it means, or may mean. `people` has one entry where it is settled."""

    written: str
    meaning: Meaning
    people: tuple[PersonRow, ...] = ()
    department: DepartmentRow | None = None

    @property
    def sure(self) -> bool:
        """Whether it means exactly one person."""
        return self.meaning == "one"


class Entry(Struct, frozen=True):
    """A finding under review. `due` is what is offered: the date found, or the start of the next meeting."""

    row: FindingRow
    names: tuple[Name, ...]
    due: str | None
    from_next: bool
    problems: tuple[Problem, ...]

    @property
    def number(self) -> int:
        """Its number in the draft, counted from 1."""
        return self.row.number

    @property
    def decided(self) -> bool:
        """Whether a person has accepted, corrected or dropped it."""
        return self.row.state != "found"

    @property
    def clear(self) -> bool:
        """Whether it can be accepted without a question."""
        return not self.decided and not self.problems and not self.from_next

    @property
    def unknown_only(self) -> bool:
        """Whether all that keeps it from being clear are names that the directory does not know."""
        return not self.decided and not self.from_next and set(self.problems) == {"nobody"}


class Lack(Struct, frozen=True):
    """Why the minutes cannot be published yet: the finding and what it lacks."""

    number: int
    problem: Literal["undecided", "no-owner", "no-due"]


NEXT_MEETING = re.compile(r"下(一)?次(例)?会|下次会议|\bnext meeting\b", re.IGNORECASE)


def entries(
    people: Reads, rows: Sequence[FindingRow], *, historical: bool, next_starts: str | None
) -> list[Entry]:
    """All findings with their names looked up; each set of names only once."""
    seen: dict[tuple[str, ...], tuple[Name, ...]] = {}
    found = []
    for row in rows:
        written = tuple(row.owners)
        if written not in seen:
            seen[written] = names(people, written)
        found.append(entry(row, seen[written], historical=historical, next_starts=next_starts))
    return found


def names(people: Reads, written: Sequence[str]) -> tuple[Name, ...]:
    """Whom each name means, in the order written."""
    return tuple(name(owners.match(people, [each]), each, people) for each in written)


def name(found: owners.Owners, written: str, people: Reads) -> Name:
    if found.known:
        known = directory.people_by_id(people, set(found.known))
        return Name(written, "one", tuple(known.values()))
    if written in found.ambiguous:
        return Name(written, "several", tuple(found.ambiguous[written]))
    if written in found.departments:
        return Name(written, "department", department=found.departments[written])
    return Name(written, "nobody")


def entry(row: FindingRow, named: tuple[Name, ...], *, historical: bool, next_starts: str | None) -> Entry:
    """What keeps an action from being taken as it stands. Decisions and parked topics need nobody."""
    from_next = row.due is None and bool(NEXT_MEETING.search(row.due_phrase or "")) and bool(next_starts)
    due = next_starts if from_next else row.due
    if row.kind != "action":
        return Entry(row, named, due, False, ())
    problems: list[Problem] = [each.meaning for each in named if each.meaning != "one"]
    if not named and not historical:
        problems.append("no-owner")
    if due is None and not row.closed and not historical:
        problems.append("phrase" if row.due_phrase else "no-due")
    return Entry(row, named, due, from_next, tuple(dict.fromkeys(problems)))


def lacking(rows: Sequence[FindingRow], *, historical: bool) -> list[Lack]:
    """What keeps the minutes from being published, finding by finding; the same rule as the hub's (D3)."""
    return [lack for row in rows for lack in lacks(row, historical=historical)]


def lacks(row: FindingRow, *, historical: bool) -> list[Lack]:
    if row.state == "found":
        return [Lack(row.number, "undecided")]
    item = row.settled
    if item is None or item.kind != "action" or historical:
        return []
    missing: list[Lack] = []
    if item.owner is None:
        missing.append(Lack(row.number, "no-owner"))
    if item.due is None and not item.closed:
        missing.append(Lack(row.number, "no-due"))
    return missing
