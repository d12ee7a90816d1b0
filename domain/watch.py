"""Watching an item: which clocks an event arms, hands over, pauses, resumes and ends.

A clock is armed when a deadline arises or its time is moved, and keeps what it was armed with; somebody else
becoming responsible is no new clock. What is told of an earlier time arms nothing: history is over.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct, structs

from domain.clocks import Clock, Pause, Step, clock_id, steps
from domain.deadlines import Deadline
from domain.ladders import Ladder
from domain.working_hours import Calendar


class Held(NamedTuple):
    """Who is responsible from an instant on, for which department."""

    since: datetime
    responsible: str | None
    department: str | None


class Watched(Struct, frozen=True, omit_defaults=True):
    """A clock as it is kept: ladder and calendar by the versions it was armed with.

    `version` is that of the event that armed it; `raised` are the names of the steps that are recorded.
    """

    item: str
    kind: str
    version: int
    armed: datetime
    start: datetime
    held: tuple[Held, ...]
    policy: int
    part: str = ""
    target: datetime | None = None
    calendar: str | None = None
    calendar_version: int = 0
    pauses: tuple[Pause, ...] = ()
    ended: datetime | None = None
    raised: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names its deadline within the item."""
        return f"{self.kind} {self.part}" if self.part else self.kind

    @property
    def id(self) -> str:
        """As domain.clocks has it."""
        return clock_id(self.item, self.key, self.version)

    def clock(self, ladder: Ladder, calendar: Calendar) -> Clock:
        """The clock with the values of the versions it names."""
        return Clock(
            self.item,
            self.key,
            self.version,
            self.armed,
            self.start,
            ladder,
            calendar,
            self.target,
            self.pauses,
            self.ended,
        )

    def holder(self, at: datetime) -> Held:
        """Who was responsible at an instant."""
        begun = [held for held in self.held if held.since <= at]
        return begun[-1] if begun else self.held[0]


class Armed(NamedTuple):
    """A deadline that gets a clock from now on."""

    deadline: Deadline


class Ended(NamedTuple):
    """A deadline whose clock is over: met, dropped, or moved."""

    key: str


class Paused(NamedTuple):
    """A deadline whose clock stands, and for what."""

    key: str
    why: str


class Resumed(NamedTuple):
    """A deadline whose clock goes on."""

    key: str


class Handed(NamedTuple):
    """A deadline that is somebody else's now."""

    key: str
    responsible: str | None
    department: str | None


Change = Armed | Ended | Paused | Resumed | Handed


def changes(before: Iterable[Deadline], after: Iterable[Deadline], *, live: bool) -> list[Change]:
    """What an event means for the item's clocks, ends first. `live`: it happened when it was recorded."""
    old = {deadline.key: deadline for deadline in before}
    new = {deadline.key: deadline for deadline in after}
    moved = [key for key in new if key not in old or time_of(old[key]) != time_of(new[key])]
    found: list[Change] = [Ended(key) for key in old if key not in new or key in moved]
    for key, deadline in new.items():
        if key not in moved:
            found += kept(old[key], deadline)
        elif live:
            found += armed(deadline)
    return found


def time_of(deadline: Deadline) -> tuple[object, ...]:
    """What arms a clock anew when it is another."""
    return deadline.target, deadline.start


def armed(deadline: Deadline) -> list[Change]:
    """A clock may stand from the moment it is armed."""
    standing: list[Change] = [Paused(deadline.key, deadline.waiting)] if deadline.waiting else []
    return [Armed(deadline), *standing]


def kept(old: Deadline, new: Deadline) -> list[Change]:
    """What happens to a clock that goes on."""
    found: list[Change] = []
    if (old.responsible, old.department) != (new.responsible, new.department):
        found.append(Handed(new.key, new.responsible, new.department))
    if old.waiting != new.waiting:
        found += [Resumed(new.key)] if old.waiting else []
        found += [Paused(new.key, new.waiting)] if new.waiting else []
    return found


def changed(clock: Watched, change: Ended | Paused | Resumed | Handed, at: datetime) -> Watched:
    """The clock after a change at an instant."""
    match change:
        case Ended():
            return structs.replace(clock, ended=at)
        case Paused(_, why):
            return structs.replace(clock, pauses=(*clock.pauses, Pause(at, why=why)))
        case Resumed():
            return structs.replace(clock, pauses=resumed(clock.pauses, at))
        case Handed(_, responsible, department):
            return structs.replace(clock, held=(*clock.held, Held(at, responsible, department)))


def resumed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    """The open pause closed; one of no length never was."""
    if not pauses or pauses[-1].until is not None:
        return pauses
    last = pauses[-1]
    return pauses[:-1] if last.since >= at else (*pauses[:-1], Pause(last.since, at, last.why))


def to_come(clock: Clock, raised: tuple[str, ...]) -> list[Step]:
    """The steps that are not recorded yet, by the time they fall due."""
    return [step for step in steps(clock) if step.name not in raised]
