"""What is asked of the board of clocks: what is due, lists for pages and programs, single clocks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain.clocks import Clock, Segment, Step, due, left, segments
from domain.envelope import Grade
from domain.escalations import Facts, RaiseStep
from domain.orders import Order
from domain.posts import LEVELS
from domain.watch import Watched, to_come
from domain.working_time import instant, micros
from projections import terms
from projections.actions import Sight
from projections.clocks import NEVER, WATCHED, state_of
from projections.rows import Reads

GRADES = tuple(Grade)
LEVEL_NAMES = ("none", *LEVELS)
STATES = ("running", "paused", "ended")


class ClockRow(Struct, frozen=True):
    """One clock. `due` is unknown while it is paused, and `left_seconds` of its time are left then; `level`
    is how far it has climbed; `next_step` is the one to come. Versions are those it was armed with."""

    id: str
    item: str
    kind: str
    part: str
    subject: str
    number: str | None
    owner: str | None
    department: str | None
    grade: int
    level: str
    state: str
    armed: datetime
    start: datetime
    target: datetime | None
    due: datetime | None
    left_seconds: int
    ended: datetime | None
    next_step: str | None
    next_at: datetime | None
    raised: tuple[str, ...]
    policy_version: int
    calendar: str | None
    calendar_version: int
    segments: list[Segment]


class Waiting(Struct, frozen=True):
    """A clock of which a step is due, as of the item's version that the board knows."""

    id: str
    watched: Watched
    clock: Clock
    item_version: int
    grade: Grade
    next_at: int

    def steps(self, now: datetime) -> list[Step]:
        """The steps that fell due and are not on record, in order."""
        return [step for step in to_come(self.clock, self.watched.raised) if step.at <= now]

    def commands(self, now: datetime) -> list[RaiseStep]:
        """What records them."""
        return [RaiseStep(self.id, self.facts(step), step.level) for step in self.steps(now)]

    def orders(self, now: datetime) -> list[Order]:
        """The same, provided that the item is still as the board knows it."""
        unchanged = ((self.watched.item, self.item_version),)
        return [Order(self.id, command, unchanged=unchanged) for command in self.commands(now)]

    def facts(self, step: Step) -> Facts:
        watched = self.watched
        held = watched.holder(step.at)
        return Facts(
            item=watched.item,
            kind=watched.kind,
            part=watched.part,
            step=step.name,
            fell_due=step.at,
            due=due(self.clock) or step.at,
            policy_version=watched.policy,
            calendar_version=watched.calendar_version,
            responsible=held.responsible,
            department=held.department,
            grade=self.grade,
            late=self.clock.stopped is not None,
        )


class Which(Struct, frozen=True):
    """Which clocks to list: levels 0 to 3, departments, kinds; live ones unless states are named."""

    levels: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    owner: str | None = None
    item: str | None = None


def waiting(
    rows: Reads, now: datetime, zone: str, *, after: tuple[int, str] = (0, ""), limit: int = 500
) -> list[Waiting]:
    """Clocks whose next step has fallen due, by that time and id, after a pair of both."""
    found = rows.read(
        "SELECT c.id, c.body, c.next_at, i.version, i.grade FROM clocks c JOIN items i ON i.id = c.item"
        " WHERE c.next_at IS NOT NULL AND c.next_at <= ? AND (c.next_at, c.id) > (?, ?)"
        " ORDER BY c.next_at, c.id LIMIT ?",
        micros(now),
        *after,
        limit,
    )
    return [waiting_from(rows, zone, *row) for row in found]


def waiting_from(
    rows: Reads, zone: str, clock: str, body: bytes, next_at: int, version: int, grade: int
) -> Waiting:
    watched = WATCHED.decode(body)
    return Waiting(clock, watched, valued(rows, watched, zone), version, GRADES[grade], next_at)


def next_at(rows: Reads) -> datetime | None:
    """When the next step of all falls due."""
    found = rows.read("SELECT next_at FROM clocks WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1")
    return instant(found[0][0]) if found else None


SELECT = """
SELECT c.id, c.body, c.owner, c.department, c.level, c.due, c.next_step, c.next_at,
       i.subject, i.number, i.grade
FROM clocks c JOIN items i ON i.id = c.item
"""


def one(rows: Reads, clock: str, sight: Sight, now: datetime, zone: str) -> ClockRow | None:
    """The clock, if there is one that may be seen."""
    seen, values = seeing(sight)
    found = rows.read(f"{SELECT} WHERE c.id = ? AND {seen}", clock, *values)
    return clock_row(rows, found[0], now, zone) if found else None


def of_item(rows: Reads, item: str, sight: Sight, now: datetime, zone: str) -> list[ClockRow]:
    """Every clock that the item ever had, as they were armed."""
    seen, values = seeing(sight)
    found = rows.read(f"{SELECT} WHERE c.item = ? AND {seen}", item, *values)
    return sorted([clock_row(rows, row, now, zone) for row in found], key=lambda row: (row.armed, row.part))


def page(
    rows: Reads,
    which: Which,
    sight: Sight,
    now: datetime,
    zone: str,
    *,
    after: tuple[int, str] = (-1, ""),
    limit: int = 100,
) -> list[ClockRow]:
    """Clocks by due time and id, after a pair of both (microseconds since 1970)."""
    where, values = conditions(which, sight)
    found = rows.read(
        f"{SELECT} WHERE {where} AND (c.due, c.id) > (?, ?) ORDER BY c.due, c.id LIMIT ?",
        *values,
        *after,
        limit,
    )
    return [clock_row(rows, row, now, zone) for row in found]


def place(rows: Reads, clock: str) -> tuple[int, str]:
    """Where a clock stands in a page, to go on after it."""
    return int(rows.read("SELECT due FROM clocks WHERE id = ?", clock)[0][0]), clock


def counts(rows: Reads, sight: Sight) -> list[tuple[str | None, int, int]]:
    """How many live clocks there are, by department and level."""
    seen, values = seeing(sight)
    found = rows.read(
        "SELECT c.department, c.level, count(*) FROM clocks c JOIN items i ON i.id = c.item"
        f" WHERE c.live AND {seen} GROUP BY c.department, c.level",
        *values,
    )
    return [(row[0], row[1], row[2]) for row in found]


def conditions(which: Which, sight: Sight) -> tuple[str, list[Any]]:
    """The WHERE of a filter."""
    seen, values = seeing(sight)
    where = [seen]
    if "ended" not in which.states:
        where.append("c.live")
    sets: dict[str, Iterable[Any]] = {
        "c.level": which.levels,
        "c.department": which.departments,
        "c.kind": which.kinds,
        "c.state": which.states,
        "c.owner": (which.owner,) if which.owner else (),
        "c.item": (which.item,) if which.item else (),
    }
    for column, wanted in sets.items():
        if listed := list(wanted):
            where.append(f"{column} IN ({', '.join('?' * len(listed))})")
            values += listed
    return " AND ".join(where), values


def seeing(sight: Sight) -> tuple[str, list[Any]]:
    """Up to a grade everybody sees a clock; above, who has to do with its item or heads a side of it."""
    known = " OR ".join("instr(i.known_to, ?)" for _ in (sight.person, *sight.leads))
    return f"(i.grade <= ? OR {known})", [sight.rank, sight.person, *sight.leads]


def clock_row(rows: Reads, row: tuple[Any, ...], now: datetime, zone: str) -> ClockRow:
    id_, body, owner, department, level, known_due, next_step, at, subject, number, grade = row
    watched = WATCHED.decode(body)
    clock = valued(rows, watched, zone)
    endless = known_due == NEVER
    return ClockRow(
        id=id_,
        item=watched.item,
        kind=watched.kind,
        part=watched.part,
        subject=subject,
        number=number,
        owner=owner,
        department=department,
        grade=grade,
        level=LEVEL_NAMES[level],
        state=state_of(watched),
        armed=watched.armed,
        start=watched.start,
        target=watched.target,
        due=None if endless else due(clock),
        left_seconds=0 if endless else int(left(clock, now).total_seconds()),
        ended=watched.ended,
        next_step=next_step,
        next_at=None if at is None else instant(at),
        raised=watched.raised,
        policy_version=watched.policy,
        calendar=watched.calendar,
        calendar_version=watched.calendar_version,
        segments=segments(clock, now),
    )


def valued(rows: Reads, watched: Watched, zone: str) -> Clock:
    """The clock with the values of the versions it names."""
    ladder = terms.ladder_of(rows, watched.kind, watched.policy)
    return watched.clock(ladder, terms.hours_of(rows, watched.calendar, watched.calendar_version, zone))
