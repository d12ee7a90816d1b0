"""Ladders: what a kind of clock promises, when it reminds, and when it climbs to whom.

A ladder is a policy. Its versions act forward: a clock keeps the one that was in force when it was armed.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from domain.working_hours import Calendar, full_day

Basis = Literal["working", "wall"]
"""What counts: working time of a calendar, or every minute."""
Level = Literal["responsible", "department", "executive"]
"""责任人级, 部门级, 高管级, lowest first."""


class Amount(Struct, frozen=True, omit_defaults=True):
    """A length of time. A day is a full day of the calendar's working time; by the wall clock, 24 hours."""

    days: Annotated[int, Meta(ge=0, le=366)] = 0
    hours: Annotated[int, Meta(ge=0, le=10_000)] = 0
    minutes: Annotated[int, Meta(ge=0, le=600_000)] = 0

    def on(self, calendar: Calendar, when: datetime) -> timedelta:
        """The amount in time, a day being what it is on the calendar at that instant."""
        rest = timedelta(hours=self.hours, minutes=self.minutes)
        if not self.days:
            return rest
        return self.days * full_day(calendar, when.astimezone(ZoneInfo(calendar.zone)).date()) + rest


class After(Struct, frozen=True, tag="after"):
    """Due when the amount has passed since the clock's start."""

    amount: Amount


class Before(Struct, frozen=True, tag="before"):
    """Due the amount before the target, moved back to the last working minute where that is off hours."""

    amount: Amount


class AtTarget(Struct, frozen=True, tag="at-target"):
    """Due at the target: the time that people set."""


DueRule = After | Before | AtTarget


class Rung(Struct, frozen=True, omit_defaults=True):
    """A level, and how long after the due instant the clock climbs there."""

    level: Level
    after: Amount = Amount()


class Ladder(Struct, frozen=True, omit_defaults=True):
    """One version of the policy for one kind of clock. Reminders stand as long before the due instant as
    they say, the longest first."""

    kind: str
    basis: Basis
    due: DueRule
    reminders: tuple[Amount, ...] = ()
    rungs: tuple[Rung, ...] = ()
    version: int = 1
    since: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def rungs(department: Amount, executive: Amount) -> tuple[Rung, ...]:
    """The three rungs: the responsible person at due, then the head and the executive in charge."""
    return (Rung("responsible"), Rung("department", department), Rung("executive", executive))


def in_force(ladders: tuple[Ladder, ...], kind: str, at: datetime) -> Ladder:
    """The ladder for a clock of this kind that is armed at that instant. Raises LookupError."""
    begun = [ladder for ladder in ladders if ladder.kind == kind and ladder.since <= at]
    if not begun:
        raise LookupError(f"no ladder for clocks of kind {kind} at {at}")
    return max(begun, key=lambda ladder: (ladder.since, ladder.version))


DAY = Amount(days=1)

STANDARD: tuple[Ladder, ...] = (
    Ladder("action", "working", AtTarget(), (DAY,), rungs(DAY, Amount(days=3))),
    Ladder("agenda", "wall", Before(Amount(hours=24)), (DAY,), (Rung("responsible"),)),
    Ladder("minutes", "wall", After(Amount(hours=24)), (Amount(hours=4),), rungs(Amount(hours=4), DAY)),
    Ladder("acknowledgment", "working", After(Amount(days=2)), (DAY,), (Rung("responsible"),)),
)
"""What holds until the company sets ladders of its own (SAMPLE-COMPANY, Policies)."""
