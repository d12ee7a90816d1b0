"""Working time and clocks by walking from minute to minute: slow and obvious on purpose.

It imports nothing of the hub, so that it cannot share a mistake with it. Instants are whole minutes, aware.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Times = Sequence[tuple[str, str]]
"""Stretches of a day as people write them: ("09:00", "12:00"). A day ends at 24:00."""


class Diary(NamedTuple):
    """Weekly hours by weekday (0 is Monday), and the days that are otherwise."""

    zone: str
    week: Mapping[int, Times]
    otherwise: Mapping[date, Times]


class Round(NamedTuple):
    """One clock: minutes promised after `start` or a target, minutes before and after due, pauses."""

    start: datetime
    armed: datetime
    promise: int | None
    target: datetime | None
    reminder: int
    rungs: Sequence[int]
    pauses: Sequence[tuple[datetime, datetime]]


def works(diary: Diary, minute: datetime) -> bool:
    """Whether the minute that begins at this instant is worked."""
    local = minute.astimezone(ZoneInfo(diary.zone))
    hours = diary.otherwise.get(local.date(), diary.week.get(local.weekday(), ()))
    return any(start <= f"{local:%H:%M}" < end for start, end in hours)


def add(diary: Diary, start: datetime, minutes: int) -> datetime:
    """The earliest instant by which so many minutes are worked."""
    at = start.astimezone(UTC)
    while minutes > 0:
        minutes -= works(diary, at)
        at += MINUTE
    return at


def subtract(diary: Diary, end: datetime, minutes: int) -> datetime:
    """The earliest instant from which so many minutes are worked."""
    at = end.astimezone(UTC)
    if minutes == 0:
        return at
    while minutes > 0:
        at -= MINUTE
        minutes -= works(diary, at)
    while not works(diary, at - MINUTE):
        at -= MINUTE
    return at


def measure(diary: Diary, start: datetime, end: datetime) -> int:
    """The minutes worked between two instants."""
    at, worked = start.astimezone(UTC), 0
    while at < end:
        worked += works(diary, at)
        at += MINUTE
    return worked


def next_working(diary: Diary, at: datetime) -> datetime:
    """The first worked minute at or after an instant."""
    while not works(diary, at):
        at += MINUTE
    return at


def last_working(diary: Diary, at: datetime) -> datetime:
    """Back to where a worked minute begins or ends."""
    while not works(diary, at) and not works(diary, at - MINUTE):
        at -= MINUTE
    return at


def paused(clock: Round, at: datetime) -> bool:
    """Whether the clock stands in the minute that begins at this instant."""
    return any(since <= at < until for since, until in clock.pauses)


def due(diary: Diary, clock: Round) -> datetime:
    """The first running instant at which all that was promised has run, and the target is past."""
    needed, not_before = clock.promise, clock.start
    if clock.target is not None:
        needed, not_before = measure(diary, clock.start, clock.target), clock.target
    assert needed is not None
    return reach(diary, clock, clock.start, needed, not_before)


def rungs(diary: Diary, clock: Round) -> list[datetime]:
    """When the rungs are climbed."""
    base = max(due(diary, clock), clock.armed)
    return [reach(diary, clock, base, minutes, base) for minutes in clock.rungs]


def reminder(diary: Diary, clock: Round) -> datetime | None:
    """When the reminder falls due; None where that was before the clock was armed."""
    at, end = clock.start, due(diary, clock)
    total = sum(works(diary, m) and not paused(clock, m) for m in minutes_between(at, end))
    if total <= clock.reminder:
        return None
    found = reach(diary, clock, clock.start, total - clock.reminder, clock.start)
    return found if found > clock.armed else None


def reach(diary: Diary, clock: Round, base: datetime, minutes: int, not_before: datetime) -> datetime:
    """The earliest instant, outside pauses, by which the clock has run so many minutes since `base`."""
    at, ran = base, 0
    while ran < minutes or at < not_before or paused(clock, at):
        ran += works(diary, at) and not paused(clock, at)
        at += MINUTE
    return at


def minutes_between(start: datetime, end: datetime) -> list[datetime]:
    """Every whole minute from start to end."""
    return [start + n * MINUTE for n in range(int((end - start) / MINUTE))]
